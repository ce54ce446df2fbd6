# Что каждый настраивает под себя: /settings.

menu-settings = Настройки
settings-title = ⚙ Ваши настройки
settings-language = Язык: <b>{ $language }</b>
settings-zone = Часовой пояс: <b>{ $zone }</b>
settings-button-zone = 🕐 Часовой пояс
settings-ask-zone =
    Ваш часовой пояс: <b>{ $zone }</b>

    По каким часам показывать время?
settings-zone-helpdesk = как в хелпдеске { $clock }
settings-button-type = ⌨ Другой город
settings-type-zone = Напишите большой город вашего часового пояса по-английски или сам пояс: <i>Lisbon</i>, <i>America/Toronto</i>.
settings-zone-perhaps = «{ $typed }» я не знаю. Может быть, этот? Если нет, напишите другой большой город поблизости.
settings-zone-unknown = «{ $typed }» я не знаю. Попробуйте город побольше из того же пояса, по-английски: <i>Lisbon</i>, <i>America/Toronto</i>.

zone-kyiv = Киев
zone-warsaw = Варшава
zone-berlin = Берлин
zone-london = Лондон
zone-vilnius = Вильнюс
zone-riga = Рига
zone-chisinau = Кишинёв
zone-istanbul = Стамбул
zone-moscow = Москва
zone-tbilisi = Тбилиси
zone-almaty = Алматы
zone-new-york = Нью-Йорк
