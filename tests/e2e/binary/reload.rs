//! Settings that are read anew while the program serves: what takes hold, what waits for the next start, and what is left
//! alone.

use std::fs;

use deskgram_sandbox::telegram::Telegram;

use super::program::{Program, soon};
use super::{OLENA, Site};

/// Puts this into the config file and has it read.
fn rewritten(site: &Site, program: &Program, text: &str) {
    fs::write(site.folder().join("deskgram.toml"), text).unwrap();
    program.signal("HUP");
}

/// A program that serves with this config file, beside the settings that lead it here.
async fn serving(site: &Site, text: &str) -> Program {
    fs::write(site.folder().join("deskgram.toml"), text).unwrap();
    let mut program = site.run(&[]);
    program.says("serving as @").await;
    program
}

#[tokio::test]
async fn whom_diag_shows_the_whole_changes_without_a_restart() {
    let site = Site::open().await;
    let mut program = serving(&site, "").await;
    super::admin::signs_in(&site).await;
    // How many messages /diag is answered with; what is asked after it is answered after it.
    let told = async || {
        let before = site.telegram.messages(OLENA).len();
        site.telegram.says(OLENA, OLENA, "/diag");
        site.asks(OLENA, "/mylog", "Your activity").await;
        let all = site.telegram.messages(OLENA);
        all[before..].iter().filter(|message| message.text.contains('🩺')).count()
    };
    assert_eq!(told().await, 1);
    rewritten(&site, &program, "deskgram_admins = [101]");
    program.says("the settings were read, and changed: DESKGRAM_ADMINS").await;
    assert_eq!(told().await, 2);
    rewritten(&site, &program, "");
    program.says("the settings were read, and changed: DESKGRAM_ADMINS").await;
    assert_eq!(told().await, 1);
}

#[tokio::test]
async fn a_group_that_is_no_longer_named_is_left_at_once() {
    let site = Site::open().await;
    let group = site.telegram.supergroup("Support", &[OLENA]);
    let mut program =
        serving(&site, &format!("deskgram_groups = [{group}]\ndeskgram_poll_interval = \"1h\"")).await;
    super::admin::signs_in(&site).await;
    site.telegram.add_bot(group);
    site.telegram.promote(OLENA, group);
    site.asks(group, "/subscribe", "/unsubscribe").await;
    rewritten(&site, &program, "deskgram_groups = [-1]\ndeskgram_poll_interval = \"1h\"");
    program.says("the settings were read, and changed: DESKGRAM_GROUPS").await;
    let left = |telegram: &Telegram| super::called(telegram, "leaveChat").then_some(());
    soon(site.telegram.until(left)).await;
}

#[tokio::test]
async fn another_watching_account_and_interval_take_hold_at_once() {
    let site = Site::open().await;
    let mut program = serving(&site, "deskgram_poll_interval = \"1h\"").await;
    super::admin::signs_in(&site).await;
    let account =
        "helpdesk_service_account_login = \"boss\"\nhelpdesk_service_account_password_file = \"password\"";
    fs::write(site.folder().join("password"), "boss\n").unwrap();
    rewritten(&site, &program, account);
    program.says("changed: HELPDESK_SERVICE_ACCOUNT_LOGIN, HELPDESK_SERVICE_ACCOUNT_PASSWORD, DESKGRAM_POLL_INTERVAL").await;
    program.says("the service account is signed in").await;
    // The secret's own file is read anew too.
    fs::write(site.folder().join("password"), "wrong\n").unwrap();
    rewritten(&site, &program, account);
    program.says("changed: HELPDESK_SERVICE_ACCOUNT_PASSWORD").await;
    program.says("the helpdesk refuses the service account").await;
}

#[tokio::test]
async fn what_needs_a_start_is_named_and_waits_for_it() {
    let site = Site::open().await;
    let mut program = serving(&site, "").await;
    for _ in 0..2 {
        rewritten(
            &site,
            &program,
            "helpdesk_time_zone = \"Europe/Riga\"\nhelpdesk_max_call_duration = \"2m\"",
        );
        program.says("the settings were read: nothing to change now").await;
        program.says("HELPDESK_TIME_ZONE changes at the next start").await;
        program.says("HELPDESK_MAX_CALL_DURATION changes at the next start").await;
    }
    rewritten(&site, &program, "deskgram_unclaimed_after = \"off\"");
    program.says("changed: DESKGRAM_UNCLAIMED_AFTER").await;
    program.signal("TERM");
    let said = program.ends().await.said;
    assert_eq!(said.matches("at the next start").count(), 4, "taken back, it is no news: {said}");
}

#[tokio::test]
async fn settings_that_can_not_be_right_change_nothing() {
    let site = Site::open().await;
    let mut program = serving(&site, "deskgram_admins = [101]").await;
    rewritten(&site, &program, "deskgram_admins = [7]\nteloxide_proxy = \"hush://hush@hush\"");
    program.says("all stays as it is: the settings can't be used").await;
    program.says("teloxide_proxy in deskgram.toml").await;
    rewritten(&site, &program, "deskgram_admins = [101]");
    program.says("the settings were read: nothing to change now").await;
    program.signal("TERM");
    let ended = program.ends().await;
    assert_eq!(ended.code, Some(0));
    assert!(!ended.said.contains("hush"), "{}", ended.said);
}
