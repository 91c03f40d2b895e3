use genesys::{
    call::{Call, CodeExchange},
    oauth::{RedirectError, read_redirect},
    region::{Environment, Region},
};
use url::Url;
use workflow::Authorization;

/// What sign-in was begun with.
const STATE: &str = "9f86d081884c7d65";

/// The address that sign-in leads back to.
pub fn redirect(input: &[u8]) -> bool {
    let input = String::from_utf8_lossy(input);
    let code = match read_redirect(&input, STATE) {
        Ok(code) => code,
        Err(RedirectError::Refused { code, .. }) => {
            assert!(!code.is_empty());
            return true;
        }
        Err(RedirectError::StateMismatch | RedirectError::NoCode) => return false,
    };
    assert!(!code.is_empty());
    // Whoever reads the address as browsers do finds the same in it.
    if let Ok(url) = Url::parse(&input) {
        let has = |name: &str, value: &str| url.query_pairs().any(|(one, what)| one == name && what == value);
        assert!(has("state", STATE), "a code without our state");
        assert!(has("code", &code), "a code from nowhere");
    }
    assert!(read_redirect(&input, "another").is_err(), "a code with any state");

    let [mine, blank] = [code.as_str(), ""].map(|code| {
        let (code, verifier) = (code.to_owned(), "verifier".to_owned());
        let redirect_uri = "https://redirect.example/".to_owned();
        let authorization = Authorization { code, verifier, redirect_uri };
        let Authorization { code, verifier, redirect_uri } = authorization.clone();
        let call = Call::Token(CodeExchange { client_id: "client".to_owned(), code, verifier, redirect_uri });
        (format!("{authorization:?} {call:?}"), call)
    });
    assert_eq!(mine.0, blank.0, "a code does not print");
    let body = mine.1.request(&Environment::Region(Region::UsEast1), None).into_body();
    let sent = url::form_urlencoded::parse(&body).find(|(name, _)| name == "code").map(|(_, value)| value.into_owned());
    assert_eq!(sent, Some(code), "the code is exchanged as it came");
    true
}
