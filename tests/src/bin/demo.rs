//! The demo: the whole article by itself (`--headless`), or a browser to try Behalf in (`--interactive`).
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it talks to whoever runs it")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use tests::article::{self, STEPS};
use tests::browser::{Browser, Kind, Options};
use tests::failure::Outcome;
use tests::world::World;

/// How to call it.
const USAGE: &str = "demo [--browser chromium|firefox] [--headless|--interactive]";

fn main() -> ExitCode {
    let wish = match Wish::read(env::args().skip(1)) {
        Ok(wish) => wish,
        Err(problem) => {
            eprintln!("{problem}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let outcome = match wish.mode {
        Mode::Headless => headless(wish.browser),
        Mode::Interactive => interactive(wish.browser),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nThe demo did not go on: {failure}");
            ExitCode::FAILURE
        }
    }
}

struct Wish {
    browser: Kind,
    mode: Mode,
}

#[derive(Clone, Copy)]
enum Mode {
    Headless,
    Interactive,
}

impl Wish {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let shown = env::var_os("DISPLAY").is_some() || env::var_os("WAYLAND_DISPLAY").is_some();
        let mode = if shown { Mode::Interactive } else { Mode::Headless };
        let mut wish = Self { browser: Kind::Chromium, mode };
        while let Some(word) = words.next() {
            match word.as_str() {
                "--headless" => wish.mode = Mode::Headless,
                "--interactive" => wish.mode = Mode::Interactive,
                "--browser" => wish.browser = words.next().unwrap_or_default().parse()?,
                other => return Err(format!("{other} means nothing here")),
            }
        }
        Ok(wish)
    }
}

/// Plays the article and leaves a picture of each step.
fn headless(kind: Kind) -> Outcome {
    let pictures = pictures(kind);
    // Pictures of an earlier demo would look like this one's.
    let _ = fs::remove_dir_all(&pictures);
    let start = Instant::now();
    println!("Behalf in {kind}, on a sandbox of its own:");
    let world = World::start(kind, &Options::default(), None)?;
    println!("  sandbox {}", world.sandbox.ready.url);
    let played = article::play(&world, STEPS, |stage, played| {
        let picture = pictures.join(format!("{:02}-{}.png", played.number, played.step.name));
        stage.shown.screenshot(&picture)?;
        println!("\n{:2}. {}", played.number, played.step.says);
        for call in played.calls {
            println!("      {call}");
        }
        println!("    [{}]", picture.display());
        Ok(())
    });
    if played.is_err() {
        let files = world.pictures(&pictures.join("failed"));
        for file in files {
            eprintln!("    [{}]", file.display());
        }
    }
    played?;
    println!("\nThe whole article in {:.1} s. Pictures: {}", start.elapsed().as_secs_f32(), pictures.display());
    Ok(())
}

/// Opens a browser with everything there is to try, until it is closed.
fn interactive(kind: Kind) -> Outcome {
    let options = Options { headless: false, ..Options::default() };
    let world = World::start(kind, &options, None)?;
    let ready = &world.sandbox.ready;
    let _crm = world.browser.open(&ready.crm_url)?;
    let _handset = world.browser.open(&ready.handset_url)?;
    let client = world.client()?;
    world.set_up(&client)?;
    println!("Behalf is in {kind}, signed out; the address and the client id of the sandbox are entered.");
    println!("  sandbox    {}", ready.url);
    println!("  client id  {}", ready.client_id);
    println!("  CRM        {}", ready.crm_url);
    println!("  handset    {}", ready.handset_url);
    println!("  Sign in as:");
    for user in &ready.users {
        println!("    {:<22} password {:<10} {}: {}", user.email, user.password, user.name, user.note);
    }
    println!("It runs until the browser is closed, or Ctrl+C.");
    wait_until_closed(&world.browser);
    Ok(())
}

fn wait_until_closed(browser: &Browser) {
    while browser.is_open() {
        thread::sleep(Duration::from_millis(500));
    }
}

fn pictures(kind: Kind) -> PathBuf {
    // Beside whatever else cargo has made, wherever that is.
    let target = env::current_exe().ok().and_then(|program| Some(program.parent()?.parent()?.to_path_buf()));
    target.unwrap_or_else(|| Path::new("target").to_path_buf()).join("demo").join(kind.to_string())
}
