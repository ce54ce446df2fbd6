//! How the settings look, in each language.

use crate::support::*;

#[tokio::test]
async fn the_settings() {
    for language in LANGUAGES {
        let world = World::speaking(language).await;
        world.sign_in(OLENA).await;
        world.says(OLENA, "/settings").await;
        let panel = world.last(OLENA).id;
        let mut screens = vec![seen(&world.last(OLENA))];
        for page in ["l", "z"] {
            world.presses_data(OLENA, OLENA, panel, &format!("1:p:o:{page}")).await;
            screens.push(seen(&world.last(OLENA)));
        }
        world.presses_data(OLENA, OLENA, panel, "1:p:t").await;
        screens.push(seen(&world.last(OLENA)));
        for typed in ["Lisbun", "Narnia"] {
            world.says(OLENA, typed).await;
            screens.push(seen(&world.last(OLENA)));
        }
        hold("settings", language, &screens);
    }
}
