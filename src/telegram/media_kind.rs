//! What a message holds besides words, by kind.

/// What a message holds besides words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    Photo,
    Document,
    Voice,
    Video,
    Audio,
    Sticker,
    Dice,
    Poll,
    Game,
    Story,
    /// Anything else, known or not.
    Other,
}

impl MediaKind {
    /// Whether it is a file, which somebody may want to see in the ticket.
    pub fn is_file(self) -> bool {
        match self {
            Self::Photo | Self::Document | Self::Voice | Self::Video | Self::Audio => true,
            Self::Sticker | Self::Dice | Self::Poll | Self::Game | Self::Story | Self::Other => false,
        }
    }
}
