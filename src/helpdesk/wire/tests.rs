//! Answers as servers, proxies and cut lines may deliver them.

use proptest::prelude::*;

use super::*;

const WHOLE: &str = r#"[{"tickets":[{"id_ticket":1,"status":"free"},{"id_ticket":2,"status":"ok"}],"status":"ok","error_description":null}]    "#;

fn ids(body: &str) -> Result<Vec<i64>, Unreadable> {
    let mut ids = Vec::new();
    Answer::find(body.as_bytes())?.each_row("tickets", |row| {
        ids.extend(row.number("id_ticket"));
        Ok::<_, Unreadable>(())
    })?;
    Ok(ids)
}

proptest! {
    #[test]
    fn any_bytes_are_survived(body in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Answer::find(&body);
    }

    #[test]
    fn almost_json_is_survived(pieces in prop::collection::vec(
        prop::sample::select(vec![
            "[", "]", "{", "}", ",", ":", "\"", "\\", "\\u", "d83d", "\"status\"", "\"ok\"", "null", "\u{1}", "1.5", "ж",
        ]), 0..40)
    ) {
        let body = pieces.concat();
        if let Ok(answer) = Answer::find(body.as_bytes()) {
            let _ = answer.each_row::<Unreadable>("status", |_| Ok(()));
            answer.object();
        }
        mended(&body);
    }

    #[test]
    fn what_stands_around_the_answer_is_skipped(before in "[^\"]{0,80}", after in "\\PC{0,40}") {
        prop_assert_eq!(ids(&format!("{before}\n{WHOLE}{after}")), Ok(vec![1, 2]));
    }

    #[test]
    fn a_cut_answer_is_never_taken_for_a_whole_one(at in 0..WHOLE.trim_end().len() - 1) {
        prop_assert!(ids(&WHOLE[..at]).is_err());
    }

    #[test]
    fn numbers_are_read_however_they_are_written(number in -1_000_000_000_i64..1_000_000_000) {
        let body = format!(r#"{{"status":"ok","a":{number},"b":"{number}","c":{number}.0,"d":" {number}.9 "}}"#);
        let object = Answer::find(body.as_bytes()).unwrap().object();
        for field in ["a", "b", "c", "d"] {
            prop_assert_eq!(object.number(field), Some(number), "{}", field);
        }
    }
}

#[test]
fn notices_with_braces_are_skipped() {
    let notice = "<br />\n<b>Notice</b>: {main} [{ {$var} {\"x\" PDO-&gt;prepare() in <b>[a]</b><br />\n";
    assert_eq!(ids(&format!("{notice}{WHOLE}")), Ok(vec![1, 2]));
    assert_eq!(ids(&format!("\u{feff}{WHOLE}")), Ok(vec![1, 2]));
    assert_eq!(ids(notice), Err(Unreadable::Garbled));
}

#[test]
fn blank_is_blank() {
    for body in ["", "    ", "\u{feff}\r\n\0", "<br />\n<b>Fatal error</b>: x {main}<br />"] {
        assert_eq!(ids(body), Err(Unreadable::Blank));
    }
}

#[test]
fn a_row_of_a_broken_answer_is_no_answer() {
    let broken = WHOLE.replace("},{", "}oops{");
    assert_eq!(ids(&broken), Err(Unreadable::Garbled));
}

#[test]
fn nearly_json_is_mended() {
    let body = "[{\"status\":\"ok\",\"tickets\":[{\"id_ticket\":1,\"text\":\"a\nb\\\"\\ud83d c, ]\",},],\"x\":\"\\ud83d\\ude00\",}]";
    let answer = Answer::find(body.as_bytes()).unwrap();
    assert_eq!(answer.object().text("x"), "😀");
    let mut texts = Vec::new();
    answer
        .each_row("tickets", |row| {
            texts.push(row.text("text"));
            Ok::<_, Unreadable>(())
        })
        .unwrap();
    assert_eq!(texts, ["a\nb\"\u{fffd} c, ]"]);
}

#[test]
fn lists_may_be_one_object_or_missing_but_not_half_right() {
    assert_eq!(ids(r#"{"status":"ok","tickets":{"id_ticket":7}}"#), Ok(vec![7]));
    assert_eq!(ids(r#"{"status":"ok","tickets":null}"#), Ok(vec![]));
    assert_eq!(ids(r#"{"status":"ok"}"#), Ok(vec![]));
    assert_eq!(ids(r#"{"status":"ok","tickets":[{"id_ticket":7},null]}"#), Err(Unreadable::Garbled));
    assert_eq!(ids(r#"{"status":"ok","tickets":"none"}"#), Err(Unreadable::Garbled));
}

#[test]
fn nothing_has_many_forms() {
    let body = r#"{"status":"ok","a":null,"b":"","c":0,"d":"0","e":"null","f":" x ","g":[1]}"#;
    let object = Answer::find(body.as_bytes()).unwrap().object();
    for field in ["a", "b", "c", "d", "e", "g", "absent"] {
        assert_eq!(object.word(field), None, "{field}");
    }
    assert_eq!(object.word("f").as_deref(), Some("x"));
}
