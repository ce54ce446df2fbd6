# Daily work: undo, answers, quick replies, new tickets, people, choosing from lists, the end of a shift.

button-undo = ↩ Отменить
button-answer = Ответ и готово
button-back = ◀ Назад
undo-done = Отменено: с { $number } всё как прежде
undo-late = Поздно отменять: с { $number } уже что-то сделали
tap-made-take = Взята.
tap-made-release = Снята с вас.
tap-made-finish = Выполнена.
tap-made-reopen = Снова открыта.
tap-made-refer = Передана.
tap-made-undo = Отменено.
tap-made-ending = Готово.
tap-again-take = Чтобы взять, нажмите ещё раз.
tap-again-release = Чтобы снять с себя, нажмите ещё раз.
tap-again-finish = Чтобы отметить выполненной, нажмите ещё раз.
tap-again-reopen = Чтобы открыть снова, нажмите ещё раз.
tap-again-refer = Чтобы передать, нажмите ещё раз.
tap-again-undo = Чтобы отменить, нажмите ещё раз.
job-late = Поздно отменять: уже отправляется
later-waiting = ⏳ Хелпдеск не отвечает. Займусь { $number }, как только он вернётся.
failed-take = ❗ { $number } не взята
failed-release = ❗ { $number } не снята с вас
failed-finish = ❗ { $number } не выполнена
failed-reopen = ❗ { $number } не открыта снова
failed-refer = ❗ { $number } не передана
failed-undo = ❗ { $number }: отменить не вышло
failed-retry = 🔁 Ещё раз
refer-decide = ❗ Непонятно, передана ли { $number }. Решите, пожалуйста, в сообщении выше.
job-not-yours = Отменить это может только тот, кто это сделал
job-settled = С этим уже разобрались
job-again = Отправляю ещё раз
refer-looking = ⏳ Ответ хелпдеска потерялся. Смотрю, передана ли { $number }…
refer-unsure = 🤔 Не вижу, чтобы { $number } была передана. Отправить ещё раз? Если всё-таки дошло, комментарий будет в заявке дважды.
refer-again = Отправить ещё раз
refer-leave = Не надо

choice-all =
    { $count ->
        [one] Всему отделу ({ $count } человек)
        [few] Всему отделу ({ $count } человека)
       *[many] Всему отделу ({ $count } человек)
    }
choice-some = Дальше (выбрано: { $count })
choice-several = ☐ Нескольким…
refer-several =
    { $count ->
        [one] { $count } заявка
        [few] { $count } заявки
       *[many] { $count } заявок
    }
refer-soon = ➡ { $number } → <b>{ $people }</b>: передаю через несколько секунд…

quick-offer = ⚡ { $number }: выберите ответ или напишите свой.
quick-none-yet = Быстрых ответов пока нет: добавить их можно в /replies.
answer-offer = ✅ <b>{ $number } будет выполнена.</b> Выберите ответ или напишите его следующим сообщением: он станет комментарием, и сразу после него заявка закроется как выполненная.
quick-soon =
    ⚡ { $number }, отправляю:

    <blockquote>{ $text }</blockquote>
quick-sent =
    ⚡ { $number }, отправлено:

    <blockquote>{ $text }</blockquote>
quick-list =
    { $count ->
        [0] ⚡ Быстрых ответов пока нет. Добавьте фразы, которые пишете каждый день. Вместо <code>{"{"}client{"}"}</code>, <code>{"{"}me{"}"}</code> и <code>{"{"}id{"}"}</code> подставлю имя клиента, ваше имя и номер заявки.
        [one] ⚡ { $count } быстрый ответ. Вместо <code>{"{"}client{"}"}</code>, <code>{"{"}me{"}"}</code> и <code>{"{"}id{"}"}</code> подставлю имя клиента, ваше имя и номер заявки. 👥 — для команды.
        [few] ⚡ { $count } быстрых ответа. Вместо <code>{"{"}client{"}"}</code>, <code>{"{"}me{"}"}</code> и <code>{"{"}id{"}"}</code> подставлю имя клиента, ваше имя и номер заявки. 👥 — для команды.
       *[many] ⚡ { $count } быстрых ответов. Вместо <code>{"{"}client{"}"}</code>, <code>{"{"}me{"}"}</code> и <code>{"{"}id{"}"}</code> подставлю имя клиента, ваше имя и номер заявки. 👥 — для команды.
    }
quick-add-own = ➕ Для себя
quick-add-shared = ➕ 👥 Для команды
quick-ask = Напишите текст быстрого ответа.
quick-bad = Быстрый ответ — это текст длиной до { $most } символов. Напишите ещё раз.
quick-shown =
    ⚡ Ваш быстрый ответ:

    <blockquote>{ $text }</blockquote>
quick-shown-shared =
    👥 Быстрый ответ команды:

    <blockquote>{ $text }</blockquote>
quick-change = ✏️ Изменить
quick-raise = ⬆ Выше
quick-delete = 🗑 Удалить
quick-deleting = 🗑 Удалено: { $text }
quick-deleted = 🗑 Быстрый ответ удалён
quick-gone = Этого быстрого ответа уже нет

new-offer = Сделать из этого заявку?
new-from-forward = 🆕 Сделать заявку
new-client = 🆕 Для кого заявка? Выберите или напишите часть имени, логина или телефона.
new-for-me = Для меня
new-client-found = 🆕 Кто это? Показываю не больше десяти: если нужного нет, напишите имя подробнее.
new-subject = 🆕 О чём заявка?
new-unit = 🆕 В какой отдел?
new-people = 🆕 <b>{ $unit }</b>: кому? Отметьте одного или нескольких либо выберите весь отдел.
new-priority = 🆕 Какой приоритет?
new-priority-low = Низкий
new-priority-medium = Обычный
new-priority-high = Высокий
new-text = 🆕 Опишите всё одним сообщением.
new-text-only = В заявку отсюда попадёт только текст. Напишите его, пожалуйста.
new-preview =
    🆕 <b>Всё верно?</b>

    Клиент: { $client }
    Тема: { $subject }
    Отдел: { $unit }
    Исполнитель: { $people }
    Приоритет: { $priority }

    <blockquote>{ $text }</blockquote>
new-make = ✅ Создать
new-look-again = 🔎 Поискать и создать, если её нет
new-change-client = ✏️ Клиент
new-change-subject = ✏️ Тема
new-change-unit = ✏️ Отдел
new-change-people = ✏️ Исполнитель
new-change-priority = ✏️ Приоритет
new-change-text = ✏️ Текст
new-done = ✅ Заявка { $number } создана.
new-shared = ⚠️ Заявка { $number } создана в одну секунду с другой, и хелпдеск их путает. Займитесь ею на сайте хелпдеска.
new-refused = Хелпдеск не принимает эту заявку. Проверьте клиента и отдел.
new-unsure = Ответ хелпдеска потерялся: заявка могла создаться. Нажмите ещё раз, и сначала я её поищу.

find-too-short = Напишите хотя бы два символа: часть имени, логин или телефон. Например: /find 1234
find-nobody = Никого не нашлось. Попробуйте другую часть имени, логин или телефон.
find-title =
    { $count ->
        [one] 🔎 Нашёлся { $count } человек
        [few] 🔎 Нашлись { $count } человека
       *[many] 🔎 Нашлось { $count } человек
    }
units-title = 🏢 Чьих сотрудников показать?
unit-title =
    { $count ->
        [one] 🏢 { $unit }: { $count } сотрудник
        [few] 🏢 { $unit }: { $count } сотрудника
       *[many] 🏢 { $unit }: { $count } сотрудников
    }
find-first-ten = Это первые десять. Добавьте слово, чтобы сузить поиск.
person-button-new = 🆕 Новая заявка
person-button-tickets = 📋 Заявки
role-inactive = учётная запись отключена
role-client = клиент
role-technician = сотрудник поддержки
role-head = начальник отдела
role-chief = руководитель
role-unknown = роль неизвестна
person-seen = Последний вход: { $time }

search-too-long = Слишком длинный запрос. Хватит пары слов, имени или номера.
search-what = Что искать? Например: /search принтер
search-title =
    { $count ->
        [0] 🔎 «{ $words }»: среди ваших заявок ничего не нашлось
        [one] 🔎 «{ $words }»: { $count } заявка
        [few] 🔎 «{ $words }»: { $count } заявки
       *[many] 🔎 «{ $words }»: { $count } заявок
    }
search-more = Это первые { $count }. Добавьте слово, чтобы сузить поиск.
signoff-title =
    { $count ->
        [0] 👋 За вами заявок не осталось. Хорошего вечера!
        [one] 👋 За вами ещё { $count } заявка
        [few] 👋 За вами ещё { $count } заявки
       *[many] 👋 За вами ещё { $count } заявок
    }
signoff-release = Снять с себя все
signoff-refer = ➡ Передать все
signoff-result = 👋 Итог:
inline-sign-in = Войдите, чтобы искать свои заявки
inline-nothing = Ничего не нашлось
inline-down = Хелпдеск не отвечает

menu-new = Новая заявка
menu-search = Поиск по моим заявкам
menu-find = Найти человека
menu-units = Отделы и люди
menu-replies = Быстрые ответы
menu-signoff = Конец смены: что ещё за мной
