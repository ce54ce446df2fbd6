//! What an administrator of the helpdesk changes under everybody's feet: units, subjects, accounts. Each is a row of a table
//! that is there, is another or is gone; what tickets and people that name it look like then is shown by `operations`.

use super::server::Zenlix;
use super::world::{Entry, Role, Unit, UnitStatus, World};

impl Zenlix {
    /// So many units in all. The new ones have long names that begin alike.
    pub fn fill_units(&self, count: usize) {
        self.edit(|world| {
            let last = world.units.iter().map(|unit| unit.id).max().unwrap_or(0);
            let missing = count.saturating_sub(world.units.len());
            world.units.extend((last + 1..).take(missing).map(|id| Unit {
                id,
                name: format!("Департамент супроводу користувачів регіональних відділень № {id}"),
                status: UnitStatus::Active,
            }));
        });
    }

    /// So many subjects in all, in either table of them.
    pub fn fill_subjects(&self, count: usize) {
        self.edit_subjects(|subjects| {
            let last = subjects.iter().map(|subject| subject.id).max().unwrap_or(0);
            let missing = count.saturating_sub(subjects.len());
            let name = |id| format!("Обладнання та програмне забезпечення робочого місця, розділ {id}");
            subjects.extend((last + 1..).take(missing).map(|id| Entry { id, name: name(id) }));
        });
    }

    pub fn rename_unit(&self, id: i64, name: &str) {
        self.edit_unit(id, |unit| name.clone_into(&mut unit.name));
    }

    /// The unit is offered no more; its tickets and its people stay.
    pub fn close_unit(&self, id: i64) {
        self.edit_unit(id, |unit| unit.status = UnitStatus::Closed);
    }

    /// The unit's row is deleted; tickets and people go on naming its number.
    pub fn remove_unit(&self, id: i64) {
        self.edit(|world| world.units.retain(|unit| unit.id != id));
    }

    pub fn rename_subject(&self, from: &str, to: &str) {
        self.edit_subjects(|subjects| {
            subjects
                .iter_mut()
                .filter(|subject| subject.name == from)
                .for_each(|found| to.clone_into(&mut found.name));
        });
    }

    /// The subject's row is deleted; tickets keep its words.
    pub fn remove_subject(&self, name: &str) {
        self.edit_subjects(|subjects| subjects.retain(|subject| subject.name != name));
    }

    /// Puts somebody into these units, a comma list.
    pub fn move_user(&self, login: &str, units: &str) {
        self.edit_user(login, |user| units.clone_into(&mut user.units));
    }

    /// Gives somebody another role.
    pub fn set_role(&self, login: &str, role: Role) {
        self.edit_user(login, |user| user.role = role);
    }

    /// Deletes an account's row; tickets and comments go on naming its number.
    pub fn erase_user(&self, login: &str) {
        self.edit(|world| world.users.retain(|user| user.login != login));
    }

    fn edit_unit(&self, id: i64, change: impl FnOnce(&mut Unit)) {
        self.edit(|world| world.units.iter_mut().find(|unit| unit.id == id).map(change));
    }

    fn edit_subjects(&self, change: impl Fn(&mut Vec<Entry>)) {
        self.edit(|world: &mut World| {
            change(&mut world.subjects);
            change(&mut world.sla_subjects);
        });
    }
}
