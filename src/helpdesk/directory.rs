//! The calls about people, units, subjects and positions. They only read.

use super::client::Client;
use super::error::{Error, Unclear};
use super::fields::Object;
use super::key::ApiKey;
use super::rows;
use super::text;
use crate::domain::ids::{SubjectId, UnitId, UserHash};
use crate::domain::person::{Named, Person, Profile, Unit};

impl Client {
    /// A person's page; `None` for a hash that is nobody's.
    pub async fn profile(&self, key: &ApiKey, hash: &UserHash) -> Result<Option<Profile>, Error> {
        let mut profile = None;
        let take = |row: &Object<'_>| profile = rows::profile(row, hash.clone(), &self.settings.time_zone);
        let fields = [("user_hash", &*hash.0)];
        self.call_list("get_user_info", key, &fields, "info", take).await?;
        Ok(profile)
    }

    /// A unit by its number, closed ones included; `None` if there is no such unit.
    pub async fn unit(&self, key: &ApiKey, unit: UnitId) -> Result<Option<Unit>, Error> {
        let code = unit.to_string();
        let named = self.named("get_unit_info", key, &[("unit_code", &code)], "info", UnitId).await?;
        Ok(named.into_iter().next())
    }

    /// The open units.
    pub async fn units(&self, key: &ApiKey) -> Result<Vec<Unit>, Error> {
        self.named("get_unit_list", key, &[], "list", UnitId).await
    }

    /// The subjects that a new ticket can have. May be empty: so the helpdesk answers when its SLA setting is broken.
    pub async fn subjects(&self, key: &ApiKey) -> Result<Vec<Named<SubjectId>>, Error> {
        self.named("get_subj_list", key, &[], "list", SubjectId).await
    }

    /// The positions that people can hold.
    pub async fn positions(&self, key: &ApiKey) -> Result<Vec<Named<i64>>, Error> {
        self.named("get_posada_list", key, &[], "list", |id| id).await
    }

    async fn named<Id>(
        &self,
        mode: &str,
        key: &ApiKey,
        fields: &[(&str, &str)],
        list: &'static str,
        id: impl Fn(i64) -> Id,
    ) -> Result<Vec<Named<Id>>, Error> {
        let mut all = Vec::new();
        let take = |row: &Object<'_>| all.extend(rows::named(row, &id));
        self.call_list(mode, key, fields, list, take).await?;
        Ok(all)
    }

    /// The people of a unit, inactive ones included, clients not.
    pub async fn people_of(&self, key: &ApiKey, unit: UnitId) -> Result<Vec<Person>, Error> {
        self.people("get_user_by_dep", key, ("dep_code", &unit.to_string())).await
    }

    /// People and clients whose name, login or phone contains `part`, taken literally: at most ten, in no order,
    /// inactive ones included. An empty `part` finds anybody.
    pub async fn search(&self, key: &ApiKey, part: &str) -> Result<Vec<Person>, Error> {
        self.people("get_users_list", key, ("find_param", &text::for_search(part))).await
    }

    async fn people(&self, mode: &str, key: &ApiKey, field: (&str, &str)) -> Result<Vec<Person>, Error> {
        let mut people = Vec::new();
        let take = |row: &Object<'_>| people.extend(rows::person(row));
        let answer = self.call_list(mode, key, &[field], "users", take).await?;
        if answer.has_list() { Ok(people) } else { Err(Unclear::Garbled("people without a list").into()) }
    }

    /// The page of the person who signed in with this login and was then called `name`. The API has no call for it, so
    /// they are looked up by login, then by name, and recognised by the login on their page; where pages have no logins
    /// (a server by the letter of the document), by being the only one of that name. `None` if they can't be found: the
    /// server never lists its first account, and lists only ten hits.
    pub async fn who_is(&self, key: &ApiKey, login: &str, name: &str) -> Result<Option<Profile>, Error> {
        let mut namesakes: Vec<Profile> = Vec::new();
        for part in [login, name] {
            if part.trim().is_empty() {
                continue;
            }
            for person in self.search(key, part).await? {
                let Some(profile) = self.profile(key, &person.hash).await? else { continue };
                if comparable(&profile.login) == comparable(login) {
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
fn comparable(login: &str) -> String {
    login.trim().to_lowercase().replace('ё', "е")
}
