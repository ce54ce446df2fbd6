# Catching up with a ticket. Each line begins with its time and ends with who did it.

button-catch-up = 📖 Catch up
catchup-created = 🆕 created
catchup-taken = ✋ taken
catchup-released = 🆓 free again
catchup-referred = ➡ reassigned: { $to }
catchup-done = ✅ done
catchup-reopened = ↩ opened again
catchup-priority-low = 🟢 priority: low
catchup-priority-medium = 🟡 priority: medium
catchup-priority-high = 🔴 urgent
catchup-commented =
    💬 { $count ->
        [one] { $count } comment
       *[other] { $count } comments
    }
catchup-more =
    { $count ->
        [one] … { $count } earlier
       *[other] … { $count } earlier
    }
catchup-since = I have watched this ticket since { $time }.

# Putting a ticket aside: it comes back with a sound, to the reader alone.
button-snooze = ⏰ Snooze
snooze-ask = When shall I remind you of { $number }?
snooze-hour = In an hour
snooze-afternoon = Today at 14:00
snooze-tomorrow = Tomorrow at { $clock }
snooze-comment = When somebody comments
snooze-drop = ✖ Don't remind me
snooze-set-at = ⏰ Reminder of { $number }: { $time }.
snooze-set-comment = ⏰ Reminder of { $number }: when somebody comments.
snooze-dropped = No reminder of { $number }
snooze-closed = { $number } is already done
snooze-past = That time has already passed
snooze-due = ⏰ You asked to be reminded of { $number }.
snooze-due-comment = ⏰ You asked to be reminded of { $number } when somebody comments:
snooze-restore = ↩ Undo { $number }
settings-button-snoozed = ⏰ Reminders
snoozed-title = ⏰ Your reminders
snoozed-none = None yet. On a ticket: ⋯, “Snooze”.
snoozed-until-comment = when somebody comments

# Who is there, below a list of units or people.
presence-legend = 🟢 at work · 🌙 away · 🛎 on duty
presence-back = back { $time }
