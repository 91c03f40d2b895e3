//! What a test does to the sandbox behind the agent's back, and what it asks it: the routes below `/sandbox`.

use std::fmt;

use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use crate::failure::{Failure, Outcome};
use crate::sandbox::Sandbox;

/// A connection to the sandbox.
#[derive(Debug)]
pub struct Control {
    url: String,
    client: Client,
    runtime: Runtime,
}

/// A call that the API has had.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Call {
    /// Its number, counted from 1.
    pub seq: u64,
    /// The HTTP method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
}

impl Call {
    /// Whether it is of this method and path; `*` in the path stands for anything.
    #[must_use]
    pub fn is(&self, method: &str, path: &str) -> bool {
        self.method == method && matches(&self.path, path)
    }
}

impl fmt::Display for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} → {}", self.method, self.path, self.status)
    }
}

impl Control {
    /// Connects to a sandbox.
    ///
    /// # Errors
    /// When the system gives no runtime.
    pub fn of(sandbox: &Sandbox) -> Outcome<Self> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|source| Failure::Program { program: "the runtime of the sandbox's client".to_owned(), source })?;
        let client = Client::builder().redirect(Policy::none()).build();
        let client = client.map_err(|error| Failure::Sandbox(error.to_string()))?;
        Ok(Self { url: sandbox.ready.url.clone(), client, runtime })
    }

    /// The calls after the one of this number.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub fn calls(&self, after: u64) -> Outcome<Vec<Call>> {
        let mut reply = self.send(Method::GET, &format!("/sandbox/calls?after={after}"), None)?;
        serde_json::from_value(reply["calls"].take()).map_err(|error| Failure::Sandbox(format!("its calls: {error}")))
    }

    /// The customer writes to a queue's number.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub fn customer_writes(&self, from: &str, to: &str, text: &str) -> Outcome {
        self.post("/sandbox/handset/messages", &json!({"from": from, "to": to, "text": text}))
    }

    /// The conversations that are stored with a customer, in the sandbox's plain words.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub fn conversations(&self, customer: &str) -> Outcome<Vec<Value>> {
        self.stored(&format!("?customer={}", customer.replace('+', "%2B")))
    }

    /// All conversations that are stored.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub fn all_conversations(&self) -> Outcome<Vec<Value>> {
        self.stored("")
    }

    fn stored(&self, query: &str) -> Outcome<Vec<Value>> {
        let mut reply = self.send(Method::GET, &format!("/sandbox/conversations{query}"), None)?;
        serde_json::from_value(reply["conversations"].take())
            .map_err(|error| Failure::Sandbox(format!("its conversations: {error}")))
    }

    /// Somebody's presence is changed by another client of theirs.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub fn set_presence(&self, email: &str, presence: &str) -> Outcome {
        self.post("/sandbox/presence", &json!({"email": email, "presence": presence}))
    }

    /// Time passes in the sandbox.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub fn let_pass(&self, seconds: u32) -> Outcome {
        self.post("/sandbox/clock", &json!({"advanceSeconds": seconds}))
    }

    /// Ends all sessions of a person at once.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub fn revoke_tokens(&self, email: &str) -> Outcome {
        self.post("/sandbox/tokens/revoke", &json!({"email": email}))
    }

    /// The next so many calls of this kind meet this instead: `effect` as the sandbox's README lists them.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub fn fault(&self, method: &str, path: &str, times: u32, effect: &Value) -> Outcome {
        self.post("/sandbox/faults", &json!({"method": method, "path": path, "times": times, "effect": effect}))
    }

    /// How many requests have got to where a fault holds them for ever.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub fn held(&self) -> Outcome<u64> {
        let reply = self.send(Method::GET, "/sandbox/faults", None)?;
        reply["held"].as_u64().ok_or_else(|| Failure::Sandbox(format!("it holds {reply}")))
    }

    /// No more faults.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub fn no_faults(&self) -> Outcome {
        self.send(Method::DELETE, "/sandbox/faults", None).map(drop)
    }

    fn post(&self, path: &str, body: &Value) -> Outcome {
        self.send(Method::POST, path, Some(body)).map(drop)
    }

    fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Outcome<Value> {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(body);
        }
        self.answer(request).map(|answer| answer.body)
    }

    /// A request to the sandbox, API and login included.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    /// Makes a request. A redirect is an answer.
    pub(crate) fn answer(&self, request: RequestBuilder) -> Outcome<Answer> {
        let reply = self.runtime.block_on(async {
            let reply = request.send().await?;
            let location = reply.headers().get("location").and_then(|location| location.to_str().ok());
            let location = location.map(str::to_owned);
            Ok::<_, reqwest::Error>((reply.url().path().to_owned(), reply.status(), location, reply.text().await?))
        });
        let (path, status, location, text) = reply.map_err(|error| Failure::Sandbox(error.to_string()))?;
        if status.is_client_error() || status.is_server_error() {
            return Err(Failure::Sandbox(format!("{path}: {status} {text}")));
        }
        if text.is_empty() || status.is_redirection() {
            return Ok(Answer { location, body: Value::Null });
        }
        let body =
            serde_json::from_str(&text).map_err(|error| Failure::Sandbox(format!("{path}: {error} in {text}")))?;
        Ok(Answer { location, body })
    }
}

/// What the sandbox answered.
pub(crate) struct Answer {
    pub(crate) location: Option<String>,
    /// `null` where there is none.
    pub(crate) body: Value,
}

/// Whether a text is made of the pattern's parts, in order; `*` stands for anything between them.
fn matches(text: &str, pattern: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return text == pattern;
    };
    let Some(mut left) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let Some((_, after)) = left.split_once(part) else {
            return false;
        };
        left = after;
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_anything() {
        assert!(matches("/a/1/b", "/a/*/b"));
        assert!(matches("/a/1/b/2", "/a/*/b/*"));
        assert!(matches("/a", "/a"));
        assert!(!matches("/a/1/c", "/a/*/b"));
        assert!(!matches("/a/1", "/a"));
        assert!(!matches("/x/1/b", "/a/*/b"));
    }
}
