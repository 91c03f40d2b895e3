//! The unpacked extensions.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use wasm_bindgen_cli_support::Bindgen;

use crate::catalogues;
use crate::icons;
use crate::manifest::{Audience, manifest};
use crate::scripts;
use crate::sounds;
use crate::styles;
use crate::tools::{self, Tool};
use crate::workspace::{Browser, artifact, cargo, dist, read, root};

const PANEL: &str = "panel";
const BACKGROUND: &str = "background";
/// The crates that become wasm: all pages, and the background.
pub(crate) const PARTS: [&str; 2] = [PANEL, BACKGROUND];

/// How the loader of the background takes the glue in, and what stands there in the place of that, after the glue.
const IMPORTED: &str = "import start, { Background } from \"./wasm/background.js\";";
const TAKEN: &str = "const start = wasm_bindgen;\nconst { Background } = wasm_bindgen;";

/// Puts functions that are little longer than their call in its place. V8 compiles each when it is first called, and a
/// waking calls 1,300 before it answers. Of 12 runs each, in turns, of 25 wakings, with 60: medians of 41 to 49 ms, 41 to
/// 51 without, on average 44.9 and 46.6, for 12 kB of each package; 150 took 13 kB more and gained nothing. 30 takes half of
/// the room, which there is no more of.
const INLINED: &str = "-Cllvm-args=-inline-threshold=30";

/// Where the wasm and its glue are inside an extension.
const WASM: &str = "wasm";

/// Builds the extension, unpacked, to dist/chrome and dist/firefox
#[derive(Args)]
pub(crate) struct Options {
    /// Compiles faster and keeps the names, for debugging; larger and slower to start
    #[arg(long)]
    dev: bool,
    /// Also builds dist/tab, the same as an ordinary page, which `trunk serve` serves
    #[arg(long)]
    tab: bool,
}

/// How to compile.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to compile, with names.
    Dev,
    /// What ships: small, and the same wherever it was checked out.
    Shipping,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let profile = if options.dev { Profile::Dev } else { Profile::Shipping };
    build(profile)?;
    for browser in Browser::ALL {
        println!("built dist/{}", browser.product());
    }
    if options.tab {
        tab()?;
        println!("built dist/tab");
    }
    Ok(())
}

/// Builds for both browsers.
///
/// # Errors
/// When something does not compile, or a file cannot be read or written.
pub(crate) fn build(profile: Profile) -> Result<()> {
    tools::ensure(&[Tool::WasmTarget])?;
    let staging = dist().join(".staging");
    remove(&staging)?;
    for part in PARTS {
        glue(&compile(part, &[], profile)?, part, profile, &staging.join(WASM))?;
    }
    copy(&root().join("extension"), &staging)?;
    join_loader(&staging)?;
    copy(&root().join("static"), &staging)?;
    catalogues::shrink(&staging.join("_locales"))?;
    scripts::bundle(&staging.join("content"), profile)?;
    if profile == Profile::Shipping {
        shrink(&staging)?;
    }
    icons::render(&staging.join("icons"))?;
    sounds::render(&staging.join("sounds"))?;
    for browser in Browser::ALL {
        assemble(browser, &staging)?;
    }
    remove(&staging)
}

/// Puts the background's glue into its loader, where that imports it: a file that it has to fetch before anything runs
/// costs a woken background milliseconds.
fn join_loader(staging: &Path) -> Result<()> {
    let (glue, loader) = (staging.join(WASM).join("background.js"), staging.join("background.js"));
    let script = fs::read_to_string(&loader)?;
    ensure!(script.contains(IMPORTED), "extension/background.js does not say {IMPORTED}");
    let taken = format!("{}\n{TAKEN}", fs::read_to_string(&glue)?);
    fs::write(&loader, script.replace(IMPORTED, &taken))?;
    fs::remove_file(&glue).with_context(|| glue.display().to_string())
}

/// Takes out of the pages' scripts and styles what is there for readers.
fn shrink(staging: &Path) -> Result<()> {
    for entry in fs::read_dir(staging)? {
        let file = entry?.path();
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("js") => scripts::shrink(&file)?,
            Some("css") => fs::write(&file, styles::shrunk(&fs::read_to_string(&file)?))?,
            _ => {}
        }
    }
    Ok(())
}

/// Builds the panel with its made-up views, for the gallery's page.
///
/// # Errors
/// When it does not compile, or cannot be written.
pub(crate) fn gallery() -> Result<()> {
    let built = dist().join("gallery");
    remove(&built)?;
    glue(&compile(PANEL, &["gallery"], Profile::Shipping)?, PANEL, Profile::Shipping, &built)
}

/// Compiles one crate. Each has a cargo of its own, lest the features that one asks of a shared crate grow the other.
fn compile(part: &str, features: &[&str], profile: Profile) -> Result<PathBuf> {
    let mut command = cargo(["rustc", "--target", "wasm32-unknown-unknown", "--package", part, "--lib"]);
    command.args(features.iter().flat_map(|feature| ["--features", feature]));
    if profile == Profile::Shipping {
        command.args(["--profile", "wasm", "--config", &rustflags()?]);
        // They would take the place of the flags above.
        command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    }
    // Of the crate itself, whose flags are also those of the whole when all is optimized as one; for every crate they would
    // have what both parts share compiled anew each time.
    let own: &[&str] = if profile == Profile::Shipping && part == BACKGROUND { &[INLINED] } else { &[] };
    artifact(&mut command, own, "wasm")
}

/// The setting that makes Leptos put its pieces behind one type each, which takes an eighth off the panel (1343 kB to
/// 1161 kB, 351 kB to 294 kB by gzip); the short form of SHA-256, which a waking background is done compiling sooner than
/// the fast one; and what keeps the paths of this machine out of panic messages: an archive has to say nothing about who
/// built it, and be the same whoever did.
fn rustflags() -> Result<String> {
    let home = cargo_home()?;
    let version = read(Command::new("rustc").arg("-vV").current_dir(root()))?;
    let commit = version.lines().find_map(|line| line.strip_prefix("commit-hash: ")).unwrap_or("rust");
    let sysroot = read(Command::new("rustc").args(["--print", "sysroot"]).current_dir(root()))?;
    let metadata = read(&mut cargo(["metadata", "--no-deps", "--format-version", "1", "--offline"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let target = metadata["target_directory"].as_str().context("cargo names no target directory")?;

    // The last one that fits is the one that counts.
    let mut remaps = vec![
        (root().canonicalize()?.display().to_string(), ".".to_owned()),
        (target.to_owned(), "target".to_owned()),
        (home.display().to_string(), "cargo".to_owned()),
        (format!("{}/lib/rustlib/src/rust", sysroot.trim()), format!("/rustc/{commit}")),
    ];
    if let Ok(registries) = fs::read_dir(home.join("registry/src")) {
        for registry in registries {
            remaps.push((registry?.path().display().to_string(), "registry".to_owned()));
        }
    }
    let without_paths = remaps.into_iter().map(|(from, to)| format!("--remap-path-prefix={from}={to}"));
    let flags: Vec<_> = ["--cfg=erase_components", "--cfg=sha2_backend_soft=\"compact\""]
        .map(str::to_owned)
        .into_iter()
        .chain(without_paths)
        .collect();
    Ok(format!("target.wasm32-unknown-unknown.rustflags={}", serde_json::to_string(&flags)?))
}

/// Where cargo keeps what it downloaded.
pub(crate) fn cargo_home() -> Result<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(env::home_dir()?.join(".cargo")))
        .context("neither CARGO_HOME nor a home directory")
}

/// Writes the wasm and the JavaScript that loads it, under the name of the crate.
fn glue(wasm: &Path, part: &str, profile: Profile, to: &Path) -> Result<()> {
    let dev = profile == Profile::Dev;
    let mut bindgen = Bindgen::new();
    if part == BACKGROUND { bindgen.no_modules(true)? } else { bindgen.web(true)? }
        .input_path(wasm)
        .out_name(part)
        .typescript(false)
        .remove_name_section(!dev)
        .keep_debug(dev)
        // The loaders say where the wasm is; the default would have the glue guess it from its own address.
        .omit_default_module_path(true)
        .generate(to)
        .with_context(|| format!("wasm-bindgen cannot take {part}"))?;
    // The background's goes into its loader, and is made small there.
    if profile == Profile::Shipping && part != BACKGROUND {
        scripts::shrink(&to.join(part).with_extension("js"))?;
    }
    Ok(())
}

/// Puts one browser's extension together and swaps it in whole.
fn assemble(browser: Browser, staging: &Path) -> Result<()> {
    let fresh = dist().join(format!(".{}", browser.product()));
    remove(&fresh)?;
    copy(staging, &fresh)?;
    let manifest = manifest(browser, Audience::Unpacked)?;
    if let Some(schema) = manifest["storage"]["managed_schema"].as_str() {
        let text = fs::read_to_string(root().join("manifest").join(schema));
        let text = text.with_context(|| format!("cannot read manifest/{schema}"))?;
        let schema_as_data: serde_json::Value = serde_json::from_str(&text)?;
        fs::write(fresh.join(schema), schema_as_data.to_string())?;
    }
    fs::write(fresh.join("manifest.json"), serde_json::to_string_pretty(&manifest)? + "\n")?;
    remove(&browser.dist())?;
    fs::rename(&fresh, browser.dist()).context("cannot replace the previous build")
}

/// Puts together what `trunk serve` serves: one browser's build, on `tab/chrome.js` in place of the browser's APIs.
fn tab() -> Result<()> {
    // Before every script of the page.
    const CHARSET: &str = r#"<meta charset="utf-8">"#;
    let (fresh, built) = (dist().join(".tab"), dist().join("tab"));
    remove(&fresh)?;
    copy(&Browser::Chromium.dist(), &fresh)?;
    for entry in fs::read_dir(&fresh)? {
        let page = entry?.path();
        if page.extension().is_some_and(|extension| extension == "html") {
            let text = fs::read_to_string(&page)?;
            fs::write(&page, text.replace(CHARSET, &format!("{CHARSET}\n    <script src=\"chrome.js\"></script>")))?;
        }
    }
    for own in ["chrome.js", "signed-in.html"] {
        fs::copy(root().join("tab").join(own), fresh.join(own)).with_context(|| format!("cannot copy tab/{own}"))?;
    }
    remove(&built)?;
    fs::rename(&fresh, &built).context("cannot replace the previous build")
}

/// Copies a directory's files, hidden ones aside, into another, which may have some already.
fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot create {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).with_context(|| format!("cannot copy {}", entry.path().display()))?;
        }
    }
    Ok(())
}

fn remove(directory: &Path) -> Result<()> {
    if directory.exists() {
        fs::remove_dir_all(directory).with_context(|| format!("cannot remove {}", directory.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tab_loads_what_the_window_loads() {
        let page = |path: &str| fs::read_to_string(root().join(path)).unwrap();
        let tab = page("tab/index.html");
        for line in
            page("extension/window.html").lines().filter(|line| line.contains("<script") || line.contains("<link"))
        {
            assert!(tab.contains(line), "tab/index.html lacks {line}");
        }
    }
}
