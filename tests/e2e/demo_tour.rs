//! The tour as a judge: it must fail where the promise is not kept, and name the step.

use std::time::Duration;

use deskgram::demo::fixtures::Fixtures;
use deskgram::demo::tour::{Stopped, play};
use deskgram::i18n::Lang;
use deskgram_sandbox::zenlix::world::ApiSwitch;
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match};
use jiff::SignedDuration;

/// Plays the tour with this patience; gives its end and what it has written.
async fn tour(props: &Fixtures, patience: Duration) -> (Result<(), Stopped>, String) {
    let mut out = Vec::new();
    let bot = props.run_bot(SignedDuration::from_millis(100), std::future::pending());
    let played = tokio::select! {
        played = play(props, patience, &mut out) => played,
        ran = bot => panic!("the bot has ended: {ran:?}"),
    };
    (played, String::from_utf8(out).unwrap())
}

async fn props() -> (Fixtures, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Fixtures::set_up(Lang::En, folder.path()).await.unwrap(), folder)
}

#[tokio::test]
async fn it_stops_where_nobody_can_sign_in() {
    let (props, _folder) = props().await;
    props.zenlix.set_api(ApiSwitch::Off);
    let (played, written) = tour(&props, Duration::from_secs(2)).await;
    let stopped = played.unwrap_err();
    assert_eq!((stopped.number, stopped.title.as_str()), (1, "Sign in"));
    assert!(written.contains('✘') && stopped.to_string().contains("Sign in"), "{stopped}: {written}");
}

#[tokio::test]
async fn it_stops_where_the_helpdesk_takes_no_comment() {
    let (props, _folder) = props().await;
    let kind = FaultKind::Status(503, "down".to_owned());
    props.zenlix.fault(Fault { on: Match::mode("add_ticket_comment"), kind, times: None });
    let (played, written) = tour(&props, Duration::from_secs(10)).await;
    assert_eq!(played.unwrap_err().number, 5, "{written}");
}
