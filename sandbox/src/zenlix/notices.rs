//! What PHP prints of its own troubles: the notices before the JSON and the last words of a page that dies. Line
//! numbers are the real server's where they are known.

use super::wire::{Json, Page, Request};

const API: &str = "/var/www/zenlix/api.php";
const FUNCTIONS: &str = "/var/www/zenlix/functions.inc.php";

/// One HTML block of PHP's.
fn block(level: &str, text: &str, file: &str, line: u32) -> String {
    format!("<br />\n<b>{level}</b>:  {text} in <b>{file}</b> on line <b>{line}</b><br />\n")
}

fn undefined(variable: &str, line: u32) -> String {
    block("Warning", &format!("Undefined variable ${variable}"), API, line)
}

/// A row that was not found was used as if it had been.
fn offset_on_nothing(line: u32) -> String {
    block("Warning", "Trying to access array offset on value of type bool", FUNCTIONS, line)
}

/// The notices of a newer PHP about old spelling: they come before anything else, on the first request after a start.
pub fn of_old_spelling() -> String {
    let text = "Using ${var} in strings is deprecated, use {$var} instead";
    [173, 173, 175].map(|line| block("Deprecated", text, FUNCTIONS, line)).concat()
}

/// Whether the caller said what program it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agent {
    Named,
    Unnamed,
}

/// What stands before an answer where notices are shown.
pub fn before(request: &Request, page: &Page, agent: Agent) -> String {
    let Page::Json(json) = page else { return String::new() };
    let mut notices = String::new();
    if agent == Agent::Unnamed {
        notices += &block("Warning", "Undefined array key \"HTTP_USER_AGENT\"", FUNCTIONS, 8012);
    }
    let answer = json.items().first().unwrap_or(json);
    let is_null = |name| answer.get(name) == Some(&Json::Null);
    let no_error = is_null("error_description");
    match request.mode.as_str() {
        "auth" if !no_error => notices += &of_failed_sign_in(),
        "ticket_list" => {
            if request.text("type").as_deref() == Some("in") {
                notices += &undefined("in_query", 172);
            }
            for ticket in answer.get("tickets").map(Json::items).unwrap_or_default() {
                if ticket.get("to_user_hash") == Some(&Json::Null) {
                    notices += &(offset_on_nothing(2938) + &offset_on_nothing(7867));
                }
            }
        }
        "ticket_view" => {
            for ticket in answer.get("ticket").map(Json::items).unwrap_or_default() {
                let hashes = ["user_to_id", "lock_by", "ok_by"];
                let names = ["lock_by_fio", "ok_by_fio"];
                let missing = hashes.iter().filter(|name| ticket.get(name) == Some(&Json::Null)).count();
                let nameless =
                    names.iter().filter(|name| ticket.get(name).is_some_and(|fio| fio.is_text(""))).count();
                notices += &offset_on_nothing(2938).repeat(missing);
                notices += &offset_on_nothing(7867).repeat(nameless);
            }
        }
        _ => {}
    }
    if no_error {
        notices += &undefined("error_msg", last_line(&request.mode));
    }
    if is_null("lock_by_fio") {
        notices += &undefined("lock_by_fio", 696);
    }
    if is_null("ok_by_fio") {
        notices += &undefined("ok_by_fio", 697);
    }
    notices
}

/// Where a mode puts its answer together.
fn last_line(mode: &str) -> u32 {
    match mode {
        "auth" => 119,
        "ticket_list" => 439,
        "ticket_view" => 556,
        "get_unit_list" => 1303,
        _ => 694,
    }
}

fn of_failed_sign_in() -> String {
    [
        undefined("user_id", 102),
        offset_on_nothing(5040),
        undefined("user_id", 105),
        offset_on_nothing(5040),
        undefined("user_id", 106),
        undefined("ui", 109),
        undefined("fio", 120),
        undefined("fio", 121),
    ]
    .concat()
}

fn death(error: &str, line: u32, trace: &str) -> String {
    format!(
        "<br />\n<b>Fatal error</b>:  Uncaught {error} in {API}:{line}\nStack trace:\n{trace}  thrown in <b>{API}</b> on line \
         <b>{line}</b><br />\n"
    )
}

/// The database refused.
pub fn sql_death(why: &str) -> Page {
    let error = format!("PDOException: SQLSTATE[22001]: {why}");
    Page::Died(death(&error, 1100, "#0 {main}\n"))
}

/// An array came where a function wants a text.
pub fn type_death(function: &str, field: &str) -> Page {
    let error = format!("TypeError: {function}(): Argument ${field} must be of type string, array given");
    Page::Died(death(&error, 90, "#0 {main}\n"))
}

/// `ticket_list` of a type that it does not know.
pub fn unknown_list_death() -> Page {
    let error = "Error: Call to a member function fetchAll() on null";
    Page::Died(undefined("stmt", 355) + &death(error, 355, "#0 {main}\n"))
}

/// `ticket_list` of type `out` for the head of a unit: the statement is missing a piece.
pub fn heads_outgoing_death() -> Page {
    let error = "PDOException: SQLSTATE[42000]: Syntax error or access violation: 1064 You have an error in your SQL \
                 syntax; check the manual that corresponds to your MariaDB server version for the right syntax to use \
                 near '?) and arch=? \n        order by id desc' at line 2";
    let before = [
        undefined("in_query", 221),
        block("Warning", "Undefined global variable $_SESSION", FUNCTIONS, 7721),
        block("Warning", "Trying to access array offset on value of type null", FUNCTIONS, 7721),
        offset_on_nothing(7910),
    ]
    .concat();
    Page::Died(before + &death(error, 246, "#0 /var/www/zenlix/api.php(246): PDO-&gt;prepare()\n#1 {main}\n"))
}
