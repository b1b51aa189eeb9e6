//! A moving picture: an animated PNG, of whose frames only what changes is kept.

use std::{error::Error, fs, path::Path};

use crate::palette::{Picture, encoder, with_palette};

/// How often it is played: what never ends would be hard to read beside.
const PLAYS: u32 = 3;

/// Writes pictures of one size, each shown for so many milliseconds; returns the file's size in bytes.
pub fn write(file: &Path, frames: &[(Picture, u16)]) -> Result<usize, Box<dyn Error>> {
    let [(first, _), ..] = frames else {
        return Err("there are no frames".into());
    };
    let (width, height) = (first.width, first.height);
    let colours: Vec<_> = frames
        .iter()
        .flat_map(|(frame, _)| frame.colours.clone())
        .collect();
    let (palette, indices) = with_palette(&colours);
    let frame_len = width as usize * height as usize;

    let mut written = Vec::new();
    let mut encoder = encoder(&mut written, (width, height), &palette);
    encoder.set_animated(u32::try_from(frames.len())?, PLAYS)?;
    let mut writer = encoder.write_header()?;
    let mut before: Option<&[u8]> = None;
    for (frame, (_, milliseconds)) in indices.chunks(frame_len).zip(frames) {
        let part = before.map_or(Part::whole(width, height), |before| {
            Part::changed(before, frame, width as usize)
        });
        writer.set_frame_delay(*milliseconds, 1_000)?;
        if before.is_some() {
            // A size is refused that does not fit where the last frame was.
            writer.reset_frame_position()?;
            writer.set_frame_dimension(part.width, part.height)?;
            writer.set_frame_position(part.left, part.top)?;
        }
        writer.write_image_data(&part.of(frame, width as usize))?;
        before = Some(frame);
    }
    writer.finish()?;
    fs::write(file, &written)?;
    Ok(written.len())
}

/// A part of a picture.
struct Part {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
}

impl Part {
    fn whole(width: u32, height: u32) -> Self {
        Self {
            left: 0,
            top: 0,
            width,
            height,
        }
    }

    /// What differs between two pictures; a single pixel where nothing does.
    fn changed(before: &[u8], now: &[u8], width: usize) -> Self {
        let [mut left, mut top, mut right, mut bottom] = [usize::MAX, usize::MAX, 0, 0];
        let pixels = before.iter().zip(now).enumerate();
        for (place, _) in pixels.filter(|(_, (before, now))| before != now) {
            let (x, y) = (place % width, place / width);
            (left, right) = (left.min(x), right.max(x));
            (top, bottom) = (top.min(y), bottom.max(y));
        }
        let number = |pixels: usize| u32::try_from(pixels).unwrap_or(0);
        let (left, top) = (left.min(right), top.min(bottom));
        Self {
            left: number(left),
            top: number(top),
            width: number(right - left + 1),
            height: number(bottom - top + 1),
        }
    }

    /// Its pixels.
    fn of(&self, picture: &[u8], width: usize) -> Vec<u8> {
        let (left, top) = (self.left as usize, self.top as usize);
        let rows = picture.chunks(width).skip(top).take(self.height as usize);
        rows.flat_map(|row| &row[left..left + self.width as usize])
            .copied()
            .collect()
    }
}
