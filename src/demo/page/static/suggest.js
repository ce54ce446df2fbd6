// What is offered above the draft: the commands that begin like it, or what the bot finds for `@bot words`. One of
// them is chosen at any time: arrows choose another, Enter or Tab takes it, Escape closes the list.

import { el } from "/dom.js";
import { attempt } from "/notice.js";
import { submit } from "/say.js";
import { ask, changed, openChat, word, world } from "/world.js";

const $ = (id) => document.getElementById(id);

/** How long a question to the bot waits for more words, in milliseconds. */
const PAUSE = 300;

/** What is offered: its text, what is said about it, and what taking it does. */
let offers = [];
let chosen = 0;
let asking = null;

export function startSuggesting() {
  $("composer").addEventListener("focusout", (event) => {
    // A press on what is offered takes no focus; one elsewhere does.
    if (event.relatedTarget && event.relatedTarget !== $("suggestions")) close();
  });
}

/** Offers what fits the draft. */
export function suggest() {
  clearTimeout(asking);
  const draft = $("draft").value;
  const question = draft.match(/^@(\w+)\s(.*)$/s);
  if (question && question[1].toLowerCase() === world.stage.bot.toLowerCase()) {
    asking = setTimeout(() => find(question[2]), PAUSE);
    return;
  }
  const commands = openChat()?.commands ?? [];
  const isName = draft.startsWith("/") && !/\s/.test(draft);
  const fitting = isName ? commands.filter(({ command }) => `/${command}`.startsWith(draft)) : [];
  offer(fitting.map(({ command, description }) => ({
    title: `/${command}`,
    about: description,
    take: () => submit(`/${command}`),
  })));
}

/** Asks the bot, as the person's Telegram does while they type. */
async function find(question) {
  const draft = $("draft").value;
  const found = await attempt(ask("/api/inline", { who: world.who, query: question }));
  if (!found || draft !== $("draft").value) return;
  const results = found.results.map((result) => ({
    title: result.title,
    about: result.description ?? "",
    isWide: true,
    take: async () => {
      const place = { who: world.who, chat: world.chat, query: found.query, result: result.id };
      await attempt(ask("/api/inline/send", place));
      await changed();
    },
  }));
  offer(results.length > 0 ? results : [{ title: word("inline-nothing"), about: "", take: () => {} }]);
}

function offer(list) {
  offers = list;
  chosen = 0;
  draw();
}

function close() {
  clearTimeout(asking);
  offer([]);
}

function draw() {
  $("suggestions").hidden = offers.length === 0;
  const items = offers.map(({ title, about, isWide }, place) =>
    el("li", {
      id: `offer-${place}`,
      role: "option",
      className: isWide ? "offer" : "",
      "aria-selected": String(place === chosen),
      onclick: () => take(place),
    }, el("b", {}, title), el("span", {}, about)));
  $("suggestions").replaceChildren(...items);
  items[chosen]?.scrollIntoView({ block: "nearest" });
  if (offers.length > 0) $("draft").setAttribute("aria-activedescendant", `offer-${chosen}`);
  else $("draft").removeAttribute("aria-activedescendant");
}

function take(place) {
  const { take } = offers[place];
  $("draft").value = "";
  $("draft").dispatchEvent(new Event("input"));
  close();
  take();
}

/** Says whether the key was meant for the list. */
export function chooseByKey(event) {
  if (offers.length === 0 || event.isComposing) return false;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    chosen = (chosen + step + offers.length) % offers.length;
    draw();
  } else if (event.key === "Escape") {
    close();
  } else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) {
    take(chosen);
  } else {
    return false;
  }
  event.preventDefault();
  return true;
}
