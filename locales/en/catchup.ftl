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
catchup-since = What I have seen since { $time }.
