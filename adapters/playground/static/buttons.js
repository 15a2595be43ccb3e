// The bot's buttons: pressed as whoever you are; one that asks opens a small dialog first.
import { byId, h } from "./dom.js";
import { run } from "./notes.js";
import { me, state } from "./state.js";

/** Buttons of a post or a draft. `channel`: where they stand. `as`: who presses, you when left out. */
export function buttonsOf(buttons, channel, as = () => state.me) {
  if (!buttons.length) return null;
  return h("div", { class: "buttons" }, buttons.map((button, place) => h("button", {
    type: "button", class: place === 0 ? "button strong" : "button", data: { keep: `press-${button.value}`, value: button.value },
    onclick: () => press(button, channel, as()),
  }, button.label)));
}

/** Who presses in the panel: you when you are of the team, else the team's first. The panel is the team's own. */
export const teamMember = () =>
  me().team ? state.me : [...state.members.values()].find((member) => member.team)?.id ?? state.me;

async function press(button, channel, member) {
  const text = button.asks ? await asked(button) : "";
  if (text !== null) await run("press", { channel, member, value: button.value, text });
}

function asked({ asks, prefill }) {
  const dialog = byId("ask");
  const form = dialog.querySelector("form");
  const field = dialog.querySelector("textarea");
  byId("ask-title").textContent = asks;
  field.value = prefill;
  dialog.showModal();
  field.focus();
  field.setSelectionRange(prefill.length, prefill.length);
  return new Promise((resolve) => {
    const done = new AbortController();
    const finish = (answer) => {
      done.abort();
      if (dialog.open) dialog.close();
      resolve(answer);
    };
    const listen = (target, name, act) => target.addEventListener(name, act, { signal: done.signal });
    listen(form, "submit", (event) => { event.preventDefault(); finish(field.value); });
    listen(dialog.querySelector("[data-cancel]"), "click", () => finish(null));
    listen(dialog, "close", () => finish(null));
    listen(field, "keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
  });
}
