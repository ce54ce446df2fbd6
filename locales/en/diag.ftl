# How deskgram is doing: /diag.

menu-diag = Is everything all right?
diag-title = 🩺 How things are
diag-signed-in = ✅ You're signed in as <b>{ $name }</b> ({ $login }), since { $time }
diag-signed-out = ❌ You aren't signed in: /login
diag-list =
    { $count ->
        [one] 📥 Your list was read { $age }: { $count } ticket, in { $took } s
       *[other] 📥 Your list was read { $age }: { $count } tickets, in { $took } s
    }
diag-list-never = 📥 Your list hasn't been read yet
diag-sending = 📤 Waiting to be sent here: { $queue }
diag-kept = ☕ Some news are kept until you're back
diag-comments = 💬 Your comments on their way to the helpdesk: { $queue }
diag-nothing = nothing
diag-queue = { $count }, the oldest for { $age }
diag-no-subscription = 🔕 No subscription here: /subscribe begins one
diag-subscription = 🔔 New tickets from <b>{ $name }</b>'s list appear here
diag-bot-admin = 🤖 I'm an administrator of this group
diag-bot-member = 🤖 I'm an ordinary member of this group, which is enough
diag-bot-unknown = 🤖 Telegram doesn't say what I may do here
diag-hears-all = 👂 I see everything that is said here
diag-hears-own = 👂 I see commands and replies to me, and nothing else: that's all I need
diag-topic = 🧵 This topic has the number { $number }
diag-whole-title = 🩺 The whole
diag-sessions = Signed in: { $count }
diag-subscriptions = Subscriptions: { $count }, resting: { $resting }
diag-lists = Lists: { $count }; reading them all takes { $all } s, the longest { $longest } s; the oldest reading was { $age }
diag-sending-all = Waiting to be sent: { $queue }
diag-kept-all = People with news kept until they're back: { $count }
diag-comments-all = Comments on their way: { $queue }
diag-updates = Updates in hand: { $queue }
diag-no-trouble = No warnings or errors since the start.
diag-troubles = The newest warnings and errors:
