//! What the pages look like: plain HTML without scripts, readable on a phone.

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::i18n::Lang;
use crate::render::html::own_text as escape;
use crate::t;

/// The form, for whoever came by a link that is good.
pub(super) struct SignInForm<'a> {
    pub lang: Lang,
    /// Who is linked: their name and number in Telegram.
    pub name: &'a str,
    pub number: i64,
    /// With which helpdesk.
    pub helpdesk: &'a str,
    /// Where the form goes, beside this page.
    pub token: &'a str,
    pub csrf: &'a str,
    /// What was typed the last time; empty if there was none.
    pub login: &'a str,
    /// What went wrong the last time.
    pub trouble: Option<String>,
}

impl SignInForm<'_> {
    pub fn render_page(&self) -> String {
        let lang = self.lang;
        let trouble = self.trouble.as_deref();
        let trouble = trouble.map(|text| format!("<p class=\"trouble\" role=\"alert\">{}</p>", escape(text)));
        let who = t!(
            lang,
            "web-who",
            name = escape(self.name),
            number = self.number.to_string(),
            helpdesk = escape(self.helpdesk),
        );
        let body = format!(
            "<h1>{title}</h1>{trouble}<p>{who}</p>\
             <form method=\"post\" action=\"{token}\">\
             <input type=\"hidden\" name=\"csrf\" value=\"{csrf}\">\
             <label>{login}<input name=\"login\" autocomplete=\"username\" autocapitalize=\"none\" maxlength=\"200\" value=\"{typed}\" required{first}></label>\
             <label>{password}<input name=\"password\" type=\"password\" autocomplete=\"current-password\" maxlength=\"1000\" required{then}></label>\
             <button>{submit}</button></form><p class=\"note\">{note}</p>",
            title = escape(&t!(lang, "web-title")),
            trouble = trouble.unwrap_or_default(),
            token = escape(self.token),
            csrf = escape(self.csrf),
            typed = escape(self.login),
            first = if self.login.is_empty() { " autofocus" } else { "" },
            then = if self.login.is_empty() { "" } else { " autofocus" },
            login = escape(&t!(lang, "web-login")),
            password = escape(&t!(lang, "web-password")),
            submit = escape(&t!(lang, "web-submit")),
            note = escape(&t!(lang, "web-note")),
        );
        page_frame(lang, &body)
    }
}

/// The password is right: the code for the chat that has asked.
pub(super) fn code(lang: Lang, code: &str, name: &str, bot: &str) -> String {
    let body = format!(
        "<h1>{title}</h1><p>{what}</p><p class=\"code\">{code}</p>\
         <p><a href=\"https://t.me/{bot}\">{back}</a></p><p class=\"note\">{note}</p>",
        title = escape(&t!(lang, "web-code-title")),
        what = t!(lang, "web-code", name = escape(name)),
        code = escape(code),
        bot = escape(bot),
        back = escape(&t!(lang, "web-back")),
        note = escape(&t!(lang, "web-code-note")),
    );
    page_frame(lang, &body)
}

/// The link is not, or no longer, good. Says no more: whoever guesses learns nothing. In all languages, since nobody knows who
/// reads it.
pub(super) fn expired_page(bot: &str) -> Response {
    let back = |lang: Lang| {
        format!("<a href=\"https://t.me/{}?start=login\">{}</a>", escape(bot), escape(&t!(lang, "web-back")))
    };
    multilingual_page(|lang| format!("{} {}", escape(&t!(lang, "web-gone")), back(lang)))
}

/// The same of a link to a file.
pub(super) fn missing_file_page() -> Response {
    multilingual_page(|lang| escape(&t!(lang, "web-file-gone")))
}

/// A page of a sentence in each language, as HTML.
fn multilingual_page(words: impl Fn(Lang) -> String) -> Response {
    let text: String =
        Lang::ALL.map(|lang| format!("<p lang=\"{}\">{}</p>", lang.iso_code(), words(lang))).concat();
    (StatusCode::GONE, Html(page_frame(Lang::En, &text))).into_response()
}

/// Nothing is there.
pub(super) async fn not_found() -> Response {
    StatusCode::NOT_FOUND.into_response()
}

/// The form was not sent by this page.
pub(super) fn cross_site_refused() -> Response {
    StatusCode::FORBIDDEN.into_response()
}

pub(super) async fn stylesheet() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("style.css")).into_response()
}

fn page_frame(lang: Lang, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><title>{}</title>\
         <link rel=\"stylesheet\" href=\"style.css\"></head><body><main>{body}</main></body></html>",
        lang.iso_code(),
        escape(&t!(lang, "web-title")),
    )
}
