//! The endless supply of tickets that come by themselves while the demo runs.

use crate::zenlix::NewTicket;
use crate::zenlix::world::Priority::{self, High, Low, Medium};

/// A ticket that somebody is about to write.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The author's login.
    pub by: &'static str,
    pub ticket: NewTicket,
}

/// One pattern: who writes it, to which unit or people, about what, and the text, where `#` is a room.
type Pattern = (&'static str, i64, &'static [&'static str], &'static str, Priority, &'static str);

#[rustfmt::skip]
const PATTERNS: [Pattern; 20] = [
    ("roman", 1, &[], "Принтери та сканери", Medium, "Принтер у кімнаті # друкує смугами, навіть після заміни картриджа."),
    ("natalia", 1, &[], "Комп'ютери та ноутбуки", Medium, "В кабинете # компьютер после обновления грузится минут десять."),
    ("mark", 1, &["olena"], "Доступи й паролі", Low, "Please reset my password for the time sheet portal. I am in room # until five."),
    ("svitlana", 3, &[], "1С / BAS", High, "BAS у кімнаті # закривається з помилкою під час друку рахунка."),
    ("roman", 1, &["olena", "taras"], "Мережа та інтернет", High, "У кімнаті # не працює жодна мережева розетка, четверо людей без інтернету."),
    ("natalia", 4, &[], "Телефонія", Medium, "Телефон в кабинете # не принимает входящие звонки, исходящие проходят."),
    ("mark", 1, &[], "Комп'ютери та ноутбуки", Low, "The docking station in room # does not charge my laptop any more."),
    ("svitlana", 1, &["taras"], "Пошта", Medium, "Не відкривається спільна скринька бухгалтерії, кімната #. Учора ще відкривалася."),
    ("roman", 2, &[], "Доступи й паролі", Medium, "Потрібен доступ до мережевої папки з кресленнями для кімнати #."),
    ("natalia", 1, &["olena"], "Принтери та сканери", Medium, "Закончилась бумага формата А3 и картридж в плоттере, комната #."),
    ("mark", 2, &["taras"], "Мережа та інтернет", High, "No Wi-Fi in room # since the power cut. Wired network works."),
    ("svitlana", 1, &[], "Комп'ютери та ноутбуки", Low, "Клавіатура в кімнаті # залипає: пробіл друкує двічі."),
    ("roman", 1, &["taras"], "Комп'ютери та ноутбуки", Medium, "Синій екран на комп'ютері в кімнаті #, уже третій раз за день."),
    ("natalia", 3, &["anna"], "1С / BAS", Medium, "В 1С пропал справочник контрагентов, кабинет #. У соседей всё на месте."),
    ("mark", 4, &["james"], "Телефонія", Low, "The speakerphone in room # has an echo, nobody can follow the calls."),
    ("svitlana", 1, &["olena"], "Доступи й паролі", High, "Заблокувався обліковий запис після відпустки, кімната #. О дванадцятій здаю звіт!"),
    ("roman", 1, &[], "Інше", Low, "Прошу допомогти перенести робоче місце до кімнати # у п'ятницю."),
    ("natalia", 2, &["dmytro"], "Мережа та інтернет", Medium, "Не открывается сайт перевозчика из кабинета #, с телефона открывается."),
    ("mark", 1, &["olena", "taras"], "Пошта", Medium, "Calendar invitations reach me an hour late. Room #, but my colleague next door has the same."),
    ("svitlana", 1, &[], "Принтери та сканери", High, "Сканер у кімнаті # не бачить комп'ютер, а сьогодні треба відправити договори."),
];

/// The `n`th ticket to come. They go round, in rooms that do not.
pub fn arrival(n: u64) -> Arrival {
    let count = PATTERNS.len() as u64;
    // The remainder is below the length of a short array.
    let (by, unit, assignees, subject, priority, text) = PATTERNS[(n % count) as usize];
    // Rooms 201 to 497, in an order that looks like none.
    let room = 201 + (n / count * 83 + n * 37) % 297;
    let ticket = NewTicket::to_unit(unit, subject, &text.replace('#', &room.to_string()))
        .for_people(assignees)
        .with_priority(priority);
    Arrival { by, ticket }
}
