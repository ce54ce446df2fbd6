# What one person alone sees in a group, in the place of a message.

panel-only-you = 👁 Це бачите лише ви
panel-hide = ✖ Прибрати
