# Демо: его люди и экскурсия в терминале.

demo-group = Сервис-деск
demo-olena = Олена
demo-taras = Тарас
demo-iryna = Ирина
demo-roman = Роман
demo-welcome = Откройте страницу в браузере и побудьте кем угодно: { $olena }, { $taras }, { $iryna } или { $roman } (клиент). Первая заявка придёт через десять секунд. Остановить: Ctrl-C.

tour-title = deskgram: один день сервис-деска, коротко
tour-end =
    { $count ->
        [one] Всё как обещано: { $count } шаг за { $seconds } с.
        [few] Всё как обещано: { $count } шага за { $seconds } с.
       *[many] Всё как обещано: { $count } шагов за { $seconds } с.
    }
tour-bot = бот
tour-bot-edits = бот правит
tour-in-group = в группе
tour-at-helpdesk = на сайте

tour-sign-in = Вход
tour-list = Что пришло
tour-card = Открыть заявку
tour-take = Взять в работу
tour-comment = Ответить, и ответ станет комментарием
tour-finish = Готово
tour-subscribe = Новые заявки в группу
tour-alert = Новая заявка приходит сама
tour-race = Одну заявку хотят двое
tour-follow = Коллега работает на сайте хелпдеска
tour-manners = И всё это время

tour-words = Уже иду, буду через пять минут.
tour-replies = ↩ { $text }
tour-subject = Принтеры
tour-ticket = Принтер в кабинете 214 печатает сплошные чёрные страницы. В полдень отправлять договоры!
tour-marks-done = отмечает: готово

tour-awaits-answer = бот отвечает
tour-awaits-toast = на нажатие есть ответ
tour-awaits-card = карточка { $number } такая, как нужно
tour-awaits-button = кнопка на месте
tour-awaits-ticket = в хелпдеске есть { $number }
tour-awaits-thumb = 👍 на ответе

tour-proof-password = сообщение с паролем удалено
tour-proof-sign-in = хелпдеск узнал всех троих
tour-proof-list = все эти заявки из её отдела
tour-proof-card = текст слово в слово как в хелпдеске
tour-proof-take = в хелпдеске заявка за сотрудником: { $name }
tour-proof-comment = комментарий в хелпдеске, ровно один
tour-proof-finish = в хелпдеске выполнено, исполнитель: { $name }
tour-proof-alert = она и в группе, и в трёх личных чатах
tour-proof-told = { $name } знает, кто успел первым
tour-proof-follow =
    { $count ->
        [one] об этом говорит { $count } карточка в чатах
        [few] об этом говорят все { $count } карточки в чатах
       *[many] об этом говорят все { $count } карточек в чатах
    }
tour-proof-manners =
    { $count ->
        [one] { $count } запрос к Bot API, по правилам Telegram
        [few] { $count } запроса к Bot API, все по правилам Telegram
       *[many] { $count } запросов к Bot API, все по правилам Telegram
    }
