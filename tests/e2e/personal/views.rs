//! How the settings look, in each language.

use deskgram_sandbox::zenlix::NewTicket;
use deskgram_sandbox::zenlix::world::Priority;
use jiff::SignedDuration;

use crate::support::*;

#[tokio::test]
async fn the_settings() {
    for language in LANGUAGES {
        let world = World::in_language(language).await;
        world.sign_in(OLENA).await;
        world.sends_text(OLENA, "/settings").await;
        let panel = world.last_bot_message(OLENA).id;
        let mut screens = vec![seen(&world.last_bot_message(OLENA))];
        for page in ["l", "z", "h", "u", "f", "k"] {
            world.presses_data(OLENA, OLENA, panel, &format!("1:p:o:{page}")).await;
            screens.push(seen(&world.last_bot_message(OLENA)));
        }
        for (press, page) in [("h:1320:390", "h"), ("a:w", "h"), ("m:m", "u"), ("u:1", "u"), ("d:5", "m")] {
            world.presses_data(OLENA, OLENA, panel, &format!("1:p:{press}")).await;
            world.presses_data(OLENA, OLENA, panel, &format!("1:p:o:{page}")).await;
            screens.push(seen(&world.last_bot_message(OLENA)));
        }
        world.presses_data(OLENA, OLENA, panel, "1:p:t").await;
        screens.push(seen(&world.last_bot_message(OLENA)));
        for typed in ["Lisbun", "Narnia"] {
            world.sends_text(OLENA, typed).await;
            screens.push(seen(&world.last_bot_message(OLENA)));
        }
        hold("settings", language, &screens);
    }
}

#[tokio::test]
async fn what_has_happened_meanwhile() {
    for language in LANGUAGES {
        let world = World::in_language(language).await;
        world.sign_in(OLENA).await;
        world.sends_text(OLENA, "/settings").await;
        let panel = world.last_bot_message(OLENA).id;
        for press in ["m:m", "a:w"] {
            world.presses_data(OLENA, OLENA, panel, &format!("1:p:{press}")).await;
        }
        for _ in 0..2 {
            world.advance_time(SignedDuration::from_secs(2));
            world.create_ticket();
        }
        world.poll_once().await;
        let named = NewTicket::to_unit(1, "Light", "None").for_people(&["olena"]);
        let id = world.zenlix.web_create("roman", named);
        world.poll_once().await;
        world.zenlix.set_priority(id, Priority::Low);
        world.poll_once().await;
        world.advance_time(SignedDuration::from_hours(20));
        world.run_until_idle().await;
        hold("meanwhile", language, &[seen(&world.last_bot_message(OLENA))]);
    }
}

#[tokio::test]
async fn how_things_are() {
    for language in LANGUAGES {
        let world = World::in_language(language).await;
        world.sends_text(STRANGER, "/diag").await;
        let mut screens = vec![seen(&world.last_bot_message(STRANGER))];
        world.sign_in(BOSS).await;
        world
            .app
            .bot
            .recent_errors
            .record_error(world.clock.now(), "the list of 7 can't be read: <cut>".into());
        world.sends_text(BOSS, "/diag").await;
        let all = world.visible_bot_messages(BOSS);
        screens.extend(all[all.len() - 2..].iter().map(seen));
        let group = world.create_group(&[BOSS]).await;
        world.sends_text_in(BOSS, group, "/diag").await;
        screens.push(seen(&world.last_bot_message(group)));
        hold("diag", language, &screens);
    }
}
