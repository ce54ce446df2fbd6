# Що сталося із заявкою, одним рядком: відповідь на її картку.

ping-yours = 👉 { $number } тепер ваша
ping-yours-by = 👉 { $number }: вам передає { $name }
ping-referred = ➡ { $number } передали далі
ping-referred-by = ➡ { $number }: передає { $name }
ping-taken = ✋ { $number } взяли в роботу
ping-taken-by = ✋ { $number } в роботі у { $name }
ping-lost = ↪ { $number } у вас забрали
ping-released = 🆓 { $number } знову вільна
ping-done = ✅ { $number } виконано
ping-done-by = ✅ { $number } виконано ({ $name })
ping-returned = ↩ { $number } повернулася до вас: ще не готова
ping-reopened = ↩ { $number } відкрили знову
ping-priority-low = 🟢 { $number } почекає: пріоритет тепер низький
ping-priority-medium = 🟡 { $number }: пріоритет тепер звичайний
ping-priority-high = 🔴 { $number } тепер термінова
ping-comment = 💬 { $number } <b>{ $name }</b>: { $text }
ping-deadline = ⏰ { $number }: { $left }
ping-overdue = ⏰ { $number }: термін минув
ping-unclaimed = 🕐 { $number }: ніхто не бере вже { $time }
ping-unclaimed-head = 🕐 { $number }: у вашому відділі її ніхто не бере вже { $time }

outage-began = ⚠️ Хелпдеск не відповідає з { $since }. Стежу за ним. Ваші коментарі за цей час не пропадуть: надішлю їх, коли він повернеться.
outage-ended = ✅ Хелпдеск знову відповідає (не було { $span }). Зараз надішлю, що сталося за цей час.
