# /mylog: what somebody has done here, a line for each thing. The first group follows the time; the second says what came of it.

mylog-title = Що ви тут робили
mylog-empty = Поки нічого.
mylog-in-group = у групі

mylog-sign-in = вхід
mylog-sign-out = вихід
mylog-moved = вихід: в обліковий запис увійшли з іншого Telegram
mylog-key-refused = вихід: хелпдеск більше не приймає ключа
mylog-switched-off = вихід: обліковий запис вимкнули
mylog-take = взяти
mylog-release = відпустити
mylog-finish = закрити
mylog-reopen = відкрити знову
mylog-refer = переадресувати
mylog-undo = скасувати дію
mylog-create = нова заявка
mylog-comment = коментар
mylog-subscribe = підписка групи
mylog-change-subscription = налаштування підписки групи
mylog-unsubscribe = кінець підписки групи
mylog-delete-reply = видалено швидку відповідь

mylog-already = так уже й було
mylog-refused = немає доступу
mylog-limited = забагато спроб
mylog-late = запізнилися
mylog-gone = такої заявки немає
mylog-down = хелпдеск не відповів
mylog-unsure = відповідь загубилася
