//! The tickets that the demo begins with. Text only; what it becomes is decided in `demo`.

use super::State::{Archived, Done, Due, Free, Held};
use super::{State, Story};
use crate::zenlix::world::Priority::{self, High, Low, Medium};

const COMPUTERS: &str = "Комп'ютери та ноутбуки";
const PRINTERS: &str = "Принтери та сканери";
const NETWORK: &str = "Мережа та інтернет";
const ACCOUNTING: &str = "1С / BAS";
const TELEPHONY: &str = "Телефонія";
const ACCESS: &str = "Доступи й паролі";
const MAIL: &str = "Пошта";
const OTHER: &str = "Інше";

const fn story(
    minutes_ago: i64,
    client: &'static str,
    (unit, assignees): (i64, &'static [&'static str]),
    subject: &'static str,
    priority: Priority,
    state: State,
    text: &'static str,
) -> Story {
    Story { minutes_ago, client, unit, assignees, subject, priority, text, state, comments: &[] }
}

impl Story {
    const fn said(self, comments: &'static [(&'static str, &'static str)]) -> Self {
        Self { comments, ..self }
    }
}

/// In the order of their writing, so that a later one has a higher number.
#[rustfmt::skip]
pub const STORIES: &[Story] = &[
    story(20_160, "svitlana", (1, &["olena"]), PRINTERS, Medium, Archived("olena"),
        "БФП на 2 поверсі почав жувати папір з нижнього лотка, верхній лоток друкує.")
        .said(&[("olena", "Замінила ролик захоплення в нижньому лотку, більше не жує.")]),
    story(17_300, "mark", (2, &["dmytro"]), NETWORK, Medium, Archived("dmytro"),
        "VPN drops every 30 minutes when I work from home. It reconnects by itself, but all downloads break off."),
    story(14_500, "roman", (1, &["ihor"]), COMPUTERS, Low, Archived("taras"),
        "Прошу замінити мишу: ліва кнопка спрацьовує двічі."),
    story(11_600, "natalia", (3, &["anna"]), ACCOUNTING, High, Archived("anna"),
        "При проведении накладной 1С пишет, что остатков на складе нет, хотя товар физически стоит."),
    story(4_000, "svitlana", (3, &["anna"]), ACCOUNTING, Medium, Held("anna"),
        "Після оновлення BAS у звіті за касою зникла колонка з податковим номером. Без неї не можу здати звіт до п'ятниці.")
        .said(&[("anna", "Відтворила на тестовій базі, це помилка оновлення."), ("svitlana", "Дякую! Коли чекати?"),
            ("anna", "Виправлення від постачальника обіцяють завтра, до того часу додам колонку вручну.")]),
    story(3_100, "mark", (4, &["james"]), TELEPHONY, Low, Held("james"),
        "My desk phone rings twice and then goes to voicemail, even when I am sitting right here. Extension 408."),
    story(2_900, "roman", (1, &["taras"]), COMPUTERS, Medium, Done("taras"),
        "Ноутбук вимикається без попередження, коли його нахилити. Акумулятор тримає добре.")
        .said(&[("taras", "Контакт акумулятора розхитався, замінив шлейф."), ("roman", "Працює, дуже дякую!")]),
    story(2_700, "natalia", (2, &["dmytro", "taras"]), NETWORK, High, Held("dmytro"),
        "На складе у ворот 3 второй день пропадает Wi-Fi. Сканеры штрихкодов не могут отправить данные, отгрузка стоит.")
        .said(&[("dmytro", "Точка доступа перезагружается от перегрева, заказал замену."),
            ("natalia", "Пока работаем по бумаге, очень медленно."), ("dmytro", "Сегодня до 17:00 поставлю временную.")]),
    story(2_500, "svitlana", (1, &[]), MAIL, Medium, Done("olena"),
        "Не приходять листи від зовнішніх адрес: партнер каже, що надіслав договір двічі.")
        .said(&[("olena", "Домен партнера потрапив у фільтр спаму. Додала його до довірених, листи прийшли.")]),
    story(1_700, "mark", (1, &["olena"]), ACCESS, Medium, Done("olena"),
        "Please give me read access to the shared folder Projects/2026. My manager has approved it by mail."),
    story(1_500, "natalia", (1, &["olena", "taras"]), PRINTERS, Medium, Held("taras"),
        "Принтер этикеток печатает через одну: на каждой второй этикетке текст обрезан справа."),
    story(1_400, "roman", (2, &[]), ACCESS, Low, Free,
        "Потрібен обліковий запис для нового співробітника з понеділка: Гнатюк Марія Олегівна, відділ продажу."),
    story(1_320, "svitlana", (4, &["james"]), TELEPHONY, Medium, Free,
        "У переговорній на 2 поверсі камера не вмикається, на зустрічі з клієнтом нас не було видно."),
    story(1_200, "mark", (1, &[]), COMPUTERS, Low, Free,
        "Could I get a second monitor? I compare drawings all day and one screen is really not enough."),
    story(1_080, "natalia", (3, &["anna"]), ACCOUNTING, Medium, Free,
        "Нужно добавить в карточку товара поле для номера партии. Размеры и пример вышлю письмом."),
    story(420, "roman", (1, &["olena"]), MAIL, High, Held("olena"),
        "Не приходять листи від зовнішніх адрес з самого ранку. Внутрішня пошта працює. Чекаю договір від партнера!")
        .said(&[("olena", "Бачу, домен партнера потрапив у фільтр. Розбираюся з правилами."), ("roman", "Дуже чекаю, підписання о 16:00.")]),
    story(360, "svitlana", (1, &["olena"]), PRINTERS, Medium, Free,
        "БФП у коридорі 2 поверху жує папір з нижнього лотка. З верхнього друкує нормально."),
    story(300, "mark", (2, &["taras"]), NETWORK, Medium, Free,
        "The file server is very slow today: opening a 2 MB spreadsheet takes about a minute. Same for my colleagues in room 410."),
    story(240, "natalia", (1, &["taras"]), COMPUTERS, High, Due(4),
        "Компьютер на проходной не загружается, на экране надпись про диск. Без него не можем выписывать пропуска."),
    story(180, "roman", (1, &[]), ACCESS, Medium, Free,
        "Забув пароль від порталу відпусток, а кнопка відновлення нічого не надсилає."),
    story(150, "svitlana", (3, &[]), ACCOUNTING, High, Due(24),
        "Клієнт-банк не бачить електронний ключ після заміни комп'ютера. Завтра останній день для платежів до бюджету."),
    story(95, "mark", (1, &["olena", "taras"]), COMPUTERS, Medium, Free,
        "My laptop fan runs at full speed since this morning, even with nothing open. The bottom gets quite hot."),
    story(60, "natalia", (1, &[]), PRINTERS, Medium, Free,
        "Добрый день! В отделе логистики сканер отправляет документы на почту бывшего сотрудника. Поменяйте, пожалуйста, адрес на общий: logistics@company.example, и проверьте, что старые сканы никуда не ушли."),
    story(35, "roman", (4, &[]), TELEPHONY, Low, Free,
        "Прошу перенести внутрішній номер 214 на новий стіл, біля вікна."),
    story(12, "svitlana", (1, &["olena"]), OTHER, Low, Free,
        "Годинник у нараді на 3 поверсі відстає на 10 хвилин, люди запізнюються. Хто його налаштовує?"),
];
