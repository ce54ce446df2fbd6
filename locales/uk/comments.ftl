# Comments: pages, writing, and what became of them.

comments-title =
    { $count ->
        [0] 💬 { $number }: коментарів немає
        [one] 💬 { $number }: { $count } коментар
        [few] 💬 { $number }: { $count } коментарі
       *[many] 💬 { $number }: { $count } коментарів
    }
comments-none = Поки що ніхто нічого не написав.
comments-no-text = (без тексту; можливо, це файл — його видно в хелпдеску)
comments-hint = Відповідь на будь-яку картку цієї заявки стане коментарем.
comments-older = ◀ Раніше
comments-newer = Пізніше ▶
button-write = ✏️ Написати
button-card = 🎫 Заявка

comment-is-seen = 👀 Прийнято, надсилаю.
comment-has-arrived = 👍 Коментар уже в хелпдеску.
comment-arrived = Ваш коментар до { $number } уже в хелпдеску.
comment-waiting = ⏳ Хелпдеск не відповідає. Ваш коментар до { $number } у мене й не загубиться: надішлю, щойно зв’язок повернеться.
comment-unheard = ⏳ Відповідь хелпдеску на ваш коментар до { $number } загубилася: можливо, коментар уже там. За хвилину-другу перевірю ще раз і надішлю, лише якщо його немає.
comment-unsure = 🤔 Ваш коментар до { $number } пішов, але в хелпдеску його не видно. Зазирніть у заявку: якщо його там немає, надішліть ще раз.
comment-signed-out = ⏳ Ваш коментар до { $number } чекає: ви не ввійшли в хелпдеск. Увійдіть через /login, і я його надішлю.
comment-other-account = ⚠️ Ваш коментар до { $number } не пішов: ви писали його під іншим обліковим записом. Надіслати від нинішнього облікового запису чи видалити?
comment-ambiguous = ⚠️ Ваш коментар до { $number } не пішов: хелпдеск плутає цю заявку з іншою, створеною тієї самої секунди. Напишіть його, будь ласка, на сайті хелпдеску.
comment-gone = ⚠️ Ваш коментар не пішов: заявки { $number } в хелпдеску більше немає.
comment-refused = ⚠️ Хелпдеск не приймає ваш коментар до { $number }.
comment-not-allowed = ⚠️ Ваш коментар до { $number } не пішов: цієї заявки більше немає серед ваших.
comment-retry = Надіслати ще раз
comment-drop = Не надсилати
comment-dropped = Гаразд, не надсилаю
comment-dropped-perhaps = Гаразд, більше не надсилаю. Одна спроба могла дійти — зазирніть, будь ласка, у заявку.
comment-resent = Надсилаю ще раз
comment-not-yours = Це чужий коментар
comment-settled = Із цим коментарем уже все вирішено
comment-prompt = ✏️ Напишіть коментар до { $number } наступним повідомленням.
comment-empty = Тут нема чого надсилати. Напишіть щось текстом.
comment-kind-refused = До заявки потрапляють лише слова й файли, а це — { $kind }. Напишіть, будь ласка, словами.
comment-kind-unknown = Такі повідомлення я читати не вмію. Напишіть, будь ласка, словами.
comment-media = 📎 Файлів звідси хелпдеск не приймає, у заявці буде лише позначка про файл. Прикріпіть файл до заявки на сайті.
comment-media-note = [{ $kind } з Telegram] { $caption }
comment-media-bare = [{ $kind } з Telegram]
comment-file = { $name } ({ $size }): { $link }
comment-file-bare = { $name }: { $link }
comment-file-large = 📎 Файлів понад { $size } Telegram мені не віддає, у заявці буде лише позначка про файл. Прикріпіть файл до заявки на сайті.
size-kilobytes = { $count } КБ
size-megabytes = { $size } МБ
comment-correction = Виправлення: { $text }
comment-in-group = Тут коментують відповіддю на картку. Або натисніть кнопку в чаті зі мною.
comment-astray = Не розумію, до якої заявки це. Відповідайте, будь ласка, на її картку.
comment-from-elsewhere = Не бачу, на яке моє повідомлення в тому чаті ви відповідаєте. Відповідайте на картку просто там або відкрийте заявку тут, наприклад /ticket 17.
media-photo = фото
media-document = документ
media-voice = голосове повідомлення
media-video = відео
media-audio = аудіозапис
media-other = вкладення
kind-sticker = стікер
kind-dice = кубик
kind-poll = опитування
kind-game = гра
kind-story = історія
