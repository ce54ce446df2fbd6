# /stats: слова на картинці, підпис і кнопки. На картинці мало місця.

stats-new = нових
stats-taken = взято
stats-finished = виконано
stats-open = відкрито зараз
stats-by-day = за днями
stats-by-week = за тижнями
stats-waiting = скільки чекали
stats-until-taken = Взяли: половину за { $half }, 9 з 10 за { $most }
stats-until-done = Виконали: половину за { $half }, 9 з 10 за { $most }
stats-none-taken = Взяли: жодної
stats-none-done = Виконали: жодної
stats-ages = відкриті вже
stats-age-day = менше дня
stats-age-three-days = 1–3 дні
stats-age-week = 3–7 днів
stats-age-month = 1–4 тижні
stats-age-older = довше
stats-subjects = про що писали
stats-others = усе інше
stats-nothing = поки нічого

# Підпис: головне словами.
stats-caption-came = Нових: { $new }, виконано: { $finished }, відкрито зараз: { $open }
stats-caption-took = Взято: { $new }, виконано: { $finished }, відкрито зараз: { $open }
stats-on-duty = Зараз чергує <b>{ $name }</b>
stats-watched-since = За тим, що deskgram бачить з { $day }
stats-not-watched = deskgram поки не бачив жодної заявки
stats-here = Ця група
stats-button-own = Мої
stats-button-week = Тиждень
stats-button-month = Місяць
stats-button-quarter = Квартал
stats-button-dark = 🌙 Темна
stats-button-light = ☀️ Світла
stats-not-yours = Як працює відділ, бачить лише його начальник
stats-no-subscription = Сюди не приходять заявки. Почати може адміністратор групи, який працює із заявками: /subscribe.
menu-stats = Як іде робота
menu-stats-group = Як іде робота групи
stats-weekly = картинка тижня щопонеділка
