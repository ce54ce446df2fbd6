//! Where a ticket stands in the helpdesk's own pages.

use super::ids::TicketHash;

/// What stands in a template for the ticket's hash.
pub const HASH_MARK: &str = "{hash}";

/// The address of a ticket's page as a template; none, where no page is to be named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TicketLink(Option<String>);

impl TicketLink {
    /// Nobody is led anywhere.
    pub const OFF: Self = Self(None);

    /// An address with [`HASH_MARK`] in it.
    pub fn from_template(template: impl Into<String>) -> Self {
        Self(Some(template.into()))
    }

    /// The page of a ticket. A hash that is none leads nowhere.
    pub fn url_for(&self, hash: &TicketHash) -> Option<String> {
        let is_hash = !hash.0.is_empty() && hash.0.chars().all(|sign| sign.is_ascii_alphanumeric());
        self.0.as_ref().filter(|_| is_hash).map(|template| template.replace(HASH_MARK, &hash.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_hash_becomes_part_of_an_address() {
        let link = TicketLink::from_template("https://help.example.com/ticket?{hash}");
        let url = |hash: &str| link.url_for(&TicketHash(hash.into()));
        assert_eq!(url("0ab9").as_deref(), Some("https://help.example.com/ticket?0ab9"));
        assert_eq!((url(""), url("a\"b"), url("a&b")), (None, None, None));
        assert_eq!(TicketLink::OFF.url_for(&TicketHash("0ab9".into())), None);
    }
}
