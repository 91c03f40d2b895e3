//! A colleague of the agent's: another user of the same cloud, at work with another client.

use reqwest::Method;
use serde_json::json;

use crate::control::Control;
use crate::failure::{Failure, Outcome};
use crate::sandbox::{Account, Sandbox};

/// The proof of RFC 7636, appendix B, and its challenge.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// Where nobody listens; the code is in the address.
const REDIRECT_URI: &str = "http://127.0.0.1:9/";

/// Somebody who is signed in.
#[derive(Debug)]
pub struct Colleague<'s> {
    control: &'s Control,
    email: String,
    token: String,
}

impl<'s> Colleague<'s> {
    /// Signs in.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub fn sign_in(control: &'s Control, sandbox: &Sandbox, account: &Account) -> Outcome<Self> {
        let client_id = sandbox.ready.client_id.as_str();
        let query = [
            ("client_id", client_id),
            ("redirect_uri", REDIRECT_URI),
            ("response_type", "code"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("state", "colleague"),
        ];
        let form = [("email", &account.email), ("password", &account.password)];
        let login = control.request(Method::POST, "/oauth/authorize").query(&query).form(&form);
        let location = control.answer(login)?.location.unwrap_or_default();
        let code = location.split_once("code=").map_or("", |(_, rest)| rest.split('&').next().unwrap_or_default());

        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("code_verifier", VERIFIER),
            ("client_id", client_id),
            ("redirect_uri", REDIRECT_URI),
        ];
        let token = control.answer(control.request(Method::POST, "/oauth/token").form(&form))?.body;
        let token = token["access_token"].as_str().ok_or_else(|| Failure::Sandbox("it gives no token".to_owned()))?;
        Ok(Self { control, email: account.email.clone(), token: token.to_owned() })
    }

    /// Transfers the conversation with this customer, which has to be the colleague's own, blind to a user
    /// (`POST /api/v2/conversations/messages/{id}/participants/{id}/replace`).
    ///
    /// # Errors
    /// When there is no such conversation, or the sandbox refuses.
    pub fn transfer(&self, customer: &str, to: &Account) -> Outcome {
        let conversations = self.control.conversations(customer)?;
        let own = conversations.iter().find_map(|conversation| {
            let parts = conversation["participants"].as_array()?;
            let part = parts.iter().find(|part| part["live"] == true && part["user"] == self.email.as_str())?;
            Some((conversation["id"].as_str()?, part["id"].as_str()?))
        });
        let Some((conversation, participant)) = own else {
            return Err(Failure::Sandbox(format!("{} has no conversation with {customer}", self.email)));
        };
        let path = format!("/api/v2/conversations/messages/{conversation}/participants/{participant}/replace");
        let request = self.control.request(Method::POST, &path).bearer_auth(&self.token);
        self.control.answer(request.json(&json!({"userName": to.email}))).map(drop)
    }
}
