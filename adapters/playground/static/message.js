// One message: who, when, what, its reactions, its poll, its buttons, and why.
import { buttonsOf } from "./buttons.js";
import { h } from "./dom.js";
import { run } from "./notes.js";
import { avatar } from "./side.js";
import { emit, me, now, standing, state } from "./state.js";
import { jump } from "./talk.js";
import { age, t, timeOfDay } from "./words.js";
import { whyOf } from "./why.js";

const QUICK = ["👍", "❤️", "✔️"];
const TOGETHER = 300;

/** Draw a message. `before`: the one above it; the same author's next line within minutes needs no name again. */
export function drawMessage(message, before) {
  const author = state.members.get(message.author) ?? { id: message.author, name: message.name, bot: message.bot, team: message.team };
  const follows = before && before.author === message.author && message.at - before.at < TOGETHER && !message.reply_to;
  return h("li", {
    class: `message${follows ? " follows" : ""}${message.bot ? " bot" : ""}`, tabindex: "-1",
    data: { id: message.id, author: message.name }, "aria-label": t("said", { name: message.name, text: message.text || message.poll?.question || "" }),
  },
  follows ? h("span", { class: "avatar none" }) : avatar(author),
  h("div", { class: "body" },
    !follows && h("p", { class: "who" }, h("bdi", { class: "name" }, message.name),
      message.team && h("span", { class: "badge team" }, t("team")), message.bot && h("span", { class: "badge" }, t("bot")),
      h("time", {}, timeOfDay(message.at))),
    message.reply_to && quote(message),
    message.text && h("p", { class: "text", dir: "auto" }, message.text, message.edited && h("span", { class: "quiet" }, ` (${t("edited")})`)),
    message.leads.length > 0 && leads(message),
    message.picture && h("img", { class: "picture", src: message.picture.src, alt: message.picture.alt, width: message.picture.width, height: message.picture.height }),
    message.poll && poll(message), buttonsOf(message.buttons, message.channel), reactions(message), whyOf(message)),
  actions(message));
}

function quote(message) {
  const original = standing(message.channel).get(message.reply_to);
  if (!original) return h("p", { class: "quote" }, `↩ ${t("reply_gone")}`);
  return h("button", {
    type: "button", class: "quote", data: { keep: `quote-${message.id}` },
    onclick: () => jump(message.channel, original.id),
  }, "↩ ", h("bdi", {}, original.name), " ", h("span", { dir: "auto" }, original.text || original.poll?.question || ""));
}

/** Where a post leads to: the line that it quotes. */
function leads(message) {
  return h("p", { class: "leads" }, message.leads.map(({ channel, id }) => h("button", {
    type: "button", class: "jump", "aria-label": t("show_lines"), title: t("show_lines"), data: { keep: `lead-${id}-${message.id}` },
    onclick: () => jump(channel, id),
  }, "↗")));
}

const react = (message, emoji, added) =>
  run("react", { channel: message.channel, member: state.me, message: message.id, emoji, added });

function reactions(message) {
  const all = Object.entries(message.reactions);
  if (!all.length) return null;
  return h("div", { class: "reactions" }, all.map(([emoji, members]) => {
    const mine = members.includes(state.me);
    const names = members.map((id) => state.members.get(id)?.name ?? "?").join(", ");
    return h("button", {
      type: "button", class: "reaction", "aria-pressed": String(mine), title: names, data: { keep: `re-${emoji}-${message.id}` },
      "aria-label": mine ? t("react_count", { emoji, count: members.length }) : `${emoji} ${members.length}`,
      onclick: () => react(message, emoji, !mine),
    }, emoji, h("span", {}, String(members.length)));
  }));
}

function poll(message) {
  const { question, options, mine, multiple, closes } = message.poll;
  const closed = message.poll.closed || (closes !== null && closes <= now());
  const chosen = mine[state.me] ?? [];
  const vote = (id, picked) => (multiple ? chosen.filter((one) => one !== id) : []).concat(picked ? [] : [id]);
  const total = options.reduce((sum, option) => sum + option.votes, 0);
  return h("div", { class: "poll", role: "group", "aria-label": t("poll") }, h("p", { class: "text", dir: "auto" }, question),
    options.map((option) => {
      const picked = chosen.includes(option.id);
      const button = h("button", {
        type: "button", class: "option", disabled: closed, "aria-pressed": String(picked), data: { keep: `vote-${option.id}-${message.id}` },
        onclick: () => run("vote", { channel: message.channel, member: state.me, message: message.id, options: vote(option.id, picked) }),
      }, h("bdi", {}, option.text), h("span", { class: "quiet" }, t("votes", {}, option.votes)));
      button.style.setProperty("--share", `${total ? (100 * option.votes) / total : 0}%`);
      return button;
    }),
    (closed || closes !== null || multiple) && h("p", { class: "quiet state" },
      [closed ? t("poll_closed") : closes !== null && t("poll_closes", { age: age(closes - now()) }), multiple && t("poll_several")]
        .filter(Boolean).join(" · ")));
}

function actions(message) {
  const act = (label, sign, onclick) => h("button", {
    type: "button", class: "act", "aria-label": label, title: label, data: { keep: `${sign}-${message.id}` }, onclick,
  }, sign);
  const own = message.author === state.me;
  return h("div", { class: "actions", role: "group", "aria-label": t("actions") },
    QUICK.map((emoji) => act(t("react", { emoji }), emoji, () => react(message, emoji, !message.reactions[emoji]?.includes(state.me)))),
    act(t("reply"), "↩", () => emit("reply", message)),
    own && !message.poll && act(t("edit"), "✎", () => emit("edit", message)),
    (own || me().team) && act(t("delete"), "🗑", () => run("delete", { channel: message.channel, member: state.me, message: message.id })));
}
