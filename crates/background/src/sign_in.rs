use std::pin::pin;

use futures_util::future::{Either, select};
use genesys::{
    oauth::{self, Pkce, RedirectError},
    region::Environment,
};
use workflow::{Authorization, AuthorizeFailure};

use crate::{NoRedirect, Platform};

/// A server that takes longer to say anything counts as one that cannot be reached.
const REACHED_WITHIN_MS: u32 = 5_000;

/// Sends the agent to the OAuth server with a fresh verifier and `state`; what the way back brought.
///
/// # Errors
///
/// It brought no code.
pub(crate) async fn authorize<P: Platform>(
    platform: &P,
    environment: &Environment,
    client_id: &str,
    fresh: bool,
) -> Result<Authorization, AuthorizeFailure> {
    let pkce = Pkce::from_entropy(platform.entropy());
    let state: String = platform.entropy().iter().map(|byte| format!("{byte:02x}")).collect();
    let redirect_uri = platform.redirect_uri();
    let url = oauth::authorize_url(environment, client_id, &redirect_uri, &pkce, &state, fresh);

    let redirect = match platform.authorize(&url).await {
        Ok(redirect) => redirect,
        Err(NoRedirect { reason }) => return Err(failure(platform, environment, &reason).await),
    };
    // The browsers promise this. It is checked all the same, because a code is worth a session.
    if !redirect.starts_with(&redirect_uri) {
        return Err(AuthorizeFailure::BadRedirect);
    }
    let code = oauth::read_redirect(&redirect, &state).map_err(|error| match error {
        RedirectError::StateMismatch | RedirectError::NoCode => AuthorizeFailure::BadRedirect,
        RedirectError::Refused { code, description } => AuthorizeFailure::Refused { code, description },
    })?;
    Ok(Authorization { code, verifier: pkce.verifier().to_owned(), redirect_uri })
}

/// Why the browser's OAuth window brought no redirect.
///
/// A server that cannot be reached is found out by asking it. Beyond that the browsers tell in prose alone, and this is
/// the one place that reads it: Chrome's `Authorization page could not be loaded.` (it answered, with an error: most
/// likely it does not know the client) is told from everything else, which is taken for what it nearly always is, a
/// window that the agent closed. Firefox shows such an error page and leaves closing it to the agent.
async fn failure<P: Platform>(platform: &P, environment: &Environment, prose: &str) -> AuthorizeFailure {
    let login = environment.login_url();
    let answers = pin!(platform.reaches(&login));
    let timeout = pin!(platform.sleep(REACHED_WITHIN_MS));
    match select(answers, timeout).await {
        Either::Left((false, _)) | Either::Right(((), _)) => AuthorizeFailure::Unreachable,
        Either::Left((true, _)) if prose.contains("could not be loaded") => AuthorizeFailure::NoPage,
        Either::Left((true, _)) => AuthorizeFailure::Closed,
    }
}
