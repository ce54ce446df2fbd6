//! What a message says for a ticket: its words, and for a picture, a document or a voice message a note that there was one or,
//! where files are served, a link to it. What is neither is refused. An album is gathered into one comment.

use jiff::{SignedDuration, Timestamp};

use super::Bot;
use crate::domain::ids::TelegramUser;
use crate::i18n::Lang;
use crate::i18n::number::format_decimal;
use crate::render::html::cut_text;
use crate::store::{Album, CommentId, Db, LinkedFile, NewComment, StoreError};
use crate::t;
use crate::telegram::attachment::Attachment;
use crate::telegram::download::MAX_FILE_BYTES;
use crate::telegram::media_kind::MediaKind;
use crate::telegram::update::{IncomingUpdate, UpdateKind};
use crate::tickets::comment_sender::CommentSender;
use crate::tickets::file_links;

/// How long a comment waits for the rest of its album.
pub const ALBUM_WINDOW: SignedDuration = SignedDuration::from_secs(2);

/// How much of a file's name stands in a comment.
const MAX_NAME_LENGTH: usize = 80;

const MEGABYTE: u64 = 1 << 20;

/// What a message says for a ticket.
#[derive(Default)]
pub struct Said {
    pub text: String,
    /// What its links lead to; to be stored with it.
    pub files: Vec<LinkedFile>,
    pub left_out: Option<LeftOut>,
}

/// Why a file is only noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// The helpdesk takes none, and we serve none.
    AllFiles,
    /// Telegram gives bots no file of that size.
    LargeFile,
}

/// Puts a message into words, in the language of who has sent it; why it can't be, as an error.
pub fn attachment_text(bot: &Bot, update: &IncomingUpdate, lang: Lang) -> Result<Said, String> {
    match &update.what {
        UpdateKind::Media { kind, caption, .. } if !kind.is_file() && caption.trim().is_empty() => {
            Err(refusal(lang, *kind))
        }
        UpdateKind::Media { kind, files, caption, .. } => {
            Ok(carried(bot, update.from.who, lang, *kind, files, caption.trim()))
        }
        UpdateKind::Text { text, .. } | UpdateKind::Command { text, .. } => {
            Ok(Said { text: text.trim().to_owned(), ..Said::default() })
        }
        _ => Ok(Said::default()),
    }
}

/// What is told to whoever sends something that is neither words nor a file.
fn refusal(lang: Lang, kind: MediaKind) -> String {
    match kind_named(lang, kind) {
        Some(kind) => t!(lang, "comment-kind-refused", kind = kind),
        None => t!(lang, "comment-kind-unknown"),
    }
}

fn kind_named(lang: Lang, kind: MediaKind) -> Option<String> {
    match kind {
        MediaKind::Sticker => Some(t!(lang, "kind-sticker")),
        MediaKind::Dice => Some(t!(lang, "kind-dice")),
        MediaKind::Poll => Some(t!(lang, "kind-poll")),
        MediaKind::Game => Some(t!(lang, "kind-game")),
        MediaKind::Story => Some(t!(lang, "kind-story")),
        _ => None,
    }
}

/// The words behind a file with a link to it, or with a note where there can be none.
fn carried(
    bot: &Bot,
    author: TelegramUser,
    lang: Lang,
    kind: MediaKind,
    files: &[Attachment],
    caption: &str,
) -> Said {
    let note = |left_out| Said {
        text: match caption {
            "" => t!(lang, "comment-media-bare", kind = media_name(lang, kind)),
            caption => t!(lang, "comment-media-note", kind = media_name(lang, kind), caption = caption),
        },
        files: Vec::new(),
        left_out: Some(left_out),
    };
    let live = bot.ctx.config.current();
    let Some((public, good_for)) = live.access_policy.serves_files().filter(|_| !files.is_empty()) else {
        return note(LeftOut::AllFiles);
    };
    let (large, served): (Vec<_>, Vec<_>) =
        files.iter().partition(|file| file.size.is_some_and(|size| size > MAX_FILE_BYTES));
    if served.is_empty() {
        return note(LeftOut::LargeFile);
    }
    let mut lines: Vec<_> = (!caption.is_empty()).then(|| caption.to_owned()).into_iter().collect();
    let mut kept = Vec::new();
    for attached in served {
        let (file, link) = file_links::new_file(&bot.ctx, author, attached, good_for, public);
        lines.push(attachment_line(lang, attached, &link));
        kept.push(file);
    }
    lines.extend(large.iter().map(|_| t!(lang, "comment-media-bare", kind = media_name(lang, kind))));
    let left_out = (!large.is_empty()).then_some(LeftOut::LargeFile);
    // The helpdesk gives a text back as it likes: no sign in it that it could take for another.
    Said { text: lines.join("\n").replace('\u{a0}', " "), files: kept, left_out }
}

fn attachment_line(lang: Lang, attached: &Attachment, link: &str) -> String {
    let name = cut_text(&attached.name.split_whitespace().collect::<Vec<_>>().join(" "), MAX_NAME_LENGTH);
    match attached.size {
        Some(bytes) => t!(lang, "comment-file", name = name, size = format_size(lang, bytes), link = link),
        None => t!(lang, "comment-file-bare", name = name, link = link),
    }
}

/// A size as people read it in Telegram, which counts by 1024.
pub fn format_size(lang: Lang, bytes: u64) -> String {
    match bytes {
        0..MEGABYTE => t!(lang, "size-kilobytes", count = bytes.div_ceil(1 << 10)),
        _ => t!(lang, "size-megabytes", size = format_decimal(lang, bytes as f64 / MEGABYTE as f64)),
    }
}

/// The name under which the album of a message is remembered. Its pictures come as messages of their own.
pub fn album_key(update: &IncomingUpdate) -> Option<String> {
    match &update.what {
        UpdateKind::Media { album: Some(album), .. } => {
            Some(format!("album:{}:{album}", update.place.target.chat))
        }
        _ => None,
    }
}

/// How a part of an album gets into the comment that gathers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlbumOutcome {
    /// The comment has it too.
    Joined,
    /// It has begun a comment, or come too late for the one before it.
    Began,
}

/// Adds a part of an album to its comment, or begins one that waits for the rest. Of the texts that are `notes`, which only say
/// that there was something, one is enough, and words take its place.
pub fn join_album(
    db: &mut Db<'_>,
    album: &str,
    comment: &NewComment,
    notes: &[String],
    now: Timestamp,
) -> Result<(CommentId, AlbumOutcome), StoreError> {
    let is_note = |parts: &[String]| matches!(parts, [only] if notes.contains(only));
    if let Some(begun) = db.find_album(album)? {
        let more = &comment.parts;
        if is_note(more) {
            return Ok((begun.comment, AlbumOutcome::Joined));
        }
        let longer =
            |parts: Vec<String>| if is_note(&parts) { more.clone() } else { append_parts(parts, more) };
        if db.extend_comment(begun.comment, comment.author, now, longer)? {
            return Ok((begun.comment, AlbumOutcome::Joined));
        }
    }
    let id = db.add_comment(comment, now + ALBUM_WINDOW, now)?;
    db.put_album(album, Album { comment: id, ticket: comment.ticket }, now)?;
    Ok((id, AlbumOutcome::Began))
}

/// A comment with another one behind it, in as few pieces as it takes.
fn append_parts(mut parts: Vec<String>, more: &[String]) -> Vec<String> {
    let end = parts.pop().into_iter().chain(more.iter().cloned()).collect::<Vec<_>>().join("\n");
    parts.extend(CommentSender::split_text(&end).unwrap_or_default());
    parts
}

/// All texts that only say that there was something.
pub fn bare_notes(lang: Lang) -> Vec<String> {
    let kinds = [
        MediaKind::Photo,
        MediaKind::Document,
        MediaKind::Voice,
        MediaKind::Video,
        MediaKind::Audio,
        MediaKind::Other,
    ];
    kinds.into_iter().map(|kind| t!(lang, "comment-media-bare", kind = media_name(lang, kind))).collect()
}

fn media_name(lang: Lang, kind: MediaKind) -> String {
    match kind {
        MediaKind::Photo => t!(lang, "media-photo"),
        MediaKind::Document => t!(lang, "media-document"),
        MediaKind::Voice => t!(lang, "media-voice"),
        MediaKind::Video => t!(lang, "media-video"),
        MediaKind::Audio => t!(lang, "media-audio"),
        MediaKind::Sticker
        | MediaKind::Dice
        | MediaKind::Poll
        | MediaKind::Game
        | MediaKind::Story
        | MediaKind::Other => t!(lang, "media-other"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longer_comment_is_cut_anew() {
        let one = |text: &str| vec![text.to_owned()];
        assert_eq!(append_parts(one("a"), &one("b")), ["a\nb"]);
        let long = "x".repeat(2000);
        assert_eq!(append_parts(one(&long), &one(&"y".repeat(60))).len(), 2);
        assert_eq!(append_parts(vec![long.clone(), "b".into()], &one("c")), [long, "b\nc".into()]);
    }
}
