# Daily work: undo, answers, quick replies, new tickets, people, choosing from lists, the end of a shift.

button-undo = ↩ Скасувати
button-answer = Відповідь і готово
button-back = ◀ Назад
undo-done = Скасовано: з { $number } все як раніше
undo-late = Запізно скасовувати: з { $number } уже щось зробили
tap-made-take = Взята.
tap-made-release = Знята з вас.
tap-made-finish = Виконана.
tap-made-reopen = Знову відкрита.
tap-made-refer = Передана.
tap-made-undo = Скасовано.
tap-made-ending = Готово.
tap-again-take = Щоб узяти, натисніть ще раз.
tap-again-release = Щоб зняти з себе, натисніть ще раз.
tap-again-finish = Щоб позначити виконаною, натисніть ще раз.
tap-again-reopen = Щоб відкрити знову, натисніть ще раз.
tap-again-refer = Щоб передати, натисніть ще раз.
tap-again-undo = Щоб скасувати, натисніть ще раз.
job-late = Запізно скасовувати: уже надсилається
later-waiting = ⏳ Хелпдеск не відповідає. Візьмуся за { $number }, щойно він повернеться.
failed-take = ❗ { $number } не взята
failed-release = ❗ { $number } не знята з вас
failed-finish = ❗ { $number } не виконана
failed-reopen = ❗ { $number } не відкрита знову
failed-refer = ❗ { $number } не передана
failed-undo = ❗ { $number }: скасувати не вдалося
failed-retry = 🔁 Ще раз
refer-decide = ❗ Незрозуміло, чи передана { $number }. Вирішіть, будь ласка, у повідомленні вище.
job-not-yours = Скасувати це може лише той, хто це зробив
job-settled = З цим уже розібралися
job-again = Надсилаю ще раз
refer-looking = ⏳ Відповідь хелпдеску загубилася. Дивлюся, чи передана { $number }…
refer-unsure = 🤔 Не бачу, щоб { $number } була передана. Надіслати ще раз? Якщо все ж дійшло, коментар буде в заявці двічі.
refer-again = Надіслати ще раз
refer-leave = Не треба

choice-all =
    { $count ->
        [one] Усьому відділу ({ $count } людина)
        [few] Усьому відділу ({ $count } людини)
       *[many] Усьому відділу ({ $count } людей)
    }
choice-some = Далі (вибрано: { $count })
choice-several = ☐ Кільком…
refer-several =
    { $count ->
        [one] { $count } заявка
        [few] { $count } заявки
       *[many] { $count } заявок
    }
refer-soon = ➡ { $number } → <b>{ $people }</b>: передаю за кілька секунд…

quick-offer = ⚡ { $number }: виберіть відповідь або напишіть свою.
quick-none-yet = Швидких відповідей поки немає: додати їх можна в /replies.
answer-offer = ✅ <b>{ $number } буде виконана.</b> Виберіть відповідь або напишіть її наступним повідомленням: вона стане коментарем, і відразу після неї заявка закриється як виконана.
quick-soon =
    ⚡ { $number }, надсилаю:

    <blockquote>{ $text }</blockquote>
quick-sent =
    ⚡ { $number }, надіслано:

    <blockquote>{ $text }</blockquote>
quick-list =
    { $count ->
        [0] ⚡ Швидких відповідей поки немає. Додайте фрази, які пишете щодня. Замість <code>{"{"}client{"}"}</code>, <code>{"{"}me{"}"}</code> і <code>{"{"}id{"}"}</code> підставлю ім’я клієнта, ваше ім’я та номер заявки.
        [one] ⚡ { $count } швидка відповідь. Замість <code>{"{"}client{"}"}</code>, <code>{"{"}me{"}"}</code> і <code>{"{"}id{"}"}</code> підставлю ім’я клієнта, ваше ім’я та номер заявки. 👥 — для команди.
        [few] ⚡ { $count } швидкі відповіді. Замість <code>{"{"}client{"}"}</code>, <code>{"{"}me{"}"}</code> і <code>{"{"}id{"}"}</code> підставлю ім’я клієнта, ваше ім’я та номер заявки. 👥 — для команди.
       *[many] ⚡ { $count } швидких відповідей. Замість <code>{"{"}client{"}"}</code>, <code>{"{"}me{"}"}</code> і <code>{"{"}id{"}"}</code> підставлю ім’я клієнта, ваше ім’я та номер заявки. 👥 — для команди.
    }
quick-add-own = ➕ Для себе
quick-add-shared = ➕ 👥 Для команди
quick-ask = Напишіть текст швидкої відповіді.
quick-bad = Швидка відповідь — це текст завдовжки до { $most } символів. Напишіть ще раз.
quick-shown =
    ⚡ Ваша швидка відповідь:

    <blockquote>{ $text }</blockquote>
quick-shown-shared =
    👥 Швидка відповідь команди:

    <blockquote>{ $text }</blockquote>
quick-change = ✏️ Змінити
quick-raise = ⬆ Вище
quick-delete = 🗑 Видалити
quick-deleting = 🗑 Видалено: { $text }
quick-deleted = 🗑 Швидку відповідь видалено
quick-gone = Цієї швидкої відповіді вже немає

new-offer = Зробити з цього заявку?
new-from-forward = 🆕 Зробити заявку
new-client = 🆕 Для кого заявка? Виберіть або напишіть частину імені, логіна чи телефону.
new-for-me = Для мене
new-client-found = 🆕 Хто це? Показую не більше десяти: якщо потрібного немає, напишіть ім’я докладніше.
new-subject = 🆕 Про що заявка?
new-unit = 🆕 До якого відділу?
new-people = 🆕 <b>{ $unit }</b>: кому? Позначте одного чи кількох або виберіть увесь відділ.
new-priority = 🆕 Який пріоритет?
new-priority-low = Низький
new-priority-medium = Звичайний
new-priority-high = Високий
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
new-change-people = ✏️ Виконавець
new-change-priority = ✏️ Пріоритет
new-change-text = ✏️ Текст
new-done = ✅ Заявку { $number } створено.
new-shared = ⚠️ Заявку { $number } створено в одну секунду з іншою, і хелпдеск їх плутає. Займіться нею на сайті хелпдеску.
new-refused = Хелпдеск не приймає цю заявку. Перевірте клієнта й відділ.
new-unsure = Відповідь хелпдеску загубилася: заявка могла створитися. Натисніть ще раз, і спершу я її пошукаю.

find-too-short = Напишіть принаймні два символи: частину імені, логін або телефон. Наприклад: /find 1234
find-nobody = Нікого не знайшлося. Спробуйте іншу частину імені, логін або телефон.
find-title =
    { $count ->
        [one] 🔎 Знайдено { $count } людину
        [few] 🔎 Знайдено { $count } людини
       *[many] 🔎 Знайдено { $count } людей
    }
units-title = 🏢 Чиїх працівників показати?
unit-title =
    { $count ->
        [one] 🏢 { $unit }: { $count } працівник
        [few] 🏢 { $unit }: { $count } працівники
       *[many] 🏢 { $unit }: { $count } працівників
    }
find-first-ten = Це перші десять. Додайте слово, щоб звузити пошук.
person-button-new = 🆕 Нова заявка
person-button-tickets = 📋 Заявки
role-inactive = обліковий запис вимкнено
role-client = клієнт
role-technician = працівник підтримки
role-head = начальник відділу
role-chief = керівник
role-unknown = роль невідома
person-seen = Останній вхід: { $time }

search-too-long = Запит задовгий. Вистачить кількох слів, імені чи номера.
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
        [0] 👋 За вами заявок не лишилося. Гарного вечора!
        [one] 👋 За вами ще { $count } заявка
        [few] 👋 За вами ще { $count } заявки
       *[many] 👋 За вами ще { $count } заявок
    }
signoff-release = Зняти з себе всі
signoff-refer = ➡ Передати всі
signoff-result = 👋 Підсумок:
inline-sign-in = Увійдіть, щоб шукати свої заявки
inline-nothing = Нічого не знайшлося
inline-down = Хелпдеск не відповідає

menu-new = Нова заявка
menu-search = Пошук у моїх заявках
menu-find = Знайти людину
menu-units = Відділи та люди
menu-replies = Швидкі відповіді
menu-signoff = Кінець зміни: що ще за мною
