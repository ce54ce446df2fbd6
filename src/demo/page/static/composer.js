// The message being written: its draft, what it answers, and the keyboards that the bot offers.

import { el } from "/dom.js";
import { startAttaching } from "/attach.js";
import { firstLine } from "/message.js";
import { startReplying, stopAnswering, submit } from "/say.js";
import { chooseByKey, startSuggesting, suggest } from "/suggest.js";
import { authorName, isPrivate, openChat, placeKey, word, world } from "/world.js";

const $ = (id) => document.getElementById(id);

/** How far the draft grows, in pixels. */
const TALLEST = 160;

/** The message whose forced reply was begun already. */
let forced = 0;

export function startComposer() {
  const draft = $("draft");
  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit(draft.value);
    write("");
  });
  draft.addEventListener("keydown", (event) => {
    if (chooseByKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      $("composer").requestSubmit();
    }
    if (event.key === "Escape") stopAnswering();
  });
  draft.addEventListener("input", () => {
    world.drafts.set(placeKey(), draft.value);
    grow();
    suggest();
  });
  $("menu").addEventListener("click", () => {
    write(draft.value === "/" ? "" : "/");
    draft.focus();
  });
  $("start").addEventListener("click", () => submit("/start"));
  $("answering-off").addEventListener("click", () => {
    if (world.editing) write("");
    stopAnswering();
  });
  startSuggesting();
  startAttaching();
}

function write(text) {
  $("draft").value = text;
  $("draft").dispatchEvent(new Event("input"));
}

/** Another chat, or another person: what was half written there. */
export function changePlace() {
  world.replying = null;
  world.editing = null;
  write(world.drafts.get(placeKey()) ?? "");
}

function grow() {
  const draft = $("draft");
  draft.style.height = "auto";
  const wanted = draft.scrollHeight + draft.offsetHeight - draft.clientHeight;
  draft.style.height = `${Math.min(wanted, TALLEST)}px`;
  draft.style.overflowY = wanted > TALLEST ? "auto" : "hidden";
}

export function drawComposer() {
  const messages = openChat()?.messages ?? [];
  const isNew = isPrivate() && messages.length === 0;
  $("start").hidden = !isNew;
  $("composer").hidden = isNew;
  $("menu").hidden = (openChat()?.commands.length ?? 0) === 0;
  drawAnswered(messages);
  drawKeys(messages);
}

/** The message that is replied to or edited, while it is there. */
function drawAnswered(messages) {
  const isThere = (answered) => messages.some((message) => message.id === answered?.id);
  if (!isThere(world.replying)) world.replying = null;
  if (!isThere(world.editing)) world.editing = null;
  const answered = world.replying ?? world.editing;
  $("answering").hidden = !answered;
  if (!answered) return;
  $("answering-to").textContent = world.editing ? word("editing") : authorName(answered.author);
  $("answering-text").textContent = firstLine(answered);
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
