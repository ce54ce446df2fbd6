# Finished tickets that resemble one.

button-seen-before = 🔎 Похожие
seen-title = 🔎 Уже бывало: похожие на { $number }
seen-none = 🔎 Среди выполненных заявок, которые вам видны, на { $number } ничего не похоже. Когда справитесь с ней, она поможет со следующей.
