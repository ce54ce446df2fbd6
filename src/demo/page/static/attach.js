// The menu of things to send: with the draft as the words to them.

import { el } from "/dom.js";
import { send } from "/say.js";
import { word } from "/world.js";

const $ = (id) => document.getElementById(id);

/** What can be sent, by the words of the page. A forward brings a client's words along. */
const THINGS = [
  ["attach-photo", () => ({ carrying: "photo" })],
  ["attach-album", () => ({ carrying: "album" })],
  ["attach-voice", () => ({ carrying: "voice" })],
  ["attach-file", () => ({ carrying: "file" })],
  ["attach-forward", () => ({ text: word("forward-text"), forwarded_from: word("forward-name") })],
  ["attach-forward-photo", () => ({ text: word("forward-caption"), forwarded_from: word("forward-name"), carrying: "photo" })],
];

export function startAttaching() {
  $("attach-on").addEventListener("click", () => ($("attach").hidden ? open() : close()));
  $("attach").addEventListener("keydown", (event) => {
    const items = [...$("attach").children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    }
    if (event.key === "Escape" || event.key === "Tab") close();
  });
  $("attach").addEventListener("focusout", (event) => {
    const stays = $("attach").contains(event.relatedTarget) || event.relatedTarget === $("attach-on");
    if (!stays && event.relatedTarget) hide();
  });
}

function open() {
  const items = THINGS.map(([key, thing]) => {
    const choose = () => {
      hide();
      $("draft").focus();
      const draft = $("draft").value;
      $("draft").value = "";
      $("draft").dispatchEvent(new Event("input"));
      send({ text: draft, ...thing() });
    };
    return el("button", { type: "button", role: "menuitem", tabIndex: -1, data: { thing: key }, onclick: choose }, word(key, { name: word("forward-name") }));
  });
  $("attach").replaceChildren(...items);
  $("attach").hidden = false;
  $("attach-on").setAttribute("aria-expanded", "true");
  items[0].focus();
}

function hide() {
  $("attach").hidden = true;
  $("attach-on").setAttribute("aria-expanded", "false");
}

function close() {
  hide();
  $("attach-on").focus();
}
