use percent_encoding::percent_decode_str;

use super::{Object, html};
use crate::{
    id::{LibraryId, ResponseId},
    model::{CannedResponse, Library, ResponseAsset, ResponseLibraries, Substitution},
};

/// So many of a response's files are read: more than one message takes, so that who sends it is told of those beyond.
const ASSETS: usize = 20;

/// `CannedResponseLibraries`. A mode that is not known restricts to what it names.
pub(super) fn response_libraries(queue: Object<'_>) -> ResponseLibraries {
    let Some(settings) = queue.object("cannedResponseLibraries") else { return ResponseLibraries::Unknown };
    let named = settings.list("libraryIds").unwrap_or_default().iter().filter_map(|id| id.as_str());
    match settings.text("mode") {
        Some("All") => ResponseLibraries::All,
        Some("None") => ResponseLibraries::None,
        Some(_) => ResponseLibraries::Selected(named.map(LibraryId::new).collect()),
        None => ResponseLibraries::Unknown,
    }
}

/// `Library`.
pub(crate) fn library(library: Object<'_>) -> Option<Library> {
    Some(Library { id: LibraryId::new(library.text("id")?), name: library.string("name")? })
}

/// `Response`; `None` also for one that is made for something else than a text that an agent sends: a template of
/// another messenger, a campaign, a footer, a form.
pub(crate) fn canned_response(response: Object<'_>) -> Option<CannedResponse> {
    if !matches!(response.text("responseType"), None | Some("Standard")) {
        return None;
    }
    let libraries = response.objects("libraries").filter_map(|it| it.text("id")).map(LibraryId::new).collect();
    Some(CannedResponse {
        id: ResponseId::new(response.text("id")?),
        name: response.string("name")?,
        libraries,
        text: text(response)?,
        substitutions: response.objects("substitutions").filter_map(substitution).collect(),
        assets: response.objects("assets").filter_map(asset).take(ASSETS).collect(),
    })
}

/// The body, as plain text where there is one, else read out of HTML.
fn text(response: Object<'_>) -> Option<String> {
    let bodies = || response.objects("texts").filter(|it| it.text("type") != Some("subject"));
    let is_html = |it: &Object<'_>| it.text("contentType") == Some("text/html");
    let plain = bodies().filter(|it| !is_html(it)).filter_map(|it| it.text("content")).map(lines);
    let html = bodies().filter(is_html).filter_map(|it| it.text("content")).map(html::plain);
    plain.chain(html).find(|text| !text.is_empty())
}

/// Without blank ends; lines end by `\n` alone.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()
}

fn substitution(it: Object<'_>) -> Option<Substitution> {
    let said = |field| it.string(field).filter(|text| !text.trim().is_empty());
    Some(Substitution { id: it.string("id")?, description: said("description"), default_value: said("defaultValue") })
}

/// `RmsAssetAddressableRef`; it has no name, but its address ends with one. `None`: nobody can fetch it.
fn asset(it: Object<'_>) -> Option<ResponseAsset> {
    let address = it.text("contentLocation")?;
    let (_, path) = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?.split_once('/')?;
    let last = path.split(['?', '#']).next()?.rsplit('/').next()?;
    let name = percent_decode_str(last).decode_utf8().ok().filter(|name| !name.trim().is_empty());
    let name = name.or_else(|| it.text("id").map(Into::into))?;
    Some(ResponseAsset { name: name.into_owned(), address: address.to_owned() })
}
