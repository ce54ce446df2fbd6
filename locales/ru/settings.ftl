# Что каждый настраивает под себя: /settings.

menu-settings = Настройки
settings-title = ⚙ Ваши настройки
settings-language = Язык: <b>{ $language }</b>
settings-zone = Часовой пояс: <b>{ $zone }</b>
settings-button-zone = 🕐 Часовой пояс
settings-ask-zone =
    Ваш часовой пояс: <b>{ $zone }</b>

    По каким часам показывать время?
settings-zone-helpdesk = как в хелпдеске { $clock }
settings-button-type = ⌨ Другой город
settings-type-zone = Напишите большой город вашего часового пояса по-английски или сам пояс: <i>Lisbon</i>, <i>America/Toronto</i>.
settings-zone-perhaps = «{ $typed }» я не знаю. Может быть, этот? Если нет, напишите другой большой город поблизости.
settings-zone-unknown = «{ $typed }» я не знаю. Попробуйте город побольше из того же пояса, по-английски: <i>Lisbon</i>, <i>America/Toronto</i>.

zone-kyiv = Киев
zone-warsaw = Варшава
zone-berlin = Берлин
zone-london = Лондон
zone-vilnius = Вильнюс
zone-riga = Рига
zone-chisinau = Кишинёв
zone-istanbul = Стамбул
zone-moscow = Москва
zone-tbilisi = Тбилиси
zone-almaty = Алматы
zone-new-york = Нью-Йорк

settings-hours = Рабочее время: <b>{ $hours }</b>
settings-outside = Пока меня нет, новости <b>{ $outside }</b>
settings-mute = Заглушено: <b>{ $mute }</b>
settings-floor = Со звуком — приоритет: <b>{ $floor }</b>
settings-hushed = Без звука: <b>{ $kinds }</b>
settings-urgent = Срочные заявки: <b>{ $urgent }</b>
settings-nothing = ничего
settings-always = всегда
settings-every-day = каждый день
settings-no-day = ни одного дня
settings-outside-silent = приходят без звука
settings-outside-wait = ждут моего возвращения
settings-urgent-always = всегда со звуком
settings-urgent-as-others = как все остальные
settings-button-hours = 💼 Рабочее время
settings-button-mute = 🔕 Заглушить
settings-button-kinds = 🔔 Что звучит
settings-button-urgent = ❗ срочные всегда со звуком
settings-ask-hours = Ваше рабочее время: <b>{ $hours }</b>
settings-ask-outside = В остальное время, и пока всё заглушено, новости <b>{ $outside }</b>. Срочные заявки настраиваются отдельно: 🔔 Что звучит.
settings-begins = с { $clock }
settings-ends = до { $clock }
settings-ask-mute =
    Заглушено: <b>{ $mute }</b>

    Можно заглушить всё на время или отдельные отделы: оттуда придёт только то, что касается вас лично, и срочное, если оно всегда со звуком.
settings-mute-off = 🔔 Включить звук
settings-mute-hour = 🔕 На час
settings-mute-morning = 🌙 До завтрашнего утра
settings-muted-until = всё до { $time }
settings-ask-floor = Начиная с какого приоритета заявки приходят со звуком? Остальные придут без него.
settings-ask-kinds = Что должно звучать? Остальное придёт без звука.

kind-new = новые заявки
kind-mine = заявку передали мне
kind-moves = взята, готова, передана
kind-priority = сменился приоритет
kind-comments = комментарии
kind-deadlines = сроки
kind-unclaimed = заявку никто не берёт

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
