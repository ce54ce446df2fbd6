# /mylog: what somebody has done here, a line for each thing. The first group follows the time; the second says what came of it.

mylog-title = Что вы здесь делали
mylog-empty = Пока ничего.
mylog-in-group = в группе

mylog-sign-in = вход
mylog-sign-out = выход
mylog-moved = выход: в учётную запись вошли из другого Telegram
mylog-key-refused = выход: хелпдеск больше не принимает ключ
mylog-switched-off = выход: учётную запись отключили
mylog-take = взять
mylog-release = отпустить
mylog-finish = закрыть
mylog-reopen = открыть снова
mylog-refer = переадресовать
mylog-undo = отменить действие
mylog-create = новая заявка
mylog-comment = комментарий
mylog-subscribe = подписка группы
mylog-change-subscription = настройка подписки группы
mylog-unsubscribe = конец подписки группы
mylog-delete-reply = удалён быстрый ответ

mylog-already = так уже и было
mylog-refused = нет доступа
mylog-limited = слишком много попыток
mylog-late = опоздали
mylog-gone = такой заявки нет
mylog-down = хелпдеск не ответил
mylog-unsure = ответ потерялся
