//! Web sites, as the agent, the administrator and the browser name them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// No host name is longer.
const LONGEST: usize = 253;

/// A site: a host, a host with all hosts below it, or all of them; by http and https alike, on any port.
///
/// It is read from a host (`crm.example`), a host with a star before it (`*.crm.example`), and match patterns for those
/// (`https://crm.example/*`, `*://*/*`, `<all_urls>`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Site(Hosts);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Hosts {
    All,
    Below(String),
    One(String),
}

/// A text that names no site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotASite;

impl Site {
    /// All sites.
    pub const ALL: Self = Self(Hosts::All);

    /// The site of one host.
    ///
    /// # Errors
    ///
    /// It is no host.
    pub fn host(host: &str) -> Result<Self, NotASite> {
        let host = host.to_ascii_lowercase();
        let whole = (1..=LONGEST).contains(&host.len()) && host.split('.').all(is_label);
        // An address in brackets: what the browser writes for IPv6.
        let address = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).is_some_and(|digits| {
            digits.len() > 1 && digits.bytes().all(|b| b.is_ascii_hexdigit() || b":.".contains(&b))
        });
        if whole || address { Ok(Self(Hosts::One(host))) } else { Err(NotASite) }
    }

    /// Whether it is all of them.
    pub fn is_all(&self) -> bool {
        self.0 == Hosts::All
    }

    /// Whether every host of `other` is one of this site's.
    pub fn covers(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Hosts::All, _) => true,
            (_, Hosts::All) | (Hosts::One(_), Hosts::Below(_)) => false,
            (Hosts::One(one), Hosts::One(other)) => one == other,
            (Hosts::Below(top), Hosts::One(host) | Hosts::Below(host)) => {
                host.strip_suffix(top.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            }
        }
    }

    /// What two sites have in common.
    pub fn meet<'a>(&'a self, other: &'a Self) -> Option<&'a Self> {
        if self.covers(other) { Some(other) } else { other.covers(self).then_some(self) }
    }

    /// As the browsers' match patterns have it.
    pub fn pattern(&self) -> String {
        match &self.0 {
            Hosts::All => "*://*/*".to_owned(),
            Hosts::Below(host) => format!("*://*.{host}/*"),
            Hosts::One(host) => format!("*://{host}/*"),
        }
    }
}

/// A part of a host between its dots. Hosts in other scripts come as the browser writes them: `xn--…`.
fn is_label(label: &str) -> bool {
    !label.is_empty() && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b))
}

impl std::str::FromStr for Site {
    type Err = NotASite;

    fn from_str(text: &str) -> Result<Self, NotASite> {
        let text = text.trim();
        if matches!(text, "*" | "<all_urls>") {
            return Ok(Self::ALL);
        }
        let host = match text.split_once("://") {
            Some(("*" | "http" | "https", rest)) => rest.strip_suffix("/*").or(rest.strip_suffix('/')).unwrap_or(rest),
            Some(_) => return Err(NotASite),
            None => text,
        };
        match host.strip_prefix("*.") {
            _ if host == "*" => Ok(Self::ALL),
            Some(top) => match Self::host(top)?.0 {
                Hosts::One(top) => Ok(Self(Hosts::Below(top))),
                Hosts::All | Hosts::Below(_) => Err(NotASite),
            },
            None => Self::host(host),
        }
    }
}

impl TryFrom<String> for Site {
    type Error = NotASite;

    fn try_from(text: String) -> Result<Self, NotASite> {
        text.parse()
    }
}

impl From<Site> for String {
    fn from(site: Site) -> Self {
        site.to_string()
    }
}

/// As agents and administrators write it.
impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Hosts::All => f.write_str("*"),
            Hosts::Below(host) => write!(f, "*.{host}"),
            Hosts::One(host) => f.write_str(host),
        }
    }
}

impl fmt::Display for NotASite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("neither a host nor a match pattern for one")
    }
}

impl std::error::Error for NotASite {}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(text: &str) -> Site {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn hosts_and_patterns_for_them_name_the_same_sites() {
        for (text, shown, pattern) in [
            ("CRM.example", "crm.example", "*://crm.example/*"),
            (" https://crm.example/* ", "crm.example", "*://crm.example/*"),
            ("*.crm.example", "*.crm.example", "*://*.crm.example/*"),
            ("*://*.crm.example/*", "*.crm.example", "*://*.crm.example/*"),
            ("127.0.0.1", "127.0.0.1", "*://127.0.0.1/*"),
            ("[::1]", "[::1]", "*://[::1]/*"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example", "*://xn--bcher-kva.example/*"),
            ("*", "*", "*://*/*"),
            ("<all_urls>", "*", "*://*/*"),
            ("https://*/*", "*", "*://*/*"),
        ] {
            assert_eq!(
                (site(text).to_string(), site(text).pattern()),
                (shown.to_owned(), pattern.to_owned()),
                "{text}"
            );
            assert_eq!(site(&site(text).to_string()), site(text));
        }
    }

    #[test]
    fn what_names_no_site_is_refused() {
        let long = "a.".repeat(200) + "example";
        for text in [
            "",
            " ",
            "crm example",
            "crm..example",
            ".example",
            "*.",
            "*.*",
            "*.*.example",
            "crm.*.example",
            "*crm.example",
            "ftp://crm.example/*",
            "https://crm.example/customers/*",
            "https://",
            "crm.example:8080",
            "user@crm.example",
            "bücher.example",
            "[::g]",
            "[]",
            "crm.example\n",
            &long,
        ] {
            assert!(text.trim() == "crm.example" || text.parse::<Site>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_site_covers_itself_and_what_is_below_it() {
        for (one, other) in [
            ("*", "crm.example"),
            ("*", "*"),
            ("*", "*.example"),
            ("crm.example", "crm.example"),
            ("*.example", "example"),
            ("*.example", "crm.example"),
            ("*.example", "*.crm.example"),
        ] {
            assert!(site(one).covers(&site(other)), "{one} covers {other}");
        }
        for (one, other) in [
            ("crm.example", "*"),
            ("crm.example", "a.crm.example"),
            ("crm.example", "*.crm.example"),
            ("*.crm.example", "*.example"),
            ("*.crm.example", "xcrm.example"),
            ("*.example", "*"),
        ] {
            assert!(!site(one).covers(&site(other)), "{one} does not cover {other}");
        }
    }

    #[test]
    fn two_sites_meet_in_the_smaller() {
        assert_eq!(site("*").meet(&site("crm.example")), Some(&site("crm.example")));
        assert_eq!(site("crm.example").meet(&site("*.example")), Some(&site("crm.example")));
        assert_eq!(site("crm.example").meet(&site("erp.example")), None);
    }
}
