# Signing in on a page, and the link to it in the chat.

login-web = Увійдіть на сторінці — так пароль не потрапить у чат. Посилання лише для вас, спрацює один раз і живе десять хвилин.
login-web-or-here = Можна й тут: /login і ваш логін.
login-web-only = Паролям у чаті не місце. Увійдіть, будь ласка, на сторінці:
login-web-button = 🔐 Увійти

web-title = Вхід до хелпдеску
web-who = Ваш обліковий запис на <b>{ $helpdesk }</b> буде пов'язано з <b>{ $name }</b> у Telegram (номер { $number }). Якщо це не ви, закрийте сторінку.
web-login = Логін
web-password = Пароль
web-submit = Увійти
web-note = Пароль піде у ваш хелпдеск і більше ніде не залишиться.
web-done = Ласкаво просимо, { $name }! Решта — у чаті.
web-back = Повернутися в Telegram
web-gone = Це посилання вже не діє. Надішліть боту /login, і він надішле нове.
web-limited = Забагато невдалих спроб. Наступна буде можлива за { $time }.
