//! The sheet that a picture is drawn on: texts that are measured first, bars, dots, lines. The plotting library is named here alone.

use std::sync::LazyLock;

use plotters::backend::BitMapBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, register_font};

/// The size of every picture: a phone shows it whole, and what is read at its width can be read there.
pub const WIDTH: u32 = 1080;
pub const HEIGHT: u32 = 1400;

/// The name of the font within the plotting library.
const FONT: &str = "words";

/// The fonts, registered once: letters of all three languages, and nothing of the machine's own.
static FONTS: LazyLock<()> = LazyLock::new(|| {
    for (style, bytes) in [(FontStyle::Normal, notosans::REGULAR_TTF), (FontStyle::Bold, notosans::BOLD_TTF)]
    {
        if register_font(FONT, style, bytes).is_err() {
            log::error!("a font of the pictures can't be read");
        }
    }
});

/// A colour, red first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paint(pub u8, pub u8, pub u8);

/// How a text is written.
#[derive(Clone, Copy, Debug)]
pub struct TextLook {
    /// From the top of the tallest letter to the bottom of the lowest.
    pub size: u32,
    pub weight: TextWeight,
    pub paint: Paint,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextWeight {
    Regular,
    Bold,
}

/// Which end of a text is where it is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextAnchor {
    Left,
    Centre,
    Right,
}

/// A box on the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    pub left: i32,
    pub top: i32,
    pub right: i32,
    pub bottom: i32,
}

impl Area {
    pub fn width(&self) -> i32 {
        self.right - self.left
    }
}

/// A sheet in memory.
pub struct Canvas<'a> {
    area: DrawingArea<BitMapBackend<'a>, Shift>,
    /// Every text with the place that it takes.
    #[cfg(test)]
    pub texts: Vec<(String, Area)>,
}

impl<'a> Canvas<'a> {
    /// How many bytes a sheet needs.
    pub const BYTES: usize = (WIDTH * HEIGHT * 3) as usize;

    /// A sheet over `pixels`, of [`Self::BYTES`], in one colour.
    pub fn over(pixels: &'a mut [u8], ground: Paint) -> Self {
        LazyLock::force(&FONTS);
        let area = BitMapBackend::with_buffer(pixels, (WIDTH, HEIGHT)).into_drawing_area();
        // A picture in memory refuses nothing.
        let _ = area.fill(&ground.colour());
        Self {
            area,
            #[cfg(test)]
            texts: Vec::new(),
        }
    }

    pub fn fill(&self, area: Area, paint: Paint) {
        let corners = [(area.left, area.top), (area.right, area.bottom)];
        let _ = self.area.draw(&Rectangle::new(corners, paint.colour().filled()));
    }

    /// A box with round corners.
    pub fn fill_round(&self, area: Area, radius: i32, paint: Paint) {
        let radius = radius.min(area.width() / 2).min((area.bottom - area.top) / 2);
        self.fill(Area { top: area.top + radius, bottom: area.bottom - radius, ..area }, paint);
        self.fill(Area { left: area.left + radius, right: area.right - radius, ..area }, paint);
        for x in [area.left + radius, area.right - radius] {
            for y in [area.top + radius, area.bottom - radius] {
                self.dot((x, y), radius, paint);
            }
        }
    }

    pub fn dot(&self, at: (i32, i32), radius: i32, paint: Paint) {
        let _ = self.area.draw(&Circle::new(at, radius, paint.colour().filled()));
    }

    pub fn line(&self, from: (i32, i32), to: (i32, i32), width: u32, paint: Paint) {
        let _ = self.area.draw(&PathElement::new(vec![from, to], paint.colour().stroke_width(width)));
    }

    /// Writes a text with its top at `y`; whoever calls has made sure that it fits.
    pub fn write(&mut self, text: &str, (x, y): (i32, i32), anchor: TextAnchor, look: TextLook) {
        let horizontal = match anchor {
            TextAnchor::Left => HPos::Left,
            TextAnchor::Centre => HPos::Center,
            TextAnchor::Right => HPos::Right,
        };
        let style = font(look).color(&look.paint.colour()).pos(Pos::new(horizontal, VPos::Top));
        let _ = self.area.draw_text(text, &style, (x, y));
        #[cfg(test)]
        {
            let width = text_width(text, look);
            let left = match anchor {
                TextAnchor::Left => x,
                TextAnchor::Centre => x - width / 2,
                TextAnchor::Right => x - width,
            };
            let bottom = y + look.size as i32 * 7 / 10;
            self.texts.push((text.to_owned(), Area { left, top: y, right: left + width, bottom }));
        }
    }
}

/// How wide a text is.
pub fn text_width(text: &str, look: TextLook) -> i32 {
    LazyLock::force(&FONTS);
    font(look).layout_box(text).map_or(0, |(from, to)| to.0 - from.0)
}

/// As much of a text as fits, with an ellipsis where some of it does not.
pub fn fit_text(text: &str, look: TextLook, width: i32) -> String {
    if text_width(text, look) <= width {
        return text.to_owned();
    }
    let cuts = text.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
    let shortened = |cut: usize| format!("{}…", text[..cut].trim_end());
    let fitting = cuts.partition_point(|cut| text_width(&shortened(*cut), look) <= width);
    shortened(fitting.checked_sub(1).map_or(0, |last| cuts[last]))
}

fn font(look: TextLook) -> FontDesc<'static> {
    let style = match look.weight {
        TextWeight::Regular => FontStyle::Normal,
        TextWeight::Bold => FontStyle::Bold,
    };
    FontDesc::new(FontFamily::Name(FONT), f64::from(look.size), style)
}

impl Paint {
    fn colour(self) -> RGBColor {
        RGBColor(self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LOOK: TextLook = TextLook { size: 38, weight: TextWeight::Regular, paint: Paint(0, 0, 0) };

    #[test]
    fn letters_of_all_languages_are_in_the_font() {
        let missing = text_width("\u{fffd}", LOOK).max(1);
        for letter in "АЯяёЁґҐєЄіІїЇŽé№–«’0".chars() {
            let text = letter.to_string();
            assert!(text_width(&text, LOOK) > 0, "{letter}");
            // What the font lacks is drawn as the same box, however many of them.
            assert_ne!(text_width(&text, LOOK), missing, "{letter}");
        }
    }

    proptest! {
        #[test]
        fn what_is_cut_fits(text in "[ -~а-яіїєґ]{0,60}", width in 60i32..900) {
            let cut = fit_text(&text, LOOK, width);
            prop_assert!(text_width(&cut, LOOK) <= width, "{}", cut);
            let kept = cut.trim_end_matches('…');
            prop_assert!(text.starts_with(kept));
        }
    }
}
