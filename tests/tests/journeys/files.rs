//! R11: files that go with a message, picked, pasted and dropped, with how far each is, and what becomes of them when
//! something goes wrong.

use std::path::PathBuf;

use serde_json::{Value, json};
use tests::article::MAYA;
use tests::control::Call;
use tests::failure::{Failure, Outcome, expect_eq};
use tests::journeys;
use tests::tab::{ENTER, Seen, Tab};
use tests::wait::{Look, SOON, wait_for};
use tests::world::{World, connect, open_sms};

journeys! {
    r11_several_files_go_with_one_message_in_their_order,
    r11_pictures_are_pasted_and_dropped,
    r11_a_file_that_cannot_be_sent_says_why,
    r11_an_upload_is_cancelled_or_tried_again,
    r25_a_file_outlives_the_background,
}

/// One dot, as a PNG.
const DOT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\xdac\xfc\xcf\xc0P\x0f\0\
    \x04\x85\x01\x80\x84\xa9\x8c!\0\0\0\0IEND\xaeB`\x82";
/// Where a file is uploaded to.
const PLACE: &str = "/sandbox/media/*";

/// An agent is about to write; the files that there are on the disk.
struct Desk<'w> {
    world: &'w World,
    window: Tab<'w>,
    disk: tempfile::TempDir,
}

impl<'w> Desk<'w> {
    fn new(world: &'w World) -> Outcome<Self> {
        let client = world.signed_in("ada")?;
        connect(&client, "Support", MAYA)?;
        let window = open_sms(&client)?;
        window.see("attach")?;
        let disk = tempfile::tempdir()
            .map_err(|source| Failure::Program { program: "a directory for files".to_owned(), source })?;
        Ok(Self { world, window, disk })
    }

    fn on_disk(&self, name: &str, content: &[u8]) -> Outcome<PathBuf> {
        let path = self.disk.path().join(name);
        std::fs::write(&path, content)
            .map_err(|source| Failure::Program { program: "a file to attach".to_owned(), source })?;
        Ok(path)
    }

    /// Picks files, as if in the browser's dialog.
    fn pick(&self, paths: &[PathBuf]) -> Outcome {
        let paths: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
        self.window.type_css("[data-testid=file-input]", &paths.join("\n"))
    }

    fn file(&self, name: &str, stage: &str) -> Outcome<Seen> {
        self.window.see_where("file", &format!("{name}, {stage}"), |file| {
            file.text.contains(name) && file.data("stage") == stage
        })
    }

    /// Gives the composer an event with a picture in it.
    fn give(&self, event: &str, name: &str) -> Outcome {
        let script = "
            const [kind, name, content] = arguments;
            const files = new DataTransfer();
            files.items.add(new File([Uint8Array.from(content)], name, { type: 'image/png' }));
            const given = kind === 'paste'
                ? new ClipboardEvent(kind, { clipboardData: files, bubbles: true, cancelable: true })
                : new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true });
            // Firefox leaves out what a made clipboard has; the page is shown it all the same.
            if (kind === 'paste' && !given.clipboardData.files.length) {
                Object.defineProperty(given.wrappedJSObject ?? given, 'clipboardData', { value: files.wrappedJSObject ?? files });
            }
            document.querySelector('[data-testid=composer]').dispatchEvent(given);
            return given.defaultPrevented;";
        let taken = self.window.script(script, &[json!(event), json!(name), json!(DOT)])?;
        expect_eq(&format!("whether the page took the {event}"), &taken, &Value::Bool(true))
    }

    /// What was attached to the messages that Maya has.
    fn received(&self, names: &[&str]) -> Outcome {
        let handset = self.world.handset(MAYA)?;
        handset
            .see_where("message", &names.join(", "), |message| {
                let places: Option<Vec<_>> = names.iter().map(|name| message.text.find(name)).collect();
                places.is_some_and(|places| places.is_sorted())
            })
            .map(drop)
    }
}

fn r11_several_files_go_with_one_message_in_their_order(world: &World) -> Outcome {
    let desk = Desk::new(world)?;
    desk.pick(&[desk.on_disk("the map.png", DOT)?, desk.on_disk("hours.txt", b"9 to 5")?])?;
    desk.file("the map.png", "ready")?;
    desk.file("hours.txt", "ready")?;
    let window = &desk.window;
    window.see_enabled("send")?;
    // There need be no words with it.
    window.type_into("composer", &ENTER.to_string())?;
    let message = window.see_where("message", "delivered", |message| message.data("delivery") == "delivered")?;
    expect_eq("what stands in it", &message.text.contains("hours.txt"), &true)?;
    window.gone("file")?;
    expect_eq("the number of messages", &window.all("message")?.len(), &1)?;
    wait_for("the picture in the thread", SOON, || {
        let width = window.script("return document.querySelector('[data-testid=picture]')?.naturalWidth ?? 0", &[])?;
        Ok(if width == json!(1) { Look::There(()) } else { Look::NotYet(width.to_string()) })
    })?;
    desk.received(&["the_map.png", "hours.txt"])
}

fn r11_pictures_are_pasted_and_dropped(world: &World) -> Outcome {
    let desk = Desk::new(world)?;
    desk.window.type_into("composer", "Both ways")?;
    desk.give("paste", "pasted.png")?;
    desk.give("dragover", "dropped.png")?;
    desk.give("drop", "dropped.png")?;
    desk.file("pasted.png", "ready")?;
    desk.file("dropped.png", "ready")?;
    desk.window.click("send")?;
    desk.received(&["Both ways", "pasted.png", "dropped.png"])
}

fn r11_a_file_that_cannot_be_sent_says_why(world: &World) -> Outcome {
    let desk = Desk::new(world)?;
    let window = &desk.window;
    window.type_into("composer", "The terms")?;
    desk.pick(&[desk.on_disk("terms.html", b"<p>Terms</p>")?, desk.on_disk("nothing.png", b"")?])?;
    let refused = desk.file("terms.html", "failed")?;
    expect_eq("what is allowed instead", &refused.text.contains("only JPEG, PNG, GIF, TXT, PDF"), &true)?;
    let empty = desk.file("nothing.png", "failed")?;
    expect_eq("the reason", &empty.text.contains("There is nothing in this file."), &true)?;
    let uploads =
        |call: &&Call| call.is("POST", "/api/v2/conversations/messages/*/communications/*/messages/media/uploads");
    expect_eq("the places that were asked for", &world.control.calls(0)?.iter().filter(uploads).count(), &0)?;

    // Nothing leaves without it, and nothing that was typed is lost.
    window.see_text("composer-count", "Remove the file that cannot be sent")?;
    window.type_into("composer", &ENTER.to_string())?;
    window.see_disabled("send")?;
    window.see_where("composer", "as it was", |composer| composer.text == "The terms")?;
    window.click("remove-file")?;
    window.see_where("file", "the other", |file| file.text.contains("nothing.png"))?;
    // What calls itself a picture and is none is found out by Genesys Cloud.
    desk.pick(&[desk.on_disk("fake.png", b"\0\x01\x02")?])?;
    let rejected = desk.file("fake.png", "failed")?;
    expect_eq("the reason", &rejected.text.contains("Genesys Cloud does not take this file"), &true)?;
    window.click("remove-file")?;
    window.click("remove-file")?;
    window.gone("file")?;
    window.click("send")?;
    window.see_where("message", "sent", |message| message.text.contains("The terms")).map(drop)
}

fn r11_an_upload_is_cancelled_or_tried_again(world: &World) -> Outcome {
    let desk = Desk::new(world)?;
    let window = &desk.window;
    let map = desk.on_disk("map.png", DOT)?;
    world.control.fault("PUT", PLACE, 1, &json!({"kind": "hang"}))?;
    desk.pick(std::slice::from_ref(&map))?;
    desk.file("map.png", "uploading")?;
    window.see_text("composer-count", "once the files are uploaded")?;
    window.click("remove-file")?;
    window.gone("file")?;

    world.control.fault("PUT", PLACE, 1, &json!({"kind": "drop"}))?;
    desk.pick(&[map])?;
    let failed = desk.file("map.png", "failed")?;
    expect_eq("the reason", &failed.text.contains("It could not be uploaded"), &true)?;
    window.click("file-again")?;
    desk.file("map.png", "ready")?;
    expect_eq("the number of files", &window.all("file")?.len(), &1)?;
    window.click("send")?;
    desk.received(&["map.png"])
}

fn r25_a_file_outlives_the_background(world: &World) -> Outcome {
    let desk = Desk::new(world)?;
    world.control.fault("PUT", PLACE, 1, &json!({"kind": "delay", "millis": 1500}))?;
    desk.pick(&[desk.on_disk("map.png", DOT)?])?;
    desk.file("map.png", "uploading")?;
    world.browser.stop_background(&desk.window)?;
    desk.file("map.png", "ready")?;
    // The page that brought it need not be there any more.
    desk.window.reload()?;
    desk.file("map.png", "ready")?;
    desk.window.click("send")?;
    desk.received(&["map.png"])
}
