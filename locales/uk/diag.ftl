# Як справи в deskgram: /diag.

menu-diag = Чи все гаразд
diag-title = 🩺 Як справи
diag-signed-in = ✅ Ви ввійшли як <b>{ $name }</b> ({ $login }), { $time }
diag-signed-out = ❌ Ви не ввійшли: /login
diag-list =
    { $count ->
        [one] 📥 Ваш список прочитано { $age }: { $count } заявка, за { $took } с
        [few] 📥 Ваш список прочитано { $age }: { $count } заявки, за { $took } с
       *[many] 📥 Ваш список прочитано { $age }: { $count } заявок, за { $took } с
    }
diag-list-never = 📥 Ваш список ще не прочитано
diag-sending = 📤 Чекає на надсилання сюди: { $queue }
diag-kept = ☕ Частина новин чекає на ваше повернення
diag-comments = 💬 Ваші коментарі на шляху до хелпдеску: { $queue }
diag-nothing = нічого
diag-queue = { $count }, найстаріше — { $age }
diag-no-subscription = 🔕 Підписки тут немає, почати її — /subscribe
diag-subscription = 🔔 Сюди надходять нові заявки. Чий список: <b>{ $name }</b>
diag-bot-admin = 🤖 Я адміністратор цієї групи
diag-bot-member = 🤖 Я звичайний учасник групи, і цього досить
diag-bot-unknown = 🤖 Telegram не каже, що мені тут можна
diag-hears-all = 👂 Я бачу все, що тут пишуть
diag-hears-own = 👂 Я бачу команди й відповіді мені, більше нічого. Цього досить
diag-topic = 🧵 Номер цієї теми: { $number }
diag-whole-title = 🩺 Усе загалом
diag-sessions = Увійшли: { $count }
diag-subscriptions = Підписок: { $count }, відпочивають: { $resting }
diag-lists = Списків: { $count }; усі читаються за { $all } с, найдовший — за { $longest } с; найдавніший прочитано { $age }
diag-sending-all = Чекає на надсилання: { $queue }
diag-kept-all = Людей, чиї новини чекають на їхнє повернення: { $count }
diag-comments-all = Коментарі в дорозі: { $queue }
diag-updates = Оновлення в роботі: { $queue }
diag-no-trouble = Від запуску ні попереджень, ні помилок.
diag-troubles = Останні попередження та помилки:
