//! Who may speak to the background: this extension's own pages, each as the page that it is.

use protocol::Page;

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

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "dkneilkmfghcfappcfcgcokclmddhhog";
    const BASE: &str = "chrome-extension://dkneilkmfghcfappcfcgcokclmddhhog/";

    fn from(extension: &str, url: &str, frame: Option<f64>) -> Option<Page> {
        let sender = Sender { extension: Some(extension.to_owned()), url: Some(url.to_owned()), frame };
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
}
