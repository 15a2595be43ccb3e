// How Twoway behaves here: a few knobs, each a row of choices.
import { byId, choices, h } from "./dom.js";
import { run } from "./notes.js";
import { on, state } from "./state.js";
import { t } from "./words.js";

const NIGHT = "22:00-08:00";
const ROWS = {
  mode: { knob: "mode.nudge", values: ["watch", "suggest", "act"], now: (value) => value },
  polls: { knob: "mode.poll", values: ["watch", "suggest", "act"], now: (value) => value, words: "mode" },
  openers: { knob: "mode.prompt", values: ["watch", "suggest", "act"], now: (value) => value, words: "mode" },
  alone: { knob: "announcement_wait", values: ["auto", "2m"], now: (value) => ({ "120s": "2m" })[value] ?? value },
  patience: {
    knob: "patience", values: ["auto", "20s", "2m", "30m"],
    now: (value) => ({ "120s": "2m", "1800s": "30m" })[value] ?? value,
  },
  quiet: { knob: "quiet_hours", values: [NIGHT, ""], now: (value) => (value === undefined ? undefined : value ? NIGHT : "") },
};

export function startSettings() {
  for (const name of Object.keys(ROWS)) {
    byId("settings").append(h("div", { class: "knob" }, h("span", { id: `knob-${name}` }, t(name)),
      h("div", { class: "choice", role: "group", "aria-labelledby": `knob-${name}`, id: `choice-${name}` }),
      h("p", { class: "quiet", id: `about-${name}` })));
  }
  on("everything", draw);
  on("knobs", draw);
}

function draw() {
  for (const [name, { knob, values, now, words = name }] of Object.entries(ROWS)) {
    const chosen = now(state.knobs[knob]);
    const word = (value) => (name === "quiet" ? t(value ? "quiet_on" : "quiet_off") : t(`${words}_${value}`));
    choices(byId(`choice-${name}`), values.map((value) => ({ value, label: word(value) })), chosen,
      (value) => run("set", { channel: state.here, member: state.me, knob, value }));
    byId(`about-${name}`).textContent = words === "mode" ? (chosen ? t(`${name}_${chosen}_hint`) : "") : t(`${name}_hint`);
  }
}
