// The page's start: loads the stage and the words, follows changes, and draws the frame around chat and helpdesk.

import { clearChat, drawChat, startChat } from "/chat.js";
import { changePlace, drawComposer, startComposer } from "/composer.js";
import { drawDesk, startDesk } from "/desk.js";
import { el, face, reconcile } from "/dom.js";
import { settlePresses } from "/keyboard.js";
import { startLock } from "/lock.js";
import { firstLine } from "/message.js";
import { attempt } from "/notice.js";
import { actorName, ask, chatTitle, me, openChat, page, placeKey, preferredLanguage, unread, word, world } from "/world.js";

const $ = (id) => document.getElementById(id);

/** The switches for trouble, by what the demo calls them. */
const SWITCHES = { "helpdesk-off": "helpdesk_off", "telegram-slow": "telegram_slow" };

async function start() {
  world.stage = await ask("/api/stage");
  world.who = Number(localStorage.getItem("who")) || world.stage.cast[0].user;
  if (!me()) world.who = world.stage.cast[0].user;
  world.chat = world.who;
  Object.assign(page, { refresh, draw, open });
  await speak(preferredLanguage());
  const options = world.stage.languages.map((lang) =>
    el("option", { value: lang, lang, "aria-label": word(`in-${lang}`) }, word(`short-${lang}`)));
  $("language").append(...options);
  $("language").value = world.lang;
  $("language").addEventListener("change", (event) => {
    sessionStorage.setItem("language", event.target.value);
    speak(event.target.value).then(refresh);
  });
  for (const tab of document.querySelectorAll("[data-pane-of]")) {
    tab.addEventListener("click", () => show(tab.dataset.paneOf));
  }
  for (const [id, name] of Object.entries(SWITCHES)) {
    $(id).addEventListener("change", async (event) => {
      await attempt(ask("/api/switch", { [name]: event.target.checked }));
      await refresh();
    });
  }
  show("chat");
  startChat();
  startComposer();
  startDesk();
  startLock();
  follow();
}

/** Fills every word of the frame, and tells the stage: the bot's people have their Telegram in the page's language. */
async function speak(lang) {
  world.words = await ask(`/words/${lang}`);
  world.lang = lang;
  document.documentElement.lang = lang;
  document.title = `deskgram · ${word("desk-title")}`;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", word(node.dataset.label));
    if (node.tagName === "BUTTON") node.title = word(node.dataset.label);
  }
  await attempt(ask("/api/language", { language: lang }));
}

/** On a narrow screen one pane is shown at a time. */
function show(pane) {
  document.body.dataset.pane = pane;
  for (const tab of document.querySelectorAll("[data-pane-of]")) {
    tab.setAttribute("aria-pressed", tab.dataset.paneOf === pane);
  }
  draw();
}

/** One refresh at a time; changes meanwhile ask for one more. */
let refreshing = null;
let again = false;
function refresh() {
  if (refreshing) {
    again = true;
    return refreshing;
  }
  refreshing = load().catch(() => end()).finally(() => {
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
  const [view, desk] = await Promise.all([ask(`/api/chats?who=${who}`), ask("/api/desk")]);
  if (who !== world.who) {
    again = true;
    return;
  }
  world.chats = view.chats;
  world.switches = view.switches;
  world.desk = desk;
  if (!openChat()) open(world.who);
  settlePresses(view.toasts);
  draw();
}

/** Follows the stage. One that comes back after an end is another one: the page begins anew. */
function follow() {
  const events = new EventSource("/api/events");
  events.addEventListener("message", () => ($("ended").hidden ? refresh() : location.reload()));
  events.addEventListener("error", end);
}

function end() {
  $("ended").hidden = false;
}

function draw() {
  const chat = openChat();
  if (!chat) return;
  const isShown = !world.isLocked && $("log").offsetParent !== null;
  if (isShown) world.seen.set(placeKey(), Math.max(0, ...chat.messages.map((message) => message.id)));
  drawCast();
  drawChats();
  drawBadges();
  drawSwitches();
  drawChat();
  drawComposer();
  drawDesk();
}

function drawCast() {
  const items = world.stage.cast.map((actor) => {
    const name = actorName(actor);
    const make = () =>
      el("li", {}, el("button", { type: "button", "aria-pressed": String(actor.user === world.who), onclick: () => become(actor) },
        face(el("span", { "aria-hidden": "true" }), name),
        el("span", {}, el("b", {}, name), el("small", {}, word(actor.role)))));
    return [String(actor.user), `${actor.user === world.who} ${world.lang}`, make];
  });
  reconcile($("cast"), items);
  const { login, password } = me();
  $("credentials").replaceChildren(
    word("credentials"), " ", el("code", {}, login), " / ", el("code", {}, password));
}

function drawChats() {
  const items = world.chats.map((chat) => {
    const title = chatTitle(chat.id);
    const last = chat.messages.at(-1);
    const count = unread(chat).length;
    const preview = last ? firstLine(last) : word("nothing-yet");
    const make = () =>
      el("li", {}, el("button", { type: "button", "aria-pressed": String(chat.id === world.chat), onclick: () => open(chat.id) },
        face(el("span", { "aria-hidden": "true" }), title),
        el("span", {}, el("b", {}, title), el("small", {}, preview)),
        count > 0 && badge(el("span"), count)));
    return [String(chat.id), `${chat.id === world.chat} ${count} ${preview} ${title} ${world.lang}`, make];
  });
  reconcile($("chats"), items);
}

function badge(node, count) {
  node.className = "badge";
  node.hidden = count === 0;
  node.textContent = String(count);
  node.setAttribute("role", "img");
  node.setAttribute("aria-label", word("unread", { count }));
  return node;
}

/** The tabs say what waits behind them: in the open chat, and in the others. */
function drawBadges() {
  const count = (chats) => chats.reduce((sum, chat) => sum + unread(chat).length, 0);
  const [open, others] = [world.chats.filter((chat) => chat === openChat()), world.chats.filter((chat) => chat !== openChat())];
  badge(document.querySelector("[data-pane-of=chat] .badge"), count(open));
  badge(document.querySelector("[data-pane-of=who] .badge"), count(others));
}

function drawSwitches() {
  for (const [id, name] of Object.entries(SWITCHES)) $(id).checked = world.switches[name];
  $("outage").hidden = !world.switches.helpdesk_off;
}

function become(actor) {
  world.who = actor.user;
  world.isLocked = false;
  localStorage.setItem("who", String(actor.user));
  world.chats = [];
  open(actor.user);
  refresh();
}

function open(chat) {
  world.chat = chat;
  clearChat();
  changePlace();
  show("chat");
}

start();
