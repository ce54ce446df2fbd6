# Что каждый настраивает под себя: /settings.

menu-settings = Настройки
settings-title = ⚙ Ваши настройки
settings-language = Язык: <b>{ $language }</b>
settings-zone = Часовой пояс: <b>{ $zone }</b>
settings-button-zone = 🕐 Часовой пояс
settings-ask-zone =
    Ваш часовой пояс: <b>{ $zone }</b>

    По каким часам показывать время?
settings-zone-helpdesk = Как в хелпдеске { $clock }
settings-button-type = ⌨ Другой город
settings-type-zone = Напишите большой город вашего часового пояса или сам пояс: <i>Лиссабон</i>, <i>America/Toronto</i>.
settings-zone-perhaps = «{ $typed }» я не знаю. Может быть, этот? Если нет, напишите другой большой город поблизости.
settings-zone-unknown = «{ $typed }» я не знаю. Попробуйте город побольше из того же пояса: <i>Лиссабон</i>, <i>America/Toronto</i>.

settings-hours = Рабочее время: <b>{ $hours }</b>
settings-outside = В нерабочее время уведомления <b>{ $outside }</b>
settings-mute = Тихий режим: <b>{ $mute }</b>
settings-floor = Звук — начиная с приоритета: <b>{ $floor }</b>
settings-hushed = Без звука: <b>{ $kinds }</b>
settings-urgent = Срочные заявки: <b>{ $urgent }</b>
settings-nothing = ничего
settings-mute-none = выключен
settings-always = круглосуточно
settings-every-day = каждый день
settings-no-day = ни одного дня
settings-outside-silent = приходят без звука
settings-outside-wait = копятся до начала смены
settings-urgent-always = всегда со звуком
settings-urgent-as-others = как все остальные
settings-button-hours = 💼 Рабочее время
settings-button-mute = 🔕 Тихий режим
settings-button-kinds = 🔔 О чём со звуком
settings-button-urgent = ❗ Срочные всегда со звуком
settings-ask-hours = Ваше рабочее время: <b>{ $hours }</b>
settings-ask-outside = В нерабочее время и в тихом режиме уведомления <b>{ $outside }</b>. Срочные заявки настраиваются отдельно: «О чём со звуком».
settings-begins = С { $clock }
settings-ends = До { $clock }
settings-ask-mute =
    Тихий режим: <b>{ $mute }</b>

    Можно выключить звук совсем на время или для отдельных отделов: оттуда придёт только то, что касается вас лично, и срочное, если оно всегда со звуком.
settings-mute-off = 🔔 Выключить тихий режим
settings-mute-hour = 🔕 На час
settings-mute-morning = 🌙 До завтрашнего утра
settings-muted-until = до { $time }
settings-ask-floor = Начиная с какого приоритета заявки приходят со звуком? Остальные придут без него.
settings-ask-kinds = О чём сообщать со звуком? Остальное придёт без него.

kind-new = новые заявки
kind-mine = заявки, переданные мне
kind-moves = смена состояния
kind-priority = смена приоритета
kind-comments = комментарии
kind-deadlines = сроки
kind-unclaimed = заявки, которые никто не берёт

day-monday = Пн
day-tuesday = Вт
day-wednesday = Ср
day-thursday = Чт
day-friday = Пт
day-saturday = Сб
day-sunday = Вс

meanwhile-title =
    { $count ->
        [one] ☕ <b>Пока вас не было:</b> { $count } заявка
        [few] ☕ <b>Пока вас не было:</b> { $count } заявки
       *[many] ☕ <b>Пока вас не было:</b> { $count } заявок
    }
meanwhile-more =
    { $count ->
        [one] …и ещё { $count } заявка: /in
        [few] …и ещё { $count } заявки: /in
       *[many] …и ещё { $count } заявок: /in
    }
