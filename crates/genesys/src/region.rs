//! Where Genesys Cloud is: its regions, or a sandbox on this machine.

use std::{fmt, net::IpAddr, str::FromStr};

use http::Uri;
use serde::{Deserialize, Serialize};

/// A deployment that Behalf can talk to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Environment {
    /// A region of Genesys Cloud.
    Region(Region),
    /// A sandbox on this machine.
    Loopback(Loopback),
}

impl Environment {
    /// Where people sign in: `https://login.DOMAIN`, without a trailing slash.
    pub fn login_url(&self) -> String {
        self.host("login")
    }

    /// Where calls go: `https://api.DOMAIN`, without a trailing slash.
    pub fn api_url(&self) -> String {
        self.host("api")
    }

    fn host(&self, name: &str) -> String {
        match self {
            Self::Region(region) => format!("https://{name}.{}", region.domain()),
            Self::Loopback(Loopback(base)) => base.clone(),
        }
    }
}

macro_rules! regions {
    ($($variant:ident $name:literal $domain:literal),+ $(,)?) => {
        /// A region of Genesys Cloud (source: the official JavaScript SDK's list of hosts).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Region {
            $(#[doc = concat!("`", $name, "`, `", $domain, "`")] #[serde(rename = $name)] $variant),+
        }

        impl Region {
            /// All regions, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The region's name in the API.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The region's domain; its hosts are `login.`, `api.`, `apps.` and `streaming.` in front of it.
            pub const fn domain(self) -> &'static str {
                match self { $(Self::$variant => $domain),+ }
            }
        }
    };
}

regions! {
    UsEast1 "us_east_1" "mypurecloud.com",
    UsWest2 "us_west_2" "usw2.pure.cloud",
    UsEast2 "us_east_2" "use2.us-gov-pure.cloud",
    CaCentral1 "ca_central_1" "cac1.pure.cloud",
    MxCentral1 "mx_central_1" "mxc1.pure.cloud",
    SaEast1 "sa_east_1" "sae1.pure.cloud",
    EuWest1 "eu_west_1" "mypurecloud.ie",
    EuWest2 "eu_west_2" "euw2.pure.cloud",
    EuCentral1 "eu_central_1" "mypurecloud.de",
    EuCentral2 "eu_central_2" "euc2.pure.cloud",
    EuscDeEast1 "eusc_de_east_1" "edee1.eusc-pure.cloud",
    MeCentral1 "me_central_1" "mec1.pure.cloud",
    ApSouth1 "ap_south_1" "aps1.pure.cloud",
    ApSoutheast1 "ap_southeast_1" "apse1.pure.cloud",
    ApSoutheast2 "ap_southeast_2" "mypurecloud.com.au",
    ApNortheast1 "ap_northeast_1" "mypurecloud.jp",
    ApNortheast2 "ap_northeast_2" "apne2.pure.cloud",
    ApNortheast3 "ap_northeast_3" "apne3.pure.cloud",
}

impl FromStr for Region {
    type Err = UnknownRegion;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|region| region.name() == name).ok_or(UnknownRegion)
    }
}

/// No region has this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no region of Genesys Cloud has this name")]
pub struct UnknownRegion;

/// The base address of a sandbox: `http`, a loopback host, perhaps a port, and nothing behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Loopback(String);

/// Why a text is not the base address of a sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotLoopback {
    /// It is not a URL.
    #[error("not an address")]
    NotAnAddress,
    /// It is one, but not `http` on this machine, or there is a path, a query or a user in it.
    #[error("not the address of a sandbox on this machine")]
    Elsewhere,
}

impl FromStr for Loopback {
    type Err = NotLoopback;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let uri: Uri = text.trim().parse().map_err(|_| NotLoopback::NotAnAddress)?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(NotLoopback::NotAnAddress);
        };
        let bare =
            uri.path() == "/" && uri.query().is_none() && !text.contains('#') && !authority.as_str().contains('@');
        if scheme != "http" || !bare || !is_loopback(authority.host()) {
            return Err(NotLoopback::Elsewhere);
        }
        // Put together anew, so that no other parser can find another host in it.
        let host = authority.host().to_ascii_lowercase();
        match authority.as_str().len() - authority.host().len() {
            0 => Ok(Self(format!("http://{host}"))),
            _ => match authority.port_u16() {
                Some(port) => Ok(Self(format!("http://{host}:{port}"))),
                None => Err(NotLoopback::NotAnAddress),
            },
        }
    }
}

pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    address.parse::<IpAddr>().map_or_else(|_| host.eq_ignore_ascii_case("localhost"), |address| address.is_loopback())
}

impl TryFrom<String> for Loopback {
    type Error = NotLoopback;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Loopback> for String {
    fn from(loopback: Loopback) -> Self {
        loopback.0
    }
}

impl fmt::Display for Loopback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
