# Підписки груп: панель і що з ними буває.

subscribe-not-admin = Це може лише адміністратор групи
group-title = 🔔 Нові заявки надходять сюди, список — <b>{ $name }</b>
group-units = Відділи: <b>{ $units }</b>
group-floor = Пріоритет: <b>{ $floor }</b>
group-which = Які: <b>{ $which }</b>
group-show = Що видно: <b>{ $show }</b>
group-quiet = Тихі години: <b>{ $quiet }</b>
group-hint = Усе змінюється кнопками. Вимкнути — /unsubscribe
group-button-units = 🏢 Відділи
group-button-floor = 🔴 Пріоритет
group-button-show = 👁 Що видно
group-button-quiet = 🌙 Тихі години
group-button-unassigned = Лише для всього відділу
group-button-all = Показувати й призначені людям
group-button-end = 🔕 Вимкнути
button-language = 🌐 Мова
group-saved = ✓ Збережено
group-ask-units = Заявки яких відділів показувати?
group-every-unit = усі відділи власника підписки
group-ask-floor = Починаючи з якого пріоритету?
group-floor-any = будь-який
group-floor-medium = звичайний і високий
group-floor-high = лише високий
group-which-all = усі
group-which-unassigned = лише для всього відділу
group-ask-show = Що в цій групі може бачити кожен?
group-show-subject = номер і тема
group-show-text = номер, тема і текст
group-show-client = усе, разом із клієнтом
group-ask-quiet = У які години надсилати без звуку?
group-quiet-never = немає
group-choose = Яка підписка?
group-none = Підписок немає. Щоб почати, надішліть /subscribe у групі.
group-topic = { $title } · тема { $number }
group-not-yours = Це підписка іншої людини ({ $name }), змінювати її може лише власник. Ви можете її вимкнути або забрати собі: /subscribe
group-woke = 🔔 <b>{ $name }</b> знову з нами: нові заявки знову надходять сюди.
group-rests-signed-out = 💤 Нових заявок тут поки не буде: закінчився вхід у хелпдеск (<b>{ $name }</b>). Усе продовжиться після входу, або нехай інший адміністратор надішле /subscribe.
group-rests-not-admin = 💤 Нових заявок тут поки не буде: <b>{ $name }</b> вже не адміністратор цієї групи. Нехай адміністратор із підтримки надішле /subscribe.
group-rests-no-units = 💤 Нових заявок тут поки не буде: <b>{ $name }</b> вже не бачить ці відділи в хелпдеску. Нехай /subscribe надішле адміністратор, який їх бачить.
menu-subscriptions = Що надходить у групи

# Where Telegram lets nothing through.
group-closed-topic = 🔇 <b>{ $title }</b>: тему закрито, писати туди я не можу. Нові заявки почекають до доби й з’являться, щойно її відкриють.
group-no-rights = 🔇 Мені не можна писати в <b>{ $title }</b>. Нові заявки почекають до доби. Дозвольте учасникам писати або зробіть мене адміністратором — і вони з’являться самі.
group-refuses = 🔇 Telegram зараз не приймає мої повідомлення в <b>{ $title }</b>. Нові заявки почекають до доби, я пробую далі.
group-topic-gone = 🔕 Теми <b>{ $title }</b> більше немає, нові заявки туди не надходять. Щоб почати знову, надішліть /subscribe в іншій темі.
group-gone = 🔕 Мене більше немає в <b>{ $title }</b>, нові заявки туди не надходять. Щоб почати знову, додайте мене й надішліть там /subscribe.
group-missed =
    { $count ->
        [one] { $count } повідомлення не вдалося показати тут вчасно: відкриті заявки — в /in.
        [few] { $count } повідомлення не вдалося показати тут вчасно: відкриті заявки — в /in.
       *[many] { $count } повідомлень не вдалося показати тут вчасно: відкриті заявки — в /in.
    }
message-refused = ⚠️ Telegram не прийняв моє повідомлення. Зазирніть у хелпдеск або в /in.
