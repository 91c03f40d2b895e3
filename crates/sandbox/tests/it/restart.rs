//! The program itself: what it prints, what it refuses, what outlives it.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

use crate::client::{Client, MAYA};

struct Program {
    child: Child,
    ready: Value,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sandbox"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, ready: serde_json::from_str(&line).unwrap() }
    }

    fn on(database: &Path, more: &[&str]) -> Self {
        let mut arguments = vec!["--database", database.to_str().unwrap()];
        arguments.extend(more);
        Self::start(&arguments)
    }

    fn url(&self) -> &str {
        self.ready["url"].as_str().unwrap()
    }
}

impl Drop for Program {
    /// SIGKILL: the program has no chance to tidy up.
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[tokio::test]
async fn it_says_when_it_is_ready() {
    let program = Program::start(&["--listen", "127.0.0.1:0"]);
    assert!(program.url().starts_with("http://127.0.0.1:"));
    assert_eq!(program.ready["client_id"], crate::client::CLIENT);
    assert_eq!(program.ready["users"].as_array().unwrap().len(), 8);
    for page in ["handset_url", "crm_url"] {
        let reply = reqwest::get(program.ready[page].as_str().unwrap()).await.unwrap();
        assert!(reply.status().is_success());
    }
}

#[tokio::test]
async fn a_kill_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let database = directory.path().join("sandbox.db");
    // The carrier is so slow that it is killed over the message.
    let slow = Program::on(&database, &["--sent-after", "3600000"]);
    let mut ada = Client::sign_in(slow.url(), "ada").await;
    let seat = ada.connect("Support", MAYA).await;
    seat.send("Will this survive?").await.ok();
    let over = ada.connect("Billing", "+13175550150").await;
    over.set_state("disconnected").await.ok();
    let channel = ada.post("/api/v2/notifications/channels", json!({})).await.ok();
    let before = (ada.stored(MAYA).await, ada.get("/api/v2/conversations/messages").await.ok());
    assert_eq!(before.0[0]["messages"][0]["status"], "queued");
    drop(slow);

    let again = Program::on(&database, &[]);
    // Another port, the same token.
    again.url().clone_into(&mut ada.url);
    assert_eq!((ada.stored(MAYA).await, ada.get("/api/v2/conversations/messages").await.ok()), before);
    let path = format!("/api/v2/notifications/channels/{}", channel["id"].as_str().unwrap());
    assert!(ada.call(reqwest::Method::HEAD, &path, None).await.status.is_success());
    // The clock goes on where it was.
    ada.let_pass(7200).await;
    assert_eq!(ada.stored(MAYA).await[0]["messages"][0]["status"], "delivery-success");
    assert_eq!(ada.stored("+13175550150").await[0]["participants"][0]["wrapup"]["code"], "ININ-WRAP-UP-TIMEOUT");
    drop(again);

    let third = Program::on(&database, &[]);
    third.url().clone_into(&mut ada.url);
    assert_eq!(ada.stored(MAYA).await.len(), 1, "the beginning is not repeated");
    ada.post("/sandbox/reset", json!({})).await;
    assert!(ada.stored(MAYA).await.is_empty());
    assert_eq!(ada.get("/api/v2/users/me").await.error(), (401, "bad.credentials"));
}

#[test]
fn mistakes_are_told_and_nothing_is_started() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("org.toml");
    std::fs::write(&file, sandbox::org::LUMEN.replace("after_call_work = \"OPTIONAL\"", "after_call_work = \"NEVER\""))
        .unwrap();
    let line = sandbox::org::LUMEN.lines().position(|line| line == "after_call_work = \"OPTIONAL\"").unwrap() + 1;
    let wrong_org = format!("org.toml:{line}:");
    for (arguments, sentence) in [
        (vec!["--listen", "0.0.0.0:0"], "not a loopback address"),
        (vec!["--org", file.to_str().unwrap()], wrong_org.as_str()),
        (vec!["--org", "/nowhere/org.toml"], "cannot read"),
        (vec!["--database", "/nowhere/at/all.db"], "cannot use the database"),
        (vec!["--token-lifetime", "0"], "--token-lifetime"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_sandbox")).args(&arguments).output().unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(told.contains(sentence), "{told}");
    }
}
