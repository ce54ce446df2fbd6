//! What the helpdesk changes about an account.

use deskgram::domain::person::{AccountStatus, Role};
use deskgram::sandbox::zenlix::{Fault, FaultKind, Match};
use jiff::SignedDuration;

use super::{OTHER_UNIT, arrives, newest};
use crate::support::*;

/// The service desk with and without an account that watches for everybody.
async fn teams() -> [World; 2] {
    let mut teams = [World::start().await, World::watched().await];
    for world in &mut teams {
        for who in [OLENA, TARAS, IRYNA] {
            world.sign_in(who).await;
        }
        world.tick().await;
    }
    teams
}

#[tokio::test]
async fn who_is_moved_to_another_unit_hears_of_that_one_and_no_more_of_the_old() {
    for world in teams().await {
        let group = world.group(&[OLENA]).await;
        world.telegram.promote(OLENA, group);
        world.says_in(OLENA, group, "/subscribe").await;
        let before = arrives(&world, SERVICE_DESK, "Pineapple");
        world.tick().await;
        let (own, shared) = (world.card(OLENA, before).id, world.card(group, before).id);
        world.zenlix.set_user_units("olena", &OTHER_UNIT.to_string());
        world.tick().await;
        let (old, new) = (arrives(&world, SERVICE_DESK, "Cucumber"), arrives(&world, OTHER_UNIT, "Zebra"));
        world.tick().await;
        for chat in [OLENA, group] {
            assert!(world.find_card(chat, old).is_none(), "{chat}: {}", world.said(chat));
            assert!(world.find_card(chat, new).is_some(), "{chat}: {}", world.said(chat));
        }
        for (chat, card) in [(OLENA, own), (group, shared)] {
            let card = world.telegram.seen(chat, card);
            assert!(card.text.contains("no longer among your tickets"), "{}", card.text);
            assert!(!card.text.contains("Pineapple"), "{}", card.text);
        }
        world.says(OLENA, "/in").await;
        assert!(!newest(&world, OLENA).contains("Cucumber"), "{}", newest(&world, OLENA));
        world.says(OLENA, &format!("/ticket {old}")).await;
        assert!(!newest(&world, OLENA).contains("Cucumber"), "{}", newest(&world, OLENA));
        assert!(world.find_card(TARAS, old).is_some(), "others go on as before");
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
            world.tick().await;
            let card = world.card(OLENA, before).id;
            end(&world);
            let after = arrives(&world, SERVICE_DESK, "Cucumber");
            world.tick().await;
            assert!(!world.is_signed_in(OLENA));
            assert!(world.find_card(OLENA, after).is_none(), "{}", world.said(OLENA));
            assert!(!world.telegram.seen(OLENA, card).text.contains("Pineapple"));
            assert!(world.find_card(TARAS, after).is_some(), "others go on as before");
            assert!(world.said(OLENA).contains("/login"), "{}", world.said(OLENA));
        }
    }
}

#[tokio::test]
async fn a_press_minutes_later_is_judged_by_the_account_as_it_is_then() {
    for world in teams().await {
        let id = arrives(&world, SERVICE_DESK, "Pineapple");
        world.tick().await;
        let card = world.card(OLENA, id).id;
        world.zenlix.set_user_status("olena", AccountStatus::Inactive);
        world.pass_time(SignedDuration::from_mins(6));
        let said = world.presses(OLENA, OLENA, card, "✋ Take").await;
        assert!(said.contains("switched off"), "{said}");
        assert_eq!(world.zenlix.ticket(id).unwrap().locked_by, None);
        assert!(!world.is_signed_in(OLENA));
    }
}

#[tokio::test]
async fn who_is_made_a_client_acts_and_hears_as_one() {
    for world in teams().await {
        let id = arrives(&world, SERVICE_DESK, "Pineapple");
        world.tick().await;
        let card = world.card(OLENA, id).id;
        world.zenlix.set_user_role("olena", Role::Client);
        world.tick().await;
        let after = arrives(&world, SERVICE_DESK, "Cucumber");
        world.tick().await;
        assert!(!world.telegram.seen(OLENA, card).text.contains("Pineapple"));
        assert!(world.find_card(OLENA, after).is_none());
        world.says(OLENA, "/units").await;
        assert!(newest(&world, OLENA).contains("Only technicians"), "{}", newest(&world, OLENA));
    }
}

#[tokio::test]
async fn a_head_who_was_demoted_sees_what_a_technician_sees() {
    for world in teams().await {
        world.zenlix.set_user_role("iryna", Role::Technician);
        world.tick().await;
        world.pass_time(SignedDuration::from_secs(2));
        let new = deskgram::sandbox::zenlix::NewTicket::to_unit(SERVICE_DESK, "Printers", "Cucumber");
        let for_taras = world.zenlix.web_create("roman", new.for_people(&["taras"]));
        world.tick().await;
        assert!(world.find_card(TARAS, for_taras).is_some());
        assert!(world.find_card(IRYNA, for_taras).is_none(), "{}", world.said(IRYNA));
    }
}

#[tokio::test]
async fn whose_role_is_not_known_has_a_clients_rights_until_it_is() {
    for world in teams().await {
        let id = arrives(&world, SERVICE_DESK, "Pineapple");
        world.tick().await;
        let card = world.card(OLENA, id).id;
        world.zenlix.set_odd_role("olena", 7);
        world.tick().await;
        world.presses_data(OLENA, OLENA, card, &format!("1:t:{id}")).await;
        assert_eq!(world.zenlix.ticket(id).unwrap().locked_by, None);
        world.says(OLENA, "/find Roman").await;
        assert!(newest(&world, OLENA).contains("Only technicians"), "{}", newest(&world, OLENA));
        assert!(world.is_signed_in(OLENA));
        world.zenlix.set_user_role("olena", Role::Technician);
        world.tick().await;
        let after = arrives(&world, SERVICE_DESK, "Cucumber");
        world.tick().await;
        assert!(world.find_card(OLENA, after).is_some(), "known again, she hears again");
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
                world.tick().await;
            }
            world.zenlix.clear_faults();
            assert!([OLENA, TARAS, IRYNA].into_iter().all(|who| world.is_signed_in(who)), "{kind:?}");
            let id = arrives(&world, SERVICE_DESK, "Pineapple");
            for _ in 0..2 {
                world.tick().await;
            }
            assert!(
                [OLENA, TARAS, IRYNA].into_iter().all(|who| world.find_card(who, id).is_some()),
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
        world.tick().await;
        world.tick().await;
        let id = arrives(&world, SERVICE_DESK, "Pineapple");
        world.tick().await;
        for who in [OLENA, TARAS] {
            let number = format!("#{id} ");
            let cards = world.standing(who).into_iter().filter(|message| message.text.contains(&number));
            assert_eq!(cards.count(), 1, "{who} is told once");
        }
        world.zenlix.clear_faults();
        world.tick().await;
        let id = arrives(&world, SERVICE_DESK, "Cucumber");
        world.tick().await;
        assert!(world.find_card(OLENA, id).is_some());
    }
}

#[tokio::test]
async fn who_is_renamed_is_called_so() {
    for world in teams().await {
        world.zenlix.rename_user("olena", "Шевченко Олена Сергіївна");
        world.tick().await;
        world.says(OLENA, "/start").await;
        assert!(newest(&world, OLENA).contains("Шевченко"), "{}", newest(&world, OLENA));
    }
}

#[tokio::test]
async fn a_watching_account_that_sees_less_now_serves_no_more_than_that() {
    let world = World::watched().await;
    for who in [OLENA, TARAS] {
        world.sign_in(who).await;
    }
    world.tick().await;
    world.zenlix.set_user_role("boss", Role::Technician);
    world.tick().await;
    let id = arrives(&world, SERVICE_DESK, "Pineapple");
    world.tick().await;
    assert!(world.find_card(OLENA, id).is_some(), "her own list is read");
}
