// The keys below a message, pressed as they were shown, and the answers to presses.

import { el } from "/dom.js";
import { followLink } from "/links.js";
import { attempt, toast, warn } from "/notice.js";
import { startWriting } from "/say.js";
import { ask, changed, word, world } from "/world.js";

/** How long Telegram waits for the answer to a press, in milliseconds. */
const PATIENCE = 15000;

const SIGNS = { url: "↗", copy: "⧉", other: "⋯" };

export function keyboard(message, waiting) {
  if (message.buttons.length === 0) return null;
  const rows = message.buttons.map((row, r) =>
    el("div", { className: "row" }, row.map((button, c) => {
      const key = `${message.id}:${r}:${c}`;
      const sign = SIGNS[button.press.does];
      const className = `key ${button.style ?? ""} ${waiting.includes(key) ? "waiting" : ""}`;
      return el("button", { type: "button", className, onclick: () => press(message, key, button.press) },
        button.label, sign && el("i", { "aria-hidden": "true" }, sign));
    })));
  return el("div", { className: "keyboard" }, rows);
}

async function press(message, key, { does, with: value }) {
  if (does === "data") return ring(message, key, value);
  if (does === "copy") return attempt(navigator.clipboard.writeText(value).then(() => toast(word("copied"))));
  if (does === "url") return followLink(value) || window.open(value, "_blank", "noopener,noreferrer");
  if (value.kind.startsWith("switch_inline_query")) return startWriting(`@${world.stage.bot} ${value.text}`);
  return toast(word("key-elsewhere", { kind: value.kind }));
}

/** Sends what the key held when it was shown, as a phone does: the message may have changed since. */
async function ring(message, key, data) {
  const answer = await attempt(ask("/api/press", { who: world.who, chat: world.chat, message: message.id, data }));
  if (!answer) return;
  world.pending.set(answer.query, { message: message.id, key });
  await changed();
  setTimeout(() => world.pending.delete(answer.query) && changed(), PATIENCE);
}

/** Shows the answers to presses that were made here. */
export function settlePresses(toasts) {
  for (const { query, text, shown, url } of toasts) {
    if (!world.pending.delete(query)) continue;
    if (url) followLink(url);
    if (!text) continue;
    if (shown === "Alert") warn(text);
    else toast(text);
  }
}
