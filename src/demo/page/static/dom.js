// Building elements, and showing Telegram's HTML safely: only its own tags, only addresses that can do no harm.

/** An element with properties (`on…` are listeners, `data` and `aria` go to attributes) and children. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "data") Object.assign(node.dataset, value);
    else if (key in node && key !== "role") node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/**
 * Makes a container's children those of the list, keeping what is the same. Each item is `[key, signature, make]`;
 * `make` gets the node that it replaces, if any.
 */
export function reconcile(parent, items) {
  const present = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let before = parent.firstElementChild;
  for (const [key, signature, make] of items) {
    let node = present.get(key);
    present.delete(key);
    if (!node || node.signature !== signature) {
      const fresh = make(node);
      fresh.dataset.key = key;
      fresh.signature = signature;
      if (node) {
        if (before === node) before = fresh;
        node.replaceWith(fresh);
      }
      node = fresh;
    }
    if (node === before) before = before.nextElementSibling;
    else parent.insertBefore(node, before);
  }
  for (const gone of present.values()) gone.remove();
}

const TAGS = { B: "b", I: "i", U: "u", S: "s", CODE: "code", PRE: "pre", BLOCKQUOTE: "blockquote" };
const FOUND = /(^|\s)(\/[a-z0-9_]{1,32}(?:@\w+)?)|(https?:\/\/[^\s]*[^\s.,!?;:)])|(?<![\w+])(\+\d[\d\u00a0 ()-]{7,17}\d)/gi;

/**
 * Telegram's HTML as nodes. `follow` gets a pressed link, `command` a pressed command; `moment` says a time as the
 * reader's app does, from its seconds and its format.
 */
export function formatted(html, act) {
  const source = new DOMParser().parseFromString(html, "text/html").body;
  for (const block of source.querySelectorAll("pre, blockquote")) endsLine(block);
  return [...source.childNodes].flatMap((node) => safe(node, act, true));
}

/** A block ends its line by itself: the line's end after it is not shown once more. */
function endsLine(block) {
  const after = block.nextSibling;
  if (after?.nodeType === Node.TEXT_NODE && after.data.startsWith("\n")) after.data = after.data.slice(1);
}

function safe(node, act, isPlain) {
  if (node.nodeType === Node.TEXT_NODE) return isPlain ? found(node.data, act) : [node.data];
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  const inner = (plain) => [...node.childNodes].flatMap((child) => safe(child, act, plain));
  if (node.tagName === "A") return [link(node.getAttribute("href") ?? "", inner(false), act)];
  if (node.tagName === "TG-SPOILER") {
    const reveal = (event) => event.currentTarget.classList.add("open");
    const byKey = (event) => event.key === "Enter" && reveal(event);
    return [el("span", { className: "spoiler", role: "button", tabIndex: 0, onclick: reveal, onkeydown: byKey }, inner(isPlain))];
  }
  if (node.tagName === "TG-EMOJI") return inner(false);
  if (node.tagName === "TG-TIME") return [act.moment(Number(node.getAttribute("unix")), node.getAttribute("format") ?? "")];
  const tag = TAGS[node.tagName];
  if (!tag) return [node.textContent];
  if (tag === "blockquote" && node.hasAttribute("expandable")) {
    const open = (event) => event.currentTarget.classList.toggle("open");
    return [el("blockquote", { className: "expandable", onclick: open }, inner(isPlain))];
  }
  return [el(tag, {}, inner(isPlain && tag !== "code" && tag !== "pre"))];
}

/** Commands, addresses and international phone numbers in a plain text become pressable. */
function found(text, act) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(FOUND)) {
    const [whole, lead = "", name, address, phone] = match;
    nodes.push(text.slice(end, match.index) + lead);
    if (name) nodes.push(el("button", { type: "button", className: "command", onclick: () => act.command(name) }, name));
    else if (phone) nodes.push(el("a", { href: `tel:${phone.replace(/[^+\d]/g, "")}` }, phone));
    else nodes.push(link(address, [address], act));
    end = match.index + whole.length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

function link(address, children, act) {
  if (/^tel:\+?\d+$/i.test(address)) return el("a", { href: address }, children);
  if (!/^(https?|tg):\/\//i.test(address)) return el("span", {}, children);
  const onclick = (event) => {
    if (act.follow(address)) event.preventDefault();
  };
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer", onclick }, children);
}

/** A round picture with initials, coloured by the name. */
export function face(node, name) {
  const initials = name.split(/\s+/).map((part) => [...part][0] ?? "").slice(0, 2).join("");
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 7, 3);
  node.textContent = initials.toUpperCase();
  node.className = `face tint-${hue}`;
  return node;
}
