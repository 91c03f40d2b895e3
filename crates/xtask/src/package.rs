//! The archives for the stores.
//!
//! Two runs give the same bytes: the files are in the order of their names, carry one fixed date and mode, and the
//! wasm holds no path of the machine that built it, which is checked here.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::build::{self, Profile, cargo_home};
use crate::manifest::{Audience, manifest};
use crate::workspace::{Browser, dist, root};

/// What a store takes at most, by the project's own measure, in bytes.
const LIMIT: u64 = 1_000_000;

/// Five passes over each file; fifteen take twice as long for 102 bytes of 541 kB.
const ZOPFLI_LEVEL: i64 = 14;

pub(crate) fn run() -> Result<()> {
    for archive in package()? {
        let size = fs::metadata(&archive)?.len();
        let name = archive.file_name().unwrap_or_default().display();
        println!("dist/{name} ({} KB)", size.div_ceil(1000));
    }
    Ok(())
}

/// Builds what ships and packs it.
///
/// # Errors
/// When the build fails, an archive would tell where it was built, or be larger than the limit.
pub(crate) fn package() -> Result<Vec<PathBuf>> {
    build::build(Profile::Shipping)?;
    Browser::ALL.into_iter().map(pack).collect()
}

fn pack(browser: Browser) -> Result<PathBuf> {
    let extension = match browser {
        Browser::Chromium => "zip",
        Browser::Firefox => "xpi",
    };
    let archive = dist().join(format!("behalf-{}-{}.{extension}", env!("CARGO_PKG_VERSION"), browser.product()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(ZOPFLI_LEVEL))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(File::create(&archive)?);
    for name in files(&browser.dist())? {
        let content = if name == "manifest.json" {
            (serde_json::to_string_pretty(&manifest(browser, Audience::Store)?)? + "\n").into_bytes()
        } else {
            fs::read(browser.dist().join(&name))?
        };
        check_for_paths(&name, &content)?;
        zip.start_file(name, options)?;
        zip.write_all(&content)?;
    }
    let size = zip.finish()?.metadata()?.len();
    if size > LIMIT {
        bail!("{} has {size} bytes, {LIMIT} are allowed", archive.display());
    }
    Ok(archive)
}

/// The names of all files below a directory, with `/` between their parts, in order.
fn files(directory: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(directory).with_context(|| format!("no {}", directory.display()))? {
        let entry = entry?;
        let name = entry.file_name().into_string().ok().context("a file name that is no text")?;
        if entry.file_type()?.is_dir() {
            names.extend(files(&entry.path())?.into_iter().map(|below| format!("{name}/{below}")));
        } else {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// What ships must not tell where it was built.
fn check_for_paths(name: &str, content: &[u8]) -> Result<()> {
    let here = [root().canonicalize()?, cargo_home()?];
    for path in here.iter().chain(std::env::home_dir().as_ref()) {
        let path = path.as_os_str().as_encoded_bytes();
        // A home directory of `/` would be found everywhere.
        if path.len() > 1 && content.windows(path.len()).any(|window| window == path) {
            bail!("{name} names a path of this machine, {}", String::from_utf8_lossy(path));
        }
    }
    Ok(())
}
