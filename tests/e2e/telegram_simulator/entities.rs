//! Markup: what it becomes, and what Telegram says of mistakes.

use serde_json::{Value, json};

use super::{ANNA, Bench};

async fn parsed(mode: &str, text: &str) -> (String, Value) {
    let bench = Bench::start().await;
    let sent = bench.ok("sendMessage", json!({ "chat_id": ANNA, "text": text, "parse_mode": mode })).await;
    (sent["text"].as_str().unwrap().to_owned(), sent.get("entities").cloned().unwrap_or(Value::Null))
}

async fn rendered(mode: &str, text: &str) -> String {
    let bench = Bench::start().await;
    bench.ok("sendMessage", json!({ "chat_id": ANNA, "text": text, "parse_mode": mode })).await;
    bench.telegram.messages(ANNA)[0].html.clone()
}

async fn complaint(mode: &str, text: &str) -> String {
    let bench = Bench::start().await;
    let said =
        bench.refused("sendMessage", json!({ "chat_id": ANNA, "text": text, "parse_mode": mode })).await;
    said.strip_prefix("Bad Request: can't parse entities: ").unwrap_or(&said).to_owned()
}

#[tokio::test]
async fn html_becomes_text_and_entities_in_utf16_units() {
    let (text, entities) =
        parsed("HTML", "🔴 <b>A &lt;&amp;&#x42;</b> <a href=\"https://a.example/?x=1&amp;y=2\">go</a>").await;
    assert_eq!(text, "🔴 A <&B go");
    assert_eq!(
        entities,
        json!([
            { "type": "bold", "offset": 3, "length": 5 },
            { "type": "text_link", "offset": 9, "length": 2, "url": "https://a.example/?x=1&y=2" },
        ])
    );
}

#[tokio::test]
async fn html_comes_back_from_its_entities() {
    let same = [
        "<b>one <i>two</i></b> <u>three</u> <s>four</s> <tg-spoiler>five</tg-spoiler>",
        "<code>a &lt; b</code> <pre>x\ny</pre> <pre><code class=\"language-rust\">fn</code></pre>",
        "<blockquote>q</blockquote> <blockquote expandable>long</blockquote>",
        "<a href=\"tg://user?id=5\">Anna</a>",
        "<tg-time unix=\"1764000000\" format=\"r\">in 2 h</tg-time>",
    ];
    for html in same {
        assert_eq!(rendered("html", html).await, html);
    }
    assert_eq!(
        rendered("HTML", "<strong>a</strong><em>b</em><del>c</del>").await,
        "<b>a</b><i>b</i><s>c</s>"
    );
    assert_eq!(rendered("HTML", "  <b> x </b>\n").await, "<b>x</b>");
    assert_eq!(rendered("HTML", "<b></b>x <a href=\"nowhere\">y</a> & z").await, "x y &amp; z");
}

#[tokio::test]
async fn a_time_is_an_entity_with_its_moment_and_its_form() {
    let time = |form: &str| format!("by <tg-time unix=\"1764000000\" format=\"{form}\">noon</tg-time>");
    let (text, entities) = parsed("HTML", &time("wDT")).await;
    assert_eq!(text, "by noon");
    let moment = json!({ "type": "date_time", "offset": 3, "length": 4, "unix_time": 1_764_000_000, "date_time_format": "wDT" });
    assert_eq!(entities, json!([moment]));
    for wrong in ["x", "rt", "td"] {
        assert!(complaint("HTML", &time(wrong)).await.contains("invalid attributes"), "{wrong}");
    }
    assert!(complaint("HTML", "<tg-time unix=\"noon\">noon</tg-time>").await.contains("invalid attributes"));
    let older = Bench::start().await;
    older.telegram.lack_tag("tg-time");
    let message = json!({ "chat_id": ANNA, "text": time("r"), "parse_mode": "HTML" });
    assert!(older.refused("sendMessage", message).await.contains("Unsupported start tag \"tg-time\""));
}

#[tokio::test]
async fn html_mistakes_are_named_in_telegrams_words() {
    let mistakes = [
        ("<b>x", "Can't find end tag corresponding to start tag \"b\""),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("ж<b>x</i></b>", "Unmatched end tag at byte offset 6, expected \"</b>\", found \"</i>\""),
        ("a <div>x</div>", "Unsupported start tag \"div\" at byte offset 2"),
        ("1 < 2", "Unsupported start tag \"\" at byte offset 2"),
        ("<b", "Unclosed start tag at byte offset 0"),
        (
            "<a href>x</a>",
            "Expected equal sign in declaration of an attribute of the tag \"a\" at byte offset 0",
        ),
        ("<a href=\"x>y</a>", "Unclosed start tag at byte offset 0"),
        ("<span class=\"x\">y</span>", "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0"),
    ];
    for (html, wanted) in mistakes {
        assert_eq!(complaint("HTML", html).await, wanted, "{html}");
    }
}

#[tokio::test]
async fn markdown_becomes_entities() {
    let marked = [
        ("*b* _i_ __u__ ~s~ ||p||", "<b>b</b> <i>i</i> <u>u</u> <s>s</s> <tg-spoiler>p</tg-spoiler>"),
        (
            "`a.b` ```rust\nfn\n``` \\#49\\.",
            "<code>a.b</code> <pre><code class=\"language-rust\">fn\n</code></pre> #49.",
        ),
        ("[go \\(now\\)](https://a.example/\\))", "<a href=\"https://a.example/)\">go (now)</a>"),
        (">one\n>two\nthree", "<blockquote>one\ntwo</blockquote>\nthree"),
        ("*b _i_*", "<b>b <i>i</i></b>"),
    ];
    for (markdown, html) in marked {
        assert_eq!(rendered("MarkdownV2", markdown).await, html, "{markdown}");
    }
}

#[tokio::test]
async fn markdown_mistakes_are_named_in_telegrams_words() {
    let mistakes = [
        ("1.5", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a-b", "Character '-' is reserved and must be escaped with the preceding '\\'"),
        ("a *b", "Can't find end of Bold entity at byte offset 2"),
        ("`x", "Can't find end of Code entity at byte offset 0"),
        ("[x](y", "Can't find end of a URL at byte offset 4"),
    ];
    for (markdown, wanted) in mistakes {
        assert_eq!(complaint("MarkdownV2", markdown).await, wanted, "{markdown}");
    }
    assert_eq!(complaint("BBCode", "x").await, "Bad Request: unsupported parse_mode");
}

#[tokio::test]
async fn entities_can_be_given_and_some_are_found() {
    let bench = Bench::start().await;
    let given = json!([{ "type": "bold", "offset": 0, "length": 2 }]);
    let text = "hi /start@x_bot #49 #tag @anna_k see https://a.example/b, mail a@b.example";
    let sent = bench.ok("sendMessage", json!({ "chat_id": ANNA, "text": text, "entities": given })).await;
    let kinds: Vec<(&str, i64)> = sent["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entity| (entity["type"].as_str().unwrap(), entity["length"].as_i64().unwrap()))
        .collect();
    let found =
        [("bold", 2), ("bot_command", 12), ("hashtag", 4), ("mention", 7), ("url", 19), ("email", 11)];
    assert_eq!(kinds, found);

    let beyond = json!([{ "type": "bold", "offset": 1, "length": 2 }]);
    let said =
        bench.refused("sendMessage", json!({ "chat_id": ANNA, "text": "hi", "entities": beyond })).await;
    assert!(said.contains("ends after the end of the text at UTF-16 offset 3"), "{said}");
}
