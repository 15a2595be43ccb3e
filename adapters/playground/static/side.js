// Channels, and who you are.
import { byId, h, refill } from "./dom.js";
import { emit, on, state } from "./state.js";
import { ask } from "./wire.js";
import { t } from "./words.js";

export function startSide() {
  for (const topic of ["everything", "here", "channels", "message"]) on(topic, channels);
  for (const topic of ["everything", "people", "me"]) on(topic, people);
  byId("me").addEventListener("change", ({ target }) => become(target.value));
  byId("add").addEventListener("click", () => byId("join").showModal());
  on("everything", comeBack);
  startJoin();
}

/** Whoever joined and never wrote is not known after a restart: join by the same name, rather than speak as somebody else. */
async function comeBack() {
  if (!state.missing) return;
  const { name, team = false } = state.missing;
  let member = "";
  try {
    ({ member } = await ask("join", { name, team }));
  } catch (refused) {
    if (!refused.kept) member = writers()[0]?.id;
  }
  if (member && state.missing?.name === name) become(member);
}

export function goTo(channel) {
  state.here = channel;
  state.unread.delete(channel);
  emit("here");
}

function become(id) {
  Object.assign(state, { me: id, missing: null });
  emit("me");
}

export function avatar(member) {
  const name = member.name || "?";
  const hue = [...member.id].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 8;
  const first = [...name.trim()][0]?.toUpperCase() ?? "?";
  return h("span", { class: `avatar ${member.bot ? "bot" : `hue-${hue}`}`, "aria-hidden": "true" }, member.bot ? "⇄" : first);
}

function channels() {
  refill(byId("channels"), state.channels.map((channel) => {
    const unread = state.unread.get(channel) ?? 0;
    return h("li", {}, h("button", {
      type: "button", class: "entry", "aria-current": channel === state.here ? "true" : null,
      data: { keep: channel, channel }, onclick: () => goTo(channel),
    }, h("span", {}, `# ${channel}`), unread > 0 && h("span", { class: "count" }, String(unread))));
  }));
}

const writers = () => [...state.members.values()].filter((member) => !member.bot);

function people() {
  refill(byId("people"), writers().map((member) =>
    h("li", {}, h("button", {
      type: "button", class: "entry", "aria-pressed": String(member.id === state.me),
      data: { keep: member.id, member: member.name }, onclick: () => become(member.id),
    }, avatar(member), h("bdi", {}, member.name), member.team && h("span", { class: "badge team" }, t("team"))))));
  refill(byId("me"), writers().map((member) =>
    h("option", { value: member.id, selected: member.id === state.me }, member.team ? `${member.name} · ${t("team")}` : member.name)));
  byId("me").value = state.me;
}

function startJoin() {
  const dialog = byId("join");
  const form = dialog.querySelector("form");
  const wrong = dialog.querySelector(".wrong");
  dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const { member } = await ask("join", { name: form.elements.name.value, team: form.elements.team.checked });
      form.reset();
      wrong.hidden = true;
      dialog.close();
      become(member);
    } catch (refused) {
      wrong.textContent = refused.message;
      wrong.hidden = false;
    }
  });
}
