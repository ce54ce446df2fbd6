//! Pixels as a small PNG: a palette, because a picture of bars and letters has few colours.

use std::collections::HashMap;

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError, Filter};

type Colour = [u8; 3];

/// What a palette holds.
const MAX_COLOURS: usize = 256;

/// Encodes rows of pixels, three bytes each. Where there are too many colours, the rare ones become the nearest of the others: those
/// at the edges of letters.
pub fn encode_png(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, EncodingError> {
    let (colours, _) = pixels.as_chunks::<3>();
    // Most pixels are as their left neighbour.
    let runs: Vec<(Colour, usize)> = colours.chunk_by(|a, b| a == b).map(|run| (run[0], run.len())).collect();
    let mut frequency: HashMap<Colour, usize> = HashMap::new();
    for (colour, length) in &runs {
        *frequency.entry(*colour).or_default() += length;
    }
    let mut by_frequency: Vec<_> = frequency.into_iter().collect();
    by_frequency.sort_unstable_by(|(a, often), (b, rather)| rather.cmp(often).then(a.cmp(b)));
    let palette: Vec<Colour> = by_frequency.iter().take(MAX_COLOURS).map(|(colour, _)| *colour).collect();
    let places: HashMap<Colour, u8> =
        by_frequency.iter().map(|(colour, _)| (*colour, nearest_place(&palette, *colour))).collect();
    let mut indexed = Vec::with_capacity(colours.len());
    for (colour, length) in runs {
        indexed.resize(indexed.len() + length, places[&colour]);
    }

    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(Compression::Balanced);
    encoder.set_filter(Filter::NoFilter);
    encoder.write_header()?.write_image_data(&indexed)?;
    Ok(file)
}

fn nearest_place(palette: &[Colour], colour: Colour) -> u8 {
    let distance = |other: &Colour| -> u32 {
        other.iter().zip(colour).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
    };
    let nearest = (0..=u8::MAX).zip(palette).min_by_key(|(_, other)| distance(other));
    nearest.map_or(0, |(place, _)| place)
}
