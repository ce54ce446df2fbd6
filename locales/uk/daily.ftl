# Daily work: undo, answers, quick replies, new tickets, people, choosing from lists, the end of a shift.

button-undo = ↩ Скасувати
button-answer = ✅💬 Готово з відповіддю
button-back = ◀ Назад
undo-done = Скасовано: { $number } знову як була
undo-late = Скасувати вже не можна: з { $number } встигли попрацювати далі.
tap-made-take = Взято.
tap-made-release = Знято з вас.
tap-made-finish = Готова.
tap-made-reopen = Знову відкрита.
tap-made-refer = Передано.
tap-made-undo = Скасовано.
tap-again-take = Щоб узяти, натисніть ще раз.
tap-again-release = Щоб відпустити, натисніть ще раз.
tap-again-finish = Щоб закрити, натисніть ще раз.
tap-again-reopen = Щоб повернути, натисніть ще раз.
tap-again-refer = Щоб передати, натисніть ще раз.
tap-again-undo = Щоб скасувати, натисніть ще раз.
job-late = Скасувати вже не можна: усе вже в дорозі.
later-waiting = ⏳ Хелпдеск не відповідає. Візьмуся за { $number }, щойно він повернеться.
failed-take = ❗ { $number } не взята
failed-release = ❗ { $number } не відпущена
failed-finish = ❗ { $number } не закрита
failed-reopen = ❗ { $number } не відкрита знову
failed-refer = ❗ { $number } не передана
failed-undo = ❗ { $number }: скасувати не вдалося
failed-retry = 🔁 Ще раз
refer-decide = ❗ Незрозуміло, чи передана { $number }. Вирішіть, будь ласка, у повідомленні вище.
job-settled = З цим уже розібралися.
job-again = Надсилаю ще раз.
refer-looking = ⏳ Відповідь хелпдеска загубилася. Дивлюся, чи пішла { $number }…
refer-unsure = 🤔 Не бачу, щоб { $number } пішла. Надіслати ще раз? Якщо все ж дійшло, пояснення буде в заявці двічі.
refer-again = Надіслати ще раз
refer-leave = Не треба

choice-all =
    { $count ->
        [one] Усім ({ $count } людина)
        [few] Усім ({ $count } людини)
       *[many] Усім ({ $count } людей)
    }
choice-some = Далі (вибрано: { $count })
refer-several =
    { $count ->
        [one] { $count } заявка
        [few] { $count } заявки
       *[many] { $count } заявок
    }
refer-soon = ➡ { $number } піде за кілька секунд…

quick-offer = ⚡ { $number }: виберіть відповідь або напишіть свою.
answer-offer = ✅💬 { $number }: виберіть відповідь або напишіть її. Вона стане коментарем, і заявка закриється.
quick-soon =
    ⚡ { $number }, надсилаю:

    <blockquote>{ $text }</blockquote>
quick-sent =
    ⚡ { $number }, надіслано:

    <blockquote>{ $text }</blockquote>
quick-list =
    { $count ->
        [0] ⚡ Швидких відповідей поки немає. Додайте фрази, які пишете щодня. Замість <code>{"{"}client{"}"}</code>, <code>{"{"}me{"}"}</code> і <code>{"{"}id{"}"}</code> підставлю ім’я клієнта, ваше ім’я та номер заявки.
        [one] ⚡ { $count } швидка відповідь. Замість <code>{"{"}client{"}"}</code>, <code>{"{"}me{"}"}</code> і <code>{"{"}id{"}"}</code> підставлю ім’я клієнта, ваше ім’я та номер заявки. 👥 — спільні.
        [few] ⚡ { $count } швидкі відповіді. Замість <code>{"{"}client{"}"}</code>, <code>{"{"}me{"}"}</code> і <code>{"{"}id{"}"}</code> підставлю ім’я клієнта, ваше ім’я та номер заявки. 👥 — спільні.
       *[many] ⚡ { $count } швидких відповідей. Замість <code>{"{"}client{"}"}</code>, <code>{"{"}me{"}"}</code> і <code>{"{"}id{"}"}</code> підставлю ім’я клієнта, ваше ім’я та номер заявки. 👥 — спільні.
    }
quick-add-own = ➕ Для себе
quick-add-shared = ➕ 👥 Для всіх
quick-ask = Напишіть текст швидкої відповіді.
quick-bad = Швидка відповідь — це текст від 1 до { $most } символів. Напишіть ще раз.
quick-shown =
    ⚡ Ваша швидка відповідь:

    <blockquote>{ $text }</blockquote>
quick-shown-shared =
    👥 Спільна швидка відповідь:

    <blockquote>{ $text }</blockquote>
quick-change = ✏️ Змінити
quick-raise = ⬆ Вище
quick-delete = 🗑 Видалити
quick-deleting = 🗑 Видалено: { $text }
quick-deleted = 🗑 Швидку відповідь видалено.
quick-gone = Цієї швидкої відповіді вже немає.
button-quick = ⚡ Швидка відповідь

new-offer = Зробити з цього заявку?
new-from-forward = 🆕 Зробити заявку
new-client = 🆕 Для кого заявка? Виберіть або напишіть частину імені, логіна чи телефону.
new-client-found = 🆕 Хто це? Показую не більше десяти: якщо потрібного немає, напишіть ім’я докладніше.
new-subject = 🆕 Про що заявка?
new-unit = 🆕 До якого відділу?
new-people = 🆕 <b>{ $unit }</b>: кому? Позначте одного чи кількох або залиште всьому відділу.
new-priority = 🆕 Наскільки терміново?
new-priority-low = низький
new-priority-medium = звичайний
new-priority-high = високий
new-text = 🆕 Опишіть усе одним повідомленням.
new-text-only = До заявки звідси потрапить лише текст. Напишіть його, будь ласка.
new-preview =
    🆕 <b>Усе правильно?</b>

    Клієнт: { $client }
    Тема: { $subject }
    Відділ: { $unit }
    Виконавець: { $people }
    Пріоритет: { $priority }

    <blockquote>{ $text }</blockquote>
new-make = ✅ Створити
new-look-again = 🔎 Пошукати й створити, якщо її немає
new-change-client = ✏️ Клієнт
new-change-subject = ✏️ Тема
new-change-unit = ✏️ Відділ
new-change-priority = ✏️ Пріоритет
new-change-text = ✏️ Текст
new-done = ✅ Заявку { $number } створено.
new-shared = ⚠️ Заявку { $number } створено в одну секунду з іншою, і хелпдеск їх плутає. Займіться нею на сайті хелпдеску.
new-refused = Хелпдеск не приймає цю заявку. Перевірте клієнта й відділ.
new-unsure = Відповідь хелпдеску загубилася: заявка могла й створитися. Натисніть ще раз, і спершу я її пошукаю.

find-too-short = Напишіть принаймні два символи: частину імені, логін або телефон. Наприклад: /find 1234
find-nobody = Нікого не знайшлося. Спробуйте іншу частину імені, логін або телефон.
find-title =
    { $count ->
        [one] 🔎 Знайдено { $count } людину
        [few] 🔎 Знайдено { $count } людини (показую не більше десяти)
       *[many] 🔎 Знайдено { $count } людей (показую не більше десяти)
    }
units-title = 🏢 Відділи. Виберіть, чиїх людей показати.
unit-title =
    { $count ->
        [one] 🏢 { $unit }: { $count } людина
        [few] 🏢 { $unit }: { $count } людини
       *[many] 🏢 { $unit }: { $count } людей
    }
role-inactive = вимкнено
role-client = клієнт
role-technician = працівник підтримки
role-head = начальник відділу
role-chief = головний начальник
role-unknown = роль невідома
person-seen = Останній вхід: { $time }

search-too-long = Це задовго для пошуку. Вистачить кількох слів, імені чи номера.
search-what = Що шукати? Наприклад: /search принтер
search-title =
    { $count ->
        [0] 🔎 «{ $words }»: серед ваших заявок нічого не знайшлося
        [one] 🔎 «{ $words }»: { $count } заявка
        [few] 🔎 «{ $words }»: { $count } заявки
       *[many] 🔎 «{ $words }»: { $count } заявок
    }
search-more = Це перші { $count }. Додайте слово, щоб звузити пошук.
signoff-title =
    { $count ->
        [0] 👋 За вами нічого не числиться. Гарного вечора!
        [one] 👋 За вами ще { $count } заявка.
        [few] 👋 За вами ще { $count } заявки.
       *[many] 👋 За вами ще { $count } заявок.
    }
signoff-release = Відпустити всі
signoff-refer = ➡ Переадресувати всі
signoff-result = 👋 Ось що вийшло:
inline-sign-in = Увійдіть, щоб шукати свої заявки
inline-down = Хелпдеск не відповідає

menu-new = Нова заявка
menu-search = Пошук у моїх заявках
menu-find = Знайти людину
menu-units = Відділи та люди
menu-replies = Швидкі відповіді
menu-signoff = Кінець зміни: що ще за мною
