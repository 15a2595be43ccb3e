// Writing: as whoever you are, a reply or a change where one was begun. What is not saved stays in the field.
import { byId } from "./dom.js";
import { banner } from "./notes.js";
import { emit, me, on, standing, state } from "./state.js";
import { ask } from "./wire.js";
import { t } from "./words.js";

const MOST = Number(document.body.dataset.most);
const NEARLY = 200;
const field = byId("text");

// The id goes with what is sent: the same again after a lost connection must not be posted twice, and anything else must be posted.
let id = "";
let last = "";
let sending = false;
// A new message that was begun before an old one was changed: it comes back afterwards.
const NOTHING = { text: "", replyTo: null };
let unsent = NOTHING;

export function startCompose() {
  byId("compose").addEventListener("submit", (event) => { event.preventDefault(); send(); });
  field.addEventListener("keydown", keys);
  field.addEventListener("input", () => { grow(); count(); wrong(""); });
  byId("about-write").querySelector("button").addEventListener("click", letGo);
  on("reply", (message) => begin(message, null));
  on("edit", (message) => begin(null, message));
  for (const topic of ["here", "everything", "me"]) on(topic, show);
  on("here", letGo);
  on("me", () => { if (state.editing && state.editing.author !== state.me) letGo(); });
  on("gone", ({ id: gone }) => { if ([state.replyTo?.id, state.editing?.id].includes(gone)) letGo(); });
}

function keys(event) {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  } else if (event.key === "Escape") {
    letGo();
  } else if (event.key === "ArrowUp" && field.value === "") {
    const own = [...standing(state.here).values()].findLast((one) => one.author === state.me && !one.poll);
    if (own) { event.preventDefault(); emit("edit", own); }
  }
}

function begin(replyTo, editing) {
  if (state.editing && !editing) letGo();
  if (editing && !state.editing) unsent = { text: field.value, replyTo: state.replyTo };
  Object.assign(state, { replyTo, editing });
  if (editing) field.value = editing.text;
  emit("view", "talk");
  show();
  field.focus();
}

function letGo() {
  const { text, replyTo } = unsent;
  if (state.editing) field.value = text;
  Object.assign(state, { replyTo: replyTo && standing(state.here).has(replyTo.id) ? replyTo : null, editing: null });
  unsent = NOTHING;
  show();
}

function show() {
  field.placeholder = t("write", { channel: state.here });
  field.setAttribute("aria-label", field.placeholder);
  const bar = byId("about-write");
  bar.hidden = !state.replyTo && !state.editing;
  bar.querySelector("span").textContent = state.editing ? t("editing") : state.replyTo ? t("replying", { name: state.replyTo.name }) : "";
  grow();
  count();
}

function grow() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, 160)}px`;
}

function count() {
  const left = MOST - [...field.value].length;
  byId("left").textContent = left < NEARLY ? t("left", { left }) : "";
}

function wrong(text) {
  byId("wrong").hidden = !text;
  byId("wrong").textContent = text;
}

/** Put a fresh id on what is to be sent, or the one it was sent under before. */
function named(frame) {
  const now = JSON.stringify(frame);
  if (now !== last) id = crypto.randomUUID();
  last = now;
  return { ...frame, id };
}

/** Let go of what was sent, and of nothing that was begun since. */
function sent(text, replyTo, editing) {
  const typedOn = field.value !== text;
  if (unsent.text === text && !editing) unsent = NOTHING;
  if (state.editing !== editing || (editing && typedOn)) return;
  if (!typedOn) field.value = "";
  if (state.replyTo === replyTo) letGo();
  else show();
}

async function send() {
  const text = field.value;
  if (!text.trim() || sending) return;
  sending = true;
  const { replyTo, editing } = state;
  const where = { channel: state.here, member: me().id };
  try {
    if (editing) await ask("edit", { ...where, message: editing.id, text });
    else await ask("write", named({ ...where, text, reply_to: replyTo?.id ?? "" }));
    last = "";
    sent(text, replyTo, editing);
    wrong("");
    banner("kept", "");
  } catch (refused) {
    if (refused.kept) banner("kept", t("wire_kept", { why: refused.message }));
    else wrong(refused.message);
  } finally {
    sending = false;
  }
}
