//! Fields in all the forms in which they may come.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn almost_json_is_survived(pieces in prop::collection::vec(
        prop::sample::select(vec![
            "[", "]", "{", "}", ",", ":", "\"", "\\", "\\u", "d83d", "\"a\"", "\"ok\"", "null", "\u{1}", "1.5", "ж",
        ]), 0..40)
    ) {
        let raw = pieces.concat();
        object(&raw, |object| (object.text("a"), object.number("a"), object.has("ok")));
        scalar(&raw);
        mended(&raw);
    }
}

#[test]
fn nothing_has_many_forms() {
    let raw = r#"{"a":null,"b":"","c":0,"d":"0","e":"null","f":" x ","g":[1],"h":{}}"#;
    object(raw, |object| {
        for field in ["a", "b", "c", "d", "e", "g", "h", "absent"] {
            assert_eq!(object.word(field), None, "{field}");
        }
        assert_eq!(object.word("f").as_deref(), Some("x"));
    })
    .unwrap();
}

#[test]
fn names_may_be_written_with_escapes_and_the_last_of_two_counts() {
    let raw = r#"{"te\u0078t":"a","text":"b","x":"\u0069","y":1e2}"#;
    let read = object(raw, |object| (object.text("text"), object.text("x"), object.number("y")));
    assert_eq!(read, Some(("b".into(), "i".into(), Some(100))));
    assert_eq!(object(r#"{"te\u0078t":"a"}"#, |object| object.text("text")), Some("a".into()));
}

#[test]
fn only_an_object_is_one() {
    for raw in ["null", "[]", "\"{}\"", "{\"a\" 1}", "{} {}", ""] {
        assert_eq!(object(raw, |_| ()), None, "{raw}");
    }
}
