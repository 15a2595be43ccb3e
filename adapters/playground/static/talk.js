// The channel that is open: its messages in order, arrow keys through them, and a way to a single one.
import { byId, h, refill, swap } from "./dom.js";
import { drawMessage } from "./message.js";
import { announce } from "./notes.js";
import { play } from "./player.js";
import { goTo } from "./side.js";
import { emit, on, standing, state } from "./state.js";
import { t } from "./words.js";

const NEAR = 120;

const list = () => byId("messages");
const rowOf = (id) => list().querySelector(`[data-id="${CSS.escape(id)}"]`);
const near = () => byId("scroll").scrollHeight - byId("scroll").scrollTop - byId("scroll").clientHeight < NEAR;

export function startTalk() {
  for (const topic of ["everything", "here", "gone"]) on(topic, drawAll);
  on("me", () => { for (const row of [...list().children]) redraw(row.dataset.id); });
  on("message", arrived);
  on("changed", (frame) => { if (frame.channel === state.here) redraw(frame.message ?? frame.id); });
  on("question", (question) => { if (question.channel === state.here) redraw(question.id); });
  on("entries", ({ post, channel }) => { if (channel === state.here) redraw(post); });
  // Polls say how long they are open; by the clock they close.
  on("minute", () => { for (const message of standing(state.here).values()) if (message.poll?.closes && !message.poll.closed) redraw(message.id); });
  for (const topic of ["draft", "drafts"]) on(topic, (draft) => { if (draft.channel === state.here) draft.questions.forEach(redraw); });
  list().addEventListener("keydown", walk);
  byId("newer").addEventListener("click", () => { toEnd(); });
  byId("scroll").addEventListener("scroll", () => { if (near()) byId("newer").hidden = true; }, { passive: true });
}

function toEnd() {
  byId("scroll").scrollTop = byId("scroll").scrollHeight;
  byId("newer").hidden = true;
}

function drawAll(frame) {
  if (frame?.kind === "gone" && frame.channel !== state.here) return;
  byId("here").textContent = `# ${state.here}`;
  byId("about").textContent = t(`about_${state.here}`);
  list().setAttribute("aria-label", t("messages", { channel: state.here }));
  let before = null;
  const end = near() || frame?.kind !== "gone";
  refill(list(), [...standing(state.here).values()].map((message) => {
    const row = drawMessage(message, before);
    before = message;
    return row;
  }));
  empty();
  rove(list().lastElementChild);
  if (end) toEnd();
}

function empty() {
  const box = byId("empty");
  box.hidden = standing(state.here).size > 0;
  if (box.hidden || box.dataset.channel === state.here) return;
  box.dataset.channel = state.here;
  const team = state.here === "team";
  box.replaceChildren(h("div", { class: "art", "aria-hidden": "true" }, "⇄"), h("h3", {}, t("empty_title")),
    h("p", {}, t(team ? "empty_team_text" : "empty_text")),
    !team && h("button", { type: "button", class: "button strong", id: "empty-play", onclick: play }, `▶ ${t("empty_play")}`));
}

function arrived(message) {
  announce(t("said", { name: message.name, text: message.text || message.poll?.question || "" }));
  if (message.channel !== state.here) {
    state.unread.set(message.channel, (state.unread.get(message.channel) ?? 0) + 1);
    emit("channels");
    return;
  }
  const follow = near() || message.author === state.me;
  const all = [...standing(state.here).values()];
  const row = drawMessage(message, all[all.length - 2]);
  row.classList.add("fresh");
  list().append(row);
  trim();
  empty();
  if (!list().contains(document.activeElement) || !list().querySelector('[tabindex="0"].message')) rove(row);
  if (follow) toEnd();
  else byId("newer").hidden = false;
}

// The page keeps so many messages as the server does: a row whose message is gone from here could be neither answered nor changed.
function trim() {
  const more = list().children.length - standing(state.here).size;
  for (let n = 0; n < more; n += 1) list().firstElementChild.remove();
  if (more > 0) redraw(list().firstElementChild.dataset.id);
}

function redraw(id) {
  const old = rowOf(id);
  const message = standing(state.here).get(id);
  if (!old || !message) return;
  const follow = near();
  const fresh = drawMessage(message, standing(state.here).get(old.previousElementSibling?.dataset.id));
  fresh.tabIndex = old.tabIndex;
  swap(old, fresh);
  if (follow) toEnd();
}

function rove(row) {
  if (!row) return;
  for (const one of list().querySelectorAll('[tabindex="0"].message')) one.tabIndex = -1;
  row.tabIndex = 0;
}

function walk(event) {
  const row = event.target.closest(".message");
  if (event.target !== row) {
    if (event.key === "Escape") row.focus();
    return;
  }
  const next = {
    ArrowUp: row.previousElementSibling, ArrowDown: row.nextElementSibling,
    Home: list().firstElementChild, End: list().lastElementChild,
  }[event.key];
  if (next) {
    event.preventDefault();
    rove(next);
    next.focus();
  } else if (event.key === "r" && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    emit("reply", standing(state.here).get(row.dataset.id));
  }
}

/** Go to a message, wherever it stands. */
export function jump(channel, id) {
  emit("view", "talk");
  if (channel !== state.here) goTo(channel);
  const row = rowOf(id);
  if (!row) return;
  rove(row);
  row.scrollIntoView({ block: "center" });
  row.focus({ preventScroll: true });
  row.classList.add("shown");
  row.addEventListener("animationend", () => row.classList.remove("shown"), { once: true });
}
