# The card of a ticket, and the words that other screens borrow from it.
#
# One act, one word, everywhere (button · state or notice). Names stand in the nominative: «в роботі: { $name }».
#   Взяти · у роботі                Зняти з себе, Звільнити · знову вільна      Готово · виконана
#   Відкрити знову · знову відкрита Передати · передано                         Скасувати · скасовано
#   Стежити · стежу                 Відповідь і готово                          відділ, клієнт, хелпдеск, на сайті, термін

person-unknown = ім’я невідоме
person-you = ви
unit-unknown = увесь відділ
subject-none = без теми

state-free = вільна
state-held = у роботі
state-held-by = у роботі: { $name }
state-held-by-you = у вас у роботі
state-done = виконана
state-done-by = виконана: { $name }
state-done-by-you = виконали ви
state-archived = в архіві

action-take = ✋ Взяти
action-release = Зняти з себе
action-free-up = Звільнити
action-finish = ✅ Готово
action-reopen = 🔓 Відкрити знову
action-refer = ➡ Передати

card-author = Автор: { $name }
# Not «Кому»: the names, «ви» among others, stay in the nominative.
card-for =
    { $count ->
        [one] Виконавець: { $names }
        [few] Виконавці: { $names }
       *[many] Виконавці: { $names }
    }
card-created = Створена: { $time }
card-deadline = ⏰ { $left }
card-twin = ⚠️ Створена в одну секунду з { $number }: керувати можна лише на сайті.
card-link = Відкрити в хелпдеску

button-comments = 💬
button-comments-count = 💬 { $count }
button-reply = ⚡ Фрази
button-more = ⋯
button-watch = Стежити
button-unwatch = 🔕 Досить
watch-on = Стежу за { $number }
watch-off = Більше не стежу за { $number }
button-refresh = 🔄 Оновити
undo-not-yours = Скасувати це може лише { $name }

card-parted = ➡ { $number } більше не у вашому списку.
card-parted-to = ➡ { $number } більше не у вашому списку. Тепер вона тут: { $to }
card-closed = 🔒 { $number }: ви вийшли, і ця картка більше не оновлюється. Увійдіть знову (/login), і заявка відкриється за командою /ticket { $id }.
