//! Who may do what with a rota: decided here alone, at every press, from the account as it is then.

use super::account::Account;
use super::ids::{Target, TelegramUser};
use super::person::Role;
use super::rota::{DutyPlace, Rota};

/// Who asks, and where.
pub struct DutyCaller<'a> {
    pub who: TelegramUser,
    pub account: &'a Account,
    pub target: Target,
}

/// What somebody may do with the duty of one place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DutyRights {
    /// See who is on.
    pub reads: bool,
    /// Hand over, be away, swap: one of those who take turns.
    pub takes_turns: bool,
    /// Say who takes turns, and when.
    pub edits: bool,
}

/// A unit's duty is its people's, and its head's to edit. A group's is for those of its rota, and for whoever asks in the group
/// itself; it is edited by whoever has subscribed it.
pub fn duty_rights(
    caller: &DutyCaller<'_>,
    place: DutyPlace,
    rota: Option<&Rota>,
    owner: Option<TelegramUser>,
) -> DutyRights {
    let account = caller.account;
    if !account.is_staff() {
        return DutyRights::default();
    }
    let hash = account.me.hash.as_ref();
    let named = rota.is_some_and(|rota| hash.is_some_and(|hash| rota.member(hash).is_some()));
    match place {
        DutyPlace::Unit(unit) => {
            let reads = account.covers_unit(unit);
            let edits = reads && matches!(account.role, Some(Role::HeadOfUnit | Role::HeadChief));
            DutyRights { reads, takes_turns: reads && named, edits }
        }
        DutyPlace::Group(target) => {
            let edits = owner == Some(caller.who);
            let reads = owner.is_some() && (edits || named || caller.target == target);
            DutyRights { reads, takes_turns: reads && named, edits }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{ChatId, UnitId, UserHash};
    use crate::domain::rota::RotaMember;
    use crate::domain::ticket::PersonRef;

    const OWNER: TelegramUser = TelegramUser(1);
    const OTHER: TelegramUser = TelegramUser(2);

    fn account(role: Role, units: &[i64]) -> Account {
        let me = PersonRef { hash: Some(UserHash("me".into())), name: None };
        let units = units.iter().map(|unit| UnitId(*unit)).collect();
        Account { login: "me".into(), me, role: Some(role), units, lang: String::new() }
    }

    fn rights(
        account: &Account,
        who: TelegramUser,
        place: DutyPlace,
        here: ChatId,
        named: bool,
    ) -> [bool; 3] {
        let mut rota = Rota::new("UTC", jiff::civil::date(2026, 11, 24));
        if named {
            rota.members.push(RotaMember { hash: UserHash("me".into()), name: String::new() });
        }
        let caller = DutyCaller { who, account, target: Target::whole_chat(here) };
        let DutyRights { reads, takes_turns, edits } = duty_rights(&caller, place, Some(&rota), Some(OWNER));
        [reads, takes_turns, edits]
    }

    #[test]
    fn a_units_duty_is_its_peoples_and_its_heads_to_edit() {
        let (place, home) = (DutyPlace::Unit(UnitId(5)), ChatId(2));
        let of = |role, units: &[i64], named| rights(&account(role, units), OTHER, place, home, named);
        assert_eq!(of(Role::Technician, &[5], true), [true, true, false]);
        assert_eq!(of(Role::Technician, &[5], false), [true, false, false]);
        assert_eq!(
            of(Role::Technician, &[6], true),
            [false; 3],
            "who has left the unit has nothing left of it"
        );
        assert_eq!(of(Role::HeadOfUnit, &[5], false), [true, false, true]);
        assert_eq!(of(Role::HeadOfUnit, &[6], true), [false; 3]);
        assert_eq!(of(Role::HeadChief, &[], false), [true, false, true]);
        assert_eq!(of(Role::Client, &[5], true), [false; 3]);
    }

    #[test]
    fn a_groups_duty_is_edited_by_whoever_subscribed_it() {
        let group = ChatId(-5);
        let place = DutyPlace::Group(Target::whole_chat(group));
        let worker = account(Role::Technician, &[]);
        let of = |who, here, named| rights(&worker, who, place, here, named);
        assert_eq!(of(OWNER, ChatId(1), false), [true, false, true]);
        assert_eq!(of(OTHER, ChatId(2), false), [false; 3]);
        assert_eq!(of(OTHER, ChatId(2), true), [true, true, false]);
        assert_eq!(of(OTHER, group, false), [true, false, false]);
        assert_eq!(rights(&account(Role::Client, &[]), OWNER, place, group, true), [false; 3]);
    }
}
