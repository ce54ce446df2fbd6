# Pages of tickets.

list-incoming =
    📥 { $count ->
        [0] Входящих нет
        [one] { $count } входящая заявка
        [few] { $count } входящие заявки
       *[many] { $count } входящих заявок
    }
list-own = 📥 Ваши заявки: { $count }
list-own-filtered = 📥 Ваши заявки, { $filter }: { $count }
list-outgoing =
    📤 { $count ->
        [0] Исходящих нет
        [one] { $count } исходящая заявка
        [few] { $count } исходящие заявки
       *[many] { $count } исходящих заявок
    }
list-archive =
    🗄 { $count ->
        [0] Архив пуст
        [one] { $count } заявка в архиве
        [few] { $count } заявки в архиве
       *[many] { $count } заявок в архиве
    }
list-empty = Здесь пока тихо.
list-page = { $page } из { $pages }
list-head-outgoing = Начальникам отделов хелпдеск исходящие не отдаёт. Здесь то, что вы написали в свои отделы; заявок в другие отделы тут нет.
list-client = Архив хелпдеск клиентам не показывает.
list-as-of = ⚠️ Хелпдеск не отвечает. Список на { $time }.
list-filtered = 📥 { $filter }: { $count }

# What of the incoming list is shown: four and three of them in a row.
filter-all = Все
filter-assigned = Мне
filter-held = У меня
filter-my-units = Отделы
filter-free = Свободные
filter-urgent = Срочные
filter-overdue = Просрочка
filter-open = Открытые
filter-done = Готовые
