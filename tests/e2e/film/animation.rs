//! Pictures of a screen, one after another, as an animated PNG: of each only what has changed since the one before.

/// Pictures of one size.
#[derive(Default)]
pub struct Animation {
    frames: Vec<Frame>,
}

struct Frame {
    width: usize,
    height: usize,
    /// Three bytes a pixel.
    pixels: Vec<u8>,
    milliseconds: u16,
}

/// A part of a picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

impl Animation {
    /// Adds a picture, given as a PNG, that is shown for so long.
    pub fn add(&mut self, png: &[u8], milliseconds: u16) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        let depth = info.color_type.samples();
        let pixels =
            bytes[..info.buffer_size()].chunks(depth).flat_map(|pixel| pixel[..3].to_vec()).collect();
        let frame = Frame { width: info.width as usize, height: info.height as usize, pixels, milliseconds };
        self.frames.push(frame);
    }

    /// The file.
    pub fn encode(&self) -> Vec<u8> {
        let mut file = Vec::new();
        let first = &self.frames[0];
        let size = |length: usize| u32::try_from(length).unwrap();
        let mut encoder = png::Encoder::new(&mut file, size(first.width), size(first.height));
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::High);
        encoder.set_animated(size(self.frames.len()), 0).unwrap();
        let mut writer = encoder.write_header().unwrap();
        let before = std::iter::once(None).chain(self.frames.iter().map(Some));
        for (frame, before) in self.frames.iter().zip(before) {
            let part = before.map_or(frame.whole(), |before| frame.changed_since(before));
            writer.set_frame_delay(frame.milliseconds, 1000).unwrap();
            // Each is held against the other as it is at that moment.
            writer.reset_frame_position().unwrap();
            writer.set_frame_dimension(size(part.width), size(part.height)).unwrap();
            writer.set_frame_position(size(part.left), size(part.top)).unwrap();
            writer.write_image_data(&frame.cut(part)).unwrap();
        }
        writer.finish().unwrap();
        file
    }
}

impl Frame {
    fn whole(&self) -> Part {
        Part { left: 0, top: 0, width: self.width, height: self.height }
    }

    fn pixel(&self, x: usize, y: usize) -> &[u8] {
        let start = (y * self.width + x) * 3;
        &self.pixels[start..start + 3]
    }

    /// The smallest part that holds every pixel that differs; one pixel where none does.
    fn changed_since(&self, before: &Self) -> Part {
        let differs = |x: &usize, y: &usize| self.pixel(*x, *y) != before.pixel(*x, *y);
        let rows: Vec<_> = (0..self.height).filter(|y| (0..self.width).any(|x| differs(&x, y))).collect();
        let columns: Vec<_> = (0..self.width).filter(|x| rows.iter().any(|y| differs(x, y))).collect();
        let span = |places: &[usize]| match places {
            [] => (0, 1),
            [only] => (*only, 1),
            [first, .., last] => (*first, last - first + 1),
        };
        let ((left, width), (top, height)) = (span(&columns), span(&rows));
        Part { left, top, width, height }
    }

    fn cut(&self, part: Part) -> Vec<u8> {
        let row = |y: usize| {
            let start = (y * self.width + part.left) * 3;
            &self.pixels[start..start + part.width * 3]
        };
        (part.top..part.top + part.height).flat_map(|y| row(y).to_vec()).collect()
    }
}
