# /stats: слова на картинке, подпись и кнопки. На картинке мало места.

stats-new = новых
stats-taken = взято
stats-finished = выполнено
stats-open = открыто сейчас
stats-by-day = по дням
stats-by-week = по неделям
stats-waiting = сколько ждали
stats-until-taken = Взяли: половину за { $half }, 9 из 10 за { $most }
stats-until-done = Выполнили: половину за { $half }, 9 из 10 за { $most }
stats-none-taken = Взяли: ни одной
stats-none-done = Выполнили: ни одной
stats-ages = открыты уже
stats-age-day = меньше дня
stats-age-three-days = 1–3 дня
stats-age-week = 3–7 дней
stats-age-month = 1–4 недели
stats-age-older = дольше
stats-subjects = о чём писали
stats-others = всё остальное
stats-nothing = пока ничего

# Подпись: главное словами.
stats-caption-came = Новых: { $new }, выполнено: { $finished }, открыто сейчас: { $open }
stats-caption-took = Взято: { $new }, выполнено: { $finished }, открыто сейчас: { $open }
stats-on-duty = Сейчас дежурит <b>{ $name }</b>
stats-watched-since = По тому, что deskgram видит с { $day }
stats-not-watched = deskgram пока не видел ни одной заявки
stats-here = Эта группа
stats-button-own = Мои
stats-button-week = Неделя
stats-button-month = Месяц
stats-button-quarter = Квартал
stats-button-dark = 🌙 Тёмная
stats-button-light = ☀️ Светлая
stats-not-yours = Как работает отдел, видит только его начальник
stats-no-subscription = Сюда не приходят заявки. Начать может администратор группы, который работает с заявками: /subscribe.
menu-stats = Как идёт работа
menu-stats-group = Как идёт работа группы
stats-weekly = картинка недели по понедельникам
