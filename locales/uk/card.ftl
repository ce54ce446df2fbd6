# The card of a ticket, and the words that other screens borrow from it.

person-unknown = ім’я невідоме
person-you = ви
unit-unknown = увесь відділ
subject-none = без теми

state-free = вільна
state-held = у роботі
state-held-by = у роботі: { $name }
state-held-by-you = у роботі у вас
state-done = готово
state-done-by = готово: { $name }
state-done-by-you = готово: ви
state-archived = в архіві

action-take = ✋ Взяти
action-release = Відпустити
action-finish = ✅ Готово
action-reopen = ↩ Повернути
action-refer = ➡ Переадресувати

priority-low = Пріоритет: низький
priority-medium = Пріоритет: звичайний
priority-high = Пріоритет: <b>високий</b>

card-client = Клієнт: { $name }
card-author = Автор: { $name }
# Not «Кому»: the name, «ви» among others, stays in the nominative.
card-for = Виконавець: { $name }
card-created = Створена: { $time }
card-deadline = ⏰ { $left }
card-comments =
    💬 { $count ->
        [one] { $count } коментар
        [few] { $count } коментарі
       *[many] { $count } коментарів
    }
card-no-text = без тексту

button-comments = 💬 Коментарі
button-comments-count = 💬 { $count }
button-watch = 🔔 Стежити
button-unwatch = 🔕 Не стежити
watch-on = Повідомлятиму про { $number }
watch-off = Про { $number } більше не повідомляю
button-refresh = 🔄 Оновити

card-parted = ➡ { $number } більше не у вашому списку.
card-parted-to = ➡ { $number } більше не у вашому списку. Тепер вона тут: { $to }
card-closed = 🔒 { $number }: ви вийшли, і ця картка більше не оновлюється. Увійдіть знову (/login), і заявка відкриється за командою /ticket { $id }.
