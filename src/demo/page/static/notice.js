// What comes up over the page: the answer to a press, and what can't be done.

import { word } from "/world.js";

const $ = (id) => document.getElementById(id);

export function toast(text) {
  const node = document.createElement("p");
  node.textContent = text;
  $("toasts").append(node);
  setTimeout(() => node.remove(), Math.max(3000, text.length * 60));
}

export function warn(text) {
  $("alert").querySelector("p").textContent = text;
  $("alert").showModal();
}

/** Does something on the stage; what can't be done is said, unless the demo has ended and that is said already. */
export async function attempt(doing) {
  try {
    return await doing;
  } catch {
    if ($("ended").hidden) toast(word("failed"));
    return null;
  }
}
