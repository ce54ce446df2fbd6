# What people set for themselves, with /settings.

menu-settings = Your settings
settings-title = ⚙ Your settings
settings-language = Language: <b>{ $language }</b>
settings-zone = Time zone: <b>{ $zone }</b>
settings-button-zone = 🕐 Time zone
settings-ask-zone =
    Your time zone: <b>{ $zone }</b>

    Which clock should I show times by?
settings-zone-helpdesk = as the helpdesk { $clock }
settings-button-type = ⌨ Another city
settings-type-zone = Send me the name of a big city of your time zone, or the zone itself: <i>Lisbon</i>, <i>America/Toronto</i>.
settings-zone-perhaps = I don't know “{ $typed }”. Did you mean this one? If not, send me another big city nearby.
settings-zone-unknown = I don't know “{ $typed }”. Try a bigger city of the same time zone, in English: <i>Lisbon</i>, <i>America/Toronto</i>.

zone-kyiv = Kyiv
zone-warsaw = Warsaw
zone-berlin = Berlin
zone-london = London
zone-vilnius = Vilnius
zone-riga = Riga
zone-chisinau = Chișinău
zone-istanbul = Istanbul
zone-moscow = Moscow
zone-tbilisi = Tbilisi
zone-almaty = Almaty
zone-new-york = New York

settings-hours = Work hours: <b>{ $hours }</b>
settings-outside = While I'm away, news <b>{ $outside }</b>
settings-mute = Muted: <b>{ $mute }</b>
settings-floor = Rings from priority: <b>{ $floor }</b>
settings-hushed = Without sound: <b>{ $kinds }</b>
settings-urgent = Urgent tickets: <b>{ $urgent }</b>
settings-nothing = nothing
settings-always = always
settings-every-day = every day
settings-no-day = no day at all
settings-outside-silent = come without sound
settings-outside-wait = wait until I'm back
settings-urgent-always = always ring
settings-urgent-as-others = like all the others
settings-button-hours = 💼 Work hours
settings-button-mute = 🔕 Mute
settings-button-kinds = 🔔 What rings
settings-button-urgent = ❗ urgent tickets always ring
settings-ask-hours = Your work hours: <b>{ $hours }</b>
settings-ask-outside = Outside of them, and while everything is muted, news <b>{ $outside }</b>. Urgent tickets have a setting of their own: 🔔 What rings.
settings-begins = from { $clock }
settings-ends = to { $clock }
settings-ask-mute =
    Muted: <b>{ $mute }</b>

    Mute everything for a while, or single units: of those you hear only what is yours, and urgent tickets as long as they always ring.
settings-mute-off = 🔔 Unmute
settings-mute-hour = 🔕 For an hour
settings-mute-morning = 🌙 Until tomorrow morning
settings-muted-until = everything until { $time }
settings-ask-floor = Tickets from which priority up should ring? The others come without sound.
settings-ask-kinds = What should ring? The rest comes without sound.

kind-new = new tickets
kind-mine = a ticket is given to me
kind-moves = taken, done, passed on
kind-priority = another priority
kind-comments = comments
kind-deadlines = deadlines
kind-unclaimed = nobody takes a ticket

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
