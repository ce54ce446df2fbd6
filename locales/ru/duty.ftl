# Дежурства: экран, вопросы и что говорится при передаче.

duty-title = 🛎 Дежурство: { $place }
duty-now = Сейчас: <b>{ $name }</b>, до { $until }
duty-now-always = Сейчас: <b>{ $name }</b>
duty-nobody = Сейчас никто не дежурит: все отсутствуют
duty-next = Дальше: <b>{ $name }</b>
duty-coming = Ближайшие смены
duty-away = 💤 { $name } — нет до { $until }
duty-off = График выключен
duty-empty = В графике пока никого нет
duty-others = Новые заявки у остальных: { $others }
duty-others-usual = как обычно
duty-others-silent = без звука
duty-others-never = не приходят
duty-which = Чьё дежурство?
duty-none-editor = Графика ещё нет. Настройте его, и новые заявки будут звенеть у дежурного.
duty-none-unit = Графика ещё нет. Его может настроить начальник отдела.
duty-none-group = Графика ещё нет. Его может настроить владелец подписки.
duty-no-place = У ваших отделов пока нет графика дежурств
duty-no-group = Эта группа ещё не получает заявок. Начните с /subscribe
duty-not-yours = Это дежурство другого отдела
duty-not-member = Это могут только те, кто дежурит
duty-not-editor = Менять график может начальник отдела или владелец подписки группы
duty-not-on = Сейчас дежурит { $name }.
duty-gone = Этого графика больше нет
duty-no-next = Передать некому
duty-handed-over = Теперь дежурит { $name }
duty-taken-back = Дежурство снова за вами
duty-too-late = Отменить уже нельзя
duty-button-hand-over = 🤝 Передать дежурство
duty-button-swap = 🔁 Поменяться
duty-button-away = 💤 Меня не будет
duty-button-back = 👋 Я на месте
duty-button-calendar = 📅 В мой календарь
duty-button-edit = ✏️ Изменить
duty-button-set-up = ➕ Настроить график
duty-button-show = 🛎 Дежурство
duty-button-agree = 👍 Согласиться
duty-button-decline = 👎 Нет
duty-away-ask = Надолго? Подежурит следующий по порядку.
duty-away-ask-of = { $name } — нет на месте. Надолго? Подежурит следующий по порядку.
duty-away-tomorrow = До завтра
duty-away-monday = До понедельника
duty-away-week = На неделю
duty-away-two-weeks = На две недели
duty-away-told = 💤 { $by } отмечает, что вас нет до { $until }
duty-back-told = 👋 { $by } отмечает, что вы на месте
duty-swap-given = Какую из своих смен хотите отдать?
duty-swap-taken = А какую возьмёте взамен?
duty-swap-none = Меняться нечем
duty-swap-over = Этот обмен уже невозможен
duty-swap-unreachable = { $name } не пользуется ботом, спросить не получится
duty-swap-question =
    { $name } предлагает поменяться сменами.
    Ваша будет: <b>{ $given }</b>
    { $name } возьмёт вашу: <b>{ $taken }</b>
    Ответьте до { $until }.
duty-swap-asked = { $name } получит вопрос и сможет ответить до { $until }.
duty-swap-agreed = ✅ Готово, вы поменялись сменами.
duty-swap-declined = Хорошо, всё остаётся как было.
duty-swap-agreed-by = ✅ { $name } соглашается: вы поменялись сменами.
duty-swap-declined-by = { $name } не может поменяться. Всё остаётся как было.
duty-swap-expired = { $name } не отвечает насчёт обмена. Всё остаётся как было.
duty-handover = Теперь дежурит <b>{ $name }</b>
duty-handover-from = <b>{ $name }</b> принимает дежурство, до этого — { $before }
duty-handover-yours = Теперь дежурите вы
duty-handover-nobody = Сейчас никто не дежурит: все отсутствуют
duty-handover-queue = Открыто: { $open } · в работе: { $held } · просрочено: { $overdue }
duty-calendar-none = Здесь можно получить личную ссылку: по ней ваши смены видны в любом календаре. Их увидит каждый, у кого есть ссылка.
duty-calendar =
    Добавьте ссылку в календарь («подписаться по адресу»):
    <code>{ $address }</code>

    По ней видны ваши смены, поэтому никому её не давайте. Новая ссылка отменяет старую.
duty-calendar-ended = Ссылки больше нет, календари ничего не получат
duty-button-calendar-new = 📅 Получить ссылку
duty-button-calendar-renew = 🔄 Новая ссылка
duty-button-calendar-end = 🗑 Убрать
duty-calendar-event = Дежурство: { $place }
mylog-change-duty = изменено дежурство
menu-duty = Кто дежурит

# Страницы, на которых меняют график.
rota-people = Люди: <b>{ $people }</b>
rota-pattern = Передача: <b>{ $pattern }</b>
rota-time = Время: <b>{ $time }</b>, { $zone }
rota-others = Новые заявки у остальных: <b>{ $others }</b>
rota-nobody = пока никого
rota-daily = каждый день
rota-weekly = каждую неделю, { $day }
rota-own = по-своему
rota-days = через { $days } дн.
rota-button-people = 👥 Люди
rota-button-pattern = 🔁 Как часто
rota-button-time = 🕘 Время
rota-button-zone = 🌍 Часовой пояс
rota-button-others = 🔔 Остальные
rota-button-away = 💤 Кого нет
rota-button-rest = ⏸ Выключить
rota-button-use = ▶️ Включить
rota-button-clear = 🗑 Начать сначала
rota-ask-people = Нажимайте на людей в том порядке, в каком они дежурят. Ещё одно нажатие убирает.
rota-ask-pattern = Как часто меняется дежурный?
rota-ask-days = Сколько дней длится каждая смена? Сейчас: <b>{ $days }</b>, потом сначала.
rota-ask-time = В котором часу передаётся дежурство ({ $zone })?
rota-ask-zone = В каком часовом поясе? Сейчас: <b>{ $zone }</b>
rota-ask-others = Новые заявки звенят у дежурного. А у остальных?
rota-ask-away = Кого нет? Вместо них дежурит следующий по порядку.
