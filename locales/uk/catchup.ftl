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
catchup-since = Усе, що я бачу з { $time }.
