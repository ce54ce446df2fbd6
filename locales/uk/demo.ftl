# Демо: його люди та екскурсія в терміналі.

demo-group = Сервіс-деск
demo-olena = Олена
demo-taras = Тарас
demo-iryna = Ірина
demo-roman = Роман
demo-welcome = Відкрийте сторінку в браузері й побудьте ким завгодно: { $olena }, { $taras }, { $iryna } або { $roman } (клієнт). Перша заявка прийде за десять секунд. Зупинити: Ctrl-C.

tour-title = deskgram: один день сервіс-деску, коротко
tour-end =
    { $count ->
        [one] Усе, як обіцяно: { $count } крок за { $seconds } с.
        [few] Усе, як обіцяно: { $count } кроки за { $seconds } с.
       *[many] Усе, як обіцяно: { $count } кроків за { $seconds } с.
    }
tour-bot = бот
tour-bot-edits = бот оновлює
tour-in-group = у групі
tour-at-helpdesk = на сайті

tour-sign-in = Вхід
tour-list = Що надійшло
tour-card = Відкрити заявку
tour-take = Взяти в роботу
tour-comment = Відповісти, і відповідь стане коментарем
tour-finish = Готово
tour-subscribe = Нові заявки до групи
tour-alert = Нова заявка приходить сама
tour-race = Одну заявку хочуть двоє
tour-follow = Колега працює на сайті хелпдеску
tour-manners = І весь цей час

tour-words = Уже йду, буду за п’ять хвилин.
tour-replies = ↩ { $text }
tour-subject = Принтери
tour-ticket = Принтер у кімнаті 214 друкує суцільні чорні сторінки. Опівдні відправляти договори!
tour-marks-done = позначає: готово

tour-awaits-answer = бот відповідає
tour-awaits-toast = на натискання є відповідь
tour-awaits-card = картка { $number } така, як треба
tour-awaits-button = кнопка на місці
tour-awaits-ticket = у хелпдеску є { $number }
tour-awaits-thumb = 👍 на відповіді

tour-proof-password = повідомлення з паролем видалено
tour-proof-sign-in = хелпдеск упізнав усіх трьох
tour-proof-list = усі ці заявки з її відділу
tour-proof-card = текст слово в слово як у хелпдеску
tour-proof-take = у хелпдеску заявка за працівником: { $name }
tour-proof-comment = коментар у хелпдеску, рівно один
tour-proof-finish = у хелпдеску виконано, виконавець: { $name }
tour-proof-alert = вона і в групі, і в трьох особистих чатах
tour-proof-told = { $name } знає, хто встиг першим
tour-proof-follow =
    { $count ->
        [one] про це каже { $count } картка в чатах
        [few] про це кажуть усі { $count } картки в чатах
       *[many] про це кажуть усі { $count } карток у чатах
    }
tour-proof-manners =
    { $count ->
        [one] { $count } запит до Bot API, за правилами Telegram
        [few] { $count } запити до Bot API, усі за правилами Telegram
       *[many] { $count } запитів до Bot API, усі за правилами Telegram
    }
