//! What the bot shows of itself before anybody writes to it: everybody's own command menu, descriptions, and its settings.

use deskgram::config::BotManagement;
use deskgram_sandbox::telegram::{Ability, CallbackMode, Fault, Privacy, Spoil};
use deskgram_sandbox::zenlix::world::Role;

use crate::support::{BOSS, OLENA, ROMAN, STRANGER, World};

fn times(world: &World, method: &str) -> usize {
    world.telegram.calls().iter().filter(|call| call.method == method).count()
}

#[tokio::test]
async fn everybody_is_offered_what_they_can_use() {
    let world = World::new().await;
    world.settle_menus().await;
    let signed_out = ["login", "help", "language"];
    assert_eq!(world.menu(STRANGER, STRANGER).0, signed_out);
    for who in [OLENA, ROMAN, BOSS] {
        world.sign_in(who).await;
    }
    world.settle_menus().await;
    assert_eq!(world.menu(STRANGER, STRANGER).0, signed_out);
    let (client, about) = world.menu(ROMAN, ROMAN);
    assert_eq!(client[..2], ["in", "new"]);
    assert_eq!(about, "Your tickets");
    for staff_only in ["find", "units", "signoff", "replies", "archive", "login", "subscribe"] {
        assert!(!client.contains(&staff_only.to_owned()), "{staff_only}: {client:?}");
    }
    let (technician, _) = world.menu(OLENA, OLENA);
    assert!(technician.contains(&"signoff".to_owned()) && !technician.contains(&"login".to_owned()));
    assert!(!technician.contains(&"subscriptions".to_owned()));
    assert!(world.menu(BOSS, BOSS).0.contains(&"subscriptions".to_owned()));
    let group = world.create_group(&[OLENA, ROMAN]).await;
    assert_eq!(world.menu(ROMAN, group).0[..3], ["ticket", "duty", "subscribe"]);
    world.sends_text(OLENA, "/logout").await;
    world.settle_menus().await;
    assert_eq!(world.menu(OLENA, OLENA).0, signed_out);
}

#[tokio::test]
async fn every_command_of_every_menu_is_understood() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sign_in(ROMAN).await;
    world.sign_in(BOSS).await;
    world.settle_menus().await;
    for who in [STRANGER, ROMAN, OLENA, BOSS] {
        let (commands, _) = world.menu(who, who);
        for command in commands.iter().filter(|command| *command != "logout") {
            let before = world.telegram.messages(who).len();
            world.sends_text(who, &format!("/{command}")).await;
            assert!(world.telegram.messages(who).len() > before + 1, "{command} is answered");
            let answer = world.last_bot_message(who).text;
            for refused in ["I don't know that command", "Only support staff"] {
                assert!(!answer.contains(refused), "/{command}: {answer}");
            }
            world.sends_text(who, "/cancel").await;
        }
    }
}

#[tokio::test]
async fn help_names_every_command_of_the_menu() {
    for language in ["en", "ru", "uk"] {
        let world = World::in_language(language).await;
        world.sign_in(OLENA).await;
        world.sign_in(ROMAN).await;
        world.sign_in(BOSS).await;
        world.settle_menus().await;
        for who in [STRANGER, ROMAN, OLENA, BOSS] {
            world.sends_text(who, "/help").await;
            let help = world.last_bot_message(who).text;
            for command in world.menu(who, who).0.iter().filter(|command| *command != "help") {
                assert!(help.contains(&format!("/{command}")), "/{command} in {help}");
            }
        }
    }
}

#[tokio::test]
async fn a_menu_speaks_as_the_bot_speaks() {
    let world = World::in_language("ru").await;
    world.settle_menus().await;
    assert_eq!(world.menu(STRANGER, STRANGER).1, "Войти в хелпдеск");
    world.sign_in(OLENA).await;
    world.settle_menus().await;
    assert_eq!(world.menu(OLENA, OLENA).1, "Входящие заявки");
    world.telegram.presses_data(OLENA, OLENA, world.last_bot_message(OLENA).id, "1:lang:uk");
    world.run_until_idle().await;
    world.settle_menus().await;
    assert_eq!(world.menu(OLENA, OLENA).1, "Вхідні заявки");
    // Signed out, the bot goes on in the language that was chosen.
    world.sends_text(OLENA, "/logout").await;
    world.settle_menus().await;
    assert_eq!(world.menu(OLENA, OLENA).1, "Увійти в хелпдеск");
}

#[tokio::test]
async fn a_role_that_is_another_now_changes_the_menu() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.settle_menus().await;
    let offers = |name: &str| world.menu(OLENA, OLENA).0.contains(&name.to_owned());
    assert!(!offers("subscriptions"));
    world.zenlix.set_role("olena", Role::HeadOfUnit);
    world.poll_once().await;
    world.settle_menus().await;
    assert!(offers("subscriptions"));
}

#[tokio::test]
async fn what_has_not_changed_is_not_set_again() {
    let mut world = World::new().await;
    world.sign_in(OLENA).await;
    world.settle_menus().await;
    let set = times(&world, "setMyCommands");
    world.sends_text(OLENA, "/start").await;
    world.settle_menus().await;
    world.restart_process().await;
    world.settle_menus().await;
    assert_eq!(times(&world, "setMyCommands"), set);
}

#[tokio::test]
async fn a_flood_of_menus_waits_as_long_as_telegram_asks() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.telegram.fault(Fault::once("setMyCommands", Spoil::RetryAfter(17)));
    let next = world.app.publish_menus().await.unwrap().unwrap();
    assert_eq!(next.duration_since(world.clock.now()).as_secs(), 17);
    world.settle_menus().await;
    assert!(world.menu(OLENA, OLENA).0.contains(&"in".to_owned()));
}

#[tokio::test]
async fn an_empty_chat_says_what_the_bot_is_for_in_three_languages() {
    let world = World::new().await;
    world.app.arrange_bot().await.unwrap();
    for (language, words) in [("en", "helpdesk"), ("ru", "Хелпдеск"), ("uk", "Хелпдеск"), ("de", "helpdesk")]
    {
        let said = world.telegram.profile_text("description", language);
        assert!(said.contains(words) && said.chars().count() <= 512, "{language}: {said}");
        assert!(!world.telegram.profile_text("short_description", language).is_empty());
    }
    assert_ne!(
        world.telegram.profile_text("description", "ru"),
        world.telegram.profile_text("description", "uk")
    );
    assert_eq!(times(&world, "setMyName"), 0, "the name is the administrator's");
    let set = times(&world, "setMyDescription") + times(&world, "setMyShortDescription");
    world.app.arrange_bot().await.unwrap();
    assert_eq!(times(&world, "setMyDescription") + times(&world, "setMyShortDescription"), set);
}

#[tokio::test]
async fn the_bots_settings_come_into_order_by_themselves() {
    let world = World::new().await;
    world.telegram.deny_ability(Ability::InlineMode);
    world.telegram.deny_ability(Ability::JoinGroups);
    world.telegram.privacy(Privacy::Off);
    world.telegram.set_callback_mode(CallbackMode::Inline);
    world.app.arrange_bot().await.unwrap();
    let me = world.app.bot.telegram.get_me().await.unwrap();
    assert!(me.supports_inline_queries && me.can_join_groups && !me.can_read_all_group_messages);
    assert_eq!(world.telegram.callback_mode(), CallbackMode::Default);
    assert_eq!(world.telegram.inline_placeholder(), "🔎 #49");
    let set = times(&world, "setMySettings");
    let asked = world.telegram.calls().into_iter().rfind(|call| call.method == "setMySettings").unwrap();
    assert_eq!(set, 1, "{asked:?}");
    world.app.arrange_bot().await.unwrap();
    let again = world.telegram.calls().into_iter().rfind(|call| call.method == "setMySettings").unwrap();
    assert_eq!(again.params, serde_json::json!({ "callback_query_mode": "default" }));
}

#[tokio::test]
async fn an_older_server_is_served_all_the_same() {
    let world = World::new().await;
    world.telegram.lack_method("setMySettings");
    world.telegram.deny_ability(Ability::InlineMode);
    world.app.arrange_bot().await.unwrap();
    assert!(!world.app.bot.telegram.get_me().await.unwrap().supports_inline_queries);
    assert!(!world.telegram.profile_text("description", "en").is_empty(), "the rest is done");
}

#[tokio::test]
async fn where_the_administrator_manages_the_bot_nothing_is_touched() {
    let world = World::new().await;
    let app = world.second_process().await.with_bot_management(BotManagement::LeftAlone);
    app.arrange_bot().await.unwrap();
    assert_eq!(times(&world, "setMySettings") + times(&world, "setMyDescription"), 0);
}
