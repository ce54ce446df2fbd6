//! The helpdesk whose answers were recorded from the real server, reconstructed from those answers: four units, fifteen
//! accounts, thirty-two tickets. What the answers don't show (a few passwords' owners, the ends of long texts) is made
//! up. People of tests live here too: the password of account N is `passN`, save for the system account's.

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::text::COMMENT_CHARS;
use super::world::Priority::{self, High, Low, Medium};
use super::world::{AccountStatus, Role};
use super::world::{
    Comment, Entry, LoginBy, Progress, Settings, Ticket, Unit, UnitStatus, User, World, md5_hex,
};

/// The recorded helpdesk with its administrator's usual settings.
pub fn recorded() -> World {
    World {
        users: users(),
        units: units(),
        subjects: entries(&SUBJECTS),
        sla_subjects: vec![entry(1, "SLA Базовый"), entry(7, "SLA VIP")],
        positions: entries(&["Администратор", "Координатор", "Инженер 1-й категории"]),
        tickets: tickets(),
        comments: comments(),
        devices: vec![],
        settings: Settings::default(),
    }
}

const SUBJECTS: [&str; 8] = [
    "Компьютеры и ноутбуки",
    "Интернет и локальная сеть",
    "IP-телефония",
    "Принтеры и сканеры",
    "Программное обеспечение",
    "Видеонаблюдение",
    "Доступы & пароли",
    "Другое <прочее>",
];

/// A moment in the recorded helpdesk's local time.
///
/// # Panics
/// When `text` is no date: every caller writes it in its source.
pub fn at(text: &str) -> Timestamp {
    let local: DateTime = text.parse().expect("a date written in the source");
    let zone = Settings::default().zone;
    zone.to_timestamp(local).expect("a date of our century")
}

/// Entries numbered from one.
fn entries(names: &[&str]) -> Vec<Entry> {
    (1..).zip(names).map(|(id, name)| entry(id, name)).collect()
}

fn entry(id: i64, name: &str) -> Entry {
    Entry { id, name: name.to_owned() }
}

fn units() -> Vec<Unit> {
    let unit = |id, name: &str, status| Unit { id, name: name.to_owned(), status };
    vec![
        unit(1, "Отдел системного администрирования", UnitStatus::Active),
        unit(2, "Служба технической поддержки", UnitStatus::Active),
        unit(3, "Відділ 1С та баз даних", UnitStatus::Active),
        unit(4, "Архивный отдел (закрыт)", UnitStatus::Closed),
    ]
}

/// An active account whose key is what a fresh account's is: md5 of its hash.
fn user(id: i64, login: &str, fio: &str, role: Role, units: &str, hash: &str) -> User {
    User {
        id,
        login: login.to_owned(),
        password: format!("pass{id}"),
        hash: hash.to_owned(),
        key: Some(md5_hex(hash)),
        fio: fio.to_owned(),
        role,
        odd_priv: None,
        status: AccountStatus::Active,
        login_by: LoginBy::Password,
        units: units.to_owned(),
        email: format!("{login}@example.org"),
        lang: "ru".to_owned(),
        picture: String::new(),
        position: String::new(),
        tel: String::new(),
        skype: String::new(),
        unit_desc: String::new(),
        adr: String::new(),
        last_time: Some(at("2026-11-23 09:15:00")),
    }
}

#[rustfmt::skip]
fn users() -> Vec<User> {
    use Role::{Client, HeadChief, HeadOfUnit, Technician};
    let mut users = vec![
        user(1, "system", "System Account", HeadChief, "1,2,3", "5daace9b067a0c9ab9fc779d250586bc"),
        user(2, "kovalchuk", "Ковальчук Олександр Петрович", HeadChief, "1,2,3", "f380e4f78a9e290f056bfac37b364c03"),
        user(3, "ivanova", "Иванова Мария Сергеевна", HeadOfUnit, "1", "a75d8455c5192f63f741e55c0a1ff6fd"),
        user(4, "petrenko", "Петренко Андрій Миколайович", HeadOfUnit, "1,2", "bca8b877d2948720dc2de05c14ff4065"),
        user(5, "sidorov", "Сидоров Пётр Иванович", Technician, "1", "76a384de3be2aaa8fc8fb1fff4cf5a04"),
        user(6, "shevchenko", "Шевченко Тарас Григорович", Technician, "1,2", "8d5cf46cd62e879cc2ba06bd0da5b9c1"),
        user(7, "oconnor", "О'Коннор-Петренко Марʼяна Олегівна", Technician, "2", "3e7779a086cf4baa816c2a5b117deb87"),
        user(8, "gonchar", "Гончар Олег", Technician, "3", "48df94c8a91b55ad6383b13b5c39b15b"),
        user(9, "romanov", "Романов Руслан Олександрович", Client, "null", "3f3479c9f076984f935cbb9e5266a6b8"),
        user(10, "bondarenko", "Бондаренко Ольга Вікторівна", Client, "0", "33ce68c9c79afe71a0f436957faa6746"),
        user(11, "roga", "ООО \"Рога & Копыта\" <офис>", Client, "", "3fee65ed82c371fd75c44acb3586b3c6"),
        user(12, "inactive", "Неактивный Игорь Львович", Technician, "1", "84d816c48dd80effb60e6bb08a45d88c"),
        user(13, "deleted", "Удалённый Фёдор Кузьмич", Technician, "1", "8579d1ab3e12a93bcf6b11a8d6fb4673"),
        user(14, "newbie", "Новенький Степан Андреевич", Technician, "2", "c2b1f0a7d3e94d0f8a6e5b4c3d2e1f00"),
        user(15, "ldapuser", "Каталогов Лев Дмитриевич", Technician, "2", "d4c3b2a1908f7e6d5c4b3a2918070605"),
    ];
    for user in &mut users {
        match user.login.as_str() {
            "system" => {
                user.password = "1234".to_owned();
                user.email = String::new();
                user.position = "administrator".to_owned();
            }
            "kovalchuk" => {
                user.lang = "ua".to_owned();
                user.picture = "4s7ga7caykg4rhzr37900ytf.jpg".to_owned();
                user.position = "Администратор".to_owned();
                user.tel = "+380441112233".to_owned();
                user.skype = "kovalchuk.op".to_owned();
                user.unit_desc = "Керівництво".to_owned();
                user.adr = "каб. 101".to_owned();
            }
            "ivanova" => {
                user.position = "Координатор".to_owned();
                user.tel = "101-22".to_owned();
            }
            "sidorov" => {
                user.position = "Инженер 1-й категории".to_owned();
                user.tel = "101-24".to_owned();
            }
            "romanov" => {
                user.tel = "+380501234567".to_owned();
                user.unit_desc = "Бухгалтерия".to_owned();
                user.adr = "ул. Ленина, 5, каб. 12".to_owned();
            }
            "roga" => user.email = String::new(),
            "inactive" => user.status = AccountStatus::Inactive,
            "deleted" => user.status = AccountStatus::Deleted,
            "newbie" => user.key = None,
            "ldapuser" => user.login_by = LoginBy::Ldap,
            _ => {}
        }
    }
    users
}

/// A free ticket: number, hash, local time of creation, author and client, unit and assignees, subject, priority, text.
#[expect(clippy::too_many_arguments, reason = "the columns of the table below")]
fn ticket(
    id: i64,
    hash: &str,
    created: &str,
    (author, client): (i64, i64),
    (unit, assignees): (i64, &str),
    subject: usize,
    priority: Priority,
    text: &str,
) -> Ticket {
    Ticket {
        id,
        hash: hash.to_owned(),
        author,
        client,
        unit,
        assignees: Some(assignees.to_owned()),
        subject: subject.checked_sub(1).map(|index| SUBJECTS[index].to_owned()),
        text: text.to_owned(),
        priority,
        created: at(created),
        deadline: None,
        progress: Progress::Open,
        lock_by: 0,
        ok_by: 0,
        ok_date: None,
    }
}

impl Ticket {
    fn locked(self, by: i64) -> Self {
        Self { lock_by: by, ..self }
    }

    fn due(self, deadline: &str) -> Self {
        Self { deadline: Some(at(deadline)), ..self }
    }

    /// Touched by ok or no_ok: who and when; the lock is his too.
    fn ok_by(self, by: i64, when: &str, progress: Progress) -> Self {
        Self { lock_by: by, ok_by: by, ok_date: Some(at(when)), progress, ..self }
    }
}

#[rustfmt::skip]
fn tickets() -> Vec<Ticket> {
    use Progress::{Archived, Done, Open};
    vec![
        ticket(1, "3346a976e5f0512b3967a5591de4334e", "2026-11-23 10:00:00", (9, 9), (1, "0"), 1, Medium, "Не включается системный блок, каб. 12"),
        ticket(2, "044083218f95f03b328ae320e4ff851c", "2026-11-23 09:00:00", (9, 9), (1, "5"), 2, High, "Пропал интернет на 2 этаже"),
        ticket(3, "d5bb7b486a95b200309eb681485c7863", "2026-11-23 08:00:00", (10, 10), (1, "5,6"), 3, Low, "Не звонит IP-телефон 1234"),
        ticket(4, "3bccd1a851f7f9138ade05c82ce1c77b", "2026-11-23 07:00:00", (10, 10), (1, "5,6,7"), 4, Medium, "Замятие бумаги").locked(5),
        ticket(5, "b06d7c6db19ceb2828348e0baf8cd087", "2026-11-23 06:00:00", (9, 9), (2, "0"), 5, Medium, "Установить 1С"),
        ticket(6, "1daaad28bc14b4be9e133aba6b0acbbe", "2026-11-23 05:00:00", (9, 9), (2, "7"), 6, High, "Камера №4 не пишет").locked(7),
        ticket(7, "fc28a57c6dd5e2636928d7bab1de937c", "2026-11-23 04:00:00", (5, 5), (3, "0"), 7, Medium, "Доступ к базе <b>ЗУП</b> & отчётам"),
        ticket(8, "248d65d909089b822809e3d0b28f400c", "2026-11-23 03:00:00", (5, 9), (3, "8"), 8, Medium, "Обновить конфигурацию").locked(8),
        ticket(9, "d9bdbd0e2fe02b0991a6e01234556987", "2026-11-23 02:00:00", (6, 10), (1, "5"), 1, Medium, "Греется ноутбук").ok_by(5, "2026-11-23 11:00:00", Done),
        ticket(10, "d4cbca5cd4e01ea64580816278b57cf6", "2026-11-23 01:00:00", (9, 9), (1, "0"), 2, High, "Сменить пароль Wi-Fi").ok_by(6, "2026-11-23 10:00:00", Done),
        ticket(11, "50b77b70dac785f9d8b35871cf93aa85", "2026-11-23 00:00:00", (10, 10), (2, "0"), 3, Low, "Перенести номер").ok_by(7, "2026-11-23 08:00:00", Done),
        ticket(12, "2934a996c8daa68243140b8dac67c229", "2026-11-02 16:00:00", (9, 9), (1, "0"), 4, Medium, "Заправить картридж").ok_by(5, "2026-11-03 10:00:00", Archived),
        ticket(13, "bf50eb9397ab8fb2ac31485657dd40cc", "2026-10-29 12:00:00", (10, 10), (2, "7"), 5, Medium, "Удалить вирус").ok_by(7, "2026-10-30 10:00:00", Archived),
        ticket(14, "bc8819d1876c841779528590072171fa", "2026-10-25 08:00:00", (5, 5), (3, "8"), 6, Medium, "Старая заявка").ok_by(8, "2026-10-26 10:00:00", Archived),
        ticket(15, "1cda643135cdfca4c902c0671e7e901d", "2026-11-23 11:00:00", (9, 9), (1, "5"), 7, High, "Срочно: выдать доступ новому сотруднику до вечера").due("2026-11-23 17:00:00"),
        ticket(16, "d0a19d6ec226dba84085bebc942405cd", "2026-11-21 12:00:00", (10, 10), (2, "0"), 8, Medium, "Просроченная заявка с дедлайном").due("2026-11-22 12:00:00"),
        ticket(17, "af756de4f3f99af6e13e32f0809dd2bd", "2026-11-22 23:00:00", (9, 9), (1, "0"), 1, Medium, "Добрый день! Уже третий день подряд не работает сетевой принтер в бухгалтерии, при печати документа на двенадцать страниц выходит только первая"),
        ticket(18, "1365ce27b36ad9e3e50de0d2c597c3ab", "2026-11-22 22:00:00", (9, 9), (1, "0"), 1, Medium, "Строка 1\nСтрока 2\nСтрока 3<br>после br & амперсанд \"кавычки\" 'апостроф'"),
        ticket(19, "64ad84885d870524c44616b31db2f48c", "2026-11-22 21:00:00", (9, 9), (1, "6"), 2, Medium, "Текст"),
        ticket(20, "ed611923fc54c34719d2f822a6e0c5e4", "2026-11-22 20:00:00", (9, 9), (1, "0"), 2, Medium, "Если температура <5 градусов то отключается, а при a<b && c>d всё хорошо"),
        ticket(21, "11f991e25f0ac81d96109761fef3c014", "2026-11-22 19:00:00", (3, 9), (1, "5"), 3, Medium, "Заявка от начальника"),
        ticket(22, "0ac206cb622179477dbdbb052e0ff573", "2026-11-22 18:00:00", (4, 10), (2, "6,7"), 4, Medium, "Заявка двум исполнителям, заблокирована Шевченко").locked(6),
        ticket(23, "adf967b11abbb5507afaba159d7335b2", "2026-11-22 17:00:00", (2, 2), (1, "3"), 5, Medium, "Заявка начальнику от главного"),
        ticket(24, "2c1d155ef2c673ff8f9c6ba2f6421798", "2026-11-22 16:00:00", (9, 9), (4, "0"), 6, Medium, "В закрытый отдел"),
        ticket(25, "74ea1872a0c6a5a9e99a9e834ccec11c", "2026-11-22 15:00:00", (9, 9), (1, "13"), 7, Medium, "Назначена на удалённого пользователя").locked(13),
        ticket(26, "20f61dde8c4250770f36d9159ce40925", "2026-11-22 14:00:00", (9, 9), (1, "99"), 8, Medium, "Назначена на несуществующего").locked(99),
        ticket(27, "0afb0329e75164943d395912cb80ef90", "2026-11-22 13:00:00", (7, 11), (2, "6"), 1, Medium, "Клиент со спецсимволами в имени"),
        ticket(28, "e44e7fff38ded8d931d8905152172a86", "2026-11-22 12:00:00", (9, 9), (1, "5"), 2, Medium, "Возвращённая заявка (no_ok): ok_by остался").ok_by(5, "2026-11-23 09:00:00", Open),
        ticket(29, "a988ed5fb207d20d1096d3cd894069bc", "2026-11-22 11:00:00", (9, 9), (1, "0"), 0, Medium, "Без темы"),
        ticket(30, "c235e03bd97a9c7d8d6a85421714d3af", "2026-11-22 10:00:00", (8, 8), (3, "0"), 4, Medium, ""),
        ticket(31, "927f4cb5eb3d3f1e8fb8d6069be1e2bd", "2026-11-22 09:00:00", (9, 9), (2, "0"), 5, Medium, "https://example.org/very/long/url?with=params&and=more#fragment — ссылка и эмодзи ☎ ✔ €"),
        ticket(32, "11df7c922a7d544082331154e1f309c7", "2026-11-22 08:00:00", (9, 9), (2, "5"), 5, Medium, "Исполнитель не из этого отдела (5 -> unit 2)"),
    ]
}

#[rustfmt::skip]
fn comments() -> Vec<Comment> {
    let comment = |ticket, author, time: &str, text: &str| Comment {
        ticket: Some(ticket),
        author,
        text: text.to_owned(),
        written: at(&format!("2026-11-23 {time}")),
    };
    let long: String = "Длинный комментарий. ".chars().cycle().take(COMMENT_CHARS).collect();
    vec![
        comment(1, 5, "10:20:00", "Принято, иду смотреть"),
        comment(1, 9, "10:30:00", "Спасибо! Жду в каб. 12 &amp; не ухожу"),
        comment(1, 5, "10:40:00", "Строка 1\nСтрока 2<br>Строка 3"),
        comment(1, 5, "10:50:00", "Скриншот во вложении[file:5f2d]"),
        comment(1, 5, "11:00:00", "[file:5f2e]"),
        comment(1, 5, "11:05:00", "Вопрос про [file:что угодно] в тексте"),
        comment(1, 5, "11:10:00", "Если a<b, то всё пропало"),
        comment(1, 13, "11:15:00", "Комментарий удалённого пользователя"),
        comment(1, 99, "11:16:00", "Комментарий несуществующего"),
        comment(1, 2, "11:17:00", "**жирный** _курсив_ `код` [ссылка](https://example.org/?a=1&b=2)"),
        comment(2, 5, "11:20:00", &long),
        comment(2, 5, "11:21:00", ""),
        comment(2, 5, "11:22:00", "<script>alert(1)</script>"),
    ]
}
