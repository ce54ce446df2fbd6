// The helpdesk's own view: tickets by state, and a colleague who works in it without the bot.

import { el, reconcile } from "/dom.js";
import { attempt } from "/notice.js";
import { ask, changed, dateAndTime, me, word, world } from "/world.js";

const $ = (id) => document.getElementById(id);

const STATES = ["free", "held", "done", "archived"];
const ACTIONS = { free: ["lock", "finish"], held: ["unlock", "finish"], done: ["reopen"], archived: [] };
const PRIORITIES = ["Low", "Medium", "High"];

/** Tickets that are unfolded, and what is being written to them. */
const unfolded = new Set();
const drafts = new Map();

export function startDesk() {
  $("arrive").addEventListener("click", async (event) => {
    event.target.disabled = true;
    await act("/api/desk/arrive", {});
    event.target.disabled = false;
  });
  $("new-ticket").addEventListener("click", openDraft);
  $("draft-ticket").addEventListener("close", create);
}

async function act(path, body) {
  const answer = await attempt(ask(path, body));
  await changed();
  return answer;
}

export function drawDesk() {
  drawColleagues();
  const sections = STATES.map((state) => {
    const tickets = world.desk.tickets.filter((ticket) => ticket.state === state);
    return [state, `${state} ${world.lang}`, () =>
      el("details", { className: `group ${state}`, open: state !== "archived" },
        el("summary", {}, el("span", {}, word(`state-${state}`)), el("span", { className: "count" })),
        el("ul", {})), tickets];
  });
  reconcile($("tickets"), sections);
  for (const [state, , , tickets] of sections) {
    const section = $("tickets").querySelector(`.${state}`);
    section.querySelector(".count").textContent = String(tickets.length);
    const items = tickets.map((ticket) => {
      const signature = JSON.stringify([ticket, unfolded.has(ticket.id), world.lang]);
      return [String(ticket.id), signature, (old) => card(ticket, old)];
    });
    reconcile(section.querySelector("ul"), items);
  }
}

/** The colleague is at first somebody else than the visitor. */
function drawColleagues() {
  const select = $("desk-as");
  const staff = world.desk.people.filter((person) => !person.is_client);
  const signature = JSON.stringify(staff);
  if (select.signature === signature) return;
  const before = select.value;
  select.signature = signature;
  select.replaceChildren(...staff.map(({ login, name }) => el("option", { value: login }, name)));
  const other = staff.find(({ login }) => !world.stage.cast.some((actor) => actor.login === login)) ??
    staff.find(({ login }) => login !== me().login);
  if (before) select.value = before;
  else if (other) select.value = other.login;
}

const colleague = () => $("desk-as").value;

function card(ticket, old) {
  const state = JSON.stringify(ticket);
  const isEdit = old !== undefined && old.ticketState !== state;
  const isOpen = unfolded.has(ticket.id);
  const turn = () => {
    if (!unfolded.delete(ticket.id)) unfolded.add(ticket.id);
    drawDesk();
  };
  const about = [ticket.unit, ticket.client].filter(Boolean).join(" · ");
  const head = el("button", { type: "button", className: "head", "aria-expanded": String(isOpen), onclick: turn },
    el("span", { className: `dot ${ticket.priority}`, role: "img", "aria-label": word(`priority-${ticket.priority}`) }),
    el("span", { className: "number" }, `#${ticket.id}`),
    el("span", { className: "subject" }, ticket.subject || word("no-subject")),
    !isOpen && el("span", { className: "lead" }, ticket.text),
    el("small", {}, about),
    ticket.by && el("small", { className: "by" }, ticket.by));
  const className = `ticket ${isEdit ? "changed" : ""}`;
  const node = el("li", { className, data: { ticket: String(ticket.id) } }, head, isOpen && details(ticket));
  node.ticketState = state;
  return node;
}

function details(ticket) {
  const actions = ACTIONS[ticket.state].map((action) =>
    el("button", {
      type: "button",
      className: action === "finish" ? "primary" : "plain",
      data: { action },
      onclick: () => act("/api/desk/act", { login: colleague(), ticket: ticket.id, action }),
    }, word(`action-${action}`)));
  const comments = ticket.comments.map(({ by, text }) => el("li", {}, el("b", {}, by ?? word("somebody")), ` ${text}`));
  const say = async (event) => {
    event.preventDefault();
    const text = drafts.get(ticket.id) ?? "";
    if (!text.trim()) return;
    drafts.delete(ticket.id);
    await act("/api/desk/comment", { login: colleague(), ticket: ticket.id, text });
  };
  const time = (seconds) => dateAndTime(seconds * 1000);
  return el("div", { className: "details" },
    el("p", { className: "ticket-text" }, ticket.text),
    el("p", { className: "when" }, time(ticket.created), ticket.deadline && ` · ${word("deadline", { time: time(ticket.deadline) })}`),
    comments.length > 0 && el("ul", { className: "comments" }, comments),
    actions.length > 0 && el("div", { className: "row" }, actions),
    el("form", { className: "row", onsubmit: say },
      el("input", {
        value: drafts.get(ticket.id) ?? "",
        placeholder: word("comment"),
        "aria-label": word("comment"),
        oninput: (event) => drafts.set(ticket.id, event.target.value),
      }),
      el("button", { type: "submit", className: "plain" }, word("send"))));
}

function openDraft() {
  const form = $("draft-ticket").querySelector("form");
  const fill = (name, options) => {
    form.elements[name].replaceChildren(...options.map(([value, text]) => el("option", { value }, text)));
  };
  fill("login", world.desk.people.map(({ login, name }) => [login, name]));
  fill("unit", world.desk.units.map(({ id, name }) => [id, name]));
  fill("subject", world.desk.subjects.map((subject) => [subject, subject]));
  fill("priority", PRIORITIES.map((priority) => [priority, word(`priority-${priority}`)]));
  form.elements.priority.value = "Medium";
  form.elements.login.value = world.desk.people.find((person) => person.is_client)?.login ?? colleague();
  form.elements.text.value = "";
  $("draft-ticket").returnValue = "cancel";
  $("draft-ticket").showModal();
}

async function create() {
  if ($("draft-ticket").returnValue !== "create") return;
  const { login, unit, subject, priority, text } = $("draft-ticket").querySelector("form").elements;
  await act("/api/desk/create", {
    login: login.value,
    unit: Number(unit.value),
    subject: subject.value,
    priority: priority.value,
    text: text.value,
  });
}
