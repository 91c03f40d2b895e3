//! `gallery [--browser chromium|firefox] [PART]`: every screen in every state, in both themes and both browsers. axe-core
//! looks at each; in forced colours there is a picture of each; none may be wider than its window, nor than 320 px, which is also what 400 % of zoom leaves of a
//! window of 1280. Pictures of all of them, and a page to look at them, go to `target/gallery`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it talks to whoever runs it")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, thread};

use serde::Deserialize;
use serde_json::json;
use tests::browser::{Browser, Kind, Options, built};
use tests::failure::{During, Failure, Outcome, expect};
use tests::tab::Tab;
use tests::wait::{Look, SOON, wait_for};
use tests::{copy, files, report};

/// The least width that everything has to do with, in CSS pixels (WCAG 2.2, 1.4.10).
const NARROW: u32 = 320;
const THEMES: [&str; 2] = ["light", "dark"];
/// The pictures in the few colours of a system's high contrast.
const FORCED: &str = "forced";
/// Those in a language that nobody speaks, a third longer than English and from right to left.
const PSEUDO: &str = "pseudo";

fn main() -> ExitCode {
    let wish = match Wish::read(env::args().skip(1)) {
        Ok(wish) => wish,
        Err(problem) => {
            eprintln!("{problem}\ngallery [--browser chromium|firefox] [PART]");
            return ExitCode::from(2);
        }
    };
    report::end(run(&wish))
}

/// What is to be shown.
struct Wish {
    browsers: Vec<Kind>,
    /// Part of the names of states.
    only: String,
}

impl Wish {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut wish = Self { browsers: vec![Kind::Chromium, Kind::Firefox], only: String::new() };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--browser" => wish.browsers = vec![arguments.next().unwrap_or_default().parse()?],
                other if other.starts_with('-') => return Err(format!("{other} means nothing here")),
                part => wish.only = part.to_owned(),
            }
        }
        Ok(wish)
    }
}

/// A screen in a state.
#[derive(Debug, Clone)]
struct State {
    name: String,
    page: String,
    width: u32,
    height: u32,
}

/// What one browser showed.
struct Shown {
    kind: Kind,
    states: Vec<State>,
    faults: Vec<Fault>,
    /// How many of axe-core's rules passed somewhere, by the number of times.
    passes: BTreeMap<String, usize>,
}

/// What is wrong with a state.
struct Fault {
    state: String,
    what: String,
}

/// What axe-core says of a page.
#[derive(Deserialize)]
struct Verdict {
    violations: Vec<Finding>,
    passes: Vec<String>,
}

#[derive(Deserialize)]
struct Finding {
    id: String,
    help: String,
    nodes: Vec<String>,
}

/// Shows everything; what is wrong with it.
fn run(wish: &Wish) -> Outcome<Vec<String>> {
    let home = report::target().join("gallery");
    let axe = axe(&home.join("node"))?;
    let shown: Vec<Outcome<Shown>> = thread::scope(|scope| {
        let (axe, home) = (&axe, &home);
        let show = |&kind| scope.spawn(move || show(kind, &wish.only, axe, home));
        let running: Vec<_> = wish.browsers.iter().map(show).collect();
        let ended = running.into_iter().map(thread::ScopedJoinHandle::join);
        ended.map(|one| one.unwrap_or_else(|_| Err(Failure::Unexpected("it panicked".to_owned())))).collect()
    });
    let shown = shown.into_iter().collect::<Outcome<Vec<_>>>()?;
    let index = home.join("index.html");
    files::write(&index, &page(&shown))?;
    let mut wrong = Vec::new();
    for Shown { kind, states, faults, passes } in &shown {
        println!(
            "{kind}: {} states in {} themes, {} rules of axe-core that applied held {} times, {} faults",
            states.len(),
            THEMES.len(),
            passes.len(),
            passes.values().sum::<usize>(),
            faults.len()
        );
        wrong.extend(faults.iter().map(|Fault { state, what }| format!("{kind}, {state}: {what}")));
        if states.is_empty() {
            wrong.push(format!("{kind}: there is no such state"));
        }
    }
    println!("{}", index.display());
    Ok(wrong)
}

/// axe-core, as its package has it.
fn axe(home: &Path) -> Outcome<String> {
    files::install(&source(), home)?;
    files::read(&home.join("node_modules/axe-core/axe.min.js"))
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("gallery")
}

/// Shows everything in one browser.
fn show(kind: Kind, only: &str, axe: &str, home: &Path) -> Outcome<Shown> {
    let extension = extension(kind)?;
    let options = Options { extension: Some(extension.path().to_path_buf()), ..Options::default() };
    let browser = Browser::start(kind, &options)?;
    let address = format!("{}/gallery.html", browser.origin());
    let tab = browser.open(&address)?;
    let states = listed(&tab)?.into_iter().filter(|state| state.name.contains(only)).collect();
    let mut shown = Shown { kind, states, faults: Vec::new(), passes: BTreeMap::new() };
    for state in shown.states.clone() {
        for theme in THEMES {
            let named = format!("{} {theme}", state.name);
            let address = format!("{address}?page={}&name={}&theme={theme}", state.page, state.name);
            tab.viewport(state.width, state.height).during(&named)?;
            tab.go(&address)?;
            drawn(&tab).during(&named)?;
            tab.screenshot(&home.join(picture(kind, &state, theme)))?;
            let verdict = examine(&tab, axe).during(&named)?;
            for rule in verdict.passes {
                *shown.passes.entry(rule).or_default() += 1;
            }
            let found = verdict
                .violations
                .into_iter()
                .map(|Finding { id, help, nodes }| format!("{id} ({help})\n      {}", nodes.join("\n      ")));
            let fault = |what| Fault { state: named.clone(), what };
            shown.faults.extend(found.map(fault));
            shown.faults.extend(wider(&tab, state.width)?.map(fault));
        }
        tab.force_colours(true)?;
        tab.screenshot(&home.join(picture(kind, &state, FORCED)))?;
        tab.force_colours(false)?;
        let pseudo = format!("{address}?page={}&name={}&theme=light&pseudo", state.page, state.name);
        tab.viewport(state.width, state.height)?;
        tab.go(&pseudo)?;
        drawn(&tab).during(&state.name)?;
        tab.screenshot(&home.join(picture(kind, &state, PSEUDO)))?;
        let fault = |what| Fault { state: format!("{} {PSEUDO}", state.name), what };
        shown.faults.extend(wider(&tab, state.width)?.map(fault));
        shown.faults.extend(strange(&tab)?.map(fault));
        // The popup has a width of its own; the side panel shows the same screens.
        tab.script(
            "if (arguments[0] === 'popup') document.documentElement.dataset.page = 'sidepanel'",
            &[json!(state.page)],
        )?;
        tab.viewport(NARROW, state.height)?;
        let fault = |what| Fault { state: state.name.clone(), what };
        shown.faults.extend(wider(&tab, NARROW)?.map(fault));
    }
    let complaints = browser.complaints()?;
    shown.faults.extend(complaints.into_iter().map(|what| Fault { state: "the console".to_owned(), what }));
    Ok(shown)
}

/// The extension that was built, with a page that shows made-up views.
fn extension(kind: Kind) -> Outcome<tempfile::TempDir> {
    let directory = copy::of(kind)?;
    let to = directory.path();
    files::copy(&built(kind)?.with_file_name("gallery"), &to.join("gallery"))?;
    files::copy_file(&source().join("page.html"), &to.join("gallery.html"))?;
    files::copy_file(&source().join("page.js"), &to.join("gallery.js"))?;
    Ok(directory)
}

/// All states there are.
fn listed(tab: &Tab<'_>) -> Outcome<Vec<State>> {
    drawn(tab)?;
    let list = tab.script("return fixtures", &[])?;
    let states = list.as_str().unwrap_or_default().lines().map(|line| {
        let words: Vec<_> = line.split(' ').collect();
        let [name, page, width, height] = words[..] else { return None };
        let (width, height) = (width.parse().ok()?, height.parse().ok()?);
        Some(State { name: name.to_owned(), page: page.to_owned(), width, height })
    });
    states.collect::<Option<_>>().ok_or_else(|| Failure::Unexpected(format!("the fixtures are {list}")))
}

/// Waits until the page has drawn what it was asked for.
fn drawn(tab: &Tab<'_>) -> Outcome {
    let asked = tab.address()?.contains("name=");
    let shown = wait_for("the page to have drawn", SOON, || {
        let shown = tab.script("return document.documentElement.dataset.shown ?? null", &[])?;
        Ok(match shown.as_str() {
            Some(shown) => Look::There(shown == "true"),
            None => Look::NotYet(tab.browser().complaints()?.join("\n")),
        })
    })?;
    expect(shown == asked, || "there is no such fixture".to_owned())
}

/// Has axe-core look at the page.
fn examine(tab: &Tab<'_>, axe: &str) -> Outcome<Verdict> {
    tab.script(axe, &[])?;
    let verdict = tab.promise(
        "const {violations, passes} = await axe.run(document, {runOnly: given[0], resultTypes: ['violations']});
         return {
             violations: violations.map(({id, help, nodes}) => ({
                 id, help, nodes: nodes.map(({html, any}) => [html.slice(0, 200), ...any.map(({message}) => message)].join(' - ')),
             })),
             passes: passes.map(({id}) => id),
         }",
        &[json!(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])],
    )?;
    serde_json::from_value(verdict).map_err(|error| Failure::Unexpected(format!("axe-core's verdict: {error}")))
}

/// The words that are neither from the catalogue nor data of the view, if there are such.
fn strange(tab: &Tab<'_>) -> Outcome<Option<String>> {
    let found = tab.script(
        "// A string may be an argument of another one.
         const bare = text => { const less = text.replace(/⟦[^⟦⟧]*⟧/g, ''); return less === text ? text : bare(less) };
         const data = JSON.stringify(view, (_, value) => value instanceof Map ? Object.fromEntries(value) : value);
         const said = [...document.querySelectorAll('body *')].filter(one => one.checkVisibility() && !one.closest('[aria-hidden=true]'))
             .flatMap(one => [
                 ...[...one.childNodes].filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.data),
                 ...['title', 'aria-label', 'placeholder', 'alt'].map(name => one.getAttribute(name) ?? ''),
             ]);
         const own = said.flatMap(text => bare(text).split(' · ')).map(text => text.replace(/^· /, '').trim());
         // Times, dates and sizes are the browser's to write, and addresses are in no language.
         const known = text => /^\\d+:\\d\\d [AP]M$|^[A-Z][a-z]+day, [A-Z][a-z]+ \\d+$|^[\\d.]+ [kM]B$|^http:/.test(text) || data.includes(JSON.stringify(text).slice(1, -1));
         return [...new Set(own.filter(text => /[A-Za-z]{2}/.test(text) && !known(text)))]",
        &[],
    )?;
    let words: Vec<String> =
        serde_json::from_value(found).map_err(|error| Failure::Unexpected(format!("the words of a page: {error}")))?;
    Ok((!words.is_empty()).then(|| format!("not from the catalogue: {}", words.join(" | "))))
}

/// What is wider than a window of this width, if something is.
fn wider(tab: &Tab<'_>, width: u32) -> Outcome<Option<String>> {
    let found = tab.script(
        "const wide = [...document.querySelectorAll('body *')].filter(one => one.checkVisibility()
             && (one.getBoundingClientRect().right > arguments[0] + 1 || one.getBoundingClientRect().left < -1) && !one.closest('.visually-hidden'));
         const {scrollWidth} = document.scrollingElement;
         return scrollWidth > arguments[0]
             ? [scrollWidth, wide.slice(0, 3).map(one => one.outerHTML.slice(0, 120)).join(' | ')] : null",
        &[json!(width)],
    )?;
    Ok(found.is_array().then(|| format!("at {width} px it is {} px wide: {}", found[0], found[1])))
}

fn picture(kind: Kind, state: &State, theme: &str) -> String {
    format!("{kind}/{theme}/{}.png", state.name)
}

/// All pictures on one page.
fn page(shown: &[Shown]) -> String {
    let looks = || THEMES.into_iter().chain([FORCED, PSEUDO]);
    let columns: Vec<_> = shown.iter().flat_map(|one| looks().map(|look| (one.kind, look))).collect();
    let states = shown.first().map_or(&[][..], |one| &one.states);
    let row = |state: &State| {
        let cell = |(kind, theme): &(Kind, &str)| {
            let file = picture(*kind, state, theme);
            format!(
                "<a href=\"{file}\"><img src=\"{file}\" alt=\"{} in {kind}, {theme}\" loading=lazy></a>",
                state.name
            )
        };
        let cells: String = columns.iter().map(cell).collect();
        format!("<h2>{}</h2><div>{cells}</div>\n", state.name)
    };
    let heads: Vec<_> = columns.iter().map(|(kind, theme)| format!("{kind} {theme}")).collect();
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Behalf's gallery</title>
<style>body{{font:15px system-ui;margin:24px;background:#888}}div{{display:flex;gap:12px;align-items:start}}
img{{max-width:100%;max-height:640px}}a{{flex:1 1 0}}</style>
<h1>Every screen in every state: {}</h1>
{}",
        heads.join(", "),
        states.iter().map(row).collect::<String>()
    )
}
