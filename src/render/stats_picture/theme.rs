//! The colours of the pictures, for bright and for dark screens.

use super::canvas::Paint;
use crate::domain::settings::StatsTheme;

/// What is drawn in which colour.
pub struct Theme {
    pub ground: Paint,
    pub panel: Paint,
    pub text: Paint,
    pub muted: Paint,
    pub grid: Paint,
    pub new: Paint,
    pub finished: Paint,
    /// Open tickets by their age, the youngest first.
    pub ages: [Paint; 5],
    pub subject: Paint,
}

const LIGHT: Theme = Theme {
    ground: Paint(0xec, 0xf0, 0xf4),
    panel: Paint(0xff, 0xff, 0xff),
    text: Paint(0x1b, 0x27, 0x33),
    muted: Paint(0x5c, 0x6b, 0x7a),
    grid: Paint(0xdd, 0xe3, 0xea),
    new: Paint(0x2f, 0x80, 0xd8),
    finished: Paint(0x2f, 0xa8, 0x6f),
    ages: [
        Paint(0x2f, 0xa8, 0x6f),
        Paint(0x8c, 0xb4, 0x3c),
        Paint(0xe2, 0xb0, 0x2c),
        Paint(0xe8, 0x86, 0x2e),
        Paint(0xd9, 0x4a, 0x43),
    ],
    subject: Paint(0x7a, 0x6f, 0xd0),
};

const DARK: Theme = Theme {
    ground: Paint(0x0f, 0x17, 0x1f),
    panel: Paint(0x1b, 0x26, 0x31),
    text: Paint(0xee, 0xf2, 0xf6),
    muted: Paint(0x9f, 0xae, 0xbc),
    grid: Paint(0x31, 0x3f, 0x4c),
    new: Paint(0x55, 0xa5, 0xf2),
    finished: Paint(0x4c, 0xc7, 0x8c),
    ages: [
        Paint(0x4c, 0xc7, 0x8c),
        Paint(0xa6, 0xcc, 0x55),
        Paint(0xf0, 0xc2, 0x4b),
        Paint(0xf2, 0x9b, 0x4c),
        Paint(0xee, 0x6a, 0x62),
    ],
    subject: Paint(0x9d, 0x93, 0xee),
};

/// The colours of a theme.
pub fn theme_colours(theme: StatsTheme) -> &'static Theme {
    match theme {
        StatsTheme::Light => &LIGHT,
        StatsTheme::Dark => &DARK,
    }
}
