// One message: its bubble, its reactions, and what can be done with it.

import { el, formatted } from "/dom.js";
import { keyboard } from "/keyboard.js";
import { followLink } from "/links.js";
import { deleteMessage, react, startEditing, startReplying, submit } from "/say.js";
import { authorName, isMine, isPrivate, moment, time, word, world } from "/world.js";

/** How far a swipe has to go to reply, in pixels. */
const SWIPE = 56;

const SERVICES = ["pinned_message", "new_chat_members", "left_chat_member", "forum_topic_created", "migrate_to_chat_id"];

export const isService = (message) => SERVICES.includes(message.carries) || message.carries?.startsWith("migrate_");

/** The first line of what a message says, where there is room for one. */
export const firstLine = (message) => message.text.split("\n")[0] || word(isService(message) ? "service" : "media");

export function service(message) {
  const key = SERVICES.includes(message.carries) ? `service-${message.carries}` : "service";
  return el("p", { className: "service" }, word(key, { name: authorName(message.author) }));
}

/** Whether nobody else sees it. */
const isEphemeral = (message) => message.id < 0;

export function bubble(message, { isFirst, replied, waiting, isEdit }) {
  const mine = isMine(message);
  const name = authorName(message.author);
  const hasName = isFirst && !mine && !isPrivate();
  const body = el("div", { className: "bubble" },
    hasName && el("b", { className: "name" }, name),
    isEphemeral(message) && el("p", { className: "origin" }, word("only-you")),
    message.forwarded_from && el("p", { className: "origin" }, word("forwarded", { name: message.forwarded_from })),
    replied && quoted(replied),
    carried(message),
    el("div", { className: "text" }, formatted(message.html, { follow: followLink, command: (text) => submit(text), moment })),
    el("div", { className: "meta" },
      reactions(message),
      message.pinned && el("span", { title: word("pinned") }, "📌"),
      message.edits > 0 && message.buttons.length === 0 && el("span", {}, word("edited")),
      el("time", {}, time(message.date))));
  const className = `message ${mine ? "mine" : "theirs"} ${isFirst ? "first" : ""} ${isEdit ? "changed" : ""}`;
  const data = { id: String(message.id), edits: String(message.edits) };
  const node = el("article", { className, data, tabIndex: -1, "aria-label": name },
    body, keyboard(message, waiting), !isEphemeral(message) && tools(message, mine));
  if (!isEphemeral(message)) swipe(node, () => startReplying(message));
  return node;
}

/** What a message carries besides words. */
function carried({ carries: kind, author, id, edits, text }) {
  if (!kind) return null;
  if (kind === "photo" && author === "Bot") {
    // The number of edits makes the address of a changed picture another one.
    const src = `/api/photo?${new URLSearchParams({ who: world.who, chat: world.chat, message: id, edits })}`;
    return el("img", { className: "shown-picture", src, alt: text, width: 1080, height: 1400 });
  }
  if (kind === "photo") return el("div", { className: "picture", role: "img", "aria-label": word("media-photo") }, "🖨️");
  return el("p", { className: "media" }, word(`media-${kind}`));
}

function quoted(message) {
  const jump = () => {
    const target = document.querySelector(`[data-id="${message.id}"]`);
    target?.scrollIntoView({ block: "center", behavior: "smooth" });
    target?.classList.add("changed");
  };
  return el("button", { type: "button", className: "quoted", onclick: jump },
    el("b", {}, authorName(message.author)), el("span", {}, firstLine(message)));
}

function tools(message, mine) {
  const tool = (className, label, sign, onclick) =>
    el("button", { type: "button", className, "aria-label": word(label), title: word(label), onclick }, sign);
  const emoji = world.stage.reactions.map((emoji) =>
    el("button", { type: "button", "aria-label": word("react", { emoji }), onclick: () => toggle(message, emoji) }, emoji));
  return el("div", { className: "tools" },
    tool("reply", "reply", "↩", () => startReplying(message)),
    emoji,
    mine && tool("edit", "edit", "✏️", () => startEditing(message)),
    (mine || isPrivate()) && tool("delete", "delete", "🗑", () => deleteMessage(message)));
}

function reactions(message) {
  const counts = new Map();
  for (const { emoji, by } of message.reactions) {
    const entry = counts.get(emoji) ?? { count: 0, mine: false };
    counts.set(emoji, { count: entry.count + 1, mine: entry.mine || by === world.who });
  }
  return [...counts].map(([emoji, { count, mine }]) =>
    el("button", { type: "button", className: `reaction ${mine ? "own" : ""}`, onclick: () => toggle(message, emoji) },
      count > 1 ? `${emoji} ${count}` : emoji));
}

function toggle(message, emoji) {
  const has = message.reactions.some((reaction) => reaction.by === world.who && reaction.emoji === emoji);
  return react(message, has ? null : emoji);
}

function swipe(node, done) {
  let from = null;
  node.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") from = { x: event.clientX, y: event.clientY };
  });
  node.addEventListener("pointermove", (event) => {
    if (!from) return;
    const left = Math.max(0, Math.min(SWIPE + 24, from.x - event.clientX));
    if (Math.abs(event.clientY - from.y) > left) return;
    node.style.setProperty("--swipe", `${-left}px`);
  });
  const end = (event) => {
    if (from && event.type === "pointerup" && from.x - event.clientX > SWIPE) done();
    from = null;
    node.style.setProperty("--swipe", "0px");
  };
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) node.addEventListener(name, end);
}
