// The open chat: its messages, their buttons and reactions, and the answers to presses.

import { startReplying, submit } from "/composer.js";
import { el, face, formatted, reconcile } from "/dom.js";
import { ask, authorName, isMine, isPrivate, openChat, word, world } from "/world.js";

const $ = (id) => document.getElementById(id);

/** How near to the end counts as being there, in pixels. */
const NEAR = 120;

/** How far a swipe has to go to reply, in pixels. */
const SWIPE = 56;

let refresh = () => {};
let open = () => {};

export function startChat(doRefresh, doOpen) {
  refresh = doRefresh;
  open = doOpen;
  $("log").addEventListener("click", (event) => {
    if (event.target.closest("button, a, .spoiler, .expandable")) return;
    choose(event.target.closest(".message"));
  });
}

export function drawChat() {
  const chat = openChat();
  if (!chat) return;
  const title = isPrivate() ? word("bot-name") : world.stage.group.title;
  face($("chat-face"), title);
  $("chat-title").textContent = title;
  $("chat-about").textContent = isPrivate() ? `@${world.stage.bot}` : world.stage.cast.map((actor) => actor.name).join(", ");

  const log = $("log");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
  const byId = new Map(chat.messages.map((message) => [message.id, message]));
  const items = chat.messages.map((message, index) => {
    const before = chat.messages[index - 1];
    const isFirst = !before || JSON.stringify(before.author) !== JSON.stringify(message.author) || isService(before);
    const replied = byId.get(message.reply_to);
    const waiting = [...world.pending.values()].filter((place) => place.message === message.id).map((place) => place.key);
    const signature = JSON.stringify([message, isFirst, replied?.text, waiting, world.lang]);
    const make = (old) => {
      if (isService(message)) return service(message);
      const isEdit = old !== undefined && old.dataset.edits !== String(message.edits);
      return bubble(message, { isFirst, replied, waiting, isEdit });
    };
    return [String(message.id), signature, make];
  });
  reconcile(log, items);
  if (atEnd) log.scrollTop = log.scrollHeight;
}

const SERVICES = ["pinned_message", "new_chat_members", "left_chat_member", "forum_topic_created", "migrate_to_chat_id"];
const isService = (message) => SERVICES.includes(message.carries) || message.carries?.startsWith("migrate_");

function service(message) {
  const key = SERVICES.includes(message.carries) ? `service-${message.carries}` : "service";
  return el("p", { className: "service" }, word(key, { name: authorName(message.author) }));
}

function bubble(message, { isFirst, replied, waiting, isEdit }) {
  const mine = isMine(message);
  const name = authorName(message.author);
  const hasName = isFirst && !mine && !isPrivate();
  const time = new Date(message.date).toLocaleTimeString(world.lang, { hour: "2-digit", minute: "2-digit" });
  const body = el("div", { className: "bubble" },
    hasName && el("b", { className: "name" }, name),
    replied && quoted(replied),
    message.carries && el("p", { className: "media" }, word(`media-${message.carries}`)),
    el("div", { className: "text" }, formatted(message.html, { follow, command: (text) => submit(text) })),
    el("div", { className: "meta" },
      reactions(message),
      message.pinned && el("span", { title: word("pinned") }, "📌"),
      message.sound === "Silent" && el("span", { title: word("silent") }, "🔕"),
      message.edits > 0 && message.buttons.length === 0 && el("span", {}, word("edited")),
      el("time", {}, time)));
  const node = el("article", { className: `message ${mine ? "mine" : "theirs"} ${isFirst ? "first" : ""} ${isEdit ? "changed" : ""}`, data: { id: String(message.id), edits: String(message.edits) } },
    body, keyboard(message, waiting), tools(message));
  swipe(node, () => startReplying(message));
  return node;
}

/** A tap shows what a hovering pointer shows: the tools of one message. */
function choose(node) {
  for (const other of document.querySelectorAll(".message.chosen")) other.classList.remove("chosen");
  node?.classList.add("chosen");
}

function quoted(message) {
  const jump = () => {
    const target = document.querySelector(`[data-id="${message.id}"]`);
    target?.scrollIntoView({ block: "center", behavior: "smooth" });
    target?.classList.add("changed");
  };
  return el("button", { type: "button", className: "quoted", onclick: jump },
    el("b", {}, authorName(message.author)), el("span", {}, message.text.split("\n")[0]));
}

function tools(message) {
  const react = world.stage.reactions.map((emoji) =>
    el("button", { type: "button", onclick: () => toggle(message, emoji) }, emoji));
  return el("div", { className: "tools" },
    el("button", { type: "button", className: "reply", "aria-label": word("reply"), title: word("reply"), onclick: () => startReplying(message) }, "↩"),
    react);
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

async function toggle(message, emoji) {
  const has = message.reactions.some((reaction) => reaction.by === world.who && reaction.emoji === emoji);
  await attempt(ask("/api/react", { who: world.who, chat: world.chat, message: message.id, emoji: has ? null : emoji }));
}

function keyboard(message, waiting) {
  if (message.buttons.length === 0) return null;
  const rows = message.buttons.map((row, r) =>
    el("div", { className: "row" }, row.map((button, c) => {
      const key = `${message.id}:${r}:${c}`;
      const sign = { url: "↗", copy: "⧉" }[button.press.does];
      const className = `key ${waiting.includes(key) ? "waiting" : ""}`;
      return el("button", { type: "button", className, onclick: () => press(message, r, c, button) },
        button.label, sign && el("i", {}, sign));
    })));
  return el("div", { className: "keyboard" }, rows);
}

async function press(message, row, column, button) {
  const { does, with: value } = button.press;
  if (does === "url") {
    if (!follow(value)) window.open(value, "_blank", "noopener,noreferrer");
    return;
  }
  if (does === "copy") {
    await attempt(navigator.clipboard.writeText(value).then(() => toast(word("copied"))));
    return;
  }
  if (does !== "data") return;
  const place = { who: world.who, chat: world.chat, message: message.id, row, column };
  const answer = await attempt(ask("/api/press", place));
  if (!answer) return;
  world.pending.set(answer.query, { message: message.id, key: `${message.id}:${row}:${column}` });
  await refresh();
  setTimeout(() => world.pending.delete(answer.query) && drawChat(), 15000);
}

/** Shows the answers to presses that were made here. */
export function settlePresses(toasts) {
  for (const { query, text, shown, url } of toasts) {
    if (!world.pending.delete(query)) continue;
    if (url) follow(url);
    if (!text) continue;
    if (shown === "Alert") warn(text);
    else toast(text);
  }
}

/** A link to the bot itself opens it, with its payload; says whether it was one. */
function follow(address) {
  const link = address.match(/^(?:https?:\/\/t\.me\/|tg:\/\/resolve\?domain=)(\w+)(?:[?&]start=([\w-]*))?/i);
  if (!link || link[1].toLowerCase() !== world.stage.bot.toLowerCase()) return address.startsWith("tg:");
  open(world.who);
  submit(`/start ${link[2] ?? ""}`.trim());
  return true;
}

export function toast(text) {
  const node = el("p", {}, text);
  $("toasts").append(node);
  setTimeout(() => node.remove(), Math.max(3000, text.length * 60));
}

function warn(text) {
  $("alert").querySelector("p").textContent = text;
  $("alert").showModal();
}

/** Does something on the stage; what can't be done is said. */
export async function attempt(doing) {
  try {
    return await doing;
  } catch {
    toast(word("failed"));
    return null;
  }
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
