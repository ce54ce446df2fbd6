//! The administrator's commands, beside a program that serves.

use serde_json::Value;

use super::program::{Ended, Program, soon};
use super::{OLENA, Site, borrowed};

async fn ran(site: &Site, arguments: &[&str]) -> Ended {
    Program::run(site.folder(), arguments, &borrowed(&site.settings(&[]))).await
}

/// A program that serves, with Olena signed in.
async fn served(site: &Site) -> Program {
    let program = site.run(&[]);
    site.served().await;
    site.telegram.says(OLENA, OLENA, "/login olena wrong");
    site.telegram.says(OLENA, OLENA, "/login olena olena");
    let welcome = |telegram: &deskgram::sandbox::telegram::Telegram| {
        telegram.last_from_bot(OLENA).filter(|message| message.text.starts_with('✅'))
    };
    soon(site.telegram.until(welcome)).await;
    program
}

#[tokio::test]
async fn the_audit_trail_is_printed_for_people_and_for_programs() {
    let site = Site::open().await;
    let _program = served(&site).await;
    let ended = ran(&site, &["audit", "--since", "1h"]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    let lines: Vec<_> = ended.said.lines().collect();
    assert_eq!(lines.len(), 2, "{}", ended.said);
    assert!(lines[0].contains("olena (101)") && lines[0].contains("sign-in"), "{}", ended.said);
    assert!(lines[0].contains("refused") && lines[1].contains("done"), "{}", ended.said);
    let ended = ran(&site, &["audit", "--user", "101", "--json"]).await;
    let records: Value = serde_json::from_str(&ended.said).unwrap();
    assert_eq!(records[1]["login"], "olena");
    assert_eq!(records[1]["result"], "done");
    for nothing in [["--user", "taras"], ["--ticket", "7"], ["--since", "2999-01-01"]] {
        let ended = ran(&site, &["audit", nothing[0], nothing[1]]).await;
        assert_eq!(ended.said, "nothing", "{nothing:?}");
    }
    let ended = ran(&site, &["audit", "--since", "yesterday"]).await;
    assert_eq!(ended.code, Some(1));
    assert!(ended.said.contains("not a time"), "{}", ended.said);
}
