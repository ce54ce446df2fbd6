//! What stands in every ticket of the rig, as the stub shows it and as the prepared database remembers it.

pub const SUBJECT: &str = "Принтер и расходные материалы";
const TEXT: &str = "Принтер на втором этаже печатает страницы иероглифов и потом останавливается, бумага на месте, \
                    картридж меняли вчера. Перезагрузка не помогла, на соседнем компьютере то же самое.";
/// What everybody replies, and so what all comments say.
pub const COMMENT: &str =
    "Поменял картридж и перезапустил очередь печати, проверьте, пожалуйста, после обеда.";
pub const CLIENT: &str = "Коваленко Р.О.";
/// On the helpdesk's clock.
pub const CREATED: &str = "2026-11-23 10:00:00";

/// How much of a text a list shows, in letters.
const SHOWN: usize = 75;

/// A ticket's text; the edition grows when the ticket is changed.
pub fn text(edition: u32) -> String {
    format!("{edition} {TEXT}")
}

/// As much of it as a list shows.
pub fn shown(edition: u32) -> String {
    text(edition).chars().take(SHOWN).collect()
}

/// A person's name as tickets have it.
pub fn short_name(person: usize) -> String {
    format!("Техник{person} И.С.")
}

pub fn unit_name(unit: usize) -> String {
    format!("Отдел {unit}")
}
