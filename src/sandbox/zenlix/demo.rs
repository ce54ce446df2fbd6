//! A believable helpdesk of a company's IT department, for the demo and for tests that want people with names.

use super::seed;
use super::world::World;

/// The helpdesk as it stands when the demo starts.
pub fn world() -> World {
    seed::recorded()
}
