//! A page of a ticket's comments, the newest last.

use super::html::{MAX_MESSAGE_LENGTH, cut_text, escape_html, text_length};
use super::reader::{Reader, ticket_number};
use crate::callback::{Callback, ReplyPress};
use crate::domain::comment::{CommentFailure, CommentNews};
use crate::domain::ids::TicketId;
use crate::domain::ticket::TicketComment;
use crate::i18n::time;
use crate::t;
use crate::view::{Button, MessageView};

/// How many comments stand on a page.
const PAGE_SIZE: usize = 6;

/// Renders a page; page 0 holds the newest.
pub fn comments_page(
    ticket: TicketId,
    comments: &[TicketComment],
    page: usize,
    reader: &Reader,
) -> MessageView {
    let lang = reader.lang;
    let pages = comments.len().div_ceil(PAGE_SIZE).max(1);
    let page = page.min(pages - 1);
    let end = comments.len() - page * PAGE_SIZE;
    let shown = &comments[end.saturating_sub(PAGE_SIZE)..end];
    let mut html = format!(
        "<b>{}</b>",
        t!(lang, "comments-title", number = ticket_number(ticket), count = comments.len())
    );
    if shown.is_empty() {
        html.push_str(&format!("\n\n{}", t!(lang, "comments-none")));
    }
    let room = (MAX_MESSAGE_LENGTH - 200) / PAGE_SIZE;
    for comment in shown {
        html.push_str(&format!("\n\n{}", comment_entry(comment, room, reader)));
    }
    html.push_str(&format!("\n\n<i>{}</i>", t!(lang, "comments-hint")));
    let to = |label: String, page: usize| Button::with_callback(label, &Callback::Comments { ticket, page });
    let mut turning = Vec::new();
    if page + 1 < pages {
        turning.push(to(t!(lang, "comments-older"), page + 1));
    }
    if page > 0 {
        turning.push(to(t!(lang, "comments-newer"), page - 1));
    }
    MessageView::from_html(html).with_row(turning).with_row([
        Button::with_callback(t!(lang, "button-write"), &Callback::Write { ticket }),
        Button::with_callback(t!(lang, "button-reply"), &Callback::Reply(ReplyPress::Offer { ticket })),
        Button::with_callback(t!(lang, "button-card"), &Callback::Open { ticket }),
        to(t!(lang, "button-refresh"), page),
    ])
}

fn comment_entry(comment: &TicketComment, room: usize, reader: &Reader) -> String {
    let when = comment
        .written
        .map(|written| time::format_moment(reader.lang, written, reader.now, &reader.zone))
        .map_or_else(String::new, |when| format!(" · {when}"));
    let head = if reader.is_person(&comment.author) {
        t!(reader.lang, "person-you")
    } else {
        reader.person_name(&comment.author)
    };
    let text = match comment.text.trim() {
        "" => t!(reader.lang, "comments-no-text"),
        text => escape_html(&cut_text(text, room.saturating_sub(text_length(&head) + 40))),
    };
    format!("<b>{head}</b>{when}\n{text}")
}

/// What became of a comment, for its author, with what they can do about it.
pub fn comment_news(comment: i64, ticket: TicketId, news: CommentNews, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let number = ticket_number(ticket);
    let retry = Button::with_callback(t!(lang, "comment-retry"), &Callback::CommentRetry { comment });
    let drop = Button::with_callback(t!(lang, "comment-drop"), &Callback::CommentDrop { comment });
    match news {
        CommentNews::Arrived => MessageView::from_html(t!(lang, "comment-arrived", number = number)),
        CommentNews::Waiting => {
            MessageView::from_html(t!(lang, "comment-waiting", number = number)).with_row([drop])
        }
        CommentNews::Unheard => {
            MessageView::from_html(t!(lang, "comment-unheard", number = number)).with_row([drop])
        }
        CommentNews::Unsure => {
            MessageView::from_html(t!(lang, "comment-unsure", number = number)).with_row([retry, drop])
        }
        CommentNews::Failed(CommentFailure::SignedOut) => {
            MessageView::from_html(t!(lang, "comment-signed-out", number = number)).with_row([drop])
        }
        CommentNews::Failed(why) => {
            let text = match why {
                CommentFailure::SignedOut => t!(lang, "comment-signed-out", number = number),
                CommentFailure::OtherAccount => t!(lang, "comment-other-account", number = number),
                CommentFailure::Ambiguous => t!(lang, "comment-ambiguous", number = number),
                CommentFailure::Gone => t!(lang, "comment-gone", number = number),
                CommentFailure::NotAllowed => t!(lang, "comment-not-allowed", number = number),
                CommentFailure::Refused => t!(lang, "comment-refused", number = number),
            };
            MessageView::from_html(text).with_row([retry, drop])
        }
    }
}
