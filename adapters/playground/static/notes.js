// What is said beside the talk: banners for trouble, notes that only one member sees, and words for screen readers.
import { byId, h } from "./dom.js";
import { on, state } from "./state.js";
import { ask } from "./wire.js";
import { t } from "./words.js";

const STAYS = 7000;
const banners = new Map();

/** Show a banner until it is told to go ("" takes it away). */
export function banner(name, text) {
  if (text) banners.set(name, text);
  else banners.delete(name);
  const box = byId("banner");
  box.hidden = banners.size === 0;
  box.replaceChildren(...[...banners.values()].map((one) => h("p", {}, one)));
}

/** Ask the server for something; what it refuses is said. Resolves to whether it was done. */
export async function run(kind, values = {}) {
  try {
    await ask(kind, values);
    banner("kept", "");
    return true;
  } catch (refused) {
    told(refused);
    return false;
  }
}

/** Say what was not done, of what has no text to keep. */
export function told(refused) {
  if (refused.kept) banner("kept", t("wire_failed", { why: refused.message }));
  else toast(refused.message);
}

/** Say something in the corner, with at most one thing to do about it. */
export function toast(text, label = "", act = null) {
  // The same news again takes the place of the old: ten drafts are one note, not ten.
  dismiss(text);
  const box = h("div", { class: "toast", data: { text } },
    h("p", { dir: "auto" }, text),
    act && h("button", { type: "button", class: "button", onclick: () => { act(); box.remove(); } }, label),
    h("button", { type: "button", class: "button icon", "aria-label": t("close"), onclick: () => box.remove() }, "×"));
  byId("toasts").append(box);
  while (byId("toasts").children.length > 3) byId("toasts").firstChild.remove();
  setTimeout(() => box.remove(), STAYS);
}

/** Take a note away that has been heeded. */
export function dismiss(text) {
  [...byId("toasts").children].find((one) => one.dataset.text === text)?.remove();
}

export function announce(text) {
  byId("announce").textContent = text;
}

export function startNotes() {
  on("notice", ({ member, text }) => {
    const name = state.members.get(member)?.name ?? member;
    toast(`${t("private", { name })}: ${text}`);
  });
  on("trouble", ({ why }) => banner("kept", t("wire_failed", { why })));
}
