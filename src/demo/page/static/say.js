// What the person does with messages: write, send things, reply, edit, delete, react.

import { attempt } from "/notice.js";
import { ask, changed, page, world } from "/world.js";

const $ = (id) => document.getElementById(id);

/** Where a request acts. */
const here = (more) => ({ who: world.who, chat: world.chat, ...more });

async function act(path, body) {
  const answer = await attempt(ask(path, body));
  await changed();
  return answer;
}

/** Says a text in the open chat: a message being edited becomes it, one being replied to is named. */
export async function submit(text) {
  if (!text.trim()) return;
  const edited = world.editing;
  if (edited) {
    stopAnswering();
    await act("/api/edit", here({ message: edited.id, text }));
  } else {
    await send({ text });
  }
}

/** Sends a message of any kind to the open chat. */
export async function send(message) {
  const reply_to = world.replying?.id ?? null;
  stopAnswering();
  await act("/api/say", here({ text: "", reply_to, ...message }));
  $("log").scrollTop = $("log").scrollHeight;
}

export const deleteMessage = (message) => act("/api/delete", here({ message: message.id }));
export const react = (message, emoji) => act("/api/react", here({ message: message.id, emoji }));

export function startReplying(message) {
  world.editing = null;
  world.replying = message;
  page.draw();
  $("draft").focus();
}

export function startEditing(message) {
  world.replying = null;
  world.editing = message;
  startWriting(message.text);
  page.draw();
}

/** Neither replies nor edits any more. */
export function stopAnswering() {
  world.replying = null;
  world.editing = null;
  page.draw();
}

/** Puts a text into the draft, to be gone on with. */
export function startWriting(text) {
  $("draft").value = text;
  $("draft").dispatchEvent(new Event("input"));
  $("draft").focus();
}
