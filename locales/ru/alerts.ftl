# Что случилось с заявкой, одной строкой: ответ на её карточку.

ping-yours = 👉 { $number } теперь ваша
ping-yours-by = 👉 { $number }: вам передаёт { $name }
ping-referred = ➡ { $number } передали дальше
ping-referred-by = ➡ { $number }: передаёт { $name }
ping-taken = ✋ { $number } взяли в работу
ping-taken-by = ✋ { $number } в работе у { $name }
ping-lost = ↪ { $number } у вас забрали
ping-released = 🆓 { $number } снова свободна
ping-done = ✅ { $number } выполнена
ping-done-by = ✅ { $number } выполнена ({ $name })
ping-returned = ↩ { $number } вернулась к вам: ещё не готова
ping-reopened = ↩ { $number } открыли снова
ping-priority-low = 🟢 { $number } подождёт: приоритет теперь низкий
ping-priority-medium = 🟡 { $number }: приоритет теперь обычный
ping-priority-high = 🔴 { $number } теперь срочная
ping-comment = 💬 { $number } <b>{ $name }</b>: { $text }
ping-deadline = ⏰ { $number }: { $left }
ping-overdue = ⏰ { $number }: срок вышел
ping-unclaimed = 🕐 { $number }: никто не берёт уже { $time }
ping-unclaimed-head = 🕐 { $number }: в вашем отделе её никто не берёт уже { $time }

outage-began = ⚠️ Хелпдеск не отвечает с { $since }. Слежу за ним. Ваши комментарии за это время не пропадут: отправлю их, когда он вернётся.
outage-ended = ✅ Хелпдеск снова отвечает (не было { $span }). Сейчас пришлю, что произошло за это время.
