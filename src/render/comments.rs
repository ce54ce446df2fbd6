//! A page of a ticket's comments, the newest last.

use super::html::{LONGEST, cut, escape, length};
use super::words::{Reader, number};
use crate::callback::{Callback, ReplyPress};
use crate::domain::comment::{News, Why};
use crate::domain::ids::TicketId;
use crate::domain::ticket::Comment;
use crate::i18n::time;
use crate::screen::{Button, Screen};
use crate::t;

/// How many comments stand on a page.
const PAGE: usize = 6;

/// Renders a page; page 0 holds the newest.
pub fn page(ticket: TicketId, comments: &[Comment], page: usize, reader: &Reader) -> Screen {
    let lang = reader.lang;
    let pages = comments.len().div_ceil(PAGE).max(1);
    let page = page.min(pages - 1);
    let end = comments.len() - page * PAGE;
    let shown = &comments[end.saturating_sub(PAGE)..end];
    let mut html =
        format!("<b>{}</b>", t!(lang, "comments-title", number = number(ticket), count = comments.len()));
    if shown.is_empty() {
        html.push_str(&format!("\n\n{}", t!(lang, "comments-none")));
    }
    let room = (LONGEST - 200) / PAGE;
    for comment in shown {
        html.push_str(&format!("\n\n{}", entry(comment, room, reader)));
    }
    html.push_str(&format!("\n\n<i>{}</i>", t!(lang, "comments-hint")));
    let to = |label: String, page: usize| Button::call(label, &Callback::Comments { ticket, page });
    let mut turning = Vec::new();
    if page + 1 < pages {
        turning.push(to(t!(lang, "comments-older"), page + 1));
    }
    if page > 0 {
        turning.push(to(t!(lang, "comments-newer"), page - 1));
    }
    Screen::text(html).row(turning).row([
        Button::call(t!(lang, "button-write"), &Callback::Write { ticket }),
        Button::call(t!(lang, "button-quick"), &Callback::Reply(ReplyPress::Offer { ticket })),
        Button::call(t!(lang, "button-card"), &Callback::Open { ticket }),
        to(t!(lang, "button-refresh"), page),
    ])
}

fn entry(comment: &Comment, room: usize, reader: &Reader) -> String {
    let when = comment
        .written
        .map(|written| time::moment(reader.lang, written, reader.now, &reader.zone))
        .map_or_else(String::new, |when| format!(" · {when}"));
    let head =
        if reader.is(&comment.author) { t!(reader.lang, "person-you") } else { reader.name(&comment.author) };
    let text = match comment.text.trim() {
        "" => t!(reader.lang, "comments-no-text"),
        text => escape(&cut(text, room.saturating_sub(length(&head) + 40))),
    };
    format!("<b>{head}</b>{when}\n{text}")
}

/// What became of a comment, for its author, with what they can do about it.
pub fn fate(comment: i64, ticket: TicketId, news: News, reader: &Reader) -> Screen {
    let lang = reader.lang;
    let number = number(ticket);
    let retry = Button::call(t!(lang, "comment-retry"), &Callback::CommentRetry { comment });
    let drop = Button::call(t!(lang, "comment-drop"), &Callback::CommentDrop { comment });
    match news {
        News::Arrived => Screen::text(t!(lang, "comment-arrived", number = number)),
        News::Waiting => Screen::text(t!(lang, "comment-waiting", number = number)).row([drop]),
        News::Unheard => Screen::text(t!(lang, "comment-unheard", number = number)).row([drop]),
        News::Unsure => Screen::text(t!(lang, "comment-unsure", number = number)).row([retry, drop]),
        News::Failed(why) => {
            let text = match why {
                Why::SignedOut => t!(lang, "comment-signed-out", number = number),
                Why::OtherAccount => t!(lang, "comment-other-account", number = number),
                Why::Ambiguous => t!(lang, "comment-ambiguous", number = number),
                Why::Gone => t!(lang, "comment-gone", number = number),
                Why::NotAllowed => t!(lang, "comment-not-allowed", number = number),
                Why::Refused => t!(lang, "comment-refused", number = number),
            };
            Screen::text(text).row([retry, drop])
        }
    }
}
