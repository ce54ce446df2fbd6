//! How the screens look, in each language: the text as it arrives, and its buttons row by row.

use crate::support::*;

#[tokio::test]
async fn the_panel_of_a_group() {
    for language in LANGUAGES {
        let world = World::speaking(language).await;
        world.sign_in(TARAS).await;
        let group = world.group(&[TARAS]).await;
        world.says_in(TARAS, group, "/subscribe").await;
        let panel = world.last(group).id;
        let mut screens = vec![seen(&world.last(group))];
        // Every page is reached and left again by its place on the panel, whatever it is called.
        for (row, place) in [(0, 0), (0, 1), (1, 0), (1, 1), (3, 0)] {
            let label = world.last(group).buttons[row][place].label.clone();
            world.presses(TARAS, group, panel, &label).await;
            screens.push(seen(&world.last(group)));
            let back = world.last(group).buttons.last().unwrap()[0].label.clone();
            world.presses(TARAS, group, panel, &back).await;
        }
        world.telegram.demote(TARAS, group);
        world.says(TARAS, "/logout").await;
        world.tick().await;
        screens.push(seen(&world.last(group)));
        hold("group_panel", language, &screens);
    }
}
