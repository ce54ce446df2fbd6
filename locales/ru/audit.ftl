# /mylog: what somebody has done here, a line for each thing. The first group follows the time; the second says what came of it.

mylog-title = Ваши действия
mylog-empty = Пока ничего.
mylog-in-group = в группе

mylog-sign-in = вход
mylog-sign-out = выход
mylog-moved = выход: в учётную запись вошли из другого Telegram
mylog-key-refused = выход: хелпдеск отозвал доступ
mylog-switched-off = выход: учётную запись отключили
mylog-take = взята
mylog-release = снята с себя
mylog-finish = выполнена
mylog-reopen = открыта снова
mylog-refer = передана
mylog-undo = отменено действие с
mylog-create = создана
mylog-comment = комментарий к
mylog-subscribe = подписана группа
mylog-change-subscription = изменена подписка группы
mylog-unsubscribe = отключена подписка группы
mylog-delete-reply = удалён быстрый ответ

mylog-already = менять было нечего
mylog-refused = нет доступа
mylog-limited = слишком много попыток
mylog-late = слишком поздно
mylog-gone = такой заявки нет
mylog-down = хелпдеск не ответил
mylog-unsure = ответ потерялся
