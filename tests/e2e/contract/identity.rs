//! Finding out who signed in: the API has no call for it.

use deskgram::domain::ids::UserHash;
use deskgram::helpdesk::{ApiKey, HelpdeskClient};
use serde_json::{Value, json};

use super::server::{Reply, with_answers};

/// A helpdesk in which everybody is (hash, login, name); where the login is `None` pages don't tell it. Searches find
/// parts of logins and names.
async fn who_is(people: &[(&str, Option<&str>, &str)], login: &str, name: &str) -> Option<UserHash> {
    let answer = |request: &Value| {
        let rows: Vec<_> = match request["mode"].as_str().unwrap() {
            "get_users_list" => {
                let part = request["find_param"].as_str().unwrap().to_lowercase();
                let found = people.iter().filter(|(_, login, name)| {
                    login.unwrap_or_default().contains(&part) || name.to_lowercase().contains(&part)
                });
                found
                    .map(|(hash, _, name)| json!({"uniq_id": hash, "fio": name, "status_user": 1, "priv": 1}))
                    .collect()
            }
            _ => {
                let found = people.iter().filter(|(hash, _, _)| request["user_hash"] == *hash);
                found
                    .map(|(_, login, name)| json!({"user_login": login, "fio": name, "status": 1, "priv": 1}))
                    .collect()
            }
        };
        let answer = json!([{"users": rows, "info": rows, "status": "ok", "error_description": null}]);
        Reply::ok(&answer.to_string())
    };
    let key = ApiKey::new("k".to_owned());
    let talk = async |client: HelpdeskClient| client.find_profile(&key, login, name).await.unwrap();
    with_answers(answer, |_| {}, talk).await.0.map(|profile| profile.person.hash)
}

fn hash(hash: &str) -> Option<UserHash> {
    Some(UserHash(hash.to_owned()))
}

#[tokio::test]
async fn the_login_on_the_page_decides() {
    let people =
        [("a", Some("ivanov2"), "Иванов"), ("b", Some("ivanov"), "Иванов"), ("c", Some("petrov"), "ivanov")];
    assert_eq!(who_is(&people, "IVANOV ", "Иванов").await, hash("b"));
    assert_eq!(
        who_is(&people, "sidorov", "Иванов").await,
        None,
        "a name proves nothing where pages tell logins"
    );
}

#[tokio::test]
async fn without_logins_a_unique_name_decides() {
    let people =
        [("a", None, "Иванов"), ("b", None, "Иванов Пётр"), ("c", None, "Сидоров"), ("d", None, "Сидоров")];
    assert_eq!(who_is(&people, "ivanov", "Иванов").await, hash("a"));
    assert_eq!(who_is(&people, "sidorov", "Сидоров").await, None, "two of a name");
}

#[tokio::test]
async fn wildcards_in_a_login_are_taken_literally() {
    let answer = |request: &Value| {
        let found = request["find_param"] == "a\\_b";
        let users = if found { json!([{"uniq_id": "x", "fio": "X", "status_user": 1}]) } else { json!([]) };
        Reply::ok(&json!([{"users": users, "status": "ok", "error_description": null}]).to_string())
    };
    let talk = async |client: HelpdeskClient| {
        client.search_people(&ApiKey::new("k".to_owned()), "a_b").await.unwrap()
    };
    assert_eq!(with_answers(answer, |_| {}, talk).await.0.len(), 1);
}
