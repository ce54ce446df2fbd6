# Что было с заявкой. В начале каждой строки время, в конце — кто это сделал.

button-catch-up = 📖 Что было
catchup-created = 🆕 создана
catchup-taken = ✋ взята
catchup-released = 🆓 снова свободна
catchup-referred = ➡ передана: { $to }
catchup-done = ✅ выполнена
catchup-reopened = ↩ снова открыта
catchup-priority-low = 🟢 приоритет низкий
catchup-priority-medium = 🟡 приоритет обычный
catchup-priority-high = 🔴 срочная
catchup-commented =
    💬 { $count ->
        [one] { $count } комментарий
        [few] { $count } комментария
       *[many] { $count } комментариев
    }
catchup-more =
    { $count ->
        [one] … и ещё { $count } событие
        [few] … и ещё { $count } события
       *[many] … и ещё { $count } событий
    }
catchup-since = Всё, что я вижу с { $time }.
