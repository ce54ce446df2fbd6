// Writing: the draft, replying, the command menu, and the keyboards that the bot offers.

import { attempt } from "/chat.js";
import { el, reconcile } from "/dom.js";
import { ask, authorName, isPrivate, openChat, word, world } from "/world.js";

const $ = (id) => document.getElementById(id);

/** How far the draft grows, in pixels. */
const TALLEST = 160;

let refresh = () => {};
/** The message whose forced reply was begun already. */
let forced = 0;

export function startComposer(doRefresh) {
  refresh = doRefresh;
  const draft = $("draft");
  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit(draft.value);
    draft.value = "";
    grow();
    suggest();
  });
  draft.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      $("composer").requestSubmit();
    }
    if (event.key === "Escape") stopReplying();
  });
  draft.addEventListener("input", () => {
    grow();
    suggest();
  });
  $("menu").addEventListener("click", () => {
    draft.value = draft.value === "/" ? "" : "/";
    suggest();
    draft.focus();
  });
  $("start").addEventListener("click", () => submit("/start"));
  $("reply-off").addEventListener("click", stopReplying);
}

function grow() {
  const draft = $("draft");
  draft.style.height = "auto";
  const wanted = draft.scrollHeight + draft.offsetHeight - draft.clientHeight;
  draft.style.height = `${Math.min(wanted, TALLEST)}px`;
  draft.style.overflowY = wanted > TALLEST ? "auto" : "hidden";
}

/** Says a text in the open chat, as a reply if one was begun. */
export async function submit(text) {
  if (!text.trim()) return;
  const reply_to = world.replying?.id ?? null;
  stopReplying();
  await attempt(ask("/api/say", { who: world.who, chat: world.chat, text, reply_to }));
  await refresh();
  $("log").scrollTop = $("log").scrollHeight;
}

export function startReplying(message) {
  world.replying = message;
  $("replying-to").textContent = authorName(message.author);
  $("replying-text").textContent = message.text.split("\n")[0];
  $("replying").hidden = false;
  $("draft").focus();
}

export function stopReplying() {
  world.replying = null;
  $("replying").hidden = true;
}

/** Shows the commands that begin like the draft. */
function suggest() {
  const draft = $("draft").value;
  const commands = openChat()?.commands ?? [];
  const fit = draft.startsWith("/") && !/\s/.test(draft) ? commands.filter(({ command }) => `/${command}`.startsWith(draft)) : [];
  $("suggestions").hidden = fit.length === 0;
  reconcile($("suggestions"), fit.map(({ command, description }) => [command, description, () => {
    const choose = () => {
      $("draft").value = "";
      $("suggestions").hidden = true;
      submit(`/${command}`);
    };
    return el("li", {}, el("button", { type: "button", onclick: choose }, el("b", {}, `/${command}`), el("span", {}, description)));
  }]));
}

export function drawComposer() {
  const chat = openChat();
  const isNew = isPrivate() && chat?.messages.length === 0;
  $("start").hidden = !isNew;
  $("composer").hidden = isNew;
  $("menu").hidden = (chat?.commands.length ?? 0) === 0;
  const gone = world.replying && !chat?.messages.some((message) => message.id === world.replying.id);
  if (gone) stopReplying();
  drawKeys(chat?.messages ?? []);
}

/** The newest message with a keyboard, its removal or a forced reply decides. */
function drawKeys(messages) {
  const asking = messages.findLast((message) => message.reply_keyboard);
  const { keyboard, force_reply, input_field_placeholder } = asking?.reply_keyboard ?? {};
  $("draft").placeholder = input_field_placeholder || word("write");
  $("keys").hidden = !keyboard;
  const rows = (keyboard ?? []).map((row) =>
    el("div", { className: "row" }, row.map((key) =>
      el("button", { type: "button", onclick: () => submit(key.text) }, key.text))));
  $("keys").replaceChildren(...rows);
  if (force_reply && asking.id !== forced && asking === messages.at(-1)) {
    forced = asking.id;
    startReplying(asking);
  }
}
