// What this page knows. Frames change it; parts of the page are told by topic and draw themselves again.
import { timeOfDay } from "./words.js";

export const state = {
  channels: [], members: new Map(), messages: new Map(), readings: new Map(), questions: new Map(), drafts: new Map(),
  entries: [], knobs: {}, player: { playing: false, line: 0, lines: 0 }, unread: new Map(), corrected: new Map(),
  clock: { now: Date.now() / 1000, rate: 1, since: performance.now() },
  me: "ada", here: "general", replyTo: null, editing: null, missing: null,
};

const listeners = new Map();
const MOST = 500;
const LIVE = ["open", "acknowledged", "engaged"];

export function on(topic, listener) {
  listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
}

export function emit(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

export const keyOf = (channel, id) => `${channel}/${id}`;
export const standing = (channel) => state.messages.get(channel) ?? new Map();
export const me = () => state.members.get(state.me) ?? { id: state.me, name: state.me, team: false };

/** The playground's own time, in epoch seconds. */
export function now() {
  const { now, rate, since } = state.clock;
  return now + ((performance.now() - since) / 1000) * rate;
}

const takes = {
  clock({ now, rate }) { state.clock = { now, rate, since: performance.now() }; return "clock"; },
  channel({ id }) { state.channels.push(id); state.messages.set(id, new Map()); return "channels"; },
  member(member) { state.members.set(member.id, member); return "people"; },
  message(message) {
    const messages = standing(message.channel);
    const fresh = !messages.has(message.id);
    messages.set(message.id, message);
    if (messages.size > MOST) forget(message.channel, messages.keys().next().value);
    return fresh ? "message" : "changed";
  },
  gone({ channel, id }) { standing(channel).delete(id); state.readings.delete(keyOf(channel, id)); return "gone"; },
  reading(reading) { state.readings.set(keyOf(reading.channel, reading.message), reading); return "changed"; },
  question(question) { state.questions.set(keyOf(question.channel, question.id), question); return "question"; },
  draft(draft) {
    const fresh = !state.drafts.has(draft.id) && draft.state === "waiting";
    if (draft.state === "waiting") state.drafts.set(draft.id, draft);
    else state.drafts.delete(draft.id);
    return fresh ? "draft" : "drafts";
  },
  entry(entry) { state.entries.push(entry); if (state.entries.length > MOST) state.entries.shift(); return "entries"; },
  knob({ knob, value }) { state.knobs[knob] = value; return "knobs"; },
  player(player) { state.player = player; return "player"; },
  notice() { return "notice"; },
  trouble() { return "trouble"; },
};

// An old message goes with what was read in it. Questions stay while they wait, wherever they were asked.
function forget(channel, id) {
  standing(channel).delete(id);
  state.readings.delete(keyOf(channel, id));
  for (const [key, one] of state.questions) {
    if (!LIVE.includes(one.status) && !standing(one.channel).has(one.id)) state.questions.delete(key);
  }
}

/** Take a frame from the server, and tell the parts of the page that show it. */
export function take(frame) {
  if (frame.kind === "welcome") return welcome(frame);
  const topic = takes[frame.kind]?.(frame);
  if (topic) emit(topic, frame);
}

function welcome({ frames }) {
  const was = state.members.get(state.me);
  Object.assign(state, {
    channels: [], members: new Map(), messages: new Map(), readings: new Map(), questions: new Map(),
    drafts: new Map(), entries: [], knobs: {},
  });
  for (const frame of frames) takes[frame.kind]?.(frame);
  if (!state.channels.includes(state.here)) state.here = state.channels[0];
  state.missing = state.members.has(state.me) ? null : was ?? state.missing ?? { name: "" };
  emit("everything");
}

/** Where a question stands, as one word of the phrase file, with what fills it. */
export function standingOf(question) {
  if (question.snoozed && question.snoozed > now() && question.status === "open") {
    return ["snoozed", { time: timeOfDay(question.snoozed) }];
  }
  if (question.status !== "open") return [question.status, {}];
  if ([...state.drafts.values()].some((draft) => draftSpeaksFor(draft, question))) return ["drafted", {}];
  if (question.nudged) return ["nudged", {}];
  return [question.flagged ? "flagged" : "open", {}];
}

const draftSpeaksFor = (draft, question) => draft.channel === question.channel && draft.questions.includes(question.id);

/** The questions that still want an answer, oldest first. */
export function waiting() {
  return [...state.questions.values()]
    .filter((one) => LIVE.includes(one.status) && !one.team && one.public && (one.flagged || one.sure >= 0.5))
    .sort((one, other) => one.at - other.at);
}
