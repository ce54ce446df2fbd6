//! The calls about people, units, subjects and positions. They only read.

use super::client::HelpdeskClient;
use super::error::{HelpdeskError, UnclearAnswer};
use super::json_fields::Object;
use super::key::ApiKey;
use super::rows;
use super::text_repair;
use crate::domain::ids::{SubjectId, UnitId, UserHash};
use crate::domain::person::{NamedEntity, Person, Profile, Unit};

impl HelpdeskClient {
    /// A person's page; `None` for a hash that is nobody's.
    pub async fn fetch_profile(
        &self,
        key: &ApiKey,
        hash: &UserHash,
    ) -> Result<Option<Profile>, HelpdeskError> {
        let mut profile = None;
        let take = |row: &Object<'_>| profile = rows::profile(row, hash.clone(), &self.settings.time_zone);
        let fields = [("user_hash", &*hash.0)];
        self.call_list("get_user_info", key, &fields, "info", take).await?;
        Ok(profile)
    }

    /// A unit by its number, closed ones included; `None` if there is no such unit.
    pub async fn fetch_unit(&self, key: &ApiKey, unit: UnitId) -> Result<Option<Unit>, HelpdeskError> {
        let code = unit.to_string();
        let named = self.list_named("get_unit_info", key, &[("unit_code", &code)], "info", UnitId).await?;
        Ok(named.into_iter().next())
    }

    /// The open units.
    pub async fn list_units(&self, key: &ApiKey) -> Result<Vec<Unit>, HelpdeskError> {
        self.list_named("get_unit_list", key, &[], "list", UnitId).await
    }

    /// The subjects that a new ticket can have. May be empty: so the helpdesk answers when its SLA setting is broken.
    pub async fn list_subjects(&self, key: &ApiKey) -> Result<Vec<NamedEntity<SubjectId>>, HelpdeskError> {
        self.list_named("get_subj_list", key, &[], "list", SubjectId).await
    }

    /// The positions that people can hold.
    pub async fn list_positions(&self, key: &ApiKey) -> Result<Vec<NamedEntity<i64>>, HelpdeskError> {
        self.list_named("get_posada_list", key, &[], "list", |id| id).await
    }

    async fn list_named<Id>(
        &self,
        mode: &str,
        key: &ApiKey,
        fields: &[(&str, &str)],
        list: &'static str,
        id: impl Fn(i64) -> Id,
    ) -> Result<Vec<NamedEntity<Id>>, HelpdeskError> {
        let mut all = Vec::new();
        let take = |row: &Object<'_>| all.extend(rows::named(row, &id));
        self.call_list(mode, key, fields, list, take).await?;
        Ok(all)
    }

    /// The people of a unit, inactive ones included, clients not.
    pub async fn unit_people(&self, key: &ApiKey, unit: UnitId) -> Result<Vec<Person>, HelpdeskError> {
        self.list_people("get_user_by_dep", key, ("dep_code", &unit.to_string())).await
    }

    /// People and clients whose name, login or phone contains `part`, taken literally: at most ten, in no order,
    /// inactive ones included. An empty `part` finds anybody.
    pub async fn search_people(&self, key: &ApiKey, part: &str) -> Result<Vec<Person>, HelpdeskError> {
        self.list_people("get_users_list", key, ("find_param", &text_repair::for_search(part))).await
    }

    async fn list_people(
        &self,
        mode: &str,
        key: &ApiKey,
        field: (&str, &str),
    ) -> Result<Vec<Person>, HelpdeskError> {
        let mut people = Vec::new();
        let take = |row: &Object<'_>| people.extend(rows::person(row));
        let answer = self.call_list(mode, key, &[field], "users", take).await?;
        if answer.has_list() {
            Ok(people)
        } else {
            Err(UnclearAnswer::Garbled("people without a list").into())
        }
    }

    /// The page of the person who signed in with this login and was then called `name`. The API has no call for it, so
    /// they are looked up by login, then by name, and recognised by the login on their page; where pages have no logins
    /// (a server by the letter of the document), by being the only one of that name. `None` if they can't be found: the
    /// server never lists its first account, and lists only ten hits.
    pub async fn find_profile(
        &self,
        key: &ApiKey,
        login: &str,
        name: &str,
    ) -> Result<Option<Profile>, HelpdeskError> {
        let mut namesakes: Vec<Profile> = Vec::new();
        for part in [login, name] {
            if part.trim().is_empty() {
                continue;
            }
            for person in self.search_people(key, part).await? {
                let Some(profile) = self.fetch_profile(key, &person.hash).await? else { continue };
                if normalize_login(&profile.login) == normalize_login(login) {
                    return Ok(Some(profile));
                }
                let known = namesakes.iter().any(|other| other.person.hash == person.hash);
                if profile.login.is_empty() && profile.person.name == name && !known {
                    namesakes.push(profile);
                }
            }
        }
        if namesakes.len() == 1 { Ok(namesakes.pop()) } else { Ok(None) }
    }
}

/// Logins as the helpdesk's database compares them.
fn normalize_login(login: &str) -> String {
    login.trim().to_lowercase().replace('ё', "е")
}
