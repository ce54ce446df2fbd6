//! How wide a button's label and a line of text are on a phone, so that a row holds only what can be read: Telegram gives all buttons of a row the
//! same width and cuts what doesn't fit.

/// What a row of buttons has on a phone of 360 points, in thousandths of a point: in a group, where the sender's picture takes
/// its part. From Telegram for Android, as all of these: `ChatMessageCell` draws them, in Roboto Medium.
const ROW_WIDTH: u32 = 296_000;
const GAP: u32 = 5_000;
/// What stays empty within a button.
const PADDING: u32 = 15_000;
const FONT_POINTS: u32 = 15;

/// How far each sign of Roboto Medium 3.015 leads on, in thousandths of its size: those of ASCII from the space on,
const LATIN: [u32; 95] = [
    249, 265, 319, 603, 568, 736, 641, 167, 346, 350, 443, 555, 224, 340, 278, 390, 568, 568, 568, 568, 568,
    568, 568, 568, 568, 568, 264, 240, 509, 562, 520, 486, 897, 663, 631, 653, 653, 565, 551, 681, 709, 283,
    556, 632, 540, 875, 709, 689, 638, 689, 629, 605, 609, 654, 646, 880, 631, 611, 603, 271, 417, 271, 429,
    448, 320, 539, 562, 522, 563, 536, 353, 567, 556, 255, 251, 521, 255, 871, 557, 567, 562, 566, 354, 515,
    333, 556, 496, 742, 503, 490, 503, 333, 249, 333, 663,
];

/// the Russian alphabet without its `ё`, capital letters first,
const CYRILLIC: [u32; 64] = [
    663, 628, 631, 557, 749, 565, 958, 607, 706, 706, 645, 707, 875, 709, 689, 710, 638, 653, 609, 630, 796,
    631, 746, 690, 950, 997, 766, 867, 626, 660, 923, 613, 539, 562, 568, 419, 618, 536, 816, 511, 571, 571,
    553, 572, 751, 571, 567, 571, 562, 522, 497, 490, 729, 503, 601, 549, 819, 868, 641, 804, 551, 528, 813,
    555,
];

/// and some more. What the font doesn't have is a picture, as wide as high.
const OTHERS: [(char, u32); 23] = [
    ('Ё', 565),
    ('ё', 536),
    ('Є', 666),
    ('є', 528),
    ('І', 283),
    ('і', 255),
    ('Ї', 283),
    ('ї', 261),
    ('Ґ', 552),
    ('ґ', 455),
    ('«', 486),
    ('»', 486),
    ('—', 771),
    ('–', 642),
    ('’', 216),
    ('…', 708),
    ('·', 283),
    ('•', 350),
    ('№', 1020),
    ('‹', 307),
    ('›', 301),
    ('×', 532),
    ('\u{a0}', 249),
];
const PICTURE: u32 = 1_000;

/// A label's width in thousandths of a point.
pub fn label_width(label: &str) -> u32 {
    label.chars().fold(0_u32, |sum, sign| sum.saturating_add(sign_width(sign) * FONT_POINTS))
}

fn sign_width(sign: char) -> u32 {
    let in_table = |table: &[u32], first: char| {
        let place = u32::from(sign).checked_sub(u32::from(first))?;
        table.get(place as usize).copied()
    };
    let other = || OTHERS.iter().find(|(other, _)| *other == sign).map(|(_, width)| *width);
    // Joins pictures, or chooses how one is drawn.
    let is_unseen = matches!(sign, '\u{fe0e}' | '\u{fe0f}' | '\u{200d}');
    match in_table(&LATIN, ' ').or_else(|| in_table(&CYRILLIC, 'А')).or_else(other) {
        Some(width) => width,
        None if is_unseen => 0,
        None => PICTURE,
    }
}

/// The text cut to so many thousandths of a point, between words if possible, with an ellipsis.
pub fn cut_to_width(text: &str, most: u32) -> String {
    if label_width(text) <= most {
        return text.to_owned();
    }
    let mut width = label_width("…");
    let fits = |sign: &(usize, char)| {
        width += sign_width(sign.1) * FONT_POINTS;
        width <= most
    };
    let end = text.char_indices().take_while(fits).last().map_or(0, |(at, sign)| at + sign.len_utf8());
    let head = &text[..end];
    // A word border in the last fifth is worth the loss.
    let border = head.rfind(char::is_whitespace).filter(|&at| at >= end - end / 5);
    format!("{}…", head[..border.unwrap_or(end)].trim_end())
}

/// Whether each of these labels can be read in a row of them all.
pub fn fits_in_row<'a>(labels: impl ExactSizeIterator<Item = &'a str>) -> bool {
    let count = labels.len().max(1) as u32;
    let room = (ROW_WIDTH.saturating_sub(GAP * (count - 1)) / count).saturating_sub(PADDING);
    labels.max_by_key(|label| label_width(label)).is_none_or(|widest| label_width(widest) <= room)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(labels: &[&str]) -> bool {
        fits_in_row(labels.iter().copied())
    }

    #[test]
    fn a_row_holds_what_can_be_read() {
        assert!(fits(&["💬 12", "⚡ Ответ", "⋯"]) && fits(&["✋ Взять", "✅ Готово"]) && fits(&[]));
        assert!(!fits(&["✏️ Изменить", "⬆ Выше", "🗑 Удалить"]) && !fits(&["Снять с исполнителя", "ok"]));
    }

    #[test]
    fn a_text_is_cut_to_its_width() {
        assert_eq!(cut_to_width("Принтер", 100_000), "Принтер");
        let cut = cut_to_width("Принтер этикеток печатает", 150_000);
        assert!(cut.ends_with('…') && label_width(&cut) <= 150_000, "{cut}");
        assert_eq!(cut_to_width("Принтер", 0), "…");
    }

    #[test]
    fn signs_are_as_wide_as_the_font_has_them() {
        assert_eq!(label_width("Done"), (653 + 567 + 557 + 536) * 15);
        assert_eq!(label_width("✅\u{fe0f}"), 15_000);
        assert!(label_width("ж") > label_width("г"));
    }
}
