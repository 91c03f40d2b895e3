//! Who may speak to the background: this extension's own pages, each as the page that it is, and its scripts in the
//! frames of web pages.

use protocol::{Page, Site};

/// The pages and their files.
const PAGES: [(&str, Page); 6] = [
    ("popup.html", Page::Popup),
    ("sidepanel.html", Page::SidePanel),
    ("window.html", Page::Window),
    ("interactions.html", Page::Interactions),
    ("wrapup.html", Page::WrapUp),
    ("options.html", Page::Options),
];

/// Who opened a port, as the browser says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sender {
    /// The extension's id.
    pub extension: Option<String>,
    /// The address of the page or frame.
    pub url: Option<String>,
    /// The frame in its tab, 0 for the top one; `None` where there is no tab.
    pub frame: Option<f64>,
    /// The origin of what runs there. It tells more than the address where that is `about:blank` or the like.
    pub origin: Option<String>,
    /// The tab's number.
    pub tab: Option<i32>,
}

/// A web page's frame in which a script of ours runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Its host; `None` where it has none (a file, a sandboxed frame).
    pub site: Option<Site>,
    /// The tab's number, and the frame's in it.
    pub place: (i32, i32),
}

/// The file of a page, relative to the extension's address.
pub fn file(page: Page) -> &'static str {
    PAGES.iter().find(|(_, of)| *of == page).map_or("popup.html", |(file, _)| file)
}

/// Which of our pages the sender is; `None`: not one of them. `extension` is our id, `base` our own address with a
/// slash at its end (`chrome-extension://ID/`, `moz-extension://UUID/`).
///
/// A content script has our id but the web page's address; another extension has its own id; a page of ours inside
/// a frame is somebody else's window.
pub fn page(sender: &Sender, extension: &str, base: &str) -> Option<Page> {
    if sender.extension.as_deref() != Some(extension) || sender.frame.is_some_and(|frame| frame != 0.0) {
        return None;
    }
    let path = sender.url.as_deref()?.strip_prefix(base)?;
    let file = path.split(['?', '#']).next()?;
    PAGES.iter().find(|(name, _)| *name == file).map(|(_, page)| *page)
}

/// The frame that the sender is; `None`: it is not a script of ours in a web page. `extension` and `base` are as for
/// [`page`].
///
/// Other extensions' pages come as neither: they have their own id. A page of ours is no web page, wherever it is shown.
pub fn frame(sender: &Sender, extension: &str, base: &str) -> Option<Frame> {
    let url = sender.url.as_deref()?;
    let origin = sender.origin.as_deref().filter(|origin| *origin != "null");
    let ours = |address: &str| address.starts_with(base.trim_end_matches('/'));
    if sender.extension.as_deref() != Some(extension) || ours(url) || origin.is_some_and(ours) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "frame numbers are 32-bit integers in both browsers")]
    let place = (sender.tab?, sender.frame? as i32);
    Some(Frame { site: host(origin.unwrap_or(url)).and_then(|host| Site::host(host).ok()), place })
}

/// The host of a web address, as the browser writes it.
pub fn host(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    match host.rfind(']') {
        Some(end) => host.get(..=end),
        None => host.split(':').next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "dkneilkmfghcfappcfcgcokclmddhhog";
    const BASE: &str = "chrome-extension://dkneilkmfghcfappcfcgcokclmddhhog/";

    fn from(extension: &str, url: &str, frame: Option<f64>) -> Option<Page> {
        let sender =
            Sender { extension: Some(extension.to_owned()), url: Some(url.to_owned()), frame, ..Sender::default() };
        page(&sender, ID, BASE)
    }

    #[test]
    fn our_pages_are_known_by_their_files() {
        for (file, page) in PAGES {
            assert_eq!(from(ID, &format!("{BASE}{file}"), None), Some(page));
            assert_eq!(from(ID, &format!("{BASE}{file}?from=test#top"), Some(0.0)), Some(page));
        }
    }

    #[test]
    fn a_content_script_is_not_one_of_our_pages() {
        assert_eq!(from(ID, "https://crm.example/popup.html", Some(0.0)), None);
    }

    #[test]
    fn another_extension_is_not_one_of_our_pages() {
        assert_eq!(from("abcdefghijklmnopabcdefghijklmnop", &format!("{BASE}popup.html"), None), None);
    }

    #[test]
    fn a_page_of_ours_in_a_frame_is_refused() {
        assert_eq!(from(ID, &format!("{BASE}popup.html"), Some(3.0)), None);
    }

    #[test]
    fn files_of_ours_that_are_no_pages_are_refused() {
        for file in ["", "manifest.json", "popup.html/../x.html", "popup.html%00", "POPUP.html", "a/popup.html"] {
            assert_eq!(from(ID, &format!("{BASE}{file}"), None), None, "{file}");
        }
    }

    #[test]
    fn an_address_that_only_begins_like_ours_is_refused() {
        assert_eq!(from(ID, "chrome-extension://dkneilkmfghcfappcfcgcokclmddhhog.example/popup.html", None), None);
    }

    #[test]
    fn who_does_not_say_is_refused() {
        assert_eq!(page(&Sender::default(), ID, BASE), None);
        let nameless = Sender { url: Some(format!("{BASE}popup.html")), ..Sender::default() };
        assert_eq!(page(&nameless, ID, BASE), None);
        let nowhere = Sender { extension: Some(ID.to_owned()), ..Sender::default() };
        assert_eq!(page(&nowhere, ID, BASE), None);
    }

    fn script(change: impl FnOnce(&mut Sender)) -> Option<Frame> {
        let mut sender = Sender {
            extension: Some(ID.to_owned()),
            url: Some("https://crm.example:8443/customers?id=1".to_owned()),
            frame: Some(3.0),
            origin: Some("https://crm.example:8443".to_owned()),
            tab: Some(7),
        };
        change(&mut sender);
        frame(&sender, ID, BASE)
    }

    fn site(host: &str) -> Option<Frame> {
        Some(Frame { site: Some(Site::host(host).unwrap()), place: (7, 3) })
    }

    #[test]
    fn a_script_of_ours_in_a_web_page_is_known_by_its_site() {
        assert_eq!(script(|_| {}), site("crm.example"));
        assert_eq!(script(|sender| sender.origin = None), site("crm.example"));
        assert_eq!(script(|sender| sender.frame = Some(0.0)).map(|frame| frame.place), Some((7, 0)));
        let blank = |sender: &mut Sender| sender.url = Some("about:blank".to_owned());
        assert_eq!(script(blank), site("crm.example"), "what it has is its opener's");
        assert_eq!(script(|sender| sender.origin = Some("http://[::1]:8080".to_owned())), site("[::1]"));
    }

    #[test]
    fn a_frame_without_a_host_has_no_site() {
        let nowhere = |sender: &mut Sender| {
            sender.url = Some("file:///customers.html".to_owned());
            sender.origin = Some("null".to_owned());
        };
        assert_eq!(script(nowhere), Some(Frame { site: None, place: (7, 3) }));
    }

    #[test]
    fn nobody_else_is_a_script_of_ours() {
        for other in [
            (|sender| sender.extension = Some("another".to_owned())) as fn(&mut Sender),
            |sender| sender.extension = None,
            |sender| sender.tab = None,
            |sender| sender.frame = None,
            |sender| sender.url = None,
            |sender| sender.url = Some(format!("{BASE}popup.html")),
            |sender| sender.origin = Some(BASE.trim_end_matches('/').to_owned()),
        ] {
            assert_eq!(script(other), None);
        }
    }

    #[test]
    fn hosts_are_read_as_the_browser_writes_them() {
        for (address, read) in [
            ("https://crm.example", Some("crm.example")),
            ("http://127.0.0.1:8080/crm?x#y", Some("127.0.0.1")),
            ("https://agent:secret@crm.example:1/", Some("crm.example")),
            ("https://[::1]:8080/", Some("[::1]")),
            ("https://crm.example?x", Some("crm.example")),
            ("about:blank", None),
            ("chrome://extensions", None),
        ] {
            assert_eq!(host(address), read, "{address}");
        }
    }
}
