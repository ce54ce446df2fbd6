# Как дела у deskgram: /diag.

menu-diag = Всё ли в порядке
diag-title = 🩺 Как дела
diag-signed-in = ✅ Вы вошли как <b>{ $name }</b> ({ $login }), { $time }
diag-signed-out = ❌ Вы не вошли: /login
diag-list =
    { $count ->
        [one] 📥 Ваш список прочитан { $age }: { $count } заявка, за { $took } с
        [few] 📥 Ваш список прочитан { $age }: { $count } заявки, за { $took } с
       *[many] 📥 Ваш список прочитан { $age }: { $count } заявок, за { $took } с
    }
diag-list-never = 📥 Ваш список ещё не прочитан
diag-sending = 📤 Ждёт отправки сюда: { $queue }
diag-kept = ☕ Часть новостей ждёт вашего возвращения
diag-comments = 💬 Ваши комментарии на пути в хелпдеск: { $queue }
diag-nothing = ничего
diag-queue = { $count }, самое старое — { $age }
diag-no-subscription = 🔕 Подписки здесь нет, начать её — /subscribe
diag-subscription = 🔔 Сюда приходят новые заявки. Чей список: <b>{ $name }</b>
diag-bot-admin = 🤖 Я администратор этой группы
diag-bot-member = 🤖 Я обычный участник группы, и этого достаточно
diag-bot-unknown = 🤖 Telegram не говорит, что мне здесь можно
diag-hears-all = 👂 Я вижу всё, что здесь пишут
diag-hears-own = 👂 Я вижу команды и ответы мне, больше ничего. Этого достаточно
diag-topic = 🧵 Номер этой темы: { $number }
diag-whole-title = 🩺 Всё целиком
diag-sessions = Вошли: { $count }
diag-subscriptions = Подписок: { $count }, отдыхают: { $resting }
diag-lists = Списков: { $count }; все читаются за { $all } с, самый долгий — за { $longest } с; самый давний прочитан { $age }
diag-sending-all = Ждёт отправки: { $queue }
diag-kept-all = Людей, чьи новости ждут их возвращения: { $count }
diag-comments-all = Комментарии в пути: { $queue }
diag-updates = Обновления в работе: { $queue }
diag-no-trouble = С запуска ни предупреждений, ни ошибок.
diag-troubles = Последние предупреждения и ошибки:
