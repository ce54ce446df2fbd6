//! `deskgram demo`: the page, the tour, and nothing left of either.

use std::fs;
use std::path::Path;

use super::program::Program;
use crate::demo_page::browser::Browser;

/// The address in the line that a demo greets with.
async fn address(program: &mut Program) -> String {
    let line = program.says("http://").await;
    line.split_whitespace().last().unwrap().to_owned()
}

/// How many demos have a folder here.
fn folders(parent: &Path) -> usize {
    fs::read_dir(parent).unwrap().count()
}

#[tokio::test]
async fn the_tour_keeps_its_promises_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let ended = Program::run(folder.path(), &["demo", "--tour"], &[]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert!(!ended.said.contains('✘') && ended.said.contains("11 steps"), "{}", ended.said);
    assert!(!ended.said.contains('\u{1b}'), "no colours where there is no terminal: {}", ended.said);
    assert_eq!(folders(folder.path()), 0);
}

#[tokio::test]
async fn an_interrupted_tour_is_no_success() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start(folder.path(), &["demo", "--tour", "--lang", "ru"], &[]);
    program.says("✔").await;
    program.signal("INT");
    let ended = program.ends().await;
    assert_eq!(ended.code, Some(1), "{}", ended.said);
    assert!(ended.said.contains("interrupted"), "{}", ended.said);
    assert_eq!(folders(folder.path()), 0);
}

#[tokio::test]
async fn the_page_is_served_until_ctrl_c() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start(folder.path(), &["demo", "--port", "0"], &[]);
    let address = address(&mut program).await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let page = http.get(&address).send().await.unwrap();
    assert!(page.status().is_success());
    assert!(page.text().await.unwrap().contains("<html"));
    let stage = http.get(format!("{address}/api/stage")).send().await.unwrap().text().await.unwrap();
    assert!(stage.contains("olena") && stage.contains("Service desk"), "{stage}");
    // An open page follows the chats for ever; it must not keep the demo from ending.
    let follows = http.get(format!("{address}/api/events")).send().await.unwrap();
    program.signal("INT");
    let ended = program.ends().await;
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert_eq!(folders(folder.path()), 0);
    drop(follows);
}

#[tokio::test]
async fn a_page_that_is_still_open_says_that_the_demo_has_ended() {
    let Some(browser) = Browser::start("ru").await else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start(folder.path(), &["demo", "--port", "0"], &[]);
    let address = address(&mut program).await;
    browser.open(&address).await;
    // The people have their names in the page's language, and so do the tickets.
    browser.sees("#cast b", "Ирина").await;
    browser.sees(".ticket .subject", "Принтеры и сканеры").await;
    browser.lacks("#ended:not([hidden])").await;
    program.signal("INT");
    assert_eq!(program.ends().await.code, Some(0));
    browser.sees("#ended:not([hidden])", "Демонстрация завершена").await;
}

#[tokio::test]
async fn the_demo_speaks_the_language_of_the_system_unless_it_is_asked_for_another() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, words) in
        [(&["demo", "--port", "0"][..], "Откройте"), (&["demo", "--port", "0", "--lang", "uk"], "Відкрийте")]
    {
        let mut program = Program::start(folder.path(), arguments, &[("LANG", "ru_RU.UTF-8")]);
        program.says(words).await;
        program.signal("INT");
        assert_eq!(program.ends().await.code, Some(0));
    }
}

#[tokio::test]
async fn a_taken_port_is_told_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ended = Program::run(folder.path(), &["demo", "--port", &port], &[]).await;
    assert_eq!(ended.code, Some(1), "{}", ended.said);
    assert!(ended.said.contains(&port) && ended.said.contains("--port"), "{}", ended.said);
    assert_eq!(folders(folder.path()), 0);
}

#[tokio::test]
async fn what_a_killed_demo_leaves_the_next_one_clears_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut killed = Program::start(folder.path(), &["demo", "--port", "0"], &[]);
    address(&mut killed).await;
    killed.signal("KILL");
    assert_eq!(killed.ends().await.code, None);
    assert_eq!(folders(folder.path()), 1);
    let mut next = Program::start(folder.path(), &["demo", "--port", "0"], &[]);
    address(&mut next).await;
    assert_eq!(folders(folder.path()), 1);
    next.signal("TERM");
    assert_eq!(next.ends().await.code, Some(0));
    assert_eq!(folders(folder.path()), 0);
}
