// The ticket bot with grammY and its runner, as their documentation has it. Names and keys as in rig/src/names.rs.
import { run } from "@grammyjs/runner";
import { Bot, InlineKeyboard } from "grammy";

const { TELOXIDE_TOKEN, TELOXIDE_API_URL, HELPDESK_URL } = process.env;
const MODES = { t: "ticket_lock", r: "ticket_unlock" };
const hex = (number) => number.toString(16).padStart(32, "0");

async function call(mode, user, ticket, more = {}) {
  const names = { uniq_id: hex(0xa0000000 + user - 1_000_000), ticket_hash: hex(0xc0000000 + ticket) };
  const body = JSON.stringify({ mode, ...names, ...more });
  const headers = { "content-type": "application/json" };
  return (await fetch(HELPDESK_URL, { method: "POST", headers, body })).json();
}

const bot = new Bot(TELOXIDE_TOKEN, { client: { apiRoot: TELOXIDE_API_URL } });

bot.on("callback_query:data", async (ctx) => {
  const [, verb, number] = ctx.callbackQuery.data.split(":");
  const [user, ticket] = [ctx.from.id, Number(number)];
  await call(MODES[verb], user, ticket);
  const seen = (await call("ticket_view", user, ticket))[0].ticket[0];
  const buttons = new InlineKeyboard()
    .text("Release", `1:r:${ticket}`).text("Done", `1:f:${ticket}`).row()
    .text("Refer", `1:e:${ticket}`).text("Refresh", `1:u:${ticket}`);
  const text = `<b>#${ticket}</b> ${seen.subj} · ${seen.status} ${seen.lock_by_fio}\n${seen.text}\n\nClient: ${seen.client_fio}`;
  await ctx.editMessageText(text, { parse_mode: "HTML", reply_markup: buttons });
  await ctx.answerCallbackQuery(`#${ticket}: ${seen.status}`);
});

bot.on("message:text", async (ctx) => {
  const card = ctx.message.reply_to_message;
  if (!card) return;
  await call("add_ticket_comment", ctx.from.id, card.message_id - 100, { msg: ctx.message.text });
  await ctx.react("👍");
});

run(bot);
