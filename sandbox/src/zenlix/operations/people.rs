//! Sign-in, and the directory: people, units, subjects, positions.

use super::{BAD_KEY, NOT_ALL_VALUES, Refusal, Step, enter, success};
use crate::zenlix::wire::{Field, Json, Page, Request};
use crate::zenlix::world::{
    self, AccountStatus, Answers, Device, Entry, LoginBy, NO_PICTURE, Role, SYSTEM_ACCOUNT, UnitStatus, User,
    World,
};
use crate::zenlix::{notices, text};

/// How many people a search finds at most.
const MOST_FOUND: usize = 10;

/// `auth`: the only mode that answers a bare object. A refusal carries a random key of nobody, and a device's token is
/// taken from its owner even then.
pub fn auth(world: &World, request: &Request) -> Step {
    let (Some(login), Some(password)) = (request.text("login"), request.field("pass")) else {
        return Step::Answer(not_signed_in(NOT_ALL_VALUES));
    };
    let Field::Text(password) = password else {
        return Step::Answer(notices::type_death("md5", "pass"));
    };
    let user = world.user_by_login(&login).filter(|user| {
        user.status == AccountStatus::Active
            && user.login_by == LoginBy::Password
            && user.password == password
    });
    let owner = user.map(|user| user.id);
    let answer = match user {
        Some(user) => {
            let key = user.key.clone().unwrap_or_else(world::random_key);
            (signed_in(user, &key), Some(key))
        }
        None => (not_signed_in(BAD_KEY), None),
    };
    let token = request.text("device_token").filter(|token| !token.is_empty());
    Step::Write(Box::new(move |world| {
        if let Some(token) = token {
            world.devices.retain(|device| device.token != token);
            world.devices.push(Device { owner, token });
        }
        let (page, key) = answer;
        if let Some(user) = world.users.iter_mut().find(|user| Some(user.id) == owner) {
            user.key = key;
        }
        page
    }))
}

fn signed_in(user: &User, key: &str) -> Page {
    Page::Json(Json::Object(vec![
        ("uniq_id", key.into()),
        ("status", "ok".into()),
        ("error_description", Json::Null),
        ("fio", user.fio.as_str().into()),
        ("name_only", user.fio.split(' ').nth(1).into()),
        ("usr_img", user.picture_path().into()),
    ]))
}

fn not_signed_in(why: &str) -> Page {
    Page::Json(Json::Object(vec![
        ("uniq_id", world::random_key().into()),
        ("status", "error".into()),
        ("error_description", why.into()),
        ("fio", Json::Null),
        ("name_only", Json::Null),
        ("usr_img", NO_PICTURE.into()),
    ]))
}

/// `reset_token`: undocumented, needs no key, forgets a device and prints nothing.
pub fn reset_token(request: &Request) -> Step {
    let token = request.text("device_token");
    Step::Write(Box::new(move |world| {
        world.devices.retain(|device| Some(&device.token) != token.as_ref());
        Page::Nothing
    }))
}

/// `get_user_info`. An unknown hash is a person of whom everything is unset.
pub fn user_info(world: &World, request: &Request) -> Result<Json, Refusal> {
    let (_, [hash]) = enter(world, request, ["user_hash"])?;
    let user = world.user_by_hash(&hash);
    let text = |part: fn(&User) -> &str| filled(world, user.map(part));
    let number = |part: fn(&User) -> i64| filled_number(world, user.map(part));
    let picture = user.map(|user| user.picture.as_str()).filter(|picture| !picture.is_empty());
    let info = Json::Object(vec![
        ("fio", text(|user| &user.fio)),
        ("user_login", text(|user| &user.login)),
        ("status", number(|user| status_number(user.status))),
        ("priv", number(priv_number)),
        ("unit", text(|user| &user.units)),
        ("is_client", number(|user| client_number(user.role))),
        ("email", text(|user| &user.email)),
        ("lang", text(|user| &user.lang)),
        ("last_time", user.and_then(|user| user.last_time).map(|at| world.local(at)).into()),
        ("usr_img", picture.unwrap_or(NO_PICTURE).into()),
        ("posada", user.map_or(Json::Null, |user| position(world, user))),
        ("tel", text(|user| &user.tel)),
        ("skype", text(|user| &user.skype)),
        ("unit_desc", text(|user| &user.unit_desc)),
        ("adr", text(|user| &user.adr)),
        // Nobody here has any; the real page would not find them if somebody had.
        ("def_unit_id", filled_number(world, user.map(|_| 0))),
        ("def_user_id", filled(world, user.map(|_| ""))),
    ]);
    Ok(success(vec![("info", Json::List(vec![info]))]))
}

/// The document means the position's number by this field, the real page its name.
fn position(world: &World, user: &User) -> Json {
    match world.settings.answers {
        Answers::Measured => filled(world, Some(&user.position)),
        Answers::ByTheDocument => {
            let entry = world.positions.iter().find(|entry| entry.name == user.position);
            entry.map_or(0, |entry| entry.id).to_string().into()
        }
    }
}

/// The real page takes every empty text for an unset one; the document's doesn't.
fn filled(world: &World, text: Option<&str>) -> Json {
    match world.settings.answers {
        Answers::Measured => text.filter(|text| !text.is_empty()).into(),
        Answers::ByTheDocument => text.into(),
    }
}

/// The same for numbers, zero being empty.
fn filled_number(world: &World, number: Option<i64>) -> Json {
    match world.settings.answers {
        Answers::Measured => number.filter(|number| *number != 0).into(),
        Answers::ByTheDocument => number.into(),
    }
}

/// `get_user_by_dep`: the staff of one unit, inactive people included.
pub fn users_of_unit(world: &World, request: &Request) -> Result<Json, Refusal> {
    let (_, [unit]) = enter(world, request, ["dep_code"])?;
    let is_single_number = unit.parse::<i64>().is_ok_and(|number| number.to_string() == unit);
    let users = world
        .users
        .iter()
        .filter(|user| user.id != SYSTEM_ACCOUNT && user.status != AccountStatus::Deleted)
        .filter(|user| user.role != Role::Client)
        .filter(|user| is_single_number && text::list_holds(&user.units, text::leading_integer(&unit)))
        .map(|user| user_line(user, "status"))
        .collect();
    Ok(success(vec![("users", Json::List(users))]))
}

/// `get_users_list`: a search in names, logins and telephone numbers, clients included.
pub fn find_users(world: &World, request: &Request) -> Result<Json, Refusal> {
    let (_, [wanted]) = enter(world, request, ["find_param"])?;
    let users = world
        .users
        .iter()
        .filter(|user| user.id != SYSTEM_ACCOUNT && user.status != AccountStatus::Deleted)
        .filter(|user| {
            [&user.fio, &user.login, &user.tel].into_iter().any(|part| text::contains_like(part, &wanted))
        })
        .take(MOST_FOUND)
        .map(|user| user_line(user, "status_user"))
        .collect();
    Ok(success(vec![("users", Json::List(users))]))
}

fn user_line(user: &User, status_name: &'static str) -> Json {
    Json::Object(vec![
        ("uniq_id", user.hash.as_str().into()),
        ("fio", user.fio.as_str().into()),
        (status_name, status_number(user.status).into()),
        ("priv", priv_number(user).into()),
        ("unit", user.units.as_str().into()),
        ("is_client", client_number(user.role).into()),
        ("email", user.email.as_str().into()),
    ])
}

/// `get_unit_info`: closed units too; an unknown one has neither number nor name.
pub fn unit_info(world: &World, request: &Request) -> Result<Json, Refusal> {
    let (_, [unit]) = enter(world, request, ["unit_code"])?;
    let unit = world.unit(text::leading_integer(&unit));
    let info = Json::Object(vec![
        ("id", unit.map(|unit| unit.id).into()),
        ("name", unit.map(|unit| unit.name.as_str()).into()),
    ]);
    Ok(success(vec![("info", Json::List(vec![info]))]))
}

/// `get_unit_list`: without the closed ones.
pub fn units(world: &World, request: &Request) -> Result<Json, Refusal> {
    enter(world, request, [])?;
    let open = world.units.iter().filter(|unit| unit.status == UnitStatus::Active);
    Ok(success(vec![("list", Json::List(open.map(|unit| line(unit.id, &unit.name)).collect()))]))
}

/// `get_subj_list`: no list at all where the setting makes no sense.
pub fn subjects(world: &World, request: &Request) -> Result<Json, Refusal> {
    enter(world, request, [])?;
    Ok(success(world.subjects_in_force().map(entries).into_iter().collect()))
}

/// `get_posada_list`.
pub fn positions(world: &World, request: &Request) -> Result<Json, Refusal> {
    enter(world, request, [])?;
    Ok(success(vec![entries(&world.positions)]))
}

fn entries(entries: &[Entry]) -> (&'static str, Json) {
    ("list", Json::List(entries.iter().map(|entry| line(entry.id, &entry.name)).collect()))
}

fn line(id: i64, name: &str) -> Json {
    Json::Object(vec![("id", id.into()), ("name", name.into())])
}

fn status_number(status: AccountStatus) -> i64 {
    match status {
        AccountStatus::Inactive => 0,
        AccountStatus::Active => 1,
        AccountStatus::Deleted => 2,
    }
}

fn priv_number(user: &User) -> i64 {
    if let Some(odd) = user.odd_priv {
        return odd;
    }
    match user.role {
        Role::HeadOfUnit => 0,
        Role::Technician | Role::Client => 1,
        Role::HeadChief => 2,
    }
}

fn client_number(role: Role) -> i64 {
    i64::from(role == Role::Client)
}
