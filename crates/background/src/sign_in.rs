use genesys::{
    oauth::{self, Pkce, RedirectError},
    region::Environment,
};
use workflow::{Authorization, AuthorizeFailure};

use crate::{NoRedirect, Platform};

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

    let redirect = platform.authorize(&url).await.map_err(|NoRedirect { reason }| failure(&reason))?;
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

/// Why the browser's OAuth window brought no redirect. The browsers tell in prose alone, so this is the one place
/// that reads it: Chrome (`Authorization page could not be loaded.`) is told from everything else, which is taken
/// for what it nearly always is, a window that the agent closed.
fn failure(prose: &str) -> AuthorizeFailure {
    if prose.contains("could not be loaded") { AuthorizeFailure::NoPage } else { AuthorizeFailure::Closed }
}
