//! Who is signed in, or on the way there.
//!
//! ```text
//!   Out ──SignIn──▶ Authorizing ──code──▶ Exchanging ──token──▶ In (agent unknown) ──users/me──▶ In (known)
//!    ▲                  │ refused, closed    │ refused              │
//!    └──────────────────┴────────────────────┴──────── 401, sign-out ┘
//! ```

use genesys::{call::Token, model::Failure};
use protocol::{SignInProblem, Trouble};
use serde::{Deserialize, Serialize};

use crate::{
    io::{AccessToken, AuthorizeFailure},
    trouble::trouble,
};

/// Who is signed in, or on the way there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Session {
    /// Nobody.
    Out { problem: Option<SignInProblem> },
    /// The login page is open.
    Authorizing,
    /// The code is being exchanged.
    Exchanging,
    /// Somebody; `known` once it is certain who. `trouble`: that could not be found out.
    In { token: AccessToken, known: bool, trouble: Option<Trouble> },
}

impl Default for Session {
    fn default() -> Self {
        Self::Out { problem: None }
    }
}

impl Session {
    /// The sign-in failed, or the session is over.
    pub(crate) fn end(&mut self, problem: Option<SignInProblem>) {
        *self = Self::Out { problem };
    }

    /// The token came.
    pub(crate) fn enter(&mut self, token: Token) {
        *self = Self::In { token: AccessToken(token.access_token), known: false, trouble: None };
    }

    /// The token with which an agent who is known works.
    pub(crate) fn token_of_known(&self) -> Option<&AccessToken> {
        match self {
            Self::In { token, known: true, .. } => Some(token),
            _ => None,
        }
    }

    /// The token, known or not.
    pub(crate) fn token(&self) -> Option<&AccessToken> {
        match self {
            Self::In { token, .. } => Some(token),
            Self::Out { .. } | Self::Authorizing | Self::Exchanging => None,
        }
    }
}

/// Says why the login page brought no code.
pub(crate) fn refusal(failure: AuthorizeFailure, redirect_uri: &str) -> SignInProblem {
    match failure {
        AuthorizeFailure::Closed => SignInProblem::Cancelled,
        AuthorizeFailure::Unreachable => SignInProblem::Trouble(Trouble::Unreachable),
        AuthorizeFailure::NoPage => SignInProblem::ClientRefused { redirect_uri: redirect_uri.to_owned() },
        AuthorizeFailure::Refused { code, .. } if client_is_refused(&code) => {
            SignInProblem::ClientRefused { redirect_uri: redirect_uri.to_owned() }
        }
        AuthorizeFailure::Refused { code, description } => SignInProblem::Refused { code, description },
        AuthorizeFailure::BadRedirect => SignInProblem::BadRedirect,
    }
}

/// Says why the code brought no token.
pub(crate) fn exchange_refusal(failure: Failure, redirect_uri: &str) -> SignInProblem {
    match failure {
        Failure::Api(error) if client_is_refused(&error.code) => {
            SignInProblem::ClientRefused { redirect_uri: redirect_uri.to_owned() }
        }
        failure => SignInProblem::Trouble(trouble(failure)),
    }
}

/// Codes of RFC 6749 that are about the client, not about the agent.
fn client_is_refused(code: &str) -> bool {
    matches!(code, "unauthorized_client" | "invalid_client")
}
