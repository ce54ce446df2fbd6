// What the page knows, and how it asks for more. Nothing here touches the document.

export const world = {
  stage: null,
  words: {},
  lang: "en",
  who: 0,
  chat: 0,
  chats: [],
  switches: {},
  desk: { tickets: [], people: [], units: [], subjects: [] },
  /** Presses that wait for an answer: query id -> place. */
  pending: new Map(),
  /** Replying to, or editing: the message, or nothing. */
  replying: null,
  editing: null,
  /** Newest message seen, by person and chat. */
  seen: new Map(),
  /** What is half written, by person and chat. */
  drafts: new Map(),
  isLocked: false,
};

/** How the page looks at the stage, draws what it knows, and opens a chat; set at the start. */
export const page = { refresh: async () => {}, draw: () => {}, open: () => {} };

/** Looks at the stage anew. */
export const changed = () => page.refresh();

/** Opens the person's chat with the bot. */
export const openPrivateChat = () => page.open(world.who);

/** A word of the page in the visitor's language, with `{name}` filled in. */
export function word(key, values = {}) {
  const text = world.words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Asks the demo; with a body it is asked to do something. */
export async function ask(path, body) {
  const options = body && {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

export const me = () => world.stage.cast.find((actor) => actor.user === world.who);
export const isPrivate = () => world.chat === world.who;
export const openChat = () => world.chats.find((chat) => chat.id === world.chat);
export const chatTitle = (chat) => (chat === world.who ? word("bot-name") : world.stage.group.title);

/** The key of what is kept for a chat of a person. */
export const placeKey = (chat = world.chat) => `${world.who}:${chat}`;

/** An actor's name in the language of the page. */
export const actorName = (actor) => actor.names[world.lang] ?? Object.values(actor.names)[0];

/** The name of a message's author. */
export function authorName(author) {
  if (author === "Bot") return word("bot-name");
  if (author === "AnonymousAdmin" || author === "Channel") return world.stage.group.title;
  const actor = world.stage.cast.find((actor) => actor.user === author.Person);
  return actor ? actorName(actor) : word("somebody");
}

export const isMine = (message) => message.author.Person === world.who;

/** The messages of a chat that the person has not seen yet, oldest first. */
export function unread(chat) {
  const seen = world.seen.get(placeKey(chat.id)) ?? 0;
  return chat.messages.filter((message) => message.id > seen && !isMine(message));
}

/** A moment by the clock of the helpdesk's office, which the bot's messages go by too. */
export const time = (moment) => inZone({ hour: "2-digit", minute: "2-digit" }, moment);
export const dateAndTime = (moment) => inZone({ dateStyle: "medium", timeStyle: "short" }, moment);

/** How long until a moment, or since, in the largest unit that fits. */
function fromNow(seconds) {
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const [unit, length] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(world.lang, { numeric: "auto" }).format(Math.round(seconds / length), unit);
}

/** A moment in the format of Telegram's `date_time`: `r`, or `w`, `d` or `D`, and `t` or `T`, each left out or not. */
export function moment(unix, format) {
  if (format === "r") return fromNow(unix - Date.now() / 1000);
  const style = {
    w: { weekday: "short" },
    d: { day: "2-digit", month: "2-digit" },
    D: { day: "numeric", month: "long", year: "numeric" },
    t: { hour: "2-digit", minute: "2-digit" },
    T: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  };
  return inZone(Object.assign({}, ...[...format].map((letter) => style[letter])), unix * 1000);
}

function inZone(style, moment) {
  return new Date(moment).toLocaleString(world.lang, { ...style, hourCycle: "h23", timeZone: world.stage.zone });
}

/** A language that the page speaks: the one chosen on it, else the demo's if one was asked for, else the browser's. */
export function preferredLanguage() {
  const wanted = [
    sessionStorage.getItem("language"),
    world.stage.language,
    ...navigator.languages.map((tag) => tag.split("-")[0]),
  ];
  return wanted.find((tag) => world.stage.languages.includes(tag)) ?? world.stage.languages[0];
}
