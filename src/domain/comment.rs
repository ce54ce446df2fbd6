//! What can become of a comment on its way to the helpdesk.

/// What its author is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommentNews {
    /// The helpdesk shows it.
    Arrived,
    /// The helpdesk can't be reached; it waits.
    Waiting,
    /// Sent, and the answer was lost: it may have arrived, and is looked for again.
    Unheard,
    /// Sent, and nothing shows whether it arrived; the author decides.
    Unsure,
    /// It won't be sent until its author does something about it.
    Failed(CommentFailure),
}

/// Why a comment can't be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommentFailure {
    /// The author is not signed in any more.
    SignedOut,
    /// The author has another account now than the one they wrote it with.
    OtherAccount,
    /// There is no such ticket any more.
    Gone,
    /// Another ticket has the same hash: the helpdesk could put it there.
    Ambiguous,
    /// The author has no right to the ticket, or none any more.
    NotAllowed,
    /// The helpdesk said no.
    Refused,
}
