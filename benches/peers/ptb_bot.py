"""The ticket bot with python-telegram-bot, as its documentation has it."""

import sys

import httpx
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.ext import Application, CallbackQueryHandler, MessageHandler, filters

import desk


async def post(context, call):
    reply = await context.bot_data["http"].post(desk.HELPDESK, json=call)
    return reply.json()


async def press(update, context):
    query = update.callback_query
    mode, ticket = desk.pressed(query.data)
    user = query.from_user.id
    await post(context, desk.call(mode, user, ticket))
    seen = (await post(context, desk.call("ticket_view", user, ticket)))[0]["ticket"][0]
    text, toast = desk.card(seen)
    rows = [[InlineKeyboardButton(text, callback_data=data) for text, data in row] for row in desk.buttons(ticket)]
    await query.edit_message_text(text, parse_mode=ParseMode.HTML, reply_markup=InlineKeyboardMarkup(rows))
    await query.answer(toast)


async def reply(update, context):
    message = update.message
    ticket = desk.ticket_of(message.reply_to_message.message_id)
    await post(context, desk.call("add_ticket_comment", message.from_user.id, ticket, msg=message.text))
    await message.set_reaction("👍")


async def prepare(application):
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=256)
    application.bot_data["http"] = httpx.AsyncClient(limits=limits, timeout=30)


builder = Application.builder().token(desk.TOKEN).base_url(f"{desk.TELEGRAM}/bot").post_init(prepare)
if "--concurrent" in sys.argv:
    builder = builder.concurrent_updates(256).connection_pool_size(256).pool_timeout(30)
application = builder.build()
application.add_handler(CallbackQueryHandler(press))
application.add_handler(MessageHandler(filters.REPLY, reply))
application.run_polling(stop_signals=None)
