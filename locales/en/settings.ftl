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
