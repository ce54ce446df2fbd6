//! The first minutes: the screen that begins with a button, the language that stays, a login that can be corrected, and what
//! a client sees of it all.

use deskgram_sandbox::telegram::Press;

use crate::support::{OLENA, ROMAN, STRANGER, World};

#[tokio::test]
async fn a_newcomer_signs_in_without_typing_a_command() {
    let world = World::new().await;
    world.sends_text(OLENA, "/start").await;
    let first = world.last_bot_message(OLENA);
    assert_eq!(first.labels(), ["🔐 Sign in", "🌐 Language"]);
    world.presses(OLENA, OLENA, first.id, "🔐 Sign in").await;
    assert!(world.last_bot_message(OLENA).text.contains("login at the helpdesk"));
    let name = world.sends_text(OLENA, "olena").await;
    let password = world.sends_text(OLENA, "olena").await;
    assert!(world.is_signed_in(OLENA));
    for message in [name, password] {
        assert!(world.telegram.message(OLENA, message).unwrap().deleted, "it may be a password");
    }
}

#[tokio::test]
async fn a_password_right_after_the_button_is_on_no_disk() {
    let mut world = World::new().await;
    world.sends_text(OLENA, "/start").await;
    let first = world.last_bot_message(OLENA).id;
    world.telegram.presses(OLENA, OLENA, first, "🔐 Sign in");
    let message = world.telegram.says(OLENA, OLENA, "Tr0ub4dor&3");
    world.crash_before_handling().await;
    assert_eq!(world.file_containing("Tr0ub4dor&3"), None);
    world.restart_process().await;
    world.run_until_idle().await;
    assert!(world.telegram.message(OLENA, message).unwrap().deleted);
}

#[tokio::test]
async fn the_languages_are_behind_one_button() {
    let world = World::new().await;
    world.sends_text(STRANGER, "/start").await;
    let first = world.last_bot_message(STRANGER).id;
    world.presses(STRANGER, STRANGER, first, "🌐 Language").await;
    let shown = world.telegram.message(STRANGER, first).unwrap();
    assert_eq!(shown.labels(), ["🔐 Sign in", "English", "Русский", "Українська"]);
    world.presses(STRANGER, STRANGER, first, "Русский").await;
    let shown = world.telegram.message(STRANGER, first).unwrap();
    assert!(shown.text.contains("Здравствуйте"), "{}", shown.text);
    assert_eq!(shown.labels(), ["🔐 Войти", "🌐 Язык"]);
}

#[tokio::test]
async fn telegrams_language_stays_and_the_other_is_offered_once() {
    let world = World::in_language("ru").await;
    // The helpdesk speaks Ukrainian with her.
    world.zenlix.edit(|desk| desk.users.iter_mut().for_each(|user| user.lang = "ua".into()));
    world.sign_in(OLENA).await;
    let welcome = world.find_bot_message(OLENA, "Добро пожаловать");
    assert!(welcome.text.contains("в хелпдеске у вас указан другой"), "{}", welcome.text);
    assert_eq!(welcome.labels()[1..], ["English", "Русский", "Українська"]);
    world.sends_text(OLENA, "/logout").await;
    world.sign_in(OLENA).await;
    assert!(!world.find_bot_message(OLENA, "Добро пожаловать").text.contains("указан другой"), "once");
    world.presses(OLENA, OLENA, welcome.id, "Українська").await;
    let welcome = world.telegram.message(OLENA, welcome.id).unwrap();
    assert!(welcome.text.contains("Ласкаво просимо"), "{}", welcome.text);
    assert_eq!(welcome.labels(), ["📥 Вхідні"]);
    world.sends_text(OLENA, "/in").await;
    assert!(world.last_bot_message(OLENA).text.contains("вхідн"), "{}", world.last_bot_message(OLENA).text);
}

#[tokio::test]
async fn whose_telegram_speaks_another_language_is_spoken_to_as_the_helpdesk_does() {
    let world = World::in_language("uk").await;
    world.telegram.person(OLENA, "Olena", None, "de");
    world.sign_in(OLENA).await;
    assert!(world.all_bot_texts(OLENA).contains("Ласкаво просимо"), "{}", world.all_bot_texts(OLENA));
    assert!(!world.all_bot_texts(OLENA).contains("Telegram, а"), "there is nothing to choose between");
}

#[tokio::test]
async fn a_wrong_password_is_told_in_one_message_and_the_login_can_be_corrected() {
    let world = World::new().await;
    world.sends_text(OLENA, "/login olenka").await;
    let before = world.telegram.messages(OLENA).len();
    world.sends_text(OLENA, "olena").await;
    assert_eq!(world.telegram.messages(OLENA).len(), before + 2, "the password, and one answer");
    let refused = world.last_bot_message(OLENA);
    assert!(
        refused.text.contains("doesn't accept this") && !refused.text.contains("olenka"),
        "{}",
        refused.text
    );
    assert_eq!(refused.labels(), ["✏️ Another login", "✖ Cancel"]);
    world.presses(OLENA, OLENA, refused.id, "✏️ Another login").await;
    world.sends_text(OLENA, "olena").await;
    world.sends_text(OLENA, "olena").await;
    assert!(world.is_signed_in(OLENA));
}

#[tokio::test]
async fn who_is_signed_in_is_told_so_and_can_become_somebody_else() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sends_text(OLENA, "/login").await;
    let told = world.last_bot_message(OLENA);
    assert!(told.text.contains("You're signed in as"), "{}", told.text);
    world.presses(OLENA, OLENA, told.id, "🔁 Another account").await;
    world.sends_text(OLENA, "taras").await;
    world.sends_text(OLENA, "taras").await;
    world.sends_text(OLENA, "/start").await;
    let name = world.last_bot_message(OLENA).text;
    assert!(!told.text.is_empty() && name != told.text && world.is_signed_in(OLENA), "{name}");
}

#[tokio::test]
async fn whoever_asks_signed_out_gets_the_button_with_the_answer() {
    let world = World::new().await;
    for said in ["/in", "/help", "hello"] {
        world.sends_text(STRANGER, said).await;
        assert_eq!(world.last_bot_message(STRANGER).labels(), ["🔐 Sign in"], "{said}");
    }
    let group = world.create_group(&[STRANGER]).await;
    world.sends_text_in(STRANGER, group, "/subscribe").await;
    let answer = world.last_bot_message(group);
    assert_eq!(answer.buttons[0][0].press, Press::Url("https://t.me/deskgram_demo_bot?start=login".into()));
    world.sends_text(STRANGER, "/start login").await;
    assert!(world.last_bot_message(STRANGER).text.contains("login at the helpdesk"));
}

#[tokio::test]
async fn a_clients_words_are_a_clients_words() {
    for (language, title) in [("en", "You have "), ("ru", "Ваши заявки: "), ("uk", "Ваші заявки: ")]
    {
        let world = World::in_language(language).await;
        world.create_ticket();
        world.sign_in(ROMAN).await;
        for command in ["/in", "/out", "/archive"] {
            world.sends_text(ROMAN, command).await;
            let list = world.last_bot_message(ROMAN);
            assert!(list.text.contains(title), "{command}: {}", list.text);
            assert!(!list.text.contains("Романюк"), "their own name on every line: {}", list.text);
        }
        let list = world.last_bot_message(ROMAN);
        assert_eq!(list.buttons[0].len(), 3, "all, open, done: {:?}", list.labels());
        let done = list.buttons[0][2].label.clone();
        world.presses(ROMAN, ROMAN, list.id, &done).await;
        let list = world.telegram.message(ROMAN, list.id).unwrap();
        assert!(list.labels()[2].starts_with("• "), "{:?}", list.labels());
        world.sends_text(ROMAN, "/find x").await;
        let refused = world.last_bot_message(ROMAN).text;
        assert!(refused.contains("/in") && refused.contains("/new"), "{refused}");
    }
}
