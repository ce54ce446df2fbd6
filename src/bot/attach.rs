//! What becomes of a picture, a document or a voice message that somebody sends for a ticket: a note that there was one or,
//! where files are served, a link to it. An album is gathered into one comment.

use jiff::{SignedDuration, Timestamp};

use super::Bot;
use crate::i18n::Lang;
use crate::render::html::cut;
use crate::service::comments::Comments;
use crate::store::{Album, Db, File, NewComment, StoreError};
use crate::t;
use crate::telegram::attached::Attached;
use crate::telegram::download::LARGEST;
use crate::telegram::incoming::{Incoming, MediaKind, What};

/// How long a comment waits for the rest of its album.
pub const TOGETHER: SignedDuration = SignedDuration::from_secs(2);

/// How much of a file's name stands in a comment.
const NAME: usize = 80;

const MEGABYTE: u64 = 1 << 20;

/// What of something sent gets to the ticket.
pub enum Kept {
    /// A note that there was one.
    Note,
    /// The same, because Telegram gives bots no file of that size.
    TooLarge,
    /// A link to it.
    Link(File),
}

/// What is said of something sent, in the language of who has sent it.
pub fn said(bot: &Bot, incoming: &Incoming, lang: Lang, kind: MediaKind, caption: &str) -> (String, Kept) {
    let note = || match caption {
        "" => t!(lang, "comment-media-bare", kind = word(lang, kind)),
        caption => t!(lang, "comment-media-note", kind = word(lang, kind), caption = caption),
    };
    let live = bot.desk.live.now();
    let (What::Media { file: Some(attached), .. }, Some((public, good_for))) =
        (&incoming.what, live.house.serves_files())
    else {
        return (note(), Kept::Note);
    };
    if attached.size.is_some_and(|size| size > LARGEST) {
        return (note(), Kept::TooLarge);
    }
    let (file, link) = bot.desk.new_file(incoming.from.who, attached, good_for, public);
    let line = line(lang, attached, &link);
    let text = if caption.is_empty() { line } else { format!("{caption}\n{line}") };
    (text, Kept::Link(file))
}

fn line(lang: Lang, attached: &Attached, link: &str) -> String {
    let name = cut(&attached.name.split_whitespace().collect::<Vec<_>>().join(" "), NAME);
    match attached.size {
        Some(bytes) => t!(lang, "comment-file", name = name, size = size(lang, bytes), link = link),
        None => t!(lang, "comment-file-bare", name = name, link = link),
    }
}

/// A size as people read it in Telegram, which counts by 1024.
pub fn size(lang: Lang, bytes: u64) -> String {
    match bytes {
        0..MEGABYTE => t!(lang, "size-kilobytes", count = bytes.div_ceil(1 << 10)),
        _ => t!(lang, "size-megabytes", size = format!("{:.1}", bytes as f64 / MEGABYTE as f64)),
    }
}

/// The name under which the album of a message is remembered. Its pictures come as messages of their own.
pub fn album(incoming: &Incoming) -> Option<String> {
    match &incoming.what {
        What::Media { album: Some(album), .. } => {
            Some(format!("album:{}:{album}", incoming.place.target.chat))
        }
        _ => None,
    }
}

/// How a part of an album gets into the comment that gathers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gathered {
    /// The comment has it too.
    Joined,
    /// It has begun a comment, or come too late for the one before it.
    Began,
}

/// Adds a part of an album to its comment, or begins one that waits for the rest.
pub fn gather(
    db: &mut Db<'_>,
    album: &str,
    comment: &NewComment,
    now: Timestamp,
) -> Result<Gathered, StoreError> {
    if let Some(begun) = db.album(album)?
        && db.extend_comment(begun.comment, comment.author, now, |parts| longer(parts, &comment.parts))?
    {
        return Ok(Gathered::Joined);
    }
    let id = db.add_comment(comment, now + TOGETHER, now)?;
    db.put_album(album, Album { comment: id, ticket: comment.ticket }, now)?;
    Ok(Gathered::Began)
}

/// A comment with another one behind it, in as few pieces as it takes.
fn longer(mut parts: Vec<String>, more: &[String]) -> Vec<String> {
    let end = parts.pop().into_iter().chain(more.iter().cloned()).collect::<Vec<_>>().join("\n");
    parts.extend(Comments::parts(&end).unwrap_or_default());
    parts
}

fn word(lang: Lang, kind: MediaKind) -> String {
    match kind {
        MediaKind::Photo => t!(lang, "media-photo"),
        MediaKind::Document => t!(lang, "media-document"),
        MediaKind::Voice => t!(lang, "media-voice"),
        MediaKind::Video => t!(lang, "media-video"),
        MediaKind::Audio => t!(lang, "media-audio"),
        MediaKind::Sticker => t!(lang, "media-sticker"),
        MediaKind::Contact => t!(lang, "media-contact"),
        MediaKind::Location => t!(lang, "media-location"),
        MediaKind::Other => t!(lang, "media-other"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longer_comment_is_cut_anew() {
        let one = |text: &str| vec![text.to_owned()];
        assert_eq!(longer(one("a"), &one("b")), ["a\nb"]);
        let long = "x".repeat(2000);
        assert_eq!(longer(one(&long), &one(&"y".repeat(60))).len(), 2);
        assert_eq!(longer(vec![long.clone(), "b".into()], &one("c")), [long, "b\nc".into()]);
    }
}
