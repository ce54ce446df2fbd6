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

# The first screens.
button-sign-in = 🔐 Войти
button-languages = 🌐 Язык
button-own-tickets = 📥 Ваши заявки
button-private-chat = 💬 Открыть чат
button-other-login = ✏️ Другой логин
button-other-account = 🔁 Другой логин
start-known-client = Вы вошли как <b>{ $name }</b>. Ответы на ваши заявки придут сами, а написать в поддержку — /new.
welcome-language = 🌐 Говорю на языке вашего Telegram, а в хелпдеске у вас указан другой. Можно выбрать:
login-already = Вы уже вошли как <b>{ $name }</b>. Выйти — /logout
login-ask-password-again = Пришлите пароль ещё раз или исправьте логин.
help-signed-out =
    Со мной хелпдеск живёт прямо в Telegram: заявки и ответы приходят сюда, а ваш ответ на заявку станет комментарием.

    /login — войти со своей учётной записью хелпдеска
    /language — English, русский, українська
ticket-not-here = Заявки { $number } нет среди заявок этой группы. Покажу её в нашем чате.
