//! The harm that texts can do, tried with texts made of what does it.

use proptest::prelude::*;

use super::*;

/// Texts with much of what this server stumbles over.
fn awkward() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<".to_owned()),
        Just("[".to_owned()),
        Just("[file".to_owned()),
        Just("file:".to_owned()),
        Just("[FILE:x]".to_owned()),
        Just("<br>".to_owned()),
        Just("&amp;lt;".to_owned()),
        Just("😡".to_owned()),
        Just("👨\u{200d}👩\u{200d}👧".to_owned()),
        Just("🇺🇦".to_owned()),
        Just("\r\n".to_owned()),
        Just("\u{a0}".to_owned()),
        Just("  ".to_owned()),
        Just("\n#49".to_owned()),
        Just("5*3*2".to_owned()),
        Just("__init__".to_owned()),
        Just("\\".to_owned()),
        "[жЖ]{1,120}",
        "[a-z ]{0,40}",
        "\\PC{0,8}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// What the server shows of a stored comment: the marker and all behind it gone, then PHP's `strip_tags`.
fn as_the_server_shows(stored: &str) -> String {
    let stored = stored.split("[file:").next().unwrap_or_default();
    let mut out = String::new();
    let mut chars = stored.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '<' || chars.peek().is_some_and(char::is_ascii_whitespace) {
            out.push(c);
            continue;
        }
        chars.by_ref().find(|c| *c == '>');
    }
    out
}

proptest! {
    #[test]
    fn nothing_sent_is_harmful(text in awkward()) {
        let sent = sendable(&text);
        prop_assert!(sent.chars().all(|c| c.len_utf8() < 4));
        prop_assert!(!sent.to_lowercase().contains("[file:"));
        prop_assert_eq!(&sendable(&sent), &sent);
        prop_assert_eq!(&as_the_server_shows(&sent), &sent);
        prop_assert!(same(&text, &plain(&as_the_server_shows(&sent))));
    }

    #[test]
    fn no_new_ticket_takes_the_lists_down(text in awkward()) {
        let sent = for_ticket(&text);
        prop_assert!(!kills_lists(&sent));
        prop_assert_eq!(&for_ticket(&sent), &sent);
        prop_assert!(same(&text, &plain(&as_the_server_shows(&sent))));
    }

    #[test]
    fn long_words_take_no_list_down(lead in "[a-z]{0,3}", text in "[ж\n]{70,120}") {
        let sent = for_ticket(&(lead + &text));
        prop_assert!(!kills_lists(&sent));
    }

    #[test]
    fn pieces_of_a_comment_make_the_whole(pieces in prop::collection::vec(awkward(), 0..9)) {
        let text = pieces.concat();
        let parts = for_comments(&text);
        for part in &parts {
            prop_assert!(!part.is_empty());
            prop_assert!(part.chars().count() <= COMMENT_LIMIT);
            prop_assert_eq!(&sendable(part), part);
        }
        let ink = |text: &str| text.split_whitespace().collect::<String>().replace('\\', "");
        prop_assert_eq!(ink(&parts.concat()), ink(&sendable(&text)));
    }

    #[test]
    fn reading_never_fails(text in any::<String>()) {
        let text = plain(&text);
        prop_assert!(text.chars().all(|c| is_visible(c) || matches!(c, '\n' | '\t')));
    }
}

#[test]
fn a_list_is_killed_under_the_measured_condition_only() {
    let killer = format!("1{}", "Ж".repeat(100));
    assert!(kills_lists(&killer));
    assert!(kills_lists(&"строка\n".repeat(30)));
    assert!(!kills_lists(&"Ж".repeat(100)), "byte 150 begins a letter");
    assert!(!kills_lists(&format!("1{}", "Ж".repeat(74))), "not longer than 150 bytes");
    assert!(!kills_lists(&format!("слово {}", "Ж".repeat(100))), "a space to cut at");
    assert!(kills_lists(&format!(" {}Ж", "Ж".repeat(100)).replacen(' ', "1", 1)));
    let late = format!("1{}<br>{}", "Ж".repeat(74), "Ж".repeat(100));
    assert!(!kills_lists(&late), "a break before the cut");
    assert_eq!(for_ticket(&killer), format!("1{} {}", "Ж".repeat(74), "Ж".repeat(26)));
    let lines = "строка\n".repeat(30);
    assert!(for_ticket(&lines).contains("\n строка"), "the space goes to the start of a line");
}

#[test]
fn emoji_become_what_the_database_can_hold() {
    assert_eq!(sendable("ок 😀👍🏽!"), "ок :)(+)!");
    assert_eq!(sendable("👨\u{200d}👩\u{200d}👧 и 🚗"), "□ и □");
    assert_eq!(sendable("🇺🇦 𝟙𝟚"), "UA 12");
    assert_eq!(sendable("☎ ✔ € ❤\u{fe0f}"), "☎ ✔ € ❤\u{fe0f}", "three bytes are no trouble");
}

#[test]
fn tags_and_markers_are_broken_visibly() {
    assert_eq!(sendable("при t<5 и a < b"), "при t< 5 и a < b");
    assert_eq!(sendable("x<"), "x< ");
    assert_eq!(sendable("<<b>>"), "< < b>>");
    assert_eq!(sendable("см. [file:abc]"), "см. [ file:abc]");
    assert_eq!(sendable("[file😡"), "[ file:[", "an emoji must not make a marker");
    assert_eq!(sendable("\u{feff} \r\nа\rб\0 \r\n"), "а\nб");
}

#[test]
fn what_would_be_markdown_on_the_web_page_is_escaped_and_reads_as_it_was() {
    let texts = [
        ("#49 is the same", "\\#49 is the same"),
        ("see\n  #49", "see\n  \\#49"),
        ("5*3*2", "5\\*3\\*2"),
        ("__init__", "\\_\\_init\\_\\_"),
        ("> said", "\\> said"),
        ("`ls`", "\\`ls\\`"),
        ("2 * 3, #49, a_b, C:\\temp", "2 * 3, #49, a_b, C:\\temp"),
        ("http://desk/a_b_c *", "http://desk/a_b_c *"),
    ];
    for (text, sent) in texts {
        assert_eq!(sendable(text), sent);
        assert_eq!(plain(sent), text, "it reads as it was written");
        assert!(same(text, &plain(sent)));
    }
    assert_eq!(plain("dir C:\\*.log"), "dir C:\\*.log", "what others wrote stays");
}

#[test]
fn comments_are_cut_between_words() {
    assert_eq!(for_comments(" \n "), Vec::<String>::new());
    assert_eq!(for_comments(&"ж".repeat(2048)).len(), 1);
    let words = "слово ".repeat(500);
    let parts = for_comments(&words);
    assert_eq!(parts.len(), 2);
    assert!(parts.iter().all(|part| part.ends_with("слово")));
    let unbroken = for_comments(&"ж".repeat(5000));
    assert_eq!(unbroken.iter().map(|part| part.chars().count()).collect::<Vec<_>>(), [2046, 2046, 908]);
}

#[test]
fn short_reasons_are_not_lost() {
    let reasons = ["", " ", "+", "ok", "да", "передаю"].map(for_referral);
    assert_eq!(reasons, ["", "", "+..", "ok.", "да.", "передаю"]);
}

#[test]
fn searches_are_literal() {
    assert_eq!(for_search(" 50%_\\ "), "50\\%\\_\\\\");
}

#[test]
fn html_reads_as_plain_text() {
    assert_eq!(plain("Доступ к базе <b>ЗУП</b> & отчётам"), "Доступ к базе ЗУП & отчётам");
    assert_eq!(plain("а<br>б<BR/>в<br />г\r\nд"), "а\nб\nв\nг\nд");
    assert_eq!(
        plain("&lt;b&gt; &amp;amp; &#039;x&#x2F;&nbsp;&unknown; & &;"),
        "<b> &amp; 'x/\u{a0}&unknown; & &;"
    );
    assert_eq!(plain("Другое <прочее>, t <5, a < b"), "Другое <прочее>, t <5, a < b");
    assert_eq!(plain("обрыв <a href='x"), "обрыв");
    assert!(same("a &lt; b 😀", "a < b :)"));
    assert!(!same("раз", "два"));
}
