# Comments: pages, writing, and what became of them.

comments-title =
    { $count ->
        [0] 💬 { $number }: комментариев нет
        [one] 💬 { $number }: { $count } комментарий
        [few] 💬 { $number }: { $count } комментария
       *[many] 💬 { $number }: { $count } комментариев
    }
comments-none = Пока никто ничего не написал.
comments-no-text = (без текста; возможно, это файл — он виден в хелпдеске)
comments-hint = Ответ на любую карточку этой заявки станет комментарием.
comments-older = ◀ Раньше
comments-newer = Позже ▶
button-write = ✏️ Написать
button-card = 🎫 Заявка

comment-is-seen = 👀 Принято, отправляю.
comment-has-arrived = 👍 Комментарий уже в хелпдеске.
comment-arrived = Ваш комментарий к { $number } уже в хелпдеске.
comment-waiting = ⏳ Хелпдеск не отвечает. Ваш комментарий к { $number } у меня и не пропадёт: отправлю, как только связь вернётся.
comment-unheard = ⏳ Ответ хелпдеска на ваш комментарий к { $number } потерялся: возможно, комментарий уже там. Через минуту-другую проверю ещё раз и отправлю, только если его нет.
comment-unsure = 🤔 Ваш комментарий к { $number } ушёл, но в хелпдеске его не видно. Загляните в заявку: если его там нет, отправьте ещё раз.
comment-signed-out = ⏳ Ваш комментарий к { $number } ждёт: вы не вошли в хелпдеск. Войдите через /login, и я его отправлю.
comment-other-account = ⚠️ Ваш комментарий к { $number } не ушёл: вы писали его под другой учётной записью. Отправить от нынешней учётной записи или удалить?
comment-ambiguous = ⚠️ Ваш комментарий к { $number } не ушёл: хелпдеск путает эту заявку с другой, созданной в ту же секунду. Напишите его, пожалуйста, на сайте хелпдеска.
comment-gone = ⚠️ Ваш комментарий не ушёл: заявки { $number } в хелпдеске больше нет.
comment-refused = ⚠️ Хелпдеск не принимает ваш комментарий к { $number }.
comment-not-allowed = ⚠️ Ваш комментарий к { $number } не ушёл: этой заявки больше нет среди ваших.
comment-retry = Отправить ещё раз
comment-drop = Не отправлять
comment-dropped = Хорошо, не отправляю
comment-dropped-perhaps = Хорошо, больше не отправляю. Одна попытка могла дойти — загляните, пожалуйста, в заявку.
comment-resent = Отправляю ещё раз
comment-not-yours = Это чужой комментарий
comment-settled = С этим комментарием уже всё решено
comment-prompt = ✏️ Напишите комментарий к { $number } следующим сообщением.
comment-empty = Тут нечего отправить. Напишите что-нибудь текстом.
comment-kind-refused = В заявку попадают только слова и файлы, а это — { $kind }. Напишите, пожалуйста, словами.
comment-kind-unknown = Такие сообщения я читать не умею. Напишите, пожалуйста, словами.
comment-media = 📎 Файлы отсюда хелпдеск не принимает, в заявке будет только пометка о файле. Прикрепите файл к заявке на сайте.
comment-media-note = [{ $kind } из Telegram] { $caption }
comment-media-bare = [{ $kind } из Telegram]
comment-file = { $name } ({ $size }): { $link }
comment-file-bare = { $name }: { $link }
comment-file-large = 📎 Файлы больше { $size } Telegram мне не отдаёт, в заявке будет только пометка о файле. Прикрепите файл к заявке на сайте.
size-kilobytes = { $count } КБ
size-megabytes = { $size } МБ
comment-correction = Исправление: { $text }
comment-in-group = Здесь комментируют ответом на карточку. Или нажмите кнопку в чате со мной.
comment-astray = Не понимаю, к какой заявке это. Ответьте, пожалуйста, на её карточку.
comment-from-elsewhere = Не вижу, на какое моё сообщение в том чате вы отвечаете. Ответьте на карточку прямо там или откройте заявку здесь, например /ticket 17, и ответьте на неё.
media-photo = фото
media-document = документ
media-voice = голосовое сообщение
media-video = видео
media-audio = аудиозапись
media-other = вложение
kind-sticker = стикер
kind-dice = кубик
kind-poll = опрос
kind-game = игра
kind-story = история
