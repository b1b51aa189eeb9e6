//! Pictures for a repository: with a palette, which halves them.

use std::{
    collections::HashMap,
    error::Error,
    fs::{self, File},
    io::BufReader,
    path::Path,
};

/// The pixels of a picture, row by row.
pub struct Picture {
    pub width: u32,
    pub height: u32,
    pub colours: Vec<[u8; 3]>,
}

impl Picture {
    /// Reads a PNG file.
    pub fn read(file: &Path) -> Result<Self, Box<dyn Error>> {
        let mut decoder = png::Decoder::new(BufReader::new(File::open(file)?));
        decoder.set_transformations(
            png::Transformations::normalize_to_color8() | png::Transformations::ALPHA,
        );
        let mut reader = decoder.read_info()?;
        let mut pixels = vec![0; reader.output_buffer_size().ok_or("it is too large")?];
        let picture = reader.next_frame(&mut pixels)?;
        let colours = pixels.as_chunks::<4>().0.iter();
        Ok(Self {
            width: picture.width,
            height: picture.height,
            colours: colours
                .map(|&[red, green, blue, _]| [red, green, blue])
                .collect(),
        })
    }

    /// Writes it as a PNG file with a palette, which halves it; how many bytes that has.
    pub fn write(&self, file: &Path) -> Result<usize, Box<dyn Error>> {
        let (palette, indices) = with_palette(&self.colours);
        let mut written = Vec::new();
        let encoder = encoder(&mut written, (self.width, self.height), &palette);
        encoder.write_header()?.write_image_data(&indices)?;
        fs::write(file, &written)?;
        Ok(written.len())
    }

    /// What is between the left upper and the right lower corner.
    pub fn part(&self, (left, top): (u32, u32), (right, bottom): (u32, u32)) -> Self {
        let row = |row: u32| {
            let start = row * self.width;
            &self.colours[(start + left) as usize..(start + right) as usize]
        };
        Self {
            width: right - left,
            height: bottom - top,
            colours: (top..bottom).flat_map(row).copied().collect(),
        }
    }
}

/// What writes a picture of this size with a palette.
pub fn encoder<'a>(
    out: &'a mut Vec<u8>,
    (width, height): (u32, u32),
    palette: &[[u8; 3]],
) -> png::Encoder<'a, &'a mut Vec<u8>> {
    let mut encoder = png::Encoder::new(out, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(palette.as_flattened().to_vec());
    encoder.set_compression(png::Compression::High);
    // Neighbouring numbers of a palette have nothing to do with one another.
    encoder.set_filter(png::Filter::NoFilter);
    encoder
}

/// At most 256 colours, and which of them each pixel has. Where there are more, those that differ in their lowest bits
/// count as the most frequent of them: that meets the edges of letters, and leaves every ground as it is.
pub fn with_palette(colours: &[[u8; 3]]) -> (Vec<[u8; 3]>, Vec<u8>) {
    let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
    for colour in colours {
        *counts.entry(*colour).or_default() += 1;
    }
    let mut by_count: Vec<_> = counts.into_iter().collect();
    by_count.sort_unstable_by_key(|&(colour, count)| (usize::MAX - count, colour));
    for lost_bits in 0..8 {
        let mut palette = Vec::new();
        let mut places: HashMap<[u8; 3], usize> = HashMap::new();
        let like = |colour: [u8; 3]| colour.map(|part| part >> lost_bits);
        for &(colour, _) in &by_count {
            places.entry(like(colour)).or_insert_with(|| {
                palette.push(colour);
                palette.len() - 1
            });
        }
        if palette.len() <= 256 {
            let indices = colours
                .iter()
                .filter_map(|&colour| places.get(&like(colour)));
            let indices = indices
                .filter_map(|&place| u8::try_from(place).ok())
                .collect();
            return (palette, indices);
        }
    }
    unreachable!("with a bit a part there are eight colours")
}
