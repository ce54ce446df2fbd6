# Подписки групп: панель и что с ними бывает.

subscribe-not-admin = Это может только администратор группы
group-title = 🔔 Новые заявки приходят сюда, список — <b>{ $name }</b>
group-units = Отделы: <b>{ $units }</b>
group-floor = Приоритет: <b>{ $floor }</b>
group-which = Какие: <b>{ $which }</b>
group-show = Что видно: <b>{ $show }</b>
group-quiet = Тихие часы: <b>{ $quiet }</b>
group-hint = Всё меняется кнопками. Отключить — /unsubscribe
group-button-units = 🏢 Отделы
group-button-floor = 🔴 Приоритет
group-button-show = 👁 Что видно
group-button-quiet = 🌙 Тихие часы
group-button-unassigned = Только для всего отдела
group-button-all = Показывать и назначенные людям
group-button-end = 🔕 Отключить
button-language = 🌐 Язык
group-saved = ✓ Сохранено
group-ask-units = Заявки каких отделов показывать?
group-every-unit = все отделы владельца подписки
group-ask-floor = Начиная с какого приоритета?
group-floor-any = любой
group-floor-medium = обычный и высокий
group-floor-high = только высокий
group-which-all = все
group-which-unassigned = только для всего отдела
group-ask-show = Что в этой группе может видеть каждый?
group-show-subject = номер и тема
group-show-text = номер, тема и текст
group-show-client = всё, вместе с клиентом
group-ask-quiet = В какие часы присылать без звука?
group-quiet-never = нет
group-choose = Какая подписка?
group-none = Подписок нет. Чтобы начать, отправьте /subscribe в группе.
group-topic = { $title } · тема { $number }
group-not-yours = Это подписка другого человека ({ $name }), менять её может только владелец. Вы можете её отключить или забрать себе: /subscribe
group-woke = 🔔 <b>{ $name }</b> снова с нами: новые заявки опять приходят сюда.
group-rests-signed-out = 💤 Новых заявок здесь пока не будет: закончился вход в хелпдеск (<b>{ $name }</b>). Всё продолжится после входа, или пусть другой администратор отправит /subscribe.
group-rests-not-admin = 💤 Новых заявок здесь пока не будет: <b>{ $name }</b> больше не администратор этой группы. Пусть администратор из поддержки отправит /subscribe.
group-rests-no-units = 💤 Новых заявок здесь пока не будет: <b>{ $name }</b> больше не видит эти отделы в хелпдеске. Пусть /subscribe отправит администратор, который их видит.
menu-subscriptions = Что приходит в группы

# Where Telegram lets nothing through.
group-closed-topic = 🔇 <b>{ $title }</b>: тема закрыта, писать туда я не могу. Новые заявки подождут до суток и появятся, как только её откроют.
group-no-rights = 🔇 Мне нельзя писать в <b>{ $title }</b>. Новые заявки подождут до суток. Разрешите участникам писать или сделайте меня администратором — и они появятся сами.
group-refuses = 🔇 Telegram сейчас не принимает мои сообщения в <b>{ $title }</b>. Новые заявки подождут до суток, я продолжаю пробовать.
group-topic-gone = 🔕 Темы <b>{ $title }</b> больше нет, новые заявки туда не приходят. Чтобы начать заново, отправьте /subscribe в другой теме.
group-gone = 🔕 Меня больше нет в <b>{ $title }</b>, новые заявки туда не приходят. Чтобы начать заново, добавьте меня и отправьте там /subscribe.
group-missed =
    { $count ->
        [one] { $count } сообщение не удалось показать здесь вовремя: открытые заявки — в /in.
        [few] { $count } сообщения не удалось показать здесь вовремя: открытые заявки — в /in.
       *[many] { $count } сообщений не удалось показать здесь вовремя: открытые заявки — в /in.
    }
message-refused = ⚠️ Telegram не принял моё сообщение. Загляните в хелпдеск или в /in.
