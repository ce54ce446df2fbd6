# Слова всех файлов: одно дело — одно слово.
# взять, взята, в работе · снять с себя · готово (кнопка), выполнена · открыть снова · передать · никто не берёт · за вами, у меня
# заявка · отдел · клиент · сотрудник поддержки · исполнитель · уведомление · тихий режим, без звука, со звуком · список
# С читателем на «вы», без рода: «выполнена вами», а не «вы выполнили». Подпись кнопки — с большой буквы; у всплывающего
# предложения, если оно одно, точки нет. Неразрывные пробелы ставит i18n::typography.

# Что случилось с заявкой, одной строкой: ответ на её карточку.

ping-yours = 👉 { $number } теперь ваша
ping-yours-by = 👉 { $number } теперь ваша, передаёт { $name }
ping-referred = ➡ { $number } передана дальше
ping-referred-by = ➡ { $number } передана дальше ({ $name })
ping-taken = ✋ { $number } взята в работу
ping-taken-by = ✋ { $number } в работе: { $name }
ping-lost = ↪ { $number } передали другому, она больше не ваша
ping-released = 🆓 { $number } снова свободна
ping-done = ✅ { $number } выполнена
ping-done-by = ✅ { $number } выполнена ({ $name })
ping-returned = ↩ { $number } снова открыта и снова ваша
ping-reopened = ↩ { $number } снова открыта
ping-priority-low = 🟢 { $number }: приоритет теперь низкий
ping-priority-medium = 🟡 { $number }: приоритет теперь обычный
ping-priority-high = 🔴 { $number } теперь срочная
ping-comment = 💬 { $number } <b>{ $name }</b>: { $text }
ping-comments-omitted =
    { $count ->
        [one] Перед этим — ещё { $count } комментарий, он под 💬
        [few] Перед этим — ещё { $count } комментария, они под 💬
       *[many] Перед этим — ещё { $count } комментариев, они под 💬
    }
ping-deadline = ⏰ { $number }: { $left }
ping-overdue = ⏰ { $number }: срок вышел
ping-unclaimed = 🕐 { $number }: никто не берёт уже { $time }
ping-unclaimed-head = 🕐 { $number }: в вашем отделе её никто не берёт уже { $time }

outage-began = ⚠️ Хелпдеск не отвечает с { $since }. Проверяю дальше. Ваши комментарии за это время не пропадут: отправлю их, когда он вернётся.
outage-ended = ✅ Хелпдеск снова отвечает, перерыв { $span }. Сейчас пришлю, что произошло за это время.

# Несколько заявок в одном сообщении: наплыв, доска.
storm-title =
    🌊 { $count ->
        [one] { $count } новая заявка с { $since }
        [few] { $count } новые заявки с { $since }
       *[many] { $count } новых заявок с { $since }
    }
board-title =
    { $count ->
        [0] 📋 Очередь пуста
        [one] 📋 { $count } открытая заявка
        [few] 📋 { $count } открытые заявки
       *[many] 📋 { $count } открытых заявок
    }
board-free =
    { $count ->
        [0] Все разобраны.
        [one] Свободно: { $count }
        [few] Свободно: { $count }
       *[many] Свободно: { $count }
    }
board-overdue =
    { $count ->
        [one] ⏰ { $count } просрочена
        [few] ⏰ { $count } просрочены
       *[many] ⏰ { $count } просрочены
    }
board-nothing = Сейчас ничего не требует внимания.
sheet-more =
    { $count ->
        [one] и ещё { $count } — /in в личном чате со мной
        [few] и ещё { $count } — /in в личном чате со мной
       *[many] и ещё { $count } — /in в личном чате со мной
    }
group-board = Доска: <b>{ $board }</b>
group-board-none = нет
group-board-pinned = очередь в закреплённом сообщении
group-button-board = 📋 Закрепить очередь
group-button-no-board = 📋 Убрать доску

# Сводка.
digest-morning =
    { $count ->
        [one] ☀️ Доброе утро! Открыта { $count } заявка
        [few] ☀️ Доброе утро! Открыто { $count } заявки
       *[many] ☀️ Доброе утро! Открыто { $count } заявок
    }
digest-evening =
    { $count ->
        [one] 🌙 К концу дня открыта { $count } заявка
        [few] 🌙 К концу дня открыто { $count } заявки
       *[many] 🌙 К концу дня открыто { $count } заявок
    }
digest-mine =
    { $count ->
        [one] У вас в работе: { $count }
        [few] У вас в работе: { $count }
       *[many] У вас в работе: { $count }
    }
settings-digest = Сводка: <b>{ $digest }</b>
settings-button-digest = ☀️ Сводка
settings-ask-digest = Когда присылать сводку?
digest-never = выключена
digest-in-the-morning = утром
digest-twice = утром и вечером
