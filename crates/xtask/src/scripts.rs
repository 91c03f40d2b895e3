//! The content scripts as they ship: three files, without comments and with short names. They run in every frame of the pages
//! that an agent works in, where the other scripts run in pages of ours, and a browser takes its time for each file.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

use crate::build::Profile;

/// The files that ship, and what each is made of: each part stands on those before it. The first runs everywhere, the
/// second where there may be a number, the third when an agent does something with one. The background names them, too.
const BUNDLES: [(&str, &[&str]); 3] = [
    ("scout.js", &["scout.js"]),
    ("reader.js", &["candidates.js", "walk.js", "numbers.js", "judge.js", "scan.js", "point.js", "main.js"]),
    ("hand.js", &["name.js", "commands.js", "chip.js"]),
];

/// Puts the bundles in the place of a directory's scripts.
///
/// # Errors
/// When one cannot be read or written, is no JavaScript, or is in no bundle.
pub(crate) fn bundle(directory: &Path, profile: Profile) -> Result<()> {
    let mut bundles = Vec::new();
    for (name, parts) in BUNDLES {
        let mut script = String::new();
        for part in parts {
            let file = directory.join(part);
            script += &fs::read_to_string(&file).with_context(|| file.display().to_string())?;
            fs::remove_file(&file)?;
        }
        if profile == Profile::Shipping {
            // Not a module: what the scripts share they put into the global scope, by names that have to stay.
            script = minified(&script, SourceType::script()).with_context(|| name.to_owned())?;
        }
        bundles.push((directory.join(name), script));
    }
    if let Some(left) = fs::read_dir(directory)?.next() {
        bail!("{} is in no bundle", left?.path().display());
    }
    for (file, script) in bundles {
        fs::write(&file, script).with_context(|| file.display().to_string())?;
    }
    Ok(())
}

/// Makes the script in a file small, which shares no names with others.
///
/// # Errors
/// When it cannot be read or written, or is no JavaScript.
pub(crate) fn shrink(file: &Path) -> Result<()> {
    let script = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let small = minified(&script, SourceType::unambiguous()).with_context(|| file.display().to_string())?;
    fs::write(file, small).with_context(|| file.display().to_string())
}

fn minified(script: &str, kind: SourceType) -> Result<String> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, script, kind).parse();
    ensure!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let mut program = parsed.program;
    let names = Minifier::new(MinifierOptions::default()).minify(&allocator, &mut program).scoping;
    Ok(plain(&Codegen::new().with_options(CodegenOptions::minify()).with_scoping(names).build(&program).code))
}

/// A script in ASCII, which browsers keep in half the space and parse the faster, and gzip makes smaller. What is not stands
/// in strings and patterns only: names are letters of ours.
fn plain(script: &str) -> String {
    let mut plain = String::with_capacity(script.len());
    for unit in script.encode_utf16() {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => plain.push(char::from(byte)),
            _ => plain.push_str(&format!("\\u{unit:04x}")),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::root;

    #[test]
    fn comments_go_and_shared_names_stay() {
        let small = minified(
            "\"use strict\";\n// Why.\nbehalf.judge ??= (() => { const long = 1; return { ask: () => long + long }; })();",
            SourceType::script(),
        );
        let small = small.unwrap();
        assert!(small.contains("behalf.judge??=") && small.contains("ask:"), "{small}");
        assert!(!small.contains("Why") && !small.contains("long"), "{small}");
    }

    #[test]
    fn every_script_is_in_one_bundle() {
        let scripts = fs::read_dir(root().join("extension/content")).unwrap();
        let mut there: Vec<_> = scripts.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        let mut bundled: Vec<_> = BUNDLES.iter().flat_map(|(_, parts)| *parts).copied().collect();
        there.sort_unstable();
        bundled.sort_unstable();
        assert_eq!(bundled, there);
    }

    #[test]
    fn what_ships_is_ascii_and_means_the_same() {
        let small = minified(
            "\"use strict\";\nbehalf.said = [/\u{2010}|[\u{ff10}-\u{ff19}]/, `\u{434}\u{43e}\u{431}🙂${behalf.x}`];",
            SourceType::script(),
        );
        let small = small.unwrap();
        assert!(small.is_ascii(), "{small}");
        assert!(
            small.contains(r"\u2010|[\uff10-\uff19]") && small.contains(r"\u0434\u043e\u0431\ud83d\ude42"),
            "{small}"
        );
    }

    #[test]
    fn functions_in_parentheses_stay_in_them() {
        let small = minified("behalf.one = ((x) => x + x); behalf.two = (x) => x + x;", SourceType::script());
        assert_eq!(small.unwrap(), "behalf.one=(e=>e+e),behalf.two=e=>e+e;");
    }

    #[test]
    fn what_is_no_script_is_refused() {
        assert!(minified("const = 1", SourceType::script()).is_err());
    }
}
