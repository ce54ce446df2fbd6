# Finished tickets that resemble one.

button-seen-before = 🔎 Схожі
seen-title = 🔎 Таке вже було: схожі на { $number }
seen-none = 🔎 Серед виконаних заявок, які ви бачите, на { $number } нічого не схоже. Коли впораєтеся з нею, вона допоможе з наступною.
