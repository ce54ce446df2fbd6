# /mylog: what somebody has done here, a line for each thing. The first group follows the time; the second says what came of it.

mylog-title = Your activity
mylog-empty = Nothing yet.
mylog-in-group = in a group

mylog-sign-in = signed in
mylog-sign-out = signed out
mylog-moved = signed out: the account was opened from another Telegram
mylog-key-refused = signed out: the helpdesk revoked the access
mylog-switched-off = signed out: the account was disabled
mylog-take = took
mylog-release = released
mylog-finish = finished
mylog-reopen = opened again
mylog-refer = reassigned
mylog-undo = undid an action on
mylog-create = made a ticket
mylog-comment = commented on
mylog-subscribe = subscribed a group
mylog-change-subscription = changed a group's subscription
mylog-unsubscribe = ended a group's subscription
mylog-delete-reply = deleted a quick reply

mylog-already = no change needed
mylog-refused = not allowed
mylog-limited = too many tries
mylog-late = too late
mylog-gone = no such ticket
mylog-down = the helpdesk didn't answer
mylog-unsure = the answer got lost
