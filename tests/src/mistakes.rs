//! The harness has to notice what goes wrong: an extension that is nothing but mistakes shows that it does.

use std::fs;
use std::path::Path;

use crate::browser::{Browser, Kind, Options, Page};
use crate::failure::{Failure, Outcome};
use crate::wait::{Look, SOON, wait_for};
use serde_json::json;

const KEY: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAl14AiGPH2oM5HZnjMLIkpgKoTvmcEXfg9Ujhzw+Pm4CNUsq2LTUyAOFtHhtWwfvwTARCNlErAtirQr/FIIMJnmAd1O3Oq56koWPTp7AC0+X6y81HfCtQIdJVbOY1ZMjIHhipNSu/Sc4N/CR1YQUlNhQX4UqADYvpsKe7ggMTW2C8d4QUPcnZJGhiLSTUUowP/7LcBnJvoPl/whFEQGGqvvgPl3+n2Bk6DpdPdXaRAyvF67czmzE5eKFuwB6qgK+1wZ9scf31cFgQIZc1VO5OIhvH2cs+eR5dsgoA0C5yA4xWO35jBehj+qf1lFNWamxL8vFyeMiahdSmkU0o9/BodQIDAQAB";

const BACKGROUND: &str = "
    let count = 0;
    chrome.runtime.onMessage.addListener((message, _, answer) => {
        if (message === 'window') chrome.windows.create({type: 'popup', url: 'interactions.html'});
        if (message === 'throw') setTimeout(() => { throw new Error('thrown-in-background'); });
        if (message === 'report') console.error('reported-in-background');
        answer(++count);
    });
";

const PAGE: &str = "<!doctype html><meta charset=utf-8><script defer src=page.js></script>
    <body><button data-testid=add>Add</button> <input data-testid=field> <p data-testid=count data-state=none></p>
    <p data-testid=hidden hidden>hidden</p>";

const SCRIPT: &str = "
    const find = id => document.querySelector(`[data-testid=${id}]`);
    find('add').onclick = () => setTimeout(() => {
        find('count').textContent = 'added ' + find('field').value;
        find('count').dataset.state = 'some';
    }, 100);
    addEventListener('throw', () => { throw new Error('thrown-in-page'); });
    addEventListener('report', () => console.error('reported\\nin-page'));
    addEventListener('forbidden', () => document.body.setAttribute('onclick', 'none()'));
";

#[test]
fn chromium() -> Outcome {
    notices(Kind::Chromium)
}

#[test]
fn firefox() -> Outcome {
    notices(Kind::Firefox)
}

fn notices(kind: Kind) -> Outcome {
    let directory = tempfile::tempdir().expect("a directory for the extension");
    write(kind, directory.path());
    let options = Options { extension: Some(directory.path().to_path_buf()), ..Options::default() };
    let browser = Browser::start(kind, &options)?;
    let tab = browser.open_page(Page::Popup)?;

    tab.fill("field", "abc")?;
    tab.fill("field", "one")?;
    tab.paste_into("field", " 🦀")?;
    tab.click("add")?;
    let count = tab.see_text("count", "added one 🦀")?;
    assert_eq!(count.data("state"), "some");
    tab.gone("hidden")?;
    assert!(matches!(tab.promise("return 1 + given[0]", &[json!(1)])?.as_i64(), Some(2)));

    assert_eq!(tell(&tab, "window")?, 1);
    let window = browser.window_of(Page::Interactions)?;
    assert_eq!(browser.count(Page::Interactions)?, 1);
    window.close()?;
    browser.no_window_of(Page::Interactions)?;

    assert!(!browser.background_is_stopped()?);
    browser.stop_background(&tab)?;
    wait_for("the background's end", SOON, || {
        Ok(if browser.background_is_stopped()? { Look::There(()) } else { Look::NotYet(String::new()) })
    })?;
    assert_eq!(tell(&tab, "count")?, 1, "the background starts afresh");

    assert_eq!(browser.complaints()?, Vec::<String>::new());
    tell(&tab, "throw")?;
    tell(&tab, "report")?;
    tab.script("window.dispatchEvent(new Event('throw')); window.dispatchEvent(new Event('report'))", &[])?;
    tab.script("window.dispatchEvent(new Event('forbidden'))", &[])?;
    for part in ["thrown-in-background", "reported-in-background", "thrown-in-page", "in-page", "Security"] {
        wait_for(part, SOON, || {
            let complaints = browser.complaints()?.join("\n");
            Ok(if complaints.contains(part) { Look::There(()) } else { Look::NotYet(complaints) })
        })?;
    }

    let picture = directory.path().join("picture.png");
    tab.screenshot(&picture)?;
    assert!(fs::read(picture).is_ok_and(|picture| picture.starts_with(b"\x89PNG")));
    assert!(matches!(
        wait_for("never", std::time::Duration::from_millis(50), || Ok(Look::<()>::NotYet("here".to_owned()))),
        Err(Failure::NotSeen { .. })
    ));
    Ok(())
}

fn tell(tab: &crate::tab::Tab<'_>, message: &str) -> Outcome<i64> {
    let answer = tab.promise("return chrome.runtime.sendMessage(given[0])", &[json!(message)])?;
    answer.as_i64().ok_or_else(|| Failure::Unexpected(format!("the answer {answer}")))
}

fn write(kind: Kind, directory: &Path) {
    let mut manifest = json!({
        "manifest_version": 3,
        "name": "Mistakes",
        "version": "1",
        "content_security_policy": {"extension_pages": "script-src 'self'; object-src 'none'"},
    });
    match kind {
        Kind::Chromium => {
            manifest["key"] = json!(KEY);
            manifest["background"] = json!({"service_worker": "background.js"});
        }
        Kind::Firefox => {
            manifest["background"] = json!({"scripts": ["background.js"]});
            manifest["browser_specific_settings"] = json!({"gecko": {"id": "behalf@behalf.example"}});
        }
    }
    for (file, text) in [
        ("manifest.json", manifest.to_string().as_str()),
        ("background.js", BACKGROUND),
        ("popup.html", PAGE),
        ("interactions.html", PAGE),
        ("page.js", SCRIPT),
    ] {
        fs::write(directory.join(file), text).expect("the extension can be written");
    }
}
