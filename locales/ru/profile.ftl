# What the bot shows of itself before anybody writes to it: its descriptions (at most 512 and 120 letters), and what only some
# menus say.

bot-description =
    Хелпдеск прямо в Telegram.

    • Новые заявки приходят сюда, взять их можно одной кнопкой
    • Ответ на заявку станет комментарием
    • Пересланное сообщение станет заявкой
    • В группе заявки видит вся команда

    Нажмите «Старт» и войдите со своей учётной записью хелпдеска.
bot-short-description = Заявки хелпдеска в Telegram: взять, ответить и создать, не выходя из чата.

menu-in-client = Ваши заявки
menu-new-client = Написать в поддержку
menu-ticket-group = Показать заявку здесь
