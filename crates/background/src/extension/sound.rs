//! The alerts' sound.

use serde::Serialize;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, HtmlAudioElement};
use webext::{json, offscreen, runtime};
use workflow::Play;

/// The document that plays for a background that is none; see there.
const PLAYER: &str = "sound.html";
const FILE: &str = "sounds/alert.wav";

/// What the player is told; it answers whether it plays.
#[derive(Debug, Serialize)]
struct Order {
    /// From 0 to 1.
    volume: f64,
    over_and_over: bool,
}

/// Plays, in place of whatever is playing. Whether it can be heard; `None` where there is nothing to hear.
pub(super) async fn play(play: Play) -> Option<bool> {
    let order = match play {
        Play::Nothing => None,
        Play::Once { volume } => Some(Order { volume: f64::from(volume) / 100.0, over_and_over: false }),
        Play::OverAndOver { volume } => Some(Order { volume: f64::from(volume) / 100.0, over_and_over: true }),
    };
    match (web_sys::window().and_then(|window| window.document()), order) {
        (Some(document), Some(order)) => Some(here(&document, &order).await.is_some()),
        (None, Some(order)) => Some(elsewhere(&order).await),
        (Some(document), None) => {
            if let Some(audio) = player(&document) {
                // A player that plays nothing has nothing to stop.
                let _ = audio.pause();
            }
            None
        }
        (None, None) => {
            // Refused where there is none.
            let _ = offscreen::close().await;
            None
        }
    }
}

/// Firefox: the background is a page.
async fn here(document: &Document, order: &Order) -> Option<()> {
    let audio = match player(document) {
        Some(audio) => audio,
        None => {
            let audio = document.create_element("audio").ok()?.dyn_into::<HtmlAudioElement>().ok()?;
            audio.set_src(&runtime::url(FILE));
            document.body()?.append_child(&audio).ok()?;
            audio
        }
    };
    audio.set_volume(order.volume);
    audio.set_loop(order.over_and_over);
    audio.set_current_time(0.0);
    JsFuture::from(audio.play().ok()?).await.ok()?;
    Some(())
}

fn player(document: &Document) -> Option<HtmlAudioElement> {
    document.query_selector("audio").ok()??.dyn_into().ok()
}

/// Chrome: the background is a worker, which has a document opened.
async fn elsewhere(order: &Order) -> bool {
    // Refused where it is open already.
    let _ = offscreen::create(PLAYER, offscreen::Reason::AudioPlayback, "Plays the sound of an alert.").await;
    let Ok(text) = serde_json::to_string(order) else { return false };
    let Ok(message) = json::parse(&text) else { return false };
    runtime::send_message(&message).await.is_ok_and(|plays| plays.as_bool() == Some(true))
}
