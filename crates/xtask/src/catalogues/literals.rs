//! Looks for words in the panel's sources: whatever people read has to come from the catalogue.
//!
//! The sources are read as tokens, without knowing what an expression is. That finds every text between tags, every literal
//! of an attribute or a field that is shown, and elsewhere what looks like a sentence or a word that begins one.

use std::path::Path;
use std::{fs, str::FromStr as _};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::workspace::root;

/// Attributes, and fields of the panel's own pieces, that are shown or read out.
const SHOWN: &[&str] = &[
    "title",
    "placeholder",
    "alt",
    "label",
    "hint",
    "detail",
    "nothing",
    "aria-label",
    "aria-description",
    "aria-placeholder",
    "aria-roledescription",
    "aria-valuetext",
];

/// What looks like a word and is none.
const NO_WORDS: &[&str] = &[
    // Keys, as the browser calls them.
    "Enter",
    "Escape",
    "Tab",
    "Home",
    "End",
    "Backspace",
    "Delete",
    "Control+.",
    // What drags files, as the browser calls it.
    "Files",
    // The shape of an address, which is the same in every language.
    "http://127.0.0.1:8080",
];

/// Sources without words for people: made-up views, what shows them, and drawings.
const NOT_READ: &[&str] = &["fixtures.rs", "gallery.rs", "icons.rs"];

/// The literals of a source that people would read.
fn words(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let tokens = TokenStream::from_str(source).unwrap();
    look(&tokens.into_iter().collect::<Vec<_>>(), false, &mut found);
    found
}

fn look(tokens: &[TokenTree], in_view: bool, found: &mut Vec<String>) {
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        match token {
            // Attributes of Rust, documentation among them. Tests are not shown either.
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                let attribute = tokens[index + 1..].iter().position(|token| matches!(token, TokenTree::Group(_)));
                index += attribute.map_or(0, |attribute| attribute + 1);
                if tokens[index].to_string().replace(' ', "") == "[cfg(test)]" {
                    let body = tokens[index + 1..].iter().position(
                        |token| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace),
                    );
                    index += body.map_or(0, |body| body + 1);
                }
            }
            TokenTree::Group(group) => {
                // What is in braces or brackets inside of a view is code again.
                let opens_view = index >= 2 && is(&tokens[index - 2], "view") && is(&tokens[index - 1], "!");
                look(&group.stream().into_iter().collect::<Vec<_>>(), opens_view, found);
            }
            TokenTree::Literal(literal) => {
                if let Some(text) = text(&literal.to_string())
                    && is_read(text, &tokens[..index], tokens.get(index + 1), in_view)
                {
                    found.push(text.to_owned());
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
        index += 1;
    }
}

fn is(token: &TokenTree, text: &str) -> bool {
    token.to_string() == text
}

/// What is between the quotation marks of a string.
fn text(literal: &str) -> Option<&str> {
    literal.trim_start_matches('r').trim_matches('#').strip_prefix('"')?.strip_suffix('"')
}

fn is_read(text: &str, before: &[TokenTree], after: Option<&TokenTree>, in_view: bool) -> bool {
    if NO_WORDS.contains(&text) || !text.chars().any(char::is_alphabetic) {
        return false;
    }
    let is_compared = [before.last(), after].into_iter().flatten().any(|token| is(token, "|") || is(token, "extern"))
        || before.len() >= 2
            && is(&before[before.len() - 1], "=")
            && matches!(&before[before.len() - 2], TokenTree::Punct(mark) if matches!(mark.as_char(), '=' | '!'))
        || after.is_some_and(|token| is(token, "=")) && before.last().is_none_or(|token| !is(token, "="));
    if is_compared {
        return false;
    }
    match before.split_last() {
        Some((equals, name)) if in_view && is(equals, "=") => {
            SHOWN.contains(&attribute(name).as_str()) || is_prose(text)
        }
        Some((colon, name)) if is(colon, ":") && !in_view => {
            SHOWN.contains(&attribute(name).as_str()) || is_prose(text)
        }
        _ => in_view || is_prose(text),
    }
}

/// The name that stands at the end: `aria-label`.
fn attribute(tokens: &[TokenTree]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for token in tokens.iter().rev() {
        match token {
            // `aria-label`, but of `class="a" title` only the last.
            TokenTree::Ident(_) if parts.last().is_none_or(|part| part == "-") => parts.push(token.to_string()),
            TokenTree::Punct(mark) if mark.as_char() == '-' && !parts.is_empty() => parts.push("-".to_owned()),
            _ => break,
        }
    }
    parts.reverse();
    parts.concat()
}

/// A sentence, or a word that begins one: class names and selectors have no capital, identifiers have one inside.
fn is_prose(text: &str) -> bool {
    let mut letters = text.trim_start_matches(|letter: char| !letter.is_alphabetic()).chars();
    let begins = letters.next().is_some_and(char::is_uppercase) && !letters.any(char::is_uppercase);
    let ends = text.ends_with(['.', '?', '!', '…', ':']) && text.contains(' ');
    (begins && !text.contains('_')) || ends
}

fn sources(directory: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            sources(&path, found);
        } else if name.ends_with(".rs") && !NOT_READ.contains(&name.as_str()) {
            let words = words(&fs::read_to_string(&path).unwrap());
            found.extend(words.into_iter().map(|word| format!("{name}: {word:?}")));
        }
    }
}

#[test]
fn the_panel_says_nothing_that_is_not_in_the_catalogue() {
    let mut found = Vec::new();
    sources(&root().join("crates/panel/src"), &mut found);
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn words_are_found_wherever_they_are_shown() {
    for (source, expected) in [
        (r#"view! { <p class="note">"Hello"</p> }"#, "Hello"),
        (r#"view! { <p>"and so on"</p> }"#, "and so on"),
        (r#"view! { <button class="icon" title="close" on:click=f></button> }"#, "close"),
        (r#"view! { <div>{move || view! { <i aria-label="more"></i> }}</div> }"#, "more"),
        (r#"view! { <input placeholder="name" prop:value=value/> }"#, "name"),
        (r#"view! { <p>{if late { "Too late" } else { text::early() }}</p> }"#, "Too late"),
        (r#"fn f() { button(app, "button primary", "Retry") }"#, "Retry"),
        (r#"fn f() { Field { id: "a", placeholder: "name" } }"#, "name"),
        (r#"fn f() -> String { format!("{name} has gone.") }"#, "{name} has gone."),
    ] {
        assert_eq!(words(source), [expected], "{source}");
    }
}

#[test]
fn what_nobody_reads_is_no_word() {
    for source in [
        r#"view! { <p class="note wide" data-testid="note" role="status">{text::hello()}" · "</p> }"#,
        r#"view! { <p data-say=move || if own() { "own" } else { "other" }>{words}</p> }"#,
        r#"fn f() { match key { "ArrowDown" | "Busy" => 1, "Available" => 2, _ => 3 } }"#,
        r#"fn f() { event.key() == "Shift" && element.matches("textarea, input:not([type=radio])") }"#,
        r#"fn f() { set("deleteContentForward", "inputType"); concat(env!("OUT_DIR"), "/text.rs") }"#,
        "/// Says \"Hello\".\n#[expect(dead_code, reason = \"Not yet.\")]\nfn f() {}",
        r#"#[cfg(test)] mod tests { fn f() { assert!(ok, "It is not."); } }"#,
        r#"extern "C" { fn f(); }"#,
    ] {
        assert!(words(source).is_empty(), "{source}: {:?}", words(source));
    }
}
