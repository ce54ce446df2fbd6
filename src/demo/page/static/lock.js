// The locked phone: what came and was not seen yet, as it comes up on a screen that nobody has opened.

import { el, face, reconcile } from "/dom.js";
import { firstLine, isService } from "/message.js";
import { actorName, chatTitle, me, page, time, unread, word, world } from "/world.js";

const $ = (id) => document.getElementById(id);

export function startLock() {
  $("lock-on").addEventListener("click", () => lock(true));
  $("lock-off").addEventListener("click", () => lock(false));
}

function lock(isLocked) {
  world.isLocked = isLocked;
  page.draw();
  $(isLocked ? "lock-off" : "lock-on").focus();
}

export function drawLock() {
  $("lock").hidden = !world.isLocked;
  for (const part of $("lock").parentElement.children) part.inert = world.isLocked && part !== $("lock");
  if (!world.isLocked) return;
  $("lock-time").textContent = time(Date.now());
  $("lock-owner").textContent = word("lock-owner", { name: actorName(me()) });
  const pushes = world.chats.flatMap((chat) => unread(chat).map((message) => ({ chat: chat.id, message })));
  const shown = pushes.filter(({ message }) => !isService(message));
  shown.sort((one, other) => other.message.date.localeCompare(one.message.date));
  reconcile($("pushes"), shown.map(({ chat, message }) =>
    [`${chat}:${message.id}`, `${message.edits} ${world.lang}`, () => push(chat, message)]));
}

/** The chat's name, and the first line of the message as far as the screen is wide. */
function push(chat, message) {
  const isSilent = message.sound === "Silent";
  const sound = word(isSilent ? "silent" : "ringing");
  const title = chatTitle(chat);
  const open = () => {
    world.isLocked = false;
    page.open(chat);
  };
  return el("li", {}, el("button", { type: "button", className: isSilent ? "silent" : "", onclick: open },
    face(el("span", { "aria-hidden": "true" }), title),
    el("b", {}, title),
    el("small", {}, el("span", { role: "img", "aria-label": sound, title: sound }, isSilent ? "🔕" : "🔔"), ` ${time(message.date)}`),
    el("span", { className: "first-line" }, firstLine(message))));
}
