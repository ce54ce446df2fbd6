//! What the helpdesk changes about an account.

use deskgram_sandbox::zenlix::world::{AccountStatus, Role};
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, NewTicket};
use jiff::SignedDuration;

use super::{OTHER_UNIT, arrives, newest};
use crate::support::*;

/// The service desk with and without an account that watches for everybody.
async fn teams() -> [World; 2] {
    let mut teams = [World::new().await, World::with_service_account().await];
    for world in &mut teams {
        for who in [OLENA, TARAS, IRYNA] {
            world.sign_in(who).await;
        }
        world.poll_once().await;
    }
    teams
}

#[tokio::test]
async fn who_is_moved_to_another_unit_hears_of_that_one_and_no_more_of_the_old() {
    for world in teams().await {
        let group = world.create_group(&[OLENA]).await;
        world.telegram.promote(OLENA, group);
        world.sends_text_in(OLENA, group, "/subscribe").await;
        let before = arrives(&world, SERVICE_DESK, "Pineapple");
        world.poll_once().await;
        let (own, shared) = (world.ticket_card(OLENA, before).id, world.ticket_card(group, before).id);
        world.zenlix.set_user_units("olena", &OTHER_UNIT.to_string());
        world.poll_once().await;
        let (old, new) = (arrives(&world, SERVICE_DESK, "Cucumber"), arrives(&world, OTHER_UNIT, "Zebra"));
        world.poll_once().await;
        for chat in [OLENA, group] {
            assert!(world.find_ticket_card(chat, old).is_none(), "{chat}: {}", world.all_bot_texts(chat));
            assert!(world.find_ticket_card(chat, new).is_some(), "{chat}: {}", world.all_bot_texts(chat));
        }
        for (chat, card) in [(OLENA, own), (group, shared)] {
            let card = world.telegram.seen(chat, card);
            assert!(card.text.contains("no longer among your tickets"), "{}", card.text);
            assert!(!card.text.contains("Pineapple"), "{}", card.text);
        }
        world.sends_text(OLENA, "/in").await;
        assert!(!newest(&world, OLENA).contains("Cucumber"), "{}", newest(&world, OLENA));
        world.sends_text(OLENA, &format!("/ticket {old}")).await;
        assert!(!newest(&world, OLENA).contains("Cucumber"), "{}", newest(&world, OLENA));
        assert!(world.find_ticket_card(TARAS, old).is_some(), "others go on as before");
    }
}

#[tokio::test]
async fn who_is_switched_off_or_removed_is_signed_out_with_all_that_follows() {
    let ends: [fn(&World); 3] = [
        |world| world.zenlix.set_user_status("olena", AccountStatus::Inactive),
        |world| world.zenlix.set_user_status("olena", AccountStatus::Deleted),
        |world| world.zenlix.remove_user("olena"),
    ];
    for end in ends {
        for world in teams().await {
            let before = arrives(&world, SERVICE_DESK, "Pineapple");
            world.poll_once().await;
            let card = world.ticket_card(OLENA, before).id;
            end(&world);
            let after = arrives(&world, SERVICE_DESK, "Cucumber");
            world.poll_once().await;
            assert!(!world.is_signed_in(OLENA));
            assert!(world.find_ticket_card(OLENA, after).is_none(), "{}", world.all_bot_texts(OLENA));
            assert!(!world.telegram.seen(OLENA, card).text.contains("Pineapple"));
            assert!(world.find_ticket_card(TARAS, after).is_some(), "others go on as before");
            assert!(world.all_bot_texts(OLENA).contains("/login"), "{}", world.all_bot_texts(OLENA));
        }
    }
}

#[tokio::test]
async fn a_press_minutes_later_is_judged_by_the_account_as_it_is_then() {
    for world in teams().await {
        let id = arrives(&world, SERVICE_DESK, "Pineapple");
        world.poll_once().await;
        let card = world.ticket_card(OLENA, id).id;
        world.zenlix.set_user_status("olena", AccountStatus::Inactive);
        world.advance_time(SignedDuration::from_mins(6));
        let said = world.presses(OLENA, OLENA, card, "✋ Take").await;
        assert!(said.contains("disabled"), "{said}");
        assert_eq!(world.zenlix.ticket(id).unwrap().locked_by, None);
        assert!(!world.is_signed_in(OLENA));
    }
}

#[tokio::test]
async fn who_is_made_a_client_acts_and_hears_as_one() {
    for world in teams().await {
        let id = arrives(&world, SERVICE_DESK, "Pineapple");
        world.poll_once().await;
        let card = world.ticket_card(OLENA, id).id;
        world.zenlix.set_user_role("olena", Role::Client);
        world.poll_once().await;
        let after = arrives(&world, SERVICE_DESK, "Cucumber");
        world.poll_once().await;
        assert!(!world.telegram.seen(OLENA, card).text.contains("Pineapple"));
        assert!(world.find_ticket_card(OLENA, after).is_none());
        world.sends_text(OLENA, "/units").await;
        assert!(newest(&world, OLENA).contains("support staff"), "{}", newest(&world, OLENA));
    }
}

#[tokio::test]
async fn a_head_who_was_demoted_sees_what_a_technician_sees() {
    for world in teams().await {
        world.zenlix.set_user_role("iryna", Role::Technician);
        world.poll_once().await;
        world.advance_time(SignedDuration::from_secs(2));
        let new = NewTicket::to_unit(SERVICE_DESK, "Printers", "Cucumber");
        let for_taras = world.zenlix.web_create("roman", new.for_people(&["taras"]));
        world.poll_once().await;
        assert!(world.find_ticket_card(TARAS, for_taras).is_some());
        assert!(world.find_ticket_card(IRYNA, for_taras).is_none(), "{}", world.all_bot_texts(IRYNA));
    }
}

#[tokio::test]
async fn whose_role_is_not_known_may_nothing_and_is_told_so_until_it_is() {
    for world in teams().await {
        let id = arrives(&world, SERVICE_DESK, "Pineapple");
        world.poll_once().await;
        let card = world.ticket_card(OLENA, id).id;
        world.zenlix.set_odd_role("olena", 7);
        let own = world.zenlix.web_create("olena", NewTicket::to_unit(SERVICE_DESK, "Printers", "Banana"));
        world.poll_once().await;
        assert!(!world.telegram.seen(OLENA, card).text.contains("Pineapple"));
        let said = world.presses_data(OLENA, OLENA, card, &format!("1:t:{id}")).await;
        assert!(said.contains("role that I don't know"), "{said}");
        assert_eq!(world.zenlix.ticket(id).unwrap().locked_by, None);
        for command in ["/in", "/find Roman", "/new", &format!("/ticket {own}"), "/search Banana"] {
            world.sends_text(OLENA, command).await;
            assert!(newest(&world, OLENA).contains("role that I don't know"), "{command}");
        }
        assert!(world.find_ticket_card(OLENA, own).is_none(), "{}", world.all_bot_texts(OLENA));
        assert!(world.is_signed_in(OLENA));
        world.sends_text(OLENA, "/logout").await;
        assert!(!world.is_signed_in(OLENA), "whoever wants to go may");
        // Who signs in like that is told at once.
        world.sign_in(OLENA).await;
        assert!(newest(&world, OLENA).contains("role that I don't know"), "{}", newest(&world, OLENA));
        world.zenlix.set_user_role("olena", Role::Technician);
        world.poll_once().await;
        let after = arrives(&world, SERVICE_DESK, "Cucumber");
        world.poll_once().await;
        assert!(world.find_ticket_card(OLENA, after).is_some(), "known again, she hears again");
    }
}

#[tokio::test]
async fn no_trouble_of_the_helpdesk_signs_anybody_out() {
    let troubles = [
        FaultKind::Status(502, String::new()),
        FaultKind::EmptyBody,
        FaultKind::Garbage,
        FaultKind::CutJson,
        FaultKind::ResetBefore,
    ];
    for kind in troubles {
        for world in teams().await {
            world.zenlix.fault(Fault { on: Match::any(), kind: kind.clone(), times: None });
            for _ in 0..3 {
                world.poll_once().await;
            }
            world.zenlix.clear_faults();
            assert!([OLENA, TARAS, IRYNA].into_iter().all(|who| world.is_signed_in(who)), "{kind:?}");
            let id = arrives(&world, SERVICE_DESK, "Pineapple");
            for _ in 0..2 {
                world.poll_once().await;
            }
            assert!(
                [OLENA, TARAS, IRYNA].into_iter().all(|who| world.find_ticket_card(who, id).is_some()),
                "{kind:?}"
            );
        }
    }
}

#[tokio::test]
async fn whose_account_alone_cannot_be_read_is_served_from_their_own_list() {
    for world in teams().await {
        let broken = Match { mode: Some("get_user_info".into()), login: Some("olena".into()) };
        world.zenlix.fault(Fault { on: broken, kind: FaultKind::Status(500, String::new()), times: None });
        world.poll_once().await;
        world.poll_once().await;
        let id = arrives(&world, SERVICE_DESK, "Pineapple");
        world.poll_once().await;
        for who in [OLENA, TARAS] {
            let number = format!("#{id} ");
            let cards =
                world.visible_bot_messages(who).into_iter().filter(|message| message.text.contains(&number));
            assert_eq!(cards.count(), 1, "{who} is told once");
        }
        world.zenlix.clear_faults();
        world.poll_once().await;
        let id = arrives(&world, SERVICE_DESK, "Cucumber");
        world.poll_once().await;
        assert!(world.find_ticket_card(OLENA, id).is_some());
    }
}

#[tokio::test]
async fn who_is_renamed_is_called_so() {
    for world in teams().await {
        world.zenlix.rename_user("olena", "Шевченко Олена Сергіївна");
        world.poll_once().await;
        world.sends_text(OLENA, "/start").await;
        assert!(newest(&world, OLENA).contains("Шевченко"), "{}", newest(&world, OLENA));
    }
}

#[tokio::test]
async fn a_watching_account_that_sees_less_now_serves_no_more_than_that() {
    let world = World::with_service_account().await;
    for who in [OLENA, TARAS] {
        world.sign_in(who).await;
    }
    world.poll_once().await;
    world.zenlix.set_user_role("boss", Role::Technician);
    world.poll_once().await;
    let id = arrives(&world, SERVICE_DESK, "Pineapple");
    world.poll_once().await;
    assert!(world.find_ticket_card(OLENA, id).is_some(), "her own list is read");
}
