//! Two authors, the same words, faults at any moment, restarts between: in the end the helpdesk has every comment as often
//! as it was written, in each author's order. The helpdesk itself is asked, not deskgram.

use deskgram_sandbox::zenlix::{Fault, FaultKind, Match};
use jiff::SignedDuration;
use proptest::prelude::*;

use crate::support::*;

#[derive(Clone, Debug)]
enum Step {
    /// One of the two writes one of two texts.
    Writes {
        who: usize,
        text: usize,
    },
    /// One of the next calls goes wrong.
    Trouble {
        at: usize,
        how: usize,
    },
    Time {
        seconds: i64,
    },
    Restart,
}

const AUTHORS: [i64; 2] = [OLENA, TARAS];
const TEXTS: [&str; 2] = ["Any news?", "On my way"];
const CALLS: [&str; 3] = ["add_ticket_comment", "get_ticket_comments", "ticket_view"];

fn trouble(how: usize) -> FaultKind {
    match how {
        0 => FaultKind::Status(500, String::new()),
        1 => FaultKind::Status(502, "<html>Bad Gateway</html>".into()),
        2 => FaultKind::ResetBefore,
        3 => FaultKind::AppliedThenReset,
        4 => FaultKind::Garbage,
        5 => FaultKind::CutJson,
        _ => FaultKind::EmptyBody,
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0..2usize, 0..2usize).prop_map(|(who, text)| Step::Writes { who, text }),
        3 => (0..CALLS.len(), 0..7usize).prop_map(|(at, how)| Step::Trouble { at, how }),
        2 => (1..90i64).prop_map(|seconds| Step::Time { seconds }),
        1 => Just(Step::Restart),
    ];
    proptest::collection::vec(step, 4..16)
}

async fn play(steps: &[Step]) -> (Vec<(String, String)>, Vec<(String, String)>) {
    let mut world = World::in_file().await;
    world.sign_in(OLENA).await;
    world.sign_in(TARAS).await;
    let ticket = world.create_ticket();
    world.poll_once().await;
    let cards = AUTHORS.map(|who| world.ticket_card(who, ticket).id);
    let mut written = Vec::new();
    for step in steps {
        match step {
            Step::Writes { who, text } => {
                world.sends_reply(AUTHORS[*who], AUTHORS[*who], cards[*who], TEXTS[*text]).await;
                written.push((login(AUTHORS[*who]).to_owned(), TEXTS[*text].to_owned()));
            }
            Step::Trouble { at, how } => {
                let on = Match::mode(CALLS[*at]);
                world.zenlix.fault(Fault { on, kind: trouble(*how), times: Some(1) });
            }
            Step::Time { seconds } => {
                world.advance_time(SignedDuration::from_secs(*seconds));
                world.run_until_idle().await;
            }
            Step::Restart => world.restart_process().await,
        }
    }
    // Each call's trouble is met once at most; between two attempts lies the helpdesk's longest call.
    for _ in 0..60 {
        world.advance_time(SignedDuration::from_mins(2));
        world.run_until_idle().await;
    }
    (written, world.zenlix.comments(ticket))
}

fn of(author: &str, all: &[(String, String)]) -> Vec<String> {
    all.iter().filter(|(by, _)| by == author).map(|(_, text)| text.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn every_comment_arrives_as_often_as_it_was_written(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (written, there) = runtime.block_on(play(&steps));
        for who in AUTHORS.map(login) {
            prop_assert_eq!(of(who, &there), of(who, &written), "{}", who);
        }
    }
}
