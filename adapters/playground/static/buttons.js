// The bot's buttons: pressed as whoever you are; one that asks opens a small dialog first.
import { byId, h } from "./dom.js";
import { banner, run, told } from "./notes.js";
import { me, state } from "./state.js";
import { ask } from "./wire.js";
import { t } from "./words.js";

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

function press(button, channel, member) {
  const frame = { channel, member, value: button.value, text: "" };
  if (button.asks) dialogue(button, (text) => ask("press", { ...frame, text }));
  else run("press", frame);
}

// The dialog stays until its text was taken: what failed, or was refused, is said in it.
function dialogue({ asks, prefill }, send) {
  const dialog = byId("ask");
  const form = dialog.querySelector("form");
  const field = dialog.querySelector("textarea");
  const wrong = dialog.querySelector(".wrong");
  const done = new AbortController();
  const listen = (target, name, act) => target.addEventListener(name, act, { signal: done.signal });
  let sending = false;
  const say = (text) => { wrong.hidden = !text; wrong.textContent = text; };
  const submit = async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    try {
      await send(field.value);
      banner("kept", "");
      if (!done.signal.aborted) dialog.close();
    } catch (refused) {
      if (done.signal.aborted) told(refused);
      else say(refused.kept ? t("wire_kept", { why: refused.message }) : refused.message);
    } finally {
      sending = false;
    }
  };
  byId("ask-title").textContent = asks;
  field.value = prefill;
  say("");
  dialog.showModal();
  field.focus();
  field.setSelectionRange(prefill.length, prefill.length);
  listen(form, "submit", submit);
  listen(dialog.querySelector("[data-cancel]"), "click", () => dialog.close());
  listen(dialog, "close", () => done.abort());
  listen(field, "keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}
