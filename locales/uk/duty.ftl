# Чергування: екран, запитання й що кажуть під час передачі.

duty-title = 🛎 Чергування: { $place }
duty-now = Зараз: <b>{ $name }</b>, до { $until }
duty-now-always = Зараз: <b>{ $name }</b>
duty-nobody = Зараз ніхто не чергує: усі відсутні
duty-next = Далі: <b>{ $name }</b>
duty-coming = Найближчі зміни
duty-away = 💤 { $name } — немає до { $until }
duty-off = Графік вимкнено
duty-empty = У графіку поки нікого немає
duty-others = Нові заявки в інших: { $others }
duty-others-usual = як завжди
duty-others-silent = без звуку
duty-others-never = не надходять
duty-which = Чиє чергування?
duty-none-editor = Графіка ще немає. Налаштуйте його, і нові заявки дзвонитимуть у чергового.
duty-none-unit = Графіка ще немає. Його може налаштувати начальник відділу.
duty-none-group = Графіка ще немає. Його може налаштувати власник підписки.
duty-no-place = У ваших відділів поки немає графіка чергувань
duty-no-group = Ця група ще не отримує заявок. Почніть із /subscribe
duty-not-yours = Це чергування іншого відділу
duty-not-member = Це можуть лише ті, хто чергує
duty-not-editor = Змінювати графік може начальник відділу або власник підписки групи
duty-not-on = Зараз чергує { $name }.
duty-gone = Цього графіка більше немає
duty-no-next = Передати нікому
duty-handed-over = Тепер чергує { $name }
duty-taken-back = Чергування знову за вами
duty-too-late = Скасувати вже не можна
duty-button-hand-over = 🤝 Передати чергування
duty-button-swap = 🔁 Помінятися
duty-button-away = 💤 Мене не буде
duty-button-back = 👋 Я на місці
duty-button-calendar = 📅 У мій календар
duty-button-edit = ✏️ Змінити
duty-button-set-up = ➕ Налаштувати графік
duty-button-show = 🛎 Чергування
duty-button-agree = 👍 Погодитися
duty-button-decline = 👎 Ні
duty-away-ask = Надовго? Почергує наступний за порядком.
duty-away-ask-of = { $name } — немає на місці. Надовго? Почергує наступний за порядком.
duty-away-tomorrow = До завтра
duty-away-monday = До понеділка
duty-away-week = На тиждень
duty-away-two-weeks = На два тижні
duty-away-told = 💤 { $by } зазначає, що вас немає до { $until }
duty-back-told = 👋 { $by } зазначає, що ви на місці
duty-swap-given = Яку зі своїх змін хочете віддати?
duty-swap-taken = А яку візьмете натомість?
duty-swap-none = Мінятися нічим
duty-swap-over = Цей обмін уже неможливий
duty-swap-unreachable = { $name } не користується ботом, запитати не вийде
duty-swap-question =
    { $name } пропонує помінятися змінами.
    Ваша буде: <b>{ $given }</b>
    { $name } візьме вашу: <b>{ $taken }</b>
    Відповідайте до { $until }.
duty-swap-asked = { $name } отримає запитання й зможе відповісти до { $until }.
duty-swap-agreed = ✅ Готово, ви помінялися змінами.
duty-swap-declined = Гаразд, усе лишається як було.
duty-swap-agreed-by = ✅ { $name } погоджується: ви помінялися змінами.
duty-swap-declined-by = { $name } не може помінятися. Усе лишається як було.
duty-swap-expired = { $name } не відповідає щодо обміну. Усе лишається як було.
duty-handover = Тепер чергує <b>{ $name }</b>
duty-handover-from = <b>{ $name }</b> приймає чергування, до цього — { $before }
duty-handover-yours = Тепер чергуєте ви
duty-handover-nobody = Зараз ніхто не чергує: усі відсутні
duty-handover-queue = Відкрито: { $open } · у роботі: { $held } · прострочено: { $overdue }
duty-calendar-none = Тут можна отримати особисте посилання: за ним ваші зміни видно в будь-якому календарі. Їх побачить кожен, хто має посилання.
duty-calendar =
    Додайте посилання до календаря («підписатися за адресою»):
    <code>{ $address }</code>

    За ним видно ваші зміни, тож нікому його не давайте. Нове посилання скасовує старе.
duty-calendar-ended = Посилання більше немає, календарі нічого не отримають
duty-button-calendar-new = 📅 Отримати посилання
duty-button-calendar-renew = 🔄 Нове посилання
duty-button-calendar-end = 🗑 Прибрати
duty-calendar-event = Чергування: { $place }
mylog-change-duty = змінено чергування
menu-duty = Хто чергує

# Сторінки, на яких змінюють графік.
rota-people = Люди: <b>{ $people }</b>
rota-pattern = Передача: <b>{ $pattern }</b>
rota-time = Час: <b>{ $time }</b>, { $zone }
rota-others = Нові заявки в інших: <b>{ $others }</b>
rota-nobody = поки нікого
rota-daily = щодня
rota-weekly = щотижня, { $day }
rota-own = по-своєму
rota-days = через { $days } дн.
rota-button-people = 👥 Люди
rota-button-pattern = 🔁 Як часто
rota-button-time = 🕘 Час
rota-button-zone = 🌍 Часовий пояс
rota-button-others = 🔔 Інші
rota-button-away = 💤 Кого немає
rota-button-rest = ⏸ Вимкнути
rota-button-use = ▶️ Увімкнути
rota-button-clear = 🗑 Почати спочатку
rota-ask-people = Натискайте на людей у тому порядку, у якому вони чергують. Ще одне натискання прибирає.
rota-ask-pattern = Як часто змінюється черговий?
rota-ask-days = Скільки днів триває кожна зміна? Зараз: <b>{ $days }</b>, потім спочатку.
rota-ask-time = О котрій передається чергування ({ $zone })?
rota-ask-zone = У якому часовому поясі? Зараз: <b>{ $zone }</b>
rota-ask-others = Нові заявки дзвонять у чергового. А в інших?
rota-ask-away = Кого немає? Замість них чергує наступний за порядком.
