//! Sign-in with OAuth 2 Authorization Code and PKCE (RFC 7636), up to the code; [`Call::Token`](crate::call::Call)
//! turns that into a token.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::Uri;
use sha2::{Digest, Sha256};

use crate::region::Environment;

/// A verifier and its S256 challenge. Prints without the verifier.
#[derive(Clone, PartialEq, Eq)]
pub struct Pkce {
    verifier: String,
    challenge: String,
}

impl Pkce {
    /// Makes a verifier of 43 characters out of 256 random bits.
    pub fn from_entropy(entropy: [u8; 32]) -> Self {
        let verifier = URL_SAFE_NO_PAD.encode(entropy);
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
        Self { verifier, challenge }
    }

    /// What is kept until the code is exchanged.
    pub fn verifier(&self) -> &str {
        &self.verifier
    }

    /// What goes into the authorize URL.
    pub fn challenge(&self) -> &str {
        &self.challenge
    }
}

impl fmt::Debug for Pkce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pkce").field("challenge", &self.challenge).finish_non_exhaustive()
    }
}

/// The page to sign in on. `fresh` asks for the password even where the server remembers the agent.
pub fn authorize_url(
    environment: &Environment,
    client_id: &str,
    redirect_uri: &str,
    pkce: &Pkce,
    state: &str,
    fresh: bool,
) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs([
        ("client_id", client_id),
        ("response_type", "code"),
        ("redirect_uri", redirect_uri),
        ("code_challenge", pkce.challenge()),
        ("code_challenge_method", "S256"),
        ("state", state),
    ]);
    if fresh {
        query.append_pair("prompt", "login");
    }
    format!("{}/oauth/authorize?{}", environment.login_url(), query.finish())
}

/// The page that forgets the agent at the OAuth server, after the token was revoked.
pub fn logout_url(environment: &Environment, client_id: &str, redirect_uri: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs([("client_id", client_id), ("redirect_uri", redirect_uri)]);
    format!("{}/logout?{}", environment.login_url(), query.finish())
}

/// The code out of the URL that the server sent the browser back to.
///
/// # Errors
/// [`RedirectError`]; an error that the server reports counts even without a `state`, since it ends the sign-in only.
pub fn read_redirect(url: &str, expected_state: &str) -> Result<String, RedirectError> {
    let url: Uri = url.parse().map_err(|_| RedirectError::NoCode)?;
    let query = url.query().unwrap_or_default().as_bytes();
    let parameter = |name: &str| {
        let mut pairs = form_urlencoded::parse(query);
        pairs.find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.into_owned())
    };
    let state = parameter("state");
    if state.as_deref().is_some_and(|state| !same(state, expected_state)) {
        return Err(RedirectError::StateMismatch);
    }
    if let Some(code) = parameter("error") {
        return Err(RedirectError::Refused { code, description: parameter("error_description") });
    }
    if state.is_none() {
        return Err(RedirectError::StateMismatch);
    }
    parameter("code").ok_or(RedirectError::NoCode)
}

/// Why a redirect brought no code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RedirectError {
    /// It answers another request than ours, or none: `state` differs or is missing.
    #[error("not the answer to this sign-in")]
    StateMismatch,
    /// It has no code, or is no URL.
    #[error("no authorization code")]
    NoCode,
    /// The server said no.
    #[error("refused: {code}")]
    Refused {
        /// The OAuth error code (`access_denied`, `invalid_request`, …).
        code: String,
        /// `error_description`: for the agent to read, never to branch on.
        description: Option<String>,
    },
}

/// Compares without telling by its duration how much is the same.
fn same(left: &str, right: &str) -> bool {
    let differences = left.bytes().zip(right.bytes()).fold(0, |sum, (left, right)| sum | (left ^ right));
    left.len() == right.len() && differences == 0
}
