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

# The first screens.
button-sign-in = 🔐 Увійти
button-languages = 🌐 Мова
button-own-tickets = 📥 Ваші заявки
button-private-chat = 💬 Відкрити чат
button-other-login = ✏️ Інший логін
button-other-account = 🔁 Інший логін
start-known-client = Ви увійшли як <b>{ $name }</b>. Відповіді на ваші заявки надійдуть самі, а написати в підтримку — /new.
welcome-language = 🌐 Розмовляю мовою вашого Telegram, а в хелпдеску у вас указано іншу. Можна вибрати:
login-already = Ви вже увійшли як <b>{ $name }</b>. Вийти — /logout
login-ask-password-again = Надішліть пароль ще раз або виправте логін.
help-signed-out =
    Зі мною хелпдеск живе просто в Telegram: заявки й відповіді надходять сюди, а ваша відповідь на заявку стане коментарем.

    /login — увійти зі своїм обліковим записом хелпдеску
    /language — English, русский, українська
ticket-not-here = Заявки { $number } немає серед заявок цієї групи. Покажу її в нашому чаті.
