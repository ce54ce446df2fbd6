// The page's start: loads the stage and the words, follows changes, and draws the frame around chat and helpdesk.

import { drawChat, settlePresses, startChat } from "/chat.js";
import { drawComposer, startComposer, stopReplying } from "/composer.js";
import { drawDesk, startDesk } from "/desk.js";
import { el, face, reconcile } from "/dom.js";
import { ask, isMine, me, preferredLanguage, word, world } from "/world.js";

const $ = (id) => document.getElementById(id);

async function start() {
  world.stage = await ask("/api/stage");
  world.who = Number(localStorage.getItem("who")) || world.stage.cast[0].user;
  if (!me()) world.who = world.stage.cast[0].user;
  world.chat = world.who;
  await speak(preferredLanguage());
  const options = world.stage.languages.map((lang) => el("option", { value: lang }, word(`in-${lang}`)));
  $("language").append(...options);
  $("language").value = world.lang;
  $("language").addEventListener("change", (event) => {
    localStorage.setItem("language", event.target.value);
    speak(event.target.value).then(draw);
  });
  for (const tab of document.querySelectorAll("[data-pane-of]")) {
    tab.addEventListener("click", () => show(tab.dataset.paneOf));
  }
  show("chat");
  startChat(refresh, open);
  startComposer(refresh);
  startDesk(refresh);
  follow();
}

/** Fills every word of the frame. */
async function speak(lang) {
  world.words = await ask(`/words/${lang}`);
  world.lang = lang;
  document.documentElement.lang = lang;
  document.title = `deskgram · ${word("desk-title")}`;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", word(node.dataset.label));
    node.title = word(node.dataset.label);
  }
  for (const node of document.querySelectorAll("[data-placeholder]")) {
    node.placeholder = word(node.dataset.placeholder);
  }
}

/** On a narrow screen one pane is shown at a time. */
function show(pane) {
  document.body.dataset.pane = pane;
  for (const tab of document.querySelectorAll("[data-pane-of]")) {
    tab.setAttribute("aria-pressed", tab.dataset.paneOf === pane);
  }
}

/** One refresh at a time; changes meanwhile ask for one more. */
let refreshing = null;
let again = false;
function refresh() {
  if (refreshing) {
    again = true;
    return refreshing;
  }
  refreshing = load().finally(() => {
    refreshing = null;
    if (again) {
      again = false;
      refresh();
    }
  });
  return refreshing;
}

async function load() {
  const who = world.who;
  const [chats, desk] = await Promise.all([ask(`/api/chats?who=${who}`), ask("/api/desk")]);
  if (who !== world.who) {
    again = true;
    return;
  }
  world.chats = chats.chats;
  world.desk = desk;
  settlePresses(chats.toasts);
  draw();
}

function follow() {
  const events = new EventSource("/api/events");
  events.addEventListener("message", () => {
    document.body.classList.remove("offline");
    refresh();
  });
  events.addEventListener("error", () => document.body.classList.add("offline"));
}

function draw() {
  const open = world.chats.find((chat) => chat.id === world.chat);
  world.seen.set(`${world.who}:${world.chat}`, open?.messages.at(-1)?.id ?? 0);
  drawCast();
  drawChats();
  drawChat();
  drawComposer();
  drawDesk();
}

function drawCast() {
  const items = world.stage.cast.map((actor) => {
    const make = () =>
      el("li", {}, el("button", { type: "button", "aria-pressed": String(actor.user === world.who), onclick: () => become(actor) },
        face(el("span"), actor.name),
        el("span", {}, el("b", {}, actor.name), el("small", {}, word(actor.role)))));
    return [String(actor.user), `${actor.user === world.who} ${world.lang}`, make];
  });
  reconcile($("cast"), items);
  const { login, password } = me();
  $("credentials").replaceChildren(
    word("credentials"), " ", el("code", {}, login), " / ", el("code", {}, password));
}

function drawChats() {
  const items = world.chats.map((chat) => {
    const title = chat.id === world.who ? word("bot-name") : world.stage.group.title;
    const last = chat.messages.at(-1);
    const seen = world.seen.get(`${world.who}:${chat.id}`) ?? 0;
    const unread = chat.messages.filter((message) => message.id > seen && !isMine(message)).length;
    const preview = last ? last.text.split("\n")[0] || word("service") : word("nothing-yet");
    const make = () =>
      el("li", {}, el("button", { type: "button", "aria-pressed": String(chat.id === world.chat), onclick: () => open(chat.id) },
        face(el("span"), title),
        el("span", {}, el("b", {}, title), el("small", {}, preview)),
        unread > 0 && el("span", { className: "badge" }, String(unread))));
    return [String(chat.id), `${chat.id === world.chat} ${unread} ${preview} ${title}`, make];
  });
  reconcile($("chats"), items);
}

function become(actor) {
  const wasPrivate = world.chat === world.who;
  world.who = actor.user;
  if (wasPrivate) world.chat = actor.user;
  localStorage.setItem("who", String(actor.user));
  stopReplying();
  $("log").replaceChildren();
  refresh();
}

function open(chat) {
  world.chat = chat;
  stopReplying();
  $("log").replaceChildren();
  show("chat");
  draw();
}

start();
