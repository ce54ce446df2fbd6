"""The ticket bot with aiogram 3, as its documentation has it."""

import asyncio
import sys

import aiohttp
from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, ReactionTypeEmoji

import desk

dispatcher = Dispatcher()


async def post(http, call):
    async with http.post(desk.HELPDESK, json=call) as reply:
        return await reply.json()


@dispatcher.callback_query()
async def press(query: CallbackQuery, http: aiohttp.ClientSession):
    mode, ticket = desk.pressed(query.data)
    user = query.from_user.id
    await post(http, desk.call(mode, user, ticket))
    seen = (await post(http, desk.call("ticket_view", user, ticket)))[0]["ticket"][0]
    text, toast = desk.card(seen)
    rows = [
        [InlineKeyboardButton(text=text, callback_data=data) for text, data in row] for row in desk.buttons(ticket)
    ]
    await query.message.edit_text(text, reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))
    await query.answer(toast)


@dispatcher.message(F.reply_to_message)
async def reply(message: Message, http: aiohttp.ClientSession):
    ticket = desk.ticket_of(message.reply_to_message.message_id)
    await post(http, desk.call("add_ticket_comment", message.from_user.id, ticket, msg=message.text))
    await message.react([ReactionTypeEmoji(emoji="👍")])


async def main():
    session = AiohttpSession(api=TelegramAPIServer.from_base(desk.TELEGRAM))
    bot = Bot(desk.TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    async with aiohttp.ClientSession() as http:
        await dispatcher.start_polling(bot, http=http, handle_signals=False)


if "--uvloop" in sys.argv:
    import uvloop

    uvloop.run(main())
else:
    asyncio.run(main())
