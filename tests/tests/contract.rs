//! The official SDKs of Genesys Cloud, unchanged, have to get along with the sandbox. The suites under
//! `contract/` sign in, converse, transfer and wrap up through them; here each gets a sandbox of its own and the
//! packages that its lock file names, and has to end well with at least one test run and none skipped.
//!
//! What a text takes as SMS has to be what an independent calculator says.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use fastrand::Rng;
use sms::{Encoding, measure};
use tests::sandbox::Sandbox;

/// What makes a sandbox quick: a carrier and a heartbeat that let nobody wait, and no rate limit in the way of
/// suites that make more calls in a minute than a person does.
const QUICK: &[&str] = &["--sent-after=100", "--delivered-after=200", "--heartbeat=2", "--rate-limit=100000"];

#[test]
fn javascript_sdk() {
    let suite = Suite::of("javascript");
    require("node", "nodejs");
    require("npm", "npm");
    suite.prepare(&["package.json", "package-lock.json"], install_from_npm);
    let report = suite.home.join("report.tap");
    suite.run(
        Command::new("node")
            .args(["--test", "--test-reporter=spec", "--test-reporter-destination=stdout", "--test-reporter=tap"])
            .arg(option("--test-reporter-destination=", &report))
            .env("NODE_PATH", suite.home.join("node_modules")),
    );
    let report = fs::read_to_string(report).expect("node writes its report");
    let count = |what: &str| {
        let line = report.lines().rev().find_map(|line| line.strip_prefix(&format!("# {what} ")));
        line.and_then(|number| number.trim().parse().ok()).expect("the report ends with its counts")
    };
    Counts { tests: count("tests"), passed: count("pass") }.check();
}

#[test]
fn python_sdk() {
    let suite = Suite::of("python");
    require("python3", "python3");
    let python = suite.home.join("venv").join("bin").join("python");
    suite.prepare(&["requirements.txt"], |home| {
        let mut venv = Command::new("python3");
        let made = venv.args(["-m", "venv", "--clear", "venv"]).current_dir(home).status().expect("python3 runs");
        assert!(made.success(), "python3 makes no virtual environment; on Debian `apt-get install python3-venv` helps");
        run(Command::new(&python)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--requirement",
                "requirements.txt",
            ])
            .current_dir(home));
    });
    let report = suite.home.join("report.xml");
    suite.run(
        Command::new(&python)
            .args(["-B", "-m", "pytest", "-p", "no:cacheprovider"])
            .arg(option("--junit-xml=", &report)),
    );
    let report = fs::read_to_string(report).expect("pytest writes its report");
    let count = |what: &str| -> usize {
        let value = report.split_once(&format!(" {what}=\"")).and_then(|(_, rest)| rest.split_once('"'));
        value.and_then(|(number, _)| number.parse().ok()).expect("the report begins with its counts")
    };
    let tests = count("tests");
    Counts { tests, passed: tests - count("errors") - count("failures") - count("skipped") }.check();
}

/// So many texts are counted.
const TEXTS: usize = 10_000;

#[test]
fn sms_segments_calculator() {
    let suite = Suite::of("segments");
    require("node", "nodejs");
    require("npm", "npm");
    suite.prepare(&["package.json", "package-lock.json"], install_from_npm);
    let texts = texts();
    let lines: String = texts.iter().map(|text| serde_json::to_string(text).expect("a text is JSON") + "\n").collect();
    let asked = suite.home.join("texts");
    fs::write(&asked, lines).expect("target can be written");
    let counted = Command::new("node")
        .arg(suite.source.join("count.js"))
        .env("NODE_PATH", suite.home.join("node_modules"))
        .stdin(fs::File::open(&asked).expect("target can be read"))
        .stderr(Stdio::inherit())
        .output()
        .expect("node runs");
    assert!(counted.status.success(), "count.js ended with {}", counted.status);
    let counted = String::from_utf8(counted.stdout).expect("JSON is UTF-8");
    let counted: Vec<(String, usize, usize, bool)> =
        counted.lines().map(|line| serde_json::from_str(line).expect("what count.js prints")).collect();
    assert_eq!(counted.len(), texts.len());

    let (mut differ, mut with_several) = (0, 0);
    for (text, (encoding, units, parts, composed)) in texts.iter().zip(counted) {
        let ours = measure(text);
        let name = if ours.encoding == Encoding::Gsm7 { "GSM-7" } else { "UCS-2" };
        assert_eq!((name, ours.units), (encoding.as_str(), units), "{text:?}");
        with_several += usize::from(composed);
        if ours.segments != parts {
            // The one exception: the calculator never splits what is drawn as one character, such as a flag or a family;
            // then its parts end earlier, and there may be one more. The standard (3GPP TS 23.040) knows code units only,
            // and so do phones when they join the parts again.
            assert!(composed && parts > ours.segments, "{text:?}: {parts} parts, ours {}", ours.segments);
            differ += 1;
        }
    }
    println!("{TEXTS} texts: the same encoding and units in all, the same parts in {}", TEXTS - differ);
    println!("{differ} of {with_several} with a character of several code points have more parts there");
    assert!(differ * 4 < with_several, "an exception is no rule");
}

/// Texts of all kinds, as often as not as long as makes a difference.
fn texts() -> Vec<String> {
    const KINDS: [&[&str]; 7] = [
        &["a", "Z", "7", " ", "@", "£", "é", "Ω", "\n", "?"],
        &["{", "}", "[", "]", "\\", "^", "~", "|", "€", "\u{c}"],
        &["’", "“", "–", "…", "\u{a0}", "•", "ç", "ã", "ő"],
        &["你", "好", "の", "ж", "ب", "ह", "한"],
        &["😀", "𝒳", "🚀", "𠮷"],
        &["👩\u{200d}👩\u{200d}👧", "🇩🇪", "👍🏽", "1\u{fe0f}\u{20e3}", "❤\u{fe0f}"],
        &["e\u{301}", "n\u{303}", "o\u{308}"],
    ];
    const LENGTHS: [usize; 12] = [1, 67, 70, 134, 153, 160, 201, 306, 335, 459, 612, 765];
    let mut dice = Rng::with_seed(765);
    let text = |_| {
        // Most texts are of the GSM alphabet; one character of another kind changes all of it.
        let others: Vec<usize> = (1..KINDS.len()).filter(|_| dice.u8(0..5) == 0).collect();
        let seldom = dice.usize(1..80);
        let length = (LENGTHS[dice.usize(0..LENGTHS.len())] + dice.usize(0..7)).saturating_sub(3);
        let mut text = String::new();
        for _ in 0..length {
            let kind =
                if others.is_empty() || dice.usize(0..seldom) > 0 { 0 } else { others[dice.usize(0..others.len())] };
            text.push_str(KINDS[kind][dice.usize(0..KINDS[kind].len())]);
        }
        text
    };
    (0..TEXTS).map(text).collect()
}

/// A suite: where it is written, and where its packages and report go.
struct Suite {
    source: PathBuf,
    home: PathBuf,
}

impl Suite {
    fn of(language: &str) -> Self {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("cargo's directory for tests is in target");
        let home = target.join("contract").join(language);
        fs::create_dir_all(&home).expect("target can be written");
        Self { source: Path::new(env!("CARGO_MANIFEST_DIR")).join("contract").join(language), home }
    }

    /// Copies the files that name the packages and has them installed, unless that was done with the same files.
    /// They are only kept once the installation has succeeded, so a broken one is begun again.
    fn prepare(&self, files: &[&str], install: impl FnOnce(&Path)) {
        let stamp = self.home.join("installed");
        let wanted: String = files.iter().map(|file| read(&self.source.join(file))).collect();
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
            return;
        }
        for file in files {
            fs::copy(self.source.join(file), self.home.join(file)).expect("target can be written");
        }
        install(&self.home);
        fs::write(&stamp, wanted).expect("target can be written");
    }

    /// Runs the suite against sandboxes of its own: a quick one, and one with its defaults.
    fn run(&self, command: &mut Command) {
        let quick = Sandbox::start(QUICK).expect("the sandbox starts");
        let as_is = Sandbox::start(&[]).expect("the sandbox starts");
        let settings = self.home.join("settings");
        fs::create_dir_all(&settings).expect("target can be written");
        run(command
            .current_dir(&self.source)
            .env("SANDBOX", &quick.announcement)
            .env("SANDBOX_AS_IS", &as_is.announcement)
            // The SDKs read settings of the person's own and watch that directory for changes.
            .env("HOME", settings)
            .env("NO_PROXY", "127.0.0.1,localhost"));
    }
}

/// How a suite ended.
struct Counts {
    tests: usize,
    passed: usize,
}

impl Counts {
    fn check(&self) {
        assert!(self.tests > 0, "the suite ran no test");
        assert_eq!(self.passed, self.tests, "every test of the suite runs and passes");
    }
}

/// Runs a program whose output is for the reader of the test, and fails when it does.
fn run(command: &mut Command) {
    let status = command.status();
    assert!(matches!(&status, Ok(status) if status.success()), "{command:?} ended with {status:?}");
}

fn install_from_npm(home: &Path) {
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(home));
}

/// Fails with a sentence when a program that the suites need is missing.
fn require(program: &str, package: &str) {
    let found = Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    assert!(found, "the contract tests need {program}; on Debian `apt-get install {package}` brings it");
}

fn option(name: &str, value: &Path) -> impl AsRef<OsStr> {
    let mut option = std::ffi::OsString::from(name);
    option.push(value);
    option
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("the files of the suites can be read")
}
