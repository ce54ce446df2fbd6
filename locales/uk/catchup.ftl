# Що було із заявкою. На початку кожного рядка час, наприкінці — хто це зробив.

button-catch-up = 📖 Що було
catchup-created = 🆕 створена
catchup-taken = ✋ взята
catchup-released = 🆓 знову вільна
catchup-referred = ➡ передана: { $to }
catchup-done = ✅ виконана
catchup-reopened = ↩ знову відкрита
catchup-priority-low = 🟢 пріоритет низький
catchup-priority-medium = 🟡 пріоритет звичайний
catchup-priority-high = 🔴 термінова
catchup-commented =
    💬 { $count ->
        [one] { $count } коментар
        [few] { $count } коментарі
       *[many] { $count } коментарів
    }
catchup-more =
    { $count ->
        [one] … і ще { $count } подія
        [few] … і ще { $count } події
       *[many] … і ще { $count } подій
    }
catchup-since = Стежу за заявкою з { $time }.

# Відкласти заявку: вона повернеться зі звуком, і лише до того, хто її відклав.
button-snooze = ⏰ Нагадати
snooze-ask = Коли нагадати про { $number }?
snooze-hour = За годину
snooze-afternoon = Сьогодні о 14:00
snooze-tomorrow = Завтра о { $clock }
snooze-comment = Коли з’явиться коментар
snooze-drop = ✖ Не треба
snooze-set-at = ⏰ Нагадування про { $number }: { $time }.
snooze-set-comment = ⏰ Нагадування про { $number }: коли з’явиться коментар.
snooze-dropped = Про { $number } не нагадаю
snooze-closed = { $number } уже виконана
snooze-past = Цей час уже минув
snooze-due = ⏰ Ви просили нагадати про { $number }.
snooze-due-comment = ⏰ Ви просили нагадати про { $number }, коли з’явиться коментар:
snooze-restore = ↩ Повернути { $number }
settings-button-snoozed = ⏰ Нагадування
snoozed-title = ⏰ Ваші нагадування
snoozed-none = Поки жодного. На картці заявки: ⋯, «Нагадати».
snoozed-until-comment = коли з’явиться коментар

# Who is there, below a list of units or people.
presence-legend = 🟢 на місці · 🌙 немає на місці · 🛎 чергує
presence-back = буде { $time }
