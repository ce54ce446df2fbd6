# Pages of tickets.

list-incoming =
    📥 { $count ->
        [0] Вхідних немає
        [one] { $count } вхідна заявка
        [few] { $count } вхідні заявки
       *[many] { $count } вхідних заявок
    }
list-own = 📥 Ваші заявки: { $count }
list-own-filtered = 📥 Ваші заявки, { $filter }: { $count }
list-outgoing =
    📤 { $count ->
        [0] Вихідних немає
        [one] { $count } вихідна заявка
        [few] { $count } вихідні заявки
       *[many] { $count } вихідних заявок
    }
list-archive =
    🗄 { $count ->
        [0] Архів порожній
        [one] { $count } заявка в архіві
        [few] { $count } заявки в архіві
       *[many] { $count } заявок в архіві
    }
list-empty = Тут поки що тихо.
list-page = { $page } з { $pages }
list-head-outgoing = Начальникам відділів хелпдеск вихідних не віддає. Тут те, що ви написали до своїх відділів; заявок до інших відділів тут немає.
list-client = Архів хелпдеск клієнтам не показує.
list-as-of = ⚠️ Хелпдеск не відповідає. Список на { $time }.
list-filtered = 📥 { $filter }: { $count }

# What of the incoming list is shown: four and three of them in a row.
filter-all = Усі
filter-assigned = Мені
filter-held = У мене
filter-my-units = Відділи
filter-free = Вільні
filter-urgent = Термінові
filter-overdue = Прострочені
filter-open = Відкриті
filter-done = Готові
