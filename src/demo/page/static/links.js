// Where a pressed link leads. One to the bot itself stays on the page.

import { submit } from "/say.js";
import { openPrivateChat, world } from "/world.js";

/** A link to the bot opens it, with its payload; says whether nothing is left to open. */
export function followLink(address) {
  const link = address.match(/^(?:https?:\/\/t\.me\/|tg:\/\/resolve\?domain=)(\w+)(?:[?&]start=([\w-]*))?/i);
  if (!link || link[1].toLowerCase() !== world.stage.bot.toLowerCase()) return address.startsWith("tg:");
  openPrivateChat();
  submit(`/start ${link[2] ?? ""}`.trim());
  return true;
}
