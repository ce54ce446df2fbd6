# The card of a ticket, and the words that other screens borrow from it.
#
# One act, one word, everywhere (button · state or notice). Names stand in the nominative: «в работе: { $name }».
#   Взять · в работе                Снять с себя, Освободить · снова свободна   Готово · выполнена
#   Открыть снова · снова открыта   Передать · передана                         Отменить · отменено
#   Следить · слежу                 Ответ и готово                              отдел, клиент, хелпдеск, на сайте

person-unknown = имя неизвестно
person-you = вы
unit-unknown = весь отдел
subject-none = без темы

state-free = свободна
state-held = в работе
state-held-by = в работе: { $name }
state-held-by-you = в работе у вас
state-done = выполнена
state-done-by = выполнена: { $name }
state-done-by-you = выполнена вами
state-archived = в архиве

action-take = ✋ Взять
action-release = Снять с себя
action-free-up = Освободить
action-finish = ✅ Готово
action-reopen = 🔓 Открыть снова
action-refer = ➡ Передать

card-author = Автор: { $name }
# Not «Кому»: the names, «вы» among others, stay in the nominative.
card-for =
    { $count ->
        [one] Исполнитель: { $names }
        [few] Исполнители: { $names }
       *[many] Исполнители: { $names }
    }
card-created = Создана: { $time }
card-deadline = ⏰ { $left }
card-twin = ⚠️ Создана в одну секунду с { $number }: управлять можно только на сайте.
card-link = Открыть в хелпдеске

button-comments = 💬
button-comments-count = 💬 { $count }
button-reply = ⚡ Ответ
button-more = ⋯
button-watch = 🔔 Следить
button-unwatch = 🔕 Хватит
watch-on = Слежу за { $number }
watch-off = Больше не слежу за { $number }
button-refresh = Обновить
undo-not-yours = Отменить это может только { $name }

card-parted = ➡ { $number } больше не в вашем списке.
card-parted-to = ➡ { $number } больше не в вашем списке. Теперь она здесь: { $to }
card-closed = 🔒 { $number }: вы вышли, и эта карточка больше не обновляется. Войдите снова (/login), и заявка откроется по команде /ticket { $id }.
