# Що кожен налаштовує для себе: /settings.

menu-settings = Налаштування
settings-title = ⚙ Ваші налаштування
settings-language = Мова: <b>{ $language }</b>
settings-zone = Часовий пояс: <b>{ $zone }</b>
settings-button-zone = 🕐 Часовий пояс
settings-ask-zone =
    Ваш часовий пояс: <b>{ $zone }</b>

    За яким годинником показувати час?
settings-zone-helpdesk = як у хелпдеску { $clock }
settings-button-type = ⌨ Інше місто
settings-type-zone = Напишіть велике місто вашого часового поясу англійською або сам пояс: <i>Lisbon</i>, <i>America/Toronto</i>.
settings-zone-perhaps = «{ $typed }» я не знаю. Може, це? Якщо ні, напишіть інше велике місто поблизу.
settings-zone-unknown = «{ $typed }» я не знаю. Спробуйте більше місто з того самого поясу, англійською: <i>Lisbon</i>, <i>America/Toronto</i>.

zone-kyiv = Київ
zone-warsaw = Варшава
zone-berlin = Берлін
zone-london = Лондон
zone-vilnius = Вільнюс
zone-riga = Рига
zone-chisinau = Кишинів
zone-istanbul = Стамбул
zone-moscow = Москва
zone-tbilisi = Тбілісі
zone-almaty = Алмати
zone-new-york = Нью-Йорк
