# The card of a ticket, and the words that other screens borrow from it.

person-unknown = имя неизвестно
person-you = вы
unit-unknown = весь отдел
subject-none = без темы

state-free = свободна
state-held = в работе
state-held-by = в работе: { $name }
state-held-by-you = в работе у вас
state-done = готово
state-done-by = готово: { $name }
state-done-by-you = готово: вы
state-archived = в архиве

action-take = ✋ Взять
action-release = Отпустить
action-finish = ✅ Готово
action-reopen = ↩ Вернуть
action-refer = ➡ Переадресовать

priority-low = Приоритет: низкий
priority-medium = Приоритет: обычный
priority-high = Приоритет: <b>высокий</b>

card-client = Клиент: { $name }
card-author = Автор: { $name }
# Not «Кому»: the name, «вы» among others, stays in the nominative.
card-for = Исполнитель: { $name }
card-created = Создана: { $time }
card-deadline = ⏰ { $left }
card-comments =
    💬 { $count ->
        [one] { $count } комментарий
        [few] { $count } комментария
       *[many] { $count } комментариев
    }
card-no-text = без текста

button-comments = 💬 Комментарии
button-comments-count = 💬 { $count }
button-watch = 🔔 Следить
button-unwatch = 🔕 Не следить
watch-on = Буду сообщать о { $number }
watch-off = О { $number } больше не сообщаю
button-refresh = 🔄 Обновить

card-parted = ➡ { $number } больше не в вашем списке.
card-parted-to = ➡ { $number } больше не в вашем списке. Теперь она здесь: { $to }
card-closed = 🔒 { $number }: вы вышли, и эта карточка больше не обновляется. Войдите снова (/login), и заявка откроется по команде /ticket { $id }.
