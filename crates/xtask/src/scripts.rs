//! The content scripts as they ship: without comments and with short names. They run in every frame of the pages that an
//! agent works in, where the other scripts run in pages of ours.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;

/// Makes the scripts of a directory small, in place.
///
/// # Errors
/// When one cannot be read or written, or is no JavaScript.
pub(crate) fn minify(directory: &Path) -> Result<()> {
    for entry in fs::read_dir(directory).with_context(|| format!("cannot read {}", directory.display()))? {
        let file = entry?.path();
        if file.extension().is_some_and(|extension| extension == "js") {
            let small = minified(&fs::read_to_string(&file)?).with_context(|| file.display().to_string())?;
            fs::write(&file, small)?;
        }
    }
    Ok(())
}

fn minified(script: &str) -> Result<String> {
    let allocator = Allocator::default();
    // Not a module: what the scripts share they put into the global scope, by names that have to stay.
    let parsed = Parser::new(&allocator, script, SourceType::script()).parse();
    ensure!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let mut program = parsed.program;
    let names = Minifier::new(MinifierOptions::default()).minify(&allocator, &mut program).scoping;
    Ok(Codegen::new().with_options(CodegenOptions::minify()).with_scoping(names).build(&program).code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_shared_names_stay() {
        let small = minified(
            "\"use strict\";\n// Why.\nbehalf.judge ??= (() => { const long = 1; return { ask: () => long + long }; })();",
        );
        let small = small.unwrap();
        assert!(small.contains("behalf.judge??=") && small.contains("ask:"), "{small}");
        assert!(!small.contains("Why") && !small.contains("long"), "{small}");
    }

    #[test]
    fn what_is_no_script_is_refused() {
        assert!(minified("const = 1").is_err());
    }
}
