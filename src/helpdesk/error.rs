//! What can go wrong between deskgram and the helpdesk, told apart by what the caller has to do next. The texts are for
//! logs: they hold no key, hash, address, or word of a ticket.

/// A call that gave nothing to go on with.
#[derive(Debug, thiserror::Error)]
pub enum HelpdeskError {
    /// The key is refused (at sign-in: the login or the password, or the account is inactive; the helpdesk does not say
    /// which). Asking again with the same key won't help.
    #[error("the helpdesk refuses the key")]
    KeyRefused,
    /// The request certainly never reached the server: no address, no connection, no TLS.
    #[error("the helpdesk can't be reached")]
    NotSent(#[source] reqwest::Error),
    /// The request was sent, or perhaps sent, and no answer came that can be understood.
    #[error("the helpdesk's answer is missing or unclear: {0}")]
    Unclear(#[from] UnclearAnswer),
    /// The helpdesk answered with nothing: its API is switched off, it broke down on this call, or one ticket spoils
    /// the whole list. Never to be read as "no tickets".
    #[error("the helpdesk gave no data: its API is off, its database is down, or it broke down on this call")]
    NoData,
    /// There is no such ticket.
    #[error("the helpdesk knows no such ticket")]
    NotFound,
    /// The helpdesk said no, or the call was not made because the helpdesk would harm what it was asked to store.
    #[error("the helpdesk refuses: {0}")]
    Refused(Refusal),
}

/// Why an answer could not be used.
#[derive(Debug, thiserror::Error)]
pub enum UnclearAnswer {
    #[error("no answer in time")]
    TimedOut,
    #[error("the connection broke")]
    Broken(#[source] reqwest::Error),
    /// An HTTP status other than success, with a body that is not the helpdesk's.
    #[error("HTTP status {0}")]
    Status(u16),
    /// A redirect: it is not followed. The place has no query: that could hold anything.
    #[error("HTTP status {status}: it has moved to {to}")]
    Moved { status: u16, to: String },
    /// The body is larger than [`HelpdeskSettings::max_body`](super::HelpdeskSettings::max_body).
    #[error("the answer is too long")]
    TooLong,
    /// The body ends in the middle of the JSON.
    #[error("the answer is cut short")]
    Cut,
    /// The body is not what this call answers; the text names what is missing.
    #[error("not an answer of this API: {0}")]
    Garbled(&'static str),
}

impl UnclearAnswer {
    pub const NO_JSON: Self = Self::Garbled("no JSON of this API");
}

/// Why a body holds no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Nothing but white space, or nothing but PHP's report of a breakdown.
    Blank,
    /// The JSON begins and does not end.
    Cut,
    /// Something else.
    Garbled,
}

/// The helpdesk's reasons to refuse (`error_description`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The person has no right to it in the ticket's present state.
    #[error("not allowed")]
    NotAllowed,
    #[error("a field is missing")]
    MissingField,
    /// A field's value is not acceptable: to the helpdesk (an unknown client), or to this client, which does not send
    /// empty texts, comments beyond [`text_repair::COMMENT_LIMIT`](super::text_repair::COMMENT_LIMIT) and referrals to nobody.
    #[error("a field is not acceptable")]
    BadField,
    /// A reason that is not known, an unknown operation included.
    #[error("for an unknown reason")]
    Other,
}

impl From<Unreadable> for HelpdeskError {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::Blank => Self::NoData,
            Unreadable::Cut => UnclearAnswer::Cut.into(),
            Unreadable::Garbled => UnclearAnswer::NO_JSON.into(),
        }
    }
}

impl HelpdeskError {
    /// Whether the helpdesk may have carried out the call all the same. If so, look before repeating it.
    pub fn may_have_applied(&self) -> bool {
        match self {
            Self::NoData => true,
            // 3xx and 4xx come from what stands in front of the helpdesk: the call was turned away.
            Self::Unclear(UnclearAnswer::Status(status)) => *status >= 500,
            Self::Unclear(UnclearAnswer::Moved { .. }) => false,
            Self::Unclear(_) => true,
            Self::KeyRefused | Self::NotSent(_) | Self::NotFound | Self::Refused(_) => false,
        }
    }

    /// Whether the helpdesk may still be at work on the call: nobody has heard how it ended. A look right away then
    /// proves nothing.
    pub fn may_still_apply(&self) -> bool {
        match self {
            // A gateway's words; what stands behind it works on.
            Self::Unclear(UnclearAnswer::Status(status)) => *status >= 500,
            Self::Unclear(UnclearAnswer::Moved { .. }) => false,
            Self::Unclear(UnclearAnswer::TimedOut | UnclearAnswer::Broken(_)) => true,
            // An answer, however spoilt, is the call's end.
            Self::Unclear(UnclearAnswer::TooLong | UnclearAnswer::Cut | UnclearAnswer::Garbled(_))
            | Self::NoData => false,
            Self::KeyRefused | Self::NotSent(_) | Self::NotFound | Self::Refused(_) => false,
        }
    }
}
