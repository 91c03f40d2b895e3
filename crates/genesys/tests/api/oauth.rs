//! Sign-in, up to the code.

use genesys::{
    oauth::{Pkce, RedirectError, authorize_url, logout_url, read_redirect},
    region::{Environment, Region},
};

/// The octets of RFC 7636, appendix B.
const ENTROPY: [u8; 32] = [
    116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191, 240,
    91, 88, 5, 88, 83, 132, 141, 121,
];

#[test]
fn the_challenge_of_the_rfc() {
    let pkce = Pkce::from_entropy(ENTROPY);
    assert_eq!(pkce.verifier(), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    assert_eq!(pkce.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    assert!(!format!("{pkce:?}").contains(pkce.verifier()));
}

#[test]
fn the_pages() {
    let pkce = Pkce::from_entropy(ENTROPY);
    let dublin = Environment::Region(Region::EuWest1);
    let redirect = "https://abc.chromiumapp.org/";
    let page = |fresh| authorize_url(&dublin, "client", redirect, &pkce, "a&b", fresh);
    assert_eq!(
        page(false),
        "https://login.mypurecloud.ie/oauth/authorize?client_id=client&response_type=code\
         &redirect_uri=https%3A%2F%2Fabc.chromiumapp.org%2F\
         &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&state=a%26b"
    );
    assert_eq!(page(true), format!("{}&prompt=login", page(false)));
    assert_eq!(
        logout_url(&dublin, "client", redirect),
        "https://login.mypurecloud.ie/logout?client_id=client&redirect_uri=https%3A%2F%2Fabc.chromiumapp.org%2F"
    );
}

#[test]
fn redirects() {
    let refused = |code: &str, description: Option<&str>| {
        Err(RedirectError::Refused { code: code.to_owned(), description: description.map(str::to_owned) })
    };
    let cases = [
        ("?code=abc%2F1&state=s%261", Ok("abc/1".to_owned())),
        ("?state=s%261&code=abc#fragment", Ok("abc".to_owned())),
        ("?code=abc&state=other", Err(RedirectError::StateMismatch)),
        ("?code=abc&state=s%26", Err(RedirectError::StateMismatch)),
        ("?code=abc&state=s%2611", Err(RedirectError::StateMismatch)),
        ("?code=abc", Err(RedirectError::StateMismatch)),
        ("?code=abc&state=", Err(RedirectError::StateMismatch)),
        ("", Err(RedirectError::StateMismatch)),
        ("?state=s%261", Err(RedirectError::NoCode)),
        ("?state=s%261&code=", Err(RedirectError::NoCode)),
        (
            "?error=access_denied&error_description=The+agent+said+no&state=s%261",
            refused("access_denied", Some("The agent said no")),
        ),
        ("?error=invalid_request", refused("invalid_request", None)),
        ("?error=access_denied&state=other", Err(RedirectError::StateMismatch)),
        ("?error=&code=abc&state=s%261", Ok("abc".to_owned())),
    ];
    for (query, expected) in cases {
        assert_eq!(read_redirect(&format!("https://abc.chromiumapp.org/{query}"), "s&1"), expected, "{query}");
    }
    assert_eq!(read_redirect("not a url", "s&1"), Err(RedirectError::NoCode));
}
