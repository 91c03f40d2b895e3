//! PNG icons from the drawings in `static/icons`.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// The widths, in pixels, that the browsers' toolbars, lists, shops and notifications want.
const WIDTHS: [u16; 4] = [16, 32, 48, 128];

/// Writes `NAME-WIDTH.png` beside each `NAME.svg` of a directory.
///
/// # Errors
/// When a drawing cannot be read or a picture not be written.
pub(crate) fn render(directory: &Path) -> Result<()> {
    for entry in fs::read_dir(directory).with_context(|| format!("no {}", directory.display()))? {
        let drawing = entry?.path();
        if drawing.extension().is_none_or(|extension| extension != "svg") {
            continue;
        }
        let tree = Tree::from_data(&fs::read(&drawing)?, &Options::default())
            .with_context(|| format!("{} is no drawing", drawing.display()))?;
        let name = drawing.file_stem().unwrap_or_default().to_string_lossy();
        for width in WIDTHS {
            let mut picture = Pixmap::new(width.into(), width.into()).context("no room for an icon")?;
            let scale = f32::from(width) / tree.size().width();
            resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
            fs::write(directory.join(format!("{name}-{width}.png")), picture.encode_png()?)?;
        }
    }
    Ok(())
}
