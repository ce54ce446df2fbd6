// What the page knows, and how it asks for more. Nothing here touches the document.

export const world = {
  stage: null,
  words: {},
  lang: "en",
  who: 0,
  chat: 0,
  chats: [],
  desk: { tickets: [], people: [], units: [], subjects: [] },
  /** Presses that wait for an answer: query id -> place. */
  pending: new Map(),
  /** Replying to: the message, or nothing. */
  replying: null,
  /** Newest message seen, by person and chat. */
  seen: new Map(),
};

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

/** The name of a message's author. */
export function authorName(author) {
  if (author === "Bot") return word("bot-name");
  if (author === "AnonymousAdmin" || author === "Channel") return world.stage.group.title;
  return world.stage.cast.find((actor) => actor.user === author.Person)?.name ?? word("somebody");
}

export const isMine = (message) => message.author.Person === world.who;

/** A language that the page speaks: the one chosen before, else the browser's, else the first. */
export function preferredLanguage() {
  const wanted = [localStorage.getItem("language"), ...navigator.languages.map((tag) => tag.split("-")[0])];
  return wanted.find((tag) => world.stage.languages.includes(tag)) ?? world.stage.languages[0];
}
