// Beside a message: what Twoway made of it, and why; and the taps that put it right.
import { h } from "./dom.js";
import { run } from "./notes.js";
import { emit, keyOf, standing, standingOf, state } from "./state.js";
import { jump } from "./talk.js";
import { percent, t } from "./words.js";

const SOME = 0.35;
const LIKELY = 0.5;
const QUOTE = 60;

/** A list of reasons; those that rest on messages lead there. */
export function reasons(because, channel) {
  if (!because.length) return null;
  return h("ul", { class: "because" }, because.map(({ text, lines }) => h("li", {}, h("span", { dir: "auto" }, text),
    lines.slice(0, 3).map((id) => h("button", {
      type: "button", class: "jump", "aria-label": t("show_lines"), title: t("show_lines"), onclick: () => jump(channel, id),
    }, "↗")))));
}

const bestLink = (reading) => reading.links.find((link) => link.probability >= LIKELY);

/** Why the bot posted something: what the ledger says of it; null where it says nothing. */
function whyPosted(message) {
  const about = state.entries.filter((entry) => entry.post === message.id);
  if (!about.length) return null;
  return h("details", { class: "why aside", data: { keep: `why-${message.id}` } },
    h("summary", { data: { keep: `sum-${message.id}` } }, t("why")),
    h("div", { class: "reasons" }, about.flatMap((entry) => [h("p", {}, t(`verdict_${entry.verdict}`)), reasons(entry.because, entry.channel)])));
}

/** The disclosure under a message. */
export function whyOf(message) {
  if (message.bot) return whyPosted(message);
  const key = keyOf(message.channel, message.id);
  const reading = state.readings.get(key);
  const question = state.questions.get(key);
  if (!reading) return h("p", { class: "why pending" }, t("is_reading"));
  const made = badge(message, reading, question);
  return h("details", { class: typeof made === "string" ? "why aside" : "why", data: { keep: `why-${message.id}` } },
    h("summary", { data: { keep: `sum-${message.id}` } }, typeof made === "string" ? h("span", { class: "made", title: made }, made) : made),
    h("div", { class: "reasons" },
      reading.question >= SOME && h("p", {},
        `${t("sure_question", { percent: percent(reading.question) })} · ${t(reading.audience === "channel" ? "to_channel" : "to_person")}`),
      reasons(reading.because, message.channel) ?? (reading.question < SOME && h("p", {}, t("nothing_special"))),
      links(message, reading), taps(message, question)));
}

function badge(message, reading, question) {
  if (question && question.public && (question.sure >= LIKELY || question.flagged || question.final)) {
    const [word, values] = standingOf(question);
    return h("span", { class: `badge is-${word}` }, `${t("is_question")} · ${t(`status_${word}`, values)}`);
  }
  if (reading.question >= LIKELY) return h("span", { class: "badge" }, t("is_question_person"));
  const link = bestLink(reading);
  const parent = link && standing(message.channel).get(link.parent);
  if (parent) return t("is_response", { name: parent.name });
  return t(reading.question >= SOME ? "is_maybe" : "is_plain");
}

function links(message, reading) {
  const parts = [];
  for (const link of reading.links) {
    const parent = standing(message.channel).get(link.parent);
    if (!parent || link.probability < 0.1) continue;
    const text = parent.text.length > QUOTE ? `${parent.text.slice(0, QUOTE)}…` : parent.text;
    parts.push(h("p", { dir: "auto" }, t("responds", { name: parent.name, text, percent: percent(link.probability) })),
      reasons(link.because, message.channel));
  }
  return parts.length ? parts : h("p", {}, t("starts"));
}

function taps(message, question) {
  const { channel } = message;
  const tap = (verb, subject, extra = {}) => h("button", {
    type: "button", class: "button small", data: { keep: `${verb}-${message.id}` },
    onclick: () => correct(verb, channel, subject, extra),
  }, t(verb === "reopen" ? "undo" : verb));
  const room = tap("ask_room", message.id);
  if (!question) return h("div", { class: "buttons" }, tap("needs_answer", message.id), room);
  if (["open", "acknowledged", "engaged"].includes(question.status)) {
    return h("div", { class: "buttons" }, tap("answered", question.id), tap("not_question", question.id),
      tap("snooze", question.id, { wait: "10m" }), room);
  }
  return h("div", { class: "buttons" }, tap("reopen", question.id), room);
}

/** Put a decision right. What was corrected here is kept at hand, to be undone. */
export async function correct(verb, channel, subject, extra = {}) {
  const done = await run("correct", { channel, member: state.me, verb, subject, ...extra });
  if (!done) return;
  if (verb === "reopen") state.corrected.delete(keyOf(channel, subject));
  else if (!["needs_answer", "ask_room"].includes(verb)) state.corrected.set(keyOf(channel, subject), verb);
  emit("corrected");
}
