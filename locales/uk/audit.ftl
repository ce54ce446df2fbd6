# /mylog: what somebody has done here, a line for each thing. The first group follows the time; the second says what came of it.

mylog-title = Ваші дії
mylog-empty = Поки нічого.
mylog-in-group = у групі

mylog-sign-in = вхід
mylog-sign-out = вихід
mylog-moved = вихід: в обліковий запис увійшли з іншого Telegram
mylog-key-refused = вихід: хелпдеск відкликав доступ
mylog-switched-off = вихід: обліковий запис вимкнули
mylog-take = взята
mylog-release = знята з себе
mylog-finish = виконана
mylog-reopen = відкрита знову
mylog-refer = передана
mylog-undo = скасовано дію з
mylog-create = створена
mylog-comment = коментар до
mylog-subscribe = підписана група
mylog-change-subscription = змінена підписка групи
mylog-unsubscribe = вимкнена підписка групи
mylog-delete-reply = видалена швидка відповідь

mylog-already = змінювати було нічого
mylog-refused = немає доступу
mylog-limited = забагато спроб
mylog-late = запізно
mylog-gone = такої заявки немає
mylog-down = хелпдеск не відповів
mylog-unsure = відповідь загубилася
