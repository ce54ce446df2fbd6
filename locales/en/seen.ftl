# Finished tickets that resemble one.

button-seen-before = 🔎 Seen before
seen-title = 🔎 Seen before { $number }
seen-none = 🔎 Nothing like { $number } among the finished tickets that you may see. Once it is done, it will help the next one.
