//! Files in a reply, where they are served: what stands in the ticket, what a link gives to whoever has it, and what nobody
//! gets out of it.

use deskgram_sandbox::telegram::{Fault, MessageDraft, Spoil};
use deskgram_sandbox::zenlix::{FaultKind, Match};
use jiff::SignedDuration;
use reqwest::header::HeaderMap;

use crate::log::kept;
use crate::support::*;

/// A world in which Olena is signed in and has a card; the ticket and the card.
async fn with_a_card(world: &World) -> (i64, i32) {
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    (id, world.ticket_card(OLENA, id).id)
}

/// What stands under a ticket at the helpdesk.
fn comments(world: &World, ticket: i64) -> Vec<String> {
    world.zenlix.comments(ticket).into_iter().map(|(_, text)| text).collect()
}

/// Olena replies to a card with something, and it gets to the helpdesk; the newest comment.
async fn replied<'a>(
    world: &'a World,
    ticket: i64,
    card: i32,
    with: impl FnOnce(MessageDraft<'a>) -> MessageDraft<'a>,
) -> String {
    let message = with(world.telegram.say(OLENA, OLENA)).reply_to(card).send();
    world.run_until_idle().await;
    assert_eq!(world.bot_reactions(OLENA, message), ["👍"], "{}", world.all_bot_texts(OLENA));
    comments(world, ticket).pop().expect("there is a comment")
}

/// The links in a text.
fn links(text: &str) -> Vec<&str> {
    text.split_whitespace().filter(|word| word.starts_with("http://127.0.0.1:")).collect()
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// What somebody gets who has a link: the status, the headers, and the bytes unless they broke off.
async fn got(link: &str) -> (u16, HeaderMap, Option<Vec<u8>>) {
    let answer = http().get(link).send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    (status, headers, answer.bytes().await.ok().map(|bytes| bytes.to_vec()))
}

fn asked_for_files(world: &World) -> usize {
    world.telegram.calls().iter().filter(|call| call.method == "getFile").count()
}

#[tokio::test]
async fn a_document_becomes_a_link_that_gives_it_to_be_saved() {
    let mut world = World::with_file_links().await;
    let (id, card) = with_a_card(&world).await;
    let bytes = b"<script>alert(1)</script>".repeat(3_840);
    let comment =
        replied(&world, id, card, |say| say.document("log 1.html", &bytes).text("See line 7")).await;
    let link = links(&comment)[0].to_owned();
    assert_eq!(comment, format!("See line 7\nlog 1.html (94 KB): {link}"));
    assert!(!world.all_bot_texts(OLENA).contains("takes no files"), "nothing is to be said of it");
    world.restart_process().await;
    for _ in 0..2 {
        let (status, headers, body) = got(&link).await;
        assert_eq!((status, body.as_deref()), (200, Some(&bytes[..])));
        let header = |name: &str| headers[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/octet-stream");
        assert_eq!(
            header("content-disposition"),
            "attachment; filename=\"log 1.html\"; filename*=UTF-8''log%201.html"
        );
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("content-security-policy"), "default-src 'none'; sandbox; frame-ancestors 'none'");
        assert_eq!(header("content-length"), "96000");
    }
    assert_eq!(asked_for_files(&world), 2, "a path of Telegram's is good for an hour");
    let head = http().head(&link).send().await.unwrap();
    assert_eq!((head.status().as_u16(), head.headers()["content-length"].to_str().unwrap()), (200, "96000"));
    assert_eq!(asked_for_files(&world), 2, "for that Telegram is not asked");
    assert_eq!(http().post(&link).send().await.unwrap().status(), 405);
}

#[tokio::test]
async fn pictures_and_voices_need_no_words() {
    let world = World::with_file_links().await;
    let (id, card) = with_a_card(&world).await;
    let photo = replied(&world, id, card, MessageDraft::photo).await;
    assert!(photo.starts_with("photo.jpg (1 KB): "), "{photo}");
    assert_eq!(got(links(&photo)[0]).await.2.unwrap(), vec![0xFF; 800], "the largest of its sizes");
    let voice = replied(&world, id, card, |say| say.voice().text("Listen")).await;
    assert!(voice.starts_with("Listen\nvoice.ogg (1 KB): "), "{voice}");
    assert_eq!(got(links(&voice)[0]).await.2.unwrap(), vec![0x4F; 300]);
    // A rich message brings all of its files.
    let blocks = serde_json::json!([
        { "type": "paragraph", "text": "Before and after" },
        { "type": "photo", "photo": [{ "file_id": "a", "width": 9, "height": 9, "file_size": 9 }] },
        { "type": "photo", "photo": [{ "file_id": "b", "width": 9, "height": 9, "file_size": 9 }] },
    ]);
    let rich = replied(&world, id, card, |say| say.rich(&blocks)).await;
    assert!(rich.starts_with("Before and after\nphoto.jpg (1 KB): "), "{rich}");
    assert_eq!(links(&rich).len(), 2);
}

#[tokio::test]
async fn a_voice_in_a_topic_goes_to_the_ticket_of_the_card_it_replies_to() {
    let world = World::with_file_links().await;
    world.sign_in(OLENA).await;
    let forum = world.telegram.forum("Support", &[OLENA, STRANGER]);
    world.telegram.add_bot(forum);
    world.telegram.promote(OLENA, forum);
    let topic = world.telegram.topic(forum, "Printers");
    world.telegram.say(OLENA, forum).thread(topic).text("/subscribe").send();
    world.run_until_idle().await;
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(forum, id).id;
    world.telegram.say(OLENA, forum).thread(topic).voice().reply_to(card).send();
    world.run_until_idle().await;
    assert_eq!(links(&comments(&world, id)[0]).len(), 1);
    // Who is not signed in leaves nothing in the ticket.
    world.telegram.say(STRANGER, forum).thread(topic).voice().reply_to(card).send();
    world.run_until_idle().await;
    assert_eq!(comments(&world, id).len(), 1);
}

#[tokio::test]
async fn a_link_runs_out() {
    let world = World::with_file_links().await;
    let (id, card) = with_a_card(&world).await;
    let comment = replied(&world, id, card, |say| say.document("log.txt", b"it broke")).await;
    let link = links(&comment)[0];
    world.advance_time(SignedDuration::from_hours(24 * 30) - SignedDuration::from_mins(10));
    world.app.apply_retention().await.unwrap();
    assert_eq!(got(link).await.0, 200);
    world.advance_time(SignedDuration::from_mins(10));
    for _ in 0..2 {
        let (status, _, page) = got(link).await;
        assert_eq!(status, 410);
        let page = String::from_utf8(page.unwrap()).unwrap();
        for words in ["no longer here", "больше нет", "більше немає"] {
            assert!(page.contains(words), "{page}");
        }
        world.app.apply_retention().await.unwrap();
    }
    let left: i64 =
        world.open_database().query_row("SELECT count(*) FROM files", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_guessed_or_altered_link_gives_nothing_and_asks_nobody() {
    let world = World::with_file_links().await;
    let (id, card) = with_a_card(&world).await;
    let comment = replied(&world, id, card, |say| say.document("log.txt", b"it broke")).await;
    let (base, token) = links(&comment)[0].rsplit_once('/').unwrap();
    assert_eq!(token.len(), 48, "64 random bits and a mark of 128");
    let mut altered: Vec<String> = (0..48)
        .map(|at| {
            let digit = if &token[at..=at] == "0" { "1" } else { "0" };
            format!("{}{digit}{}", &token[..at], &token[at + 1..])
        })
        .collect();
    let odd = ["x", &token[..47], &format!("{token}0"), "%00", "ä", "-0000000000000001"].map(String::from);
    altered.extend(odd);
    for wrong in altered {
        assert_eq!(got(&format!("{base}/{wrong}")).await.0, 410, "{wrong}");
    }
    // A row that somebody has made last longer is none.
    world.open_database().execute("UPDATE files SET until = until + 1", []).unwrap();
    assert_eq!(got(links(&comment)[0]).await.0, 410);
    assert_eq!(asked_for_files(&world), 0);
}

#[tokio::test]
async fn an_album_is_one_comment_with_all_its_pictures() {
    let world = World::with_file_links().await;
    let (id, card) = with_a_card(&world).await;
    let sent =
        world.telegram.replies_with_album(OLENA, OLENA, card, &["The left one smokes", "", "And this"]);
    world.run_until_idle().await;
    assert!(comments(&world, id).is_empty(), "it waits for the rest");
    assert_eq!(world.bot_reactions(OLENA, sent[0]), ["👀"]);
    world.advance_time(SignedDuration::from_secs(2));
    world.run_until_idle().await;
    let all = comments(&world, id);
    assert_eq!((all.len(), links(&all[0]).len()), (1, 3), "{all:#?}");
    assert!(all[0].starts_with("The left one smokes\nphoto.jpg") && all[0].contains("\nAnd this\nphoto.jpg"));
    for link in links(&all[0]) {
        assert_eq!(got(link).await.0, 200);
    }
    assert_eq!(world.bot_reactions(OLENA, sent[0]), ["👍"]);
}

#[tokio::test]
async fn the_rest_of_an_album_finds_its_comment_or_becomes_another() {
    let world = World::with_file_links().await;
    let (id, card) = with_a_card(&world).await;
    world.presses(OLENA, OLENA, card, COMMENTS).await;
    world.presses(OLENA, OLENA, world.last_bot_message(OLENA).id, "✏️ Write").await;
    world.telegram.sends_album(OLENA, OLENA, &["Look", ""]);
    world.run_until_idle().await;
    world.advance_time(SignedDuration::from_secs(2));
    world.run_until_idle().await;
    let all = comments(&world, id);
    assert_eq!((all.len(), links(&all[0]).len()), (1, 2), "{all:#?}");
    // Each of these comes when the one before has gone.
    for count in 2..4 {
        world.telegram.say(OLENA, OLENA).photo().in_album("late").reply_to(card).send();
        world.run_until_idle().await;
        world.advance_time(SignedDuration::from_secs(2));
        world.run_until_idle().await;
        assert_eq!(comments(&world, id).len(), count);
    }
    world.telegram.redeliver();
    world.run_until_idle().await;
    world.advance_time(SignedDuration::from_secs(2));
    world.run_until_idle().await;
    assert_eq!(comments(&world, id).len(), 3, "what comes twice counts once");
}

#[tokio::test]
async fn an_album_waits_through_an_outage_as_one() {
    let world = World::with_file_links().await;
    let (id, card) = with_a_card(&world).await;
    world.zenlix.fault(deskgram_sandbox::zenlix::Fault {
        on: Match::any(),
        kind: FaultKind::Status(502, String::new()),
        times: None,
    });
    world.telegram.replies_with_album(OLENA, OLENA, card, &["", ""]);
    world.run_until_idle().await;
    world.advance_time(SignedDuration::from_secs(2));
    world.run_until_idle().await;
    world.zenlix.clear_faults();
    world.advance_time(SignedDuration::from_mins(5));
    world.run_until_idle().await;
    let all = comments(&world, id);
    assert_eq!((all.len(), links(&all[0]).len()), (1, 2), "{all:#?}");
}

#[tokio::test]
async fn a_file_that_telegram_would_not_give_is_a_note_and_its_sender_hears_so() {
    let world = World::with_file_links().await;
    let (id, card) = with_a_card(&world).await;
    let large = vec![0; (20 << 20) + 1];
    let comment = replied(&world, id, card, |say| say.document("film.mkv", &large).text("All of it")).await;
    assert_eq!(comment, "[document sent in Telegram] All of it");
    assert!(
        world.last_bot_message(OLENA).text.contains("no files over 20.0 MB"),
        "{}",
        world.last_bot_message(OLENA).text
    );
}

#[tokio::test]
async fn off_it_is_as_it_was() {
    let world = World::with_webhook().await;
    let (id, card) = with_a_card(&world).await;
    let comment = replied(&world, id, card, |say| say.photo().text("Look")).await;
    assert_eq!(comment, "[photo sent in Telegram] Look");
    assert!(world.last_bot_message(OLENA).text.contains("takes no files"));
    let nothing = world.webhook_url().join("/files/0").unwrap();
    assert_eq!(got(nothing.as_str()).await.0, 404);
    world.sends_text(OLENA, "/help").await;
    assert!(!world.last_bot_message(OLENA).text.contains("link"));
}

#[tokio::test]
async fn the_help_says_who_can_fetch_a_file_and_for_how_long() {
    for (language, words) in [
        ("en", "without signing in, for 30 days"),
        ("ru", "без входа, в течение 30 дней"),
        ("uk", "без входу, протягом 30 днів"),
    ] {
        let world = World::with_file_links_in(language).await;
        world.sends_text(OLENA, "/help").await;
        assert!(world.last_bot_message(OLENA).text.contains(words), "{}", world.last_bot_message(OLENA).text);
    }
}

#[tokio::test]
async fn a_corrected_caption_is_a_correction_and_no_second_link() {
    let world = World::with_file_links().await;
    let (id, card) = with_a_card(&world).await;
    let message = world.telegram.say(OLENA, OLENA).photo().text("Lok").reply_to(card).send();
    world.run_until_idle().await;
    world.telegram.edits(OLENA, OLENA, message, "Look");
    world.run_until_idle().await;
    world.advance_time(SignedDuration::from_secs(2));
    world.run_until_idle().await;
    let all = comments(&world, id);
    assert_eq!(all[1..], ["Correction: Look"]);
}

#[tokio::test]
async fn whatever_is_wrong_at_telegrams_the_token_goes_nowhere() {
    let world = World::with_file_links().await;
    let (id, card) = with_a_card(&world).await;
    let (log, mark) = (kept(), kept().len());
    let comment = replied(&world, id, card, |say| say.document("log.txt", b"it broke in the middle")).await;
    let link = links(&comment)[0];
    let troubles = [
        (Fault::once("getFile", Spoil::Status(500, String::new())), 502),
        (Fault::once("getFile", Spoil::Garbage), 502),
        (Fault::once("getFile", Spoil::ResetBefore), 502),
        (Fault::once("file", Spoil::Status(302, world.telegram.token().to_owned())), 502),
        (Fault::once("file", Spoil::Status(404, world.telegram.token().to_owned())), 502),
        (Fault::once("file", Spoil::ResetBefore), 502),
    ];
    for (fault, status) in troubles {
        let trouble = format!("{fault:?}");
        world.telegram.fault(fault);
        let (got, headers, body) = got(link).await;
        assert_eq!(got, status, "{trouble}");
        let shown = format!("{headers:?} {}", String::from_utf8_lossy(body.as_deref().unwrap_or_default()));
        assert!(!shown.contains("AAdeskgram") && !shown.contains("location"), "{trouble}: {shown}");
    }
    world.telegram.fault(Fault::once("file", Spoil::Drip));
    let half = http().get(link).send().await.unwrap();
    assert_eq!(half.status(), 200);
    world.telegram.hang_up();
    assert!(half.bytes().await.is_err(), "half of a file is not taken for the whole");
    assert_eq!(got(link).await.0, 200, "and afterwards it is there");
    let token = world.telegram.token().to_owned();
    log.holds_none(&[token, link.to_owned(), "log.txt".to_owned()], mark);
}

#[tokio::test]
async fn a_file_that_comes_sign_by_sign_is_cut_off_in_the_end() {
    let world = World::in_file_with("en", Deadlines::Short).await.serving_files().await;
    let (id, card) = with_a_card(&world).await;
    let comment = replied(&world, id, card, |say| say.document("log.txt", b"it broke in the middle")).await;
    let link = links(&comment)[0];
    world.telegram.fault(Fault::once("file", Spoil::Trickle));
    let begun = http().get(link).send().await.unwrap();
    assert!(begun.bytes().await.is_err(), "what was cut off is not taken for the whole");
    assert_eq!(got(link).await.0, 200, "and its place is free");
}

#[tokio::test]
async fn so_many_files_at_once_and_no_more() {
    let world = World::with_file_links().await;
    let (id, card) = with_a_card(&world).await;
    let mut all = Vec::new();
    for number in 0..5 {
        let name = format!("log{number}.txt");
        let comment = replied(&world, id, card, |say| say.document(&name, b"it broke")).await;
        all.push(links(&comment)[0].to_owned());
    }
    world.telegram.fault(Fault::once("file", Spoil::Hold).times(8));
    let follow = |link: &String| {
        let link = link.clone();
        tokio::spawn(async move { got(&link).await.0 })
    };
    let mut held: Vec<_> = [&all[0], &all[0]].map(follow).into();
    world.telegram.until(|telegram| (telegram.held() == 2).then_some(())).await;
    assert_eq!(got(&all[0]).await.0, 503, "one link takes two places and no more");
    held.extend(all[1..4].iter().flat_map(|link| [link, link]).map(follow));
    world.telegram.until(|telegram| (telegram.held() == 8).then_some(())).await;
    let link = &all[4];
    let (status, headers, _) = got(link).await;
    assert_eq!((status, headers["retry-after"].to_str().unwrap()), (503, "5"));
    world.telegram.release();
    for one in held {
        assert_eq!(one.await.unwrap(), 200);
    }
    assert_eq!(got(link).await.0, 200);
}
