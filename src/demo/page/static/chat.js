// The open chat: which messages stand in it, and the way through them by keys.

import { bubble, isService, service } from "/message.js";
import { drawLock } from "/lock.js";
import { face, reconcile } from "/dom.js";
import { authorName, chatTitle, isPrivate, openChat, world } from "/world.js";

const $ = (id) => document.getElementById(id);

/** How near to the end counts as being there, in pixels. */
const NEAR = 120;

/** What can be pressed within a message. */
const PRESSABLE = "button, a, [tabindex].spoiler";

/** Whether the newest message is in sight, and is to stay so. */
let isAtEnd = true;

export function startChat() {
  $("log").addEventListener("click", (event) => {
    if (event.target.closest("button, a, .spoiler, .expandable")) return;
    choose(event.target.closest(".message"));
  });
  $("log").addEventListener("scroll", () => {
    const log = $("log");
    // A log that is not shown has no size and is nowhere.
    if (log.clientHeight > 0) isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
  });
  $("log").addEventListener("keydown", walk);
  $("log").addEventListener("focusin", (event) => makeCurrent(event.target.closest(".message")));
}

export function drawChat() {
  const chat = openChat();
  if (!chat) return;
  const title = chatTitle(chat.id);
  face($("chat-face"), title);
  $("chat-title").textContent = title;
  $("chat-about").textContent = isPrivate() ? `@${world.stage.bot}` : chat.members.map((user) => authorName({ Person: user })).join(", ");

  const log = $("log");
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
  const focused = focusPlace();
  reconcile(log, items);
  restoreFocus(focused);
  makeCurrent(document.activeElement?.closest("#log .message") ?? [...log.querySelectorAll(".message")].at(-1));
  if (isAtEnd) log.scrollTop = log.scrollHeight;
  drawLock();
}

/** Another chat begins at its newest message. */
export function clearChat() {
  isAtEnd = true;
  $("log").replaceChildren();
}

/** A tap shows what a hovering pointer shows: the tools of one message. */
function choose(node) {
  for (const other of document.querySelectorAll(".message.chosen")) other.classList.remove("chosen");
  node?.classList.add("chosen");
}

/** One message of the log can be reached by Tab, and after it what can be pressed in it. */
function makeCurrent(node) {
  if (!node) return;
  for (const message of $("log").querySelectorAll(".message")) {
    const tabIndex = message === node ? 0 : -1;
    for (const part of [message, ...message.querySelectorAll(PRESSABLE)]) part.tabIndex = tabIndex;
  }
}

/** Up and down from message to message, right and left within one. */
function walk(event) {
  const message = event.target.closest(".message");
  if (!message) return;
  const messages = [...$("log").querySelectorAll(".message")];
  const parts = [message, ...message.querySelectorAll(PRESSABLE)];
  const to = {
    ArrowUp: () => messages[messages.indexOf(message) - 1],
    ArrowDown: () => messages[messages.indexOf(message) + 1],
    Home: () => messages[0],
    End: () => messages.at(-1),
    ArrowRight: () => parts[parts.indexOf(event.target) + 1],
    ArrowLeft: () => parts[parts.indexOf(event.target) - 1],
    Escape: () => $("draft"),
  }[event.key]?.();
  if (!to) return;
  event.preventDefault();
  choose(to.closest(".message"));
  makeCurrent(to.closest(".message"));
  to.focus();
}

/** Where the focus is, so that it stays there when its message is drawn anew. */
function focusPlace() {
  const message = document.activeElement?.closest("#log .message");
  if (!message) return null;
  const parts = [message, ...message.querySelectorAll(PRESSABLE)];
  return { id: message.dataset.id, part: parts.indexOf(document.activeElement) };
}

function restoreFocus(place) {
  if (!place || $("log").contains(document.activeElement)) return;
  const message = $("log").querySelector(`.message[data-id="${place.id}"]`);
  if (!message) return;
  const parts = [message, ...message.querySelectorAll(PRESSABLE)];
  (parts[place.part] ?? message).focus();
}
