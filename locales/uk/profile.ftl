# What the bot shows of itself before anybody writes to it: its descriptions (at most 512 and 120 letters), and what only some
# menus say.

bot-description =
    Хелпдеск просто в Telegram.

    • Нові заявки надходять сюди, взяти їх можна однією кнопкою
    • Відповідь на заявку стане коментарем
    • Переслане повідомлення стане заявкою
    • У групі заявки бачить уся команда

    Натисніть «Старт» і увійдіть зі своїм обліковим записом хелпдеску.
bot-short-description = Заявки хелпдеску в Telegram: взяти, відповісти й створити, не виходячи з чату.

menu-in-client = Ваші заявки
menu-new-client = Написати в підтримку
menu-ticket-group = Показати заявку тут
