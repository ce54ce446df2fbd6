# What people set for themselves, with /settings.

menu-settings = Your settings
settings-title = ⚙ Your settings
settings-language = Language: <b>{ $language }</b>
settings-zone = Time zone: <b>{ $zone }</b>
settings-button-zone = 🕐 Time zone
settings-ask-zone =
    Your time zone: <b>{ $zone }</b>

    Which clock should I show times by?
settings-zone-helpdesk = As the helpdesk { $clock }
settings-button-type = ⌨ Another city
settings-type-zone = Send me the name of a big city of your time zone, or the zone itself: <i>Lisbon</i>, <i>America/Toronto</i>.
settings-zone-perhaps = I don't know “{ $typed }”. Did you mean this one? If not, send me another big city nearby.
settings-zone-unknown = I don't know “{ $typed }”. Try a bigger city of the same time zone: <i>Lisbon</i>, <i>America/Toronto</i>.

settings-hours = Work hours: <b>{ $hours }</b>
settings-outside = Outside work hours: updates <b>{ $outside }</b>
settings-mute = Quiet mode: <b>{ $mute }</b>
settings-floor = Sound from priority: <b>{ $floor }</b>
settings-hushed = Silent: <b>{ $kinds }</b>
settings-urgent = Urgent tickets: <b>{ $urgent }</b>
settings-nothing = nothing
settings-mute-none = off
settings-always = 24/7
settings-every-day = every day
settings-no-day = no days
settings-outside-silent = arrive silently
settings-outside-wait = wait until you're back
settings-urgent-always = always with sound
settings-urgent-as-others = like all the others
settings-button-hours = 💼 Work hours
settings-button-mute = 🔕 Quiet mode
settings-button-kinds = 🔔 Sounds
settings-button-urgent = ❗ Urgent always with sound
settings-ask-hours = Your work hours: <b>{ $hours }</b>
settings-ask-outside = Outside work hours and in quiet mode, updates <b>{ $outside }</b>. Urgent tickets have a setting of their own: “Sounds”.
settings-begins = From { $clock }
settings-ends = To { $clock }
settings-ask-mute =
    Quiet mode: <b>{ $mute }</b>

    Turn all sounds off for a while, or mute single units: of those you hear only what is yours, and urgent tickets as long as they always have sound.
settings-mute-off = 🔔 Turn quiet mode off
settings-mute-hour = 🔕 For an hour
settings-mute-morning = 🌙 Until tomorrow morning
settings-muted-until = until { $time }
settings-ask-floor = From which priority up should tickets have sound? The others arrive silently.
settings-ask-kinds = What should have sound? The rest arrives silently.

kind-new = new tickets
kind-mine = tickets assigned to me
kind-moves = status changes
kind-priority = priority changes
kind-comments = comments
kind-deadlines = deadlines
kind-unclaimed = tickets that nobody takes

day-monday = Mon
day-tuesday = Tue
day-wednesday = Wed
day-thursday = Thu
day-friday = Fri
day-saturday = Sat
day-sunday = Sun

meanwhile-title =
    { $count ->
        [one] ☕ <b>While you were away:</b> { $count } ticket
       *[other] ☕ <b>While you were away:</b> { $count } tickets
    }
meanwhile-more =
    { $count ->
        [one] …and { $count } more: /in
       *[other] …and { $count } more: /in
    }
