# Слова всіх файлів: одна дія — одне слово.
# взяти, взята, у роботі · зняти з себе · готово (кнопка), виконана · відкрити знову · передати · ніхто не бере · за вами, у мене
# заявка · відділ · клієнт · працівник підтримки · виконавець · сповіщення · тихий режим, без звуку, зі звуком · список · термін
# «відповідайте на», «нехай», «хелпдеску»; апостроф ’. До читача на «ви», без роду. Підпис кнопки — з великої літери; у
# спливного речення, якщо воно одне, крапки немає. Нерозривні пробіли ставить i18n::typography.

# Що сталося із заявкою, одним рядком: відповідь на її картку.

ping-yours = 👉 { $number } тепер ваша
ping-yours-by = 👉 { $number } тепер ваша, передає { $name }
ping-referred = ➡ { $number } передано далі
ping-referred-by = ➡ { $number } передано далі ({ $name })
ping-taken = ✋ { $number } взято в роботу
ping-taken-by = ✋ { $number } в роботі: { $name }
ping-lost = ↪ { $number } передали іншому, вона більше не ваша
ping-released = 🆓 { $number } знову вільна
ping-done = ✅ { $number } виконана
ping-done-by = ✅ { $number } виконана ({ $name })
ping-returned = ↩ { $number } знову відкрита й знову ваша
ping-reopened = ↩ { $number } знову відкрита
ping-priority-low = 🟢 { $number }: пріоритет тепер низький
ping-priority-medium = 🟡 { $number }: пріоритет тепер звичайний
ping-priority-high = 🔴 { $number } тепер термінова
ping-comment = 💬 { $number } <b>{ $name }</b>: { $text }
ping-comments-omitted =
    { $count ->
        [one] Перед цим — ще { $count } коментар, він під 💬
        [few] Перед цим — ще { $count } коментарі, вони під 💬
       *[many] Перед цим — ще { $count } коментарів, вони під 💬
    }
ping-deadline = ⏰ { $number }: { $left }
ping-overdue = ⏰ { $number }: термін минув
ping-unclaimed = 🕐 { $number }: ніхто не бере вже { $time }
ping-unclaimed-head = 🕐 { $number }: у вашому відділі її ніхто не бере вже { $time }

outage-began = ⚠️ Хелпдеск не відповідає з { $since }. Перевіряю далі. Ваші коментарі за цей час не пропадуть: надішлю їх, коли він повернеться.
outage-ended = ✅ Хелпдеск знову відповідає, перерва { $span }. Зараз надішлю, що сталося за цей час.

# Кілька заявок в одному повідомленні: наплив, дошка.
storm-title =
    🌊 { $count ->
        [one] { $count } нова заявка з { $since }
        [few] { $count } нові заявки з { $since }
       *[many] { $count } нових заявок з { $since }
    }
board-title =
    { $count ->
        [0] 📋 Черга порожня
        [one] 📋 { $count } відкрита заявка
        [few] 📋 { $count } відкриті заявки
       *[many] 📋 { $count } відкритих заявок
    }
board-free =
    { $count ->
        [0] Усі розібрано.
        [one] Вільно: { $count }
        [few] Вільно: { $count }
       *[many] Вільно: { $count }
    }
board-overdue =
    { $count ->
        [one] ⏰ { $count } прострочена
        [few] ⏰ { $count } прострочені
       *[many] ⏰ { $count } прострочених
    }
board-nothing = Зараз нічого не потребує уваги.
sheet-more =
    { $count ->
        [one] і ще { $count } — /in в особистому чаті зі мною
        [few] і ще { $count } — /in в особистому чаті зі мною
       *[many] і ще { $count } — /in в особистому чаті зі мною
    }
group-board = Дошка: <b>{ $board }</b>
group-board-none = немає
group-board-pinned = черга в закріпленому повідомленні
group-button-board = 📋 Закріпити чергу
group-button-no-board = 📋 Прибрати дошку

# Підсумок дня.
digest-morning =
    { $count ->
        [one] ☀️ Доброго ранку! Відкрита { $count } заявка
        [few] ☀️ Доброго ранку! Відкрито { $count } заявки
       *[many] ☀️ Доброго ранку! Відкрито { $count } заявок
    }
digest-evening =
    { $count ->
        [one] 🌙 На кінець дня відкрита { $count } заявка
        [few] 🌙 На кінець дня відкрито { $count } заявки
       *[many] 🌙 На кінець дня відкрито { $count } заявок
    }
digest-mine =
    { $count ->
        [one] У вас у роботі: { $count }
        [few] У вас у роботі: { $count }
       *[many] У вас у роботі: { $count }
    }
settings-digest = Підсумок: <b>{ $digest }</b>
settings-button-digest = ☀️ Підсумок
settings-ask-digest = Коли надсилати підсумок?
digest-never = вимкнений
digest-in-the-morning = вранці
digest-twice = вранці та ввечері
