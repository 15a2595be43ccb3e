// The side panel: what waits, what is drafted, and the ledger of every decision. On a phone its tabs are views.
import { buttonsOf, teamMember } from "./buttons.js";
import { byId, h, refill } from "./dom.js";
import { dismiss, toast } from "./notes.js";
import { keyOf, now, on, standing, standingOf, state, waiting } from "./state.js";
import { jump } from "./talk.js";
import { age, t, timeOfDay } from "./words.js";
import { correct, reasons } from "./why.js";

const TABS = ["waiting", "drafts", "ledger"];
const SHOWN = 120;
const stale = new Set();

export function startPanel() {
  for (const tab of TABS) byId(`tab-${tab}`).addEventListener("click", () => choose(tab));
  document.querySelector(".tabs").addEventListener("keydown", arrows);
  for (const button of document.querySelectorAll(".views button")) button.addEventListener("click", () => view(button.dataset.view));
  const draws = { waiting: drawWaiting, drafts: drawDrafts, ledger: drawLedger };
  // Many frames may come within one picture: each list is drawn once for all of them.
  const soon = (...names) => {
    if (!stale.size) requestAnimationFrame(() => { const names = [...stale]; stale.clear(); names.forEach((name) => draws[name]()); });
    names.forEach((name) => stale.add(name));
  };
  on("everything", () => soon(...TABS));
  for (const topic of ["question", "corrected", "minute"]) on(topic, () => soon("waiting"));
  for (const topic of ["draft", "drafts"]) on(topic, () => soon("drafts", "waiting"));
  on("entries", () => soon("ledger"));
  on("draft", () => {
    if (byId("panel-drafts").checkVisibility()) return;
    toast(t("draft_toast"), t("draft_show"), () => view("drafts"));
  });
  on("view", view);
  choose("waiting");
  view("talk");
}

function view(name) {
  document.body.dataset.view = name;
  for (const button of document.querySelectorAll(".views button")) {
    if (button.dataset.view === name) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  if (TABS.includes(name)) choose(name);
}

function choose(tab) {
  if (tab === "drafts") dismiss(t("draft_toast"));
  for (const one of TABS) {
    byId(`tab-${one}`).setAttribute("aria-selected", String(one === tab));
    byId(`tab-${one}`).tabIndex = one === tab ? 0 : -1;
    byId(`panel-${one}`).hidden = one !== tab;
  }
}

function arrows(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const place = TABS.indexOf(document.activeElement.dataset.tab);
  if (!step || place < 0) return;
  const next = TABS[(place + step + TABS.length) % TABS.length];
  choose(next);
  byId(`tab-${next}`).focus();
}

function counted(tab, number) {
  for (const badge of document.querySelectorAll(`#tab-${tab} .count, .views [data-view="${tab}"] .count`)) {
    badge.textContent = String(number);
    badge.hidden = number === 0;
  }
}

const hint = (text) => h("p", { class: "quiet lead" }, text);
const blank = (text) => h("p", { class: "blank" }, text);

function heading(question) {
  return h("button", {
    type: "button", class: "heading", data: { keep: `go-${keyOf(question.channel, question.id)}` },
    onclick: () => jump(question.channel, question.id),
  }, h("bdi", { class: "name" }, question.name), h("span", { class: "quiet" }, `#${question.channel}`),
  h("span", { class: "text", dir: "auto" }, question.text));
}

function drawWaiting() {
  const all = waiting();
  counted("waiting", all.length);
  const undone = [...state.corrected.keys()].map((key) => state.questions.get(key)).filter((one) => one && !all.includes(one)).reverse();
  refill(byId("panel-waiting"), all.length ? [hint(t("waiting_hint")), h("ul", { class: "cards" }, all.map(waitingCard))] : blank(t("waiting_empty")),
    undone.length && [h("h3", {}, t("corrected")), h("ul", { class: "cards" }, undone.map((question) => card(question, ["reopen"])))]);
}

function waitingCard(question) {
  const snoozed = standingOf(question)[0] === "snoozed";
  return card(question, ["answered", "not_question", snoozed ? "reopen" : "snooze"]);
}

function card(question, verbs) {
  const [word, values] = standingOf(question);
  const key = keyOf(question.channel, question.id);
  return h("li", { class: "card", data: { question: question.id } }, heading(question),
    h("p", { class: "line" }, h("span", { class: `badge is-${word}` }, t(`status_${word}`, values)),
      h("span", { class: "quiet" }, t("asked_ago", { age: age(Math.max(0, now() - question.at)) }))),
    h("details", { data: { keep: `because-${key}` } }, h("summary", { data: { keep: `s-${key}` } }, t("why")), reasons(latest(question), question.channel)),
    h("div", { class: "buttons" }, verbs.map((verb) => h("button", {
      type: "button", class: "button small", data: { keep: `${verb}-${key}`, verb },
      onclick: () => correct(verb, question.channel, question.id, verb === "snooze" ? { wait: "10m" } : {}),
    }, t(verb === "reopen" ? "undo" : verb)))));
}

/** The reasons written down last for a question; those it was spotted by, while there are no others. */
const latest = ({ channel, id, because }) =>
  state.entries.findLast((entry) => entry.subject === id && entry.channel === channel && entry.verdict === "flagged")?.because ?? because;

function drawDrafts() {
  const all = [...state.drafts.values()].sort((one, other) => one.at - other.at);
  counted("drafts", all.length);
  refill(byId("panel-drafts"), all.length ? h("ul", { class: "cards" }, all.map((draft) => h("li", { class: "card draft", data: { draft: draft.id } },
    h("p", { class: "line" }, h("span", { class: "badge is-drafted" }, t("draft_for", { channel: draft.channel })), h("time", { class: "quiet" }, timeOfDay(draft.at))),
    h("p", { class: "text words", dir: "auto" }, draft.text),
    h("p", { class: "label" }, t("because")), reasons(draft.because, draft.channel),
    buttonsOf(draft.buttons, draft.channel, teamMember)))) : blank(t("drafts_empty")));
}

function drawLedger() {
  const all = state.entries.slice(-SHOWN).reverse();
  refill(byId("panel-ledger"), all.length ? h("ol", { class: "ledger" }, all.map(entry)) : blank(t("ledger_empty")));
}

function entry({ at, channel, verdict, subject, because }) {
  // A post's key names the question it came from after its kind: "nudge:<question>".
  const id = [subject, subject.split(":")[1]].find((one) => one && standing(channel).has(one));
  const about = id && standing(channel).get(id);
  return h("li", { class: "entry-line" },
    h("p", { class: "line" }, h("span", { class: `badge is-${verdict}` }, t(`verdict_${verdict}`)),
      h("span", { class: "quiet" }, `#${channel}`), h("time", { class: "quiet" }, timeOfDay(at))),
    about && h("button", { type: "button", class: "quote", onclick: () => jump(channel, id) },
      h("bdi", {}, about.name), " ", h("span", { dir: "auto" }, about.text || about.poll?.question || "")),
    reasons(because, channel));
}
