//! The sound of an alert, from its notes.

use std::f32::consts::TAU;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use hound::{SampleFormat, WavSpec, WavWriter};

/// Samples a second: more than twice the highest overtone, which has 1,760 Hz.
const RATE: u16 = 4_000;
/// How long it takes from one to the next, in seconds, where it plays over and over.
const PERIOD: f32 = 2.5;
/// A fourth upwards, twice: when each note begins, in seconds, and its pitch, in hertz.
const NOTES: [(f32, f32); 4] = [(0.0, 659.26), (0.16, 880.0), (0.5, 659.26), (0.66, 880.0)];
/// How much of a note is left after a second.
const LEFT_AFTER_A_SECOND: f32 = 0.000_8;
/// How far apart two samples are at the least, of 65,536 steps. What is rounded off is a five-hundredth of the loudest and
/// cannot be heard beside it; it would be more than half of the file, for noise does not pack.
const STEP: f32 = 128.0;
/// Two notes sound at once and may not exceed the loudest sample.
const LOUDNESS: f32 = 0.4;

/// Writes `alert.wav` into a directory, which is made.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn render(directory: &Path) -> Result<()> {
    fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))?;
    let format =
        WavSpec { channels: 1, sample_rate: RATE.into(), bits_per_sample: 16, sample_format: SampleFormat::Int };
    let mut file = WavWriter::create(directory.join("alert.wav"), format)?;
    let mut time = 0.0;
    while time < PERIOD {
        file.write_sample(sample(at(time)))?;
        time += 1.0 / f32::from(RATE);
    }
    file.finalize()?;
    Ok(())
}

/// A sample as it is written.
fn sample(out: f32) -> i16 {
    #[expect(clippy::cast_possible_truncation, reason = "it is cut to what a sample can hold")]
    let sample = ((out * f32::from(i16::MAX) / STEP).round() * STEP) as i16;
    sample
}

/// How far the loudspeaker is out, from -1 to 1.
fn at(time: f32) -> f32 {
    let note = |(begins, pitch): (f32, f32)| {
        let since = time - begins;
        if since < 0.0 {
            return 0.0;
        }
        // Struck like a bell: at once, but not so suddenly that it clicks, and an overtone that is soon gone.
        let struck = (since / 0.006).min(1.0);
        let (fades, overtone_fades) = (LEFT_AFTER_A_SECOND.powf(since), LEFT_AFTER_A_SECOND.powf(2.5 * since));
        struck * (fades * (TAU * pitch * since).sin() + 0.25 * overtone_fades * (2.0 * TAU * pitch * since).sin())
    };
    LOUDNESS * NOTES.into_iter().map(note).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is played, from -1 to 1.
    fn played() -> impl Iterator<Item = f32> {
        (0..10_000).map(|sample: u16| at(f32::from(sample) / f32::from(RATE)))
    }

    #[test]
    fn it_is_loud_and_never_too_loud_and_ends_in_silence() {
        let samples: Vec<f32> = played().collect();
        let loudest = samples.iter().copied().map(f32::abs).fold(0.0, f32::max);
        assert!((0.3..1.0).contains(&loudest), "{loudest}");
        assert!(samples[9_000..].iter().all(|sample| sample.abs() < 0.001), "its end cannot be heard");
    }

    #[test]
    fn what_is_rounded_off_cannot_be_heard() {
        let off = |out: f32| (f32::from(sample(out)) / f32::from(i16::MAX) - out).abs();
        let most = played().map(off).fold(0.0, f32::max);
        // 54 dB below the loudest that there is.
        assert!(most < 0.002, "{most}");
    }
}
