# Что было с заявкой. В начале каждой строки время, в конце — кто это сделал.

button-catch-up = 📖 Что было
catchup-created = 🆕 создана
catchup-taken = ✋ взята
catchup-released = 🆓 снова свободна
catchup-referred = ➡ передана: { $to }
catchup-done = ✅ выполнена
catchup-reopened = ↩ снова открыта
catchup-priority-low = 🟢 приоритет низкий
catchup-priority-medium = 🟡 приоритет обычный
catchup-priority-high = 🔴 срочная
catchup-commented =
    💬 { $count ->
        [one] { $count } комментарий
        [few] { $count } комментария
       *[many] { $count } комментариев
    }
catchup-more =
    { $count ->
        [one] … и ещё { $count } событие
        [few] … и ещё { $count } события
       *[many] … и ещё { $count } событий
    }
catchup-since = Слежу за заявкой с { $time }.

# Отложить заявку: она вернётся со звуком, и только к тому, кто её отложил.
button-snooze = ⏰ Напомнить
snooze-ask = Когда напомнить о { $number }?
snooze-hour = Через час
snooze-afternoon = Сегодня в 14:00
snooze-tomorrow = Завтра в { $clock }
snooze-comment = Когда появится комментарий
snooze-drop = ✖ Не нужно
snooze-set-at = ⏰ Напоминание о { $number }: { $time }.
snooze-set-comment = ⏰ Напоминание о { $number }: когда появится комментарий.
snooze-dropped = О { $number } не напомню
snooze-closed = { $number } уже выполнена
snooze-past = Это время уже прошло
snooze-due = ⏰ Вы просили напомнить о { $number }.
snooze-due-comment = ⏰ Вы просили напомнить о { $number }, когда появится комментарий:
snooze-restore = ↩ Вернуть { $number }
settings-button-snoozed = ⏰ Напоминания
snoozed-title = ⏰ Ваши напоминания
snoozed-none = Пока ни одного. На карточке заявки: ⋯, «Напомнить».
snoozed-until-comment = когда появится комментарий

# Who is there, below a list of units or people.
presence-legend = 🟢 на месте · 🌙 нет на месте · 🛎 дежурит
presence-back = будет { $time }
