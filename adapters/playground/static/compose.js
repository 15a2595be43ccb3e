// Writing: as whoever you are, a reply or a change where one was begun. What is not saved stays in the field.
import { byId } from "./dom.js";
import { banner } from "./notes.js";
import { emit, me, on, standing, state } from "./state.js";
import { ask } from "./wire.js";
import { t } from "./words.js";

const MOST = Number(document.body.dataset.most);
const NEARLY = 200;
const field = byId("text");

// The id goes with the text: sending the same text again after a lost connection must not post it twice.
let id = crypto.randomUUID();
let sending = false;

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
  if (state.editing && !editing) field.value = "";
  Object.assign(state, { replyTo, editing });
  if (editing) field.value = editing.text;
  document.body.dataset.view = "talk";
  show();
  field.focus();
}

function letGo() {
  if (state.editing) field.value = "";
  Object.assign(state, { replyTo: null, editing: null });
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

async function send() {
  const text = field.value;
  if (!text.trim() || sending) return;
  sending = true;
  const where = { channel: state.here, member: me().id };
  try {
    if (state.editing) await ask("edit", { ...where, message: state.editing.id, text });
    else await ask("write", { ...where, text, id, reply_to: state.replyTo?.id ?? "" });
    id = crypto.randomUUID();
    if (field.value === text) field.value = "";
    state.editing = null;
    letGo();
    wrong("");
    banner("kept", "");
  } catch (refused) {
    if (refused.kept) banner("kept", t("wire_kept", { why: refused.message }));
    else wrong(refused.message);
  } finally {
    sending = false;
  }
}
