# Що кожен налаштовує для себе: /settings.

menu-settings = Налаштування
settings-title = ⚙ Ваші налаштування
settings-language = Мова: <b>{ $language }</b>
settings-zone = Часовий пояс: <b>{ $zone }</b>
settings-button-zone = 🕐 Часовий пояс
settings-ask-zone =
    Ваш часовий пояс: <b>{ $zone }</b>

    За яким годинником показувати час?
settings-zone-helpdesk = як у хелпдеску { $clock }
settings-button-type = ⌨ Інше місто
settings-type-zone = Напишіть велике місто вашого часового поясу англійською або сам пояс: <i>Lisbon</i>, <i>America/Toronto</i>.
settings-zone-perhaps = «{ $typed }» я не знаю. Може, це? Якщо ні, напишіть інше велике місто поблизу.
settings-zone-unknown = «{ $typed }» я не знаю. Спробуйте більше місто з того самого поясу, англійською: <i>Lisbon</i>, <i>America/Toronto</i>.

zone-kyiv = Київ
zone-warsaw = Варшава
zone-berlin = Берлін
zone-london = Лондон
zone-vilnius = Вільнюс
zone-riga = Рига
zone-chisinau = Кишинів
zone-istanbul = Стамбул
zone-moscow = Москва
zone-tbilisi = Тбілісі
zone-almaty = Алмати
zone-new-york = Нью-Йорк

settings-hours = Робочий час: <b>{ $hours }</b>
settings-outside = Поки мене немає, новини <b>{ $outside }</b>
settings-mute = Заглушено: <b>{ $mute }</b>
settings-floor = Зі звуком — пріоритет: <b>{ $floor }</b>
settings-hushed = Без звуку: <b>{ $kinds }</b>
settings-urgent = Термінові заявки: <b>{ $urgent }</b>
settings-nothing = нічого
settings-always = завжди
settings-every-day = щодня
settings-no-day = жодного дня
settings-outside-silent = надходять без звуку
settings-outside-wait = чекають, доки повернуся
settings-urgent-always = завжди зі звуком
settings-urgent-as-others = як усі інші
settings-button-hours = 💼 Робочий час
settings-button-mute = 🔕 Заглушити
settings-button-kinds = 🔔 Що звучить
settings-button-urgent = ❗ термінові завжди зі звуком
settings-ask-hours = Ваш робочий час: <b>{ $hours }</b>
settings-ask-outside = В інший час, і доки все заглушено, новини <b>{ $outside }</b>. Термінові заявки налаштовуються окремо: 🔔 Що звучить.
settings-begins = з { $clock }
settings-ends = до { $clock }
settings-ask-mute =
    Заглушено: <b>{ $mute }</b>

    Можна заглушити все на деякий час або окремі відділи: звідти надійде лише те, що стосується вас особисто, і термінове, якщо воно завжди зі звуком.
settings-mute-off = 🔔 Увімкнути звук
settings-mute-hour = 🔕 На годину
settings-mute-morning = 🌙 До завтрашнього ранку
settings-muted-until = усе до { $time }
settings-ask-floor = З якого пріоритету заявки надходять зі звуком? Решта прийде без нього.
settings-ask-kinds = Що має звучати? Решта прийде без звуку.

kind-new = нові заявки
kind-mine = заявку передали мені
kind-moves = узята, готова, передана
kind-priority = змінився пріоритет
kind-comments = коментарі
kind-deadlines = строки
kind-unclaimed = заявку ніхто не бере

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
