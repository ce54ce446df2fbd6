# Що кожен налаштовує для себе: /settings.

menu-settings = Налаштування
settings-title = ⚙ Ваші налаштування
settings-language = Мова: <b>{ $language }</b>
settings-zone = Часовий пояс: <b>{ $zone }</b>
settings-button-zone = 🕐 Часовий пояс
settings-ask-zone =
    Ваш часовий пояс: <b>{ $zone }</b>

    За яким годинником показувати час?
settings-zone-helpdesk = Як у хелпдеску { $clock }
settings-button-type = ⌨ Інше місто
settings-type-zone = Напишіть велике місто вашого часового поясу або сам пояс: <i>Лісабон</i>, <i>America/Toronto</i>.
settings-zone-perhaps = «{ $typed }» я не знаю. Може, це? Якщо ні, напишіть інше велике місто поблизу.
settings-zone-unknown = «{ $typed }» я не знаю. Спробуйте більше місто з того самого поясу: <i>Лісабон</i>, <i>America/Toronto</i>.

settings-hours = Робочий час: <b>{ $hours }</b>
settings-outside = У неробочий час сповіщення <b>{ $outside }</b>
settings-mute = Тихий режим: <b>{ $mute }</b>
settings-floor = Звук — від пріоритету: <b>{ $floor }</b>
settings-hushed = Без звуку: <b>{ $kinds }</b>
settings-urgent = Термінові заявки: <b>{ $urgent }</b>
settings-nothing = нічого
settings-mute-none = вимкнений
settings-always = цілодобово
settings-every-day = щодня
settings-no-day = жодного дня
settings-outside-silent = надходять без звуку
settings-outside-wait = накопичуються до початку зміни
settings-urgent-always = завжди зі звуком
settings-urgent-as-others = як усі інші
settings-button-hours = 💼 Робочий час
settings-button-mute = 🔕 Тихий режим
settings-button-kinds = 🔔 Про що зі звуком
settings-button-urgent = ❗ Термінові завжди зі звуком
settings-ask-hours = Ваш робочий час: <b>{ $hours }</b>
settings-ask-outside = У неробочий час і в тихому режимі сповіщення <b>{ $outside }</b>. Термінові заявки налаштовуються окремо: «Про що зі звуком».
settings-begins = З { $clock }
settings-ends = До { $clock }
settings-ask-mute =
    Тихий режим: <b>{ $mute }</b>

    Можна вимкнути звук зовсім на деякий час або для окремих відділів: звідти надійде лише те, що стосується вас особисто, і термінове, якщо воно завжди зі звуком.
settings-mute-off = 🔔 Вимкнути тихий режим
settings-mute-hour = 🔕 На годину
settings-mute-morning = 🌙 До завтрашнього ранку
settings-muted-until = до { $time }
settings-ask-floor = З якого пріоритету заявки надходять зі звуком? Решта прийде без нього.
settings-ask-kinds = Про що сповіщати зі звуком? Решта прийде без нього.

kind-new = нові заявки
kind-mine = заявки, передані мені
kind-moves = зміна стану
kind-priority = зміна пріоритету
kind-comments = коментарі
kind-deadlines = терміни
kind-unclaimed = заявки, яких ніхто не бере

day-monday = Пн
day-tuesday = Вт
day-wednesday = Ср
day-thursday = Чт
day-friday = Пт
day-saturday = Сб
day-sunday = Нд

meanwhile-title =
    { $count ->
        [one] ☕ <b>Поки вас не було:</b> { $count } заявка
        [few] ☕ <b>Поки вас не було:</b> { $count } заявки
       *[many] ☕ <b>Поки вас не було:</b> { $count } заявок
    }
meanwhile-more =
    { $count ->
        [one] …і ще { $count } заявка: /in
        [few] …і ще { $count } заявки: /in
       *[many] …і ще { $count } заявок: /in
    }
