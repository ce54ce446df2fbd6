//! Answers as servers, proxies and cut lines may deliver them, in pieces of any length.

use proptest::prelude::*;
use serde_json::json;

use super::*;

const WHOLE: &str = r#"[{"tickets":[{"id_ticket":1,"status":"free"},{"id_ticket":2,"status":"ok"}],"status":"ok","error_description":null}]    "#;

/// What came of a body: the answer, and the rows that were handed out.
type Outcome = Result<(Answer, Vec<String>), Unreadable>;

/// Reads a body that arrives in pieces of these lengths, over and over.
fn arriving(body: &[u8], lengths: &[usize]) -> Outcome {
    let mut rows = Vec::new();
    let mut reader = Reader::new("tickets", |row: &Object<'_>| {
        rows.push(format!("{row:?}"));
        match row.has("spoils") {
            true => Err(UnclearAnswer::Garbled("a spoilt row")),
            false => Ok(()),
        }
    });
    let (mut rest, mut lengths) = (body, lengths.iter().cycle());
    while !rest.is_empty() {
        let next = lengths.next().map_or(rest.len(), |length| *length.min(&rest.len()));
        reader.feed(&rest[..next]);
        rest = &rest[next..];
    }
    let answer = reader.end();
    answer.map(|answer| (answer, rows))
}

/// The numbers of the tickets that a good answer holds.
fn ids(body: &str) -> Result<Vec<i64>, Unreadable> {
    let mut ids = Vec::new();
    let mut reader = Reader::new("tickets", |row: &Object<'_>| {
        ids.extend(row.number("id_ticket"));
        Ok(())
    });
    reader.feed(body.as_bytes());
    reader.end()?.unspoilt().map_err(|_| Unreadable::Garbled)?;
    Ok(ids)
}

fn found(body: &str) -> Answer {
    arriving(body.as_bytes(), &[]).unwrap().0
}

/// Something in JSON, nearly so, or in pieces.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let pieces = vec![
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "\"",
        "\\",
        "\\u",
        "d83d",
        "\"status\"",
        "\"ok\"",
        "null",
        "\u{1}",
        "1.5",
        "ж",
        "{\"",
        "\"tickets\":[",
        "{\"id_ticket\":1}",
        "\"error_description\":null",
        "{\"spoils\":1}",
        " ",
        "\u{feff}",
        "<b>Fatal error</b>",
        "[{\"status\":\"ok\",",
        "}]",
        WHOLE,
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..40).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #[test]
    fn any_bytes_are_survived(body in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = arriving(&body, &[]);
    }

    #[test]
    fn pieces_of_any_length_make_the_same_answer(
        body in body(),
        lengths in prop::collection::vec(1_usize..40, 1..8),
    ) {
        let (whole, pieces) = (arriving(&body, &[]), arriving(&body, &lengths));
        prop_assert_eq!(format!("{whole:?}"), format!("{pieces:?}"), "{}", String::from_utf8_lossy(&body));
    }

    #[test]
    fn what_stands_around_the_answer_is_skipped(before in "[^\"]{0,80}", after in "\\PC{0,40}") {
        prop_assert_eq!(ids(&format!("{before}\n{WHOLE}{after}")), Ok(vec![1, 2]));
    }

    #[test]
    fn a_cut_answer_is_never_taken_for_a_whole_one(at in 0..WHOLE.trim_end().len() - 1) {
        prop_assert!(ids(&WHOLE[..at]).is_err());
    }

    /// Rows with anything in them, in an envelope in any order and among notices: what was written is what is read.
    #[test]
    fn what_was_written_is_what_is_read(
        texts in prop::collection::vec("\\PC{0,30}", 0..12),
        notice in "[^\"]{0,40}",
        status_first in any::<bool>(),
        lengths in prop::collection::vec(1_usize..60, 1..6),
    ) {
        let rows: Vec<_> =
            texts.iter().map(|text| json!({"text": text, "rights": {"a": [text]}, "n": [{}, []]})).collect();
        let (status, list) = (r#""status":"ok","error_description":null,"fields":{"tickets":[1]},"x":[[]]"#, json!(rows));
        let members = match status_first {
            true => format!("{status},\"tickets\":{list}"),
            false => format!("\"tickets\" : {list} , {status},"),
        };
        let body = format!("{notice}\r\n[{{{members}}}]   ");
        let mut read = Vec::new();
        let mut reader = Reader::new("tickets", |row: &Object<'_>| {
            read.push(row.text("text"));
            Ok(())
        });
        let mut rest = body.as_bytes();
        for length in lengths.iter().cycle() {
            if rest.is_empty() { break }
            let (piece, behind) = rest.split_at(*length.min(&rest.len()));
            reader.feed(piece);
            rest = behind;
        }
        let answer = reader.end().unwrap();
        prop_assert_eq!(answer.status(), Some(Status::Ok));
        prop_assert!(answer.has_list());
        prop_assert_eq!(read, texts);
    }

    #[test]
    fn numbers_are_read_however_they_are_written(number in -1_000_000_000_i64..1_000_000_000) {
        let body = format!(r#"{{"status":"ok","a":{number},"b":"{number}","c":{number}.0,"d":" {number}.9 "}}"#);
        let answer = found(&body);
        for field in ["a", "b", "c", "d"] {
            prop_assert_eq!(answer.object().number(field), Some(number), "{}", field);
        }
    }
}

#[test]
fn a_row_is_handed_out_and_forgotten_while_the_rest_is_on_its_way() {
    let mut count = 0;
    let row = format!(r#"{{"id_ticket":1,"text":"{}"}},"#, "x".repeat(1000));
    let mut reader = Reader::new("tickets", |_: &Object<'_>| {
        count += 1;
        Ok(())
    });
    reader.feed(br#"[{"tickets":["#);
    for _ in 0..1000 {
        reader.feed(row.as_bytes());
        assert!(reader.held.len() < 2 * row.len(), "{} bytes are held", reader.held.len());
    }
    reader.feed(br#"{"id_ticket":2}],"status":"ok"}]"#);
    assert_eq!(reader.end().unwrap().status(), Some(Status::Ok));
    assert_eq!(count, 1001);
}

#[test]
fn notices_with_braces_are_skipped() {
    let notice = "<br />\n<b>Notice</b>: {main} [{ {$var} {\"x\" PDO-&gt;prepare() in <b>[a]</b><br />\n";
    assert_eq!(ids(&format!("{notice}{WHOLE}")), Ok(vec![1, 2]));
    assert_eq!(ids(&format!("\u{feff}{WHOLE}")), Ok(vec![1, 2]));
    assert_eq!(ids(notice), Err(Unreadable::Garbled));
    let quoted = "<b>Notice</b>: unexpected '{\"' in <b>a</b>\n";
    assert_eq!(ids(&format!("{quoted}{WHOLE}")), Ok(vec![1, 2]), "an answer that begins within a string");
    let whole = "<b>Debug</b>: {\"query\":[{\"a\":1}],\"time\":0.1} {}\n";
    assert_eq!(ids(&format!("{whole}{WHOLE}")), Ok(vec![1, 2]), "an object that is no answer");
}

#[test]
fn what_never_becomes_an_answer_is_given_up() {
    let starts = "{\"a\" ".repeat(MAX_STARTS);
    assert_eq!(ids(&format!("{starts}{WHOLE}")), Err(Unreadable::Garbled));
    assert_eq!(ids(&format!("{}{WHOLE}", &starts[5..])), Ok(vec![1, 2]));
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
    assert_eq!(found(body).object().text("x"), "😀");
    let mut texts = Vec::new();
    let mut reader = Reader::new("tickets", |row: &Object<'_>| {
        texts.push(row.text("text"));
        Ok(())
    });
    reader.feed(body.as_bytes());
    reader.end().unwrap();
    assert_eq!(texts, ["a\nb\"\u{fffd} c, ]"]);
}

#[test]
fn lists_may_be_one_object_or_missing_but_not_half_right() {
    assert_eq!(ids(r#"{"status":"ok","tickets":{"id_ticket":7}}"#), Ok(vec![7]));
    assert_eq!(ids(r#"{"status":"ok","tickets":[]}"#), Ok(vec![]));
    for missing in [r#"{"status":"ok","tickets":null}"#, r#"{"status":"ok"}"#] {
        assert!(!found(missing).has_list(), "{missing}");
    }
    assert!(found(r#"{"status":"ok","tickets":[]}"#).has_list());
    assert_eq!(ids(r#"{"status":"ok","tickets":[{"id_ticket":7},null]}"#), Err(Unreadable::Garbled));
    assert_eq!(ids(r#"{"status":"ok","tickets":[{"id_ticket":7},{"a" 1}]}"#), Err(Unreadable::Garbled));
    assert_eq!(ids(r#"{"status":"ok","tickets":"none"}"#), Err(Unreadable::Garbled));
}

#[test]
fn what_the_answer_says_of_itself_counts_before_its_list_is_judged() {
    let body = r#"{"tickets":[{"spoils":1},{"id_ticket":2}],"status":"error","error_description":"no"}"#;
    let (answer, rows) = arriving(body.as_bytes(), &[]).unwrap();
    assert_eq!(answer.status(), Some(Status::Error("no".into())));
    assert_eq!(rows.len(), 1, "nothing is handed out behind a row that is none");
    assert!(answer.unspoilt().is_err());
}
