//! Where Genesys Cloud can be.

use genesys::region::{Environment, Loopback, NotLoopback, Region, UnknownRegion};

#[test]
fn regions_by_name() {
    for &region in Region::ALL {
        assert_eq!(region.name().parse(), Ok(region));
        let json = serde_json::to_string(&region).unwrap();
        assert_eq!(json, format!("\"{}\"", region.name()), "stored under the API's name");
    }
    assert_eq!("atlantis_1".parse::<Region>(), Err(UnknownRegion));
    assert_eq!(Region::ALL.len(), 18);
}

#[test]
fn a_sandbox_is_on_this_machine() {
    let cases = [
        ("http://127.0.0.1:4711", "http://127.0.0.1:4711"),
        ("  http://127.0.0.1:4711/ \n", "http://127.0.0.1:4711"),
        ("HTTP://LocalHost:80/", "http://localhost:80"),
        ("http://localhost", "http://localhost"),
        ("http://127.9.9.9:1", "http://127.9.9.9:1"),
        ("http://[::1]:4711", "http://[::1]:4711"),
    ];
    for (text, canonical) in cases {
        let loopback: Loopback = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(loopback.to_string(), canonical);
        assert_eq!(Environment::Loopback(loopback).api_url(), canonical);
    }
}

#[test]
fn and_nowhere_else() {
    let cases = [
        ("", NotLoopback::NotAnAddress),
        ("localhost", NotLoopback::NotAnAddress),
        ("localhost:4711", NotLoopback::NotAnAddress),
        ("http://", NotLoopback::NotAnAddress),
        ("http://127.0.0.1:", NotLoopback::NotAnAddress),
        ("http://127.0.0.1:99999", NotLoopback::NotAnAddress),
        ("http://127.0.0.1\\@elsewhere.example", NotLoopback::NotAnAddress),
        ("http://127.0.0.1 .elsewhere.example", NotLoopback::NotAnAddress),
        ("https://127.0.0.1", NotLoopback::Elsewhere),
        ("ftp://127.0.0.1", NotLoopback::Elsewhere),
        ("http://elsewhere.example", NotLoopback::Elsewhere),
        ("http://localhost.elsewhere.example", NotLoopback::Elsewhere),
        ("http://127.0.0.1.elsewhere.example", NotLoopback::Elsewhere),
        ("http://10.0.0.1", NotLoopback::Elsewhere),
        ("http://0.0.0.0", NotLoopback::Elsewhere),
        ("http://[::2]", NotLoopback::Elsewhere),
        ("http://127.0.0.1:80@elsewhere.example", NotLoopback::Elsewhere),
        ("http://user:word@127.0.0.1", NotLoopback::Elsewhere),
        ("http://127.0.0.1/path", NotLoopback::Elsewhere),
        ("http://127.0.0.1/?query", NotLoopback::Elsewhere),
        ("http://127.0.0.1?", NotLoopback::Elsewhere),
        ("http://127.0.0.1#part", NotLoopback::Elsewhere),
    ];
    for (text, error) in cases {
        assert_eq!(text.parse::<Loopback>(), Err(error), "{text}");
        let stored = serde_json::to_string(text).unwrap();
        assert!(serde_json::from_str::<Loopback>(&stored).is_err(), "read from storage: {text}");
    }
}
