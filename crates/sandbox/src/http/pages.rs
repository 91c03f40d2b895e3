//! The sandbox's own pages. They load nothing from elsewhere and run no inline script.

use axum::{
    Router,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use std::{fmt::Write, sync::Arc};

use axum::extract::{Path, State};

use crate::app::App;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(index))
        .route("/handset", get(handset))
        .route("/crm", get(crm))
        .route("/assets/{name}", get(asset))
}

/// A page: its title, its style sheet, its body, and what its policy allows beside what all allow.
pub(crate) fn page(title: &str, style: &str, body: &str, policy: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><link rel=\"stylesheet\" href=\"/sandbox/assets/{style}\">\
         <link rel=\"icon\" href=\"/sandbox/assets/icon.svg\"></head><body>{body}</body></html>"
    );
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
         base-uri 'none'; frame-ancestors 'none'; {policy}"
    );
    let mut headers = HeaderMap::new();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    (headers, Html(html)).into_response()
}

/// Text as HTML shows it.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

async fn index(State(app): State<Arc<App>>) -> Response {
    let org = escape(&app.org.name);
    let mut people = String::new();
    for user in &app.org.users {
        // Writing to a String cannot fail.
        let _ = write!(
            people,
            "<tr><td>{}</td><td><code>{}</code></td><td>{}</td></tr>",
            escape(&user.name),
            escape(&user.email),
            escape(&user.note)
        );
    }
    let body = format!(
        "<main class=\"card wide\"><h1>{org}: a local Genesys Cloud</h1>\
         <p><a href=\"/sandbox/handset\">Handset</a> · <a href=\"/sandbox/crm\">Demo CRM</a> · \
         <a href=\"/sandbox/calls\">Record of API calls</a></p>\
         <table><thead><tr><th>Who</th><th>Signs in with</th><th>What for</th></tr></thead><tbody>{people}</tbody></table></main>"
    );
    page("Sandbox", "login.css", &body, "form-action 'none'")
}

async fn handset() -> Response {
    page("Handset", "handset.css", include_str!("assets/handset.html"), "form-action 'none'")
}

/// The demo CRM: numbers in plain text, `tel:` and `sms:` links, as customers' pages have them.
async fn crm(State(app): State<Arc<App>>) -> Response {
    let mut rows = String::new();
    for (at, contact) in app.org.contacts.iter().enumerate() {
        let (name, number, display) = (escape(&contact.name()), &contact.mobile, escape(&contact.display));
        let phone = match at % 3 {
            0 => format!("<span data-testid=\"phone-text\">{display}</span>"),
            1 => format!("<a href=\"tel:{number}\" data-testid=\"phone-tel\">{display}</a>"),
            _ => format!("<a href=\"sms:{number}?body=Hello%20from%20Lumen\" data-testid=\"phone-sms\">{display}</a>"),
        };
        let initials: String =
            [&contact.first_name, &contact.last_name].iter().filter_map(|name| name.chars().next()).collect();
        let _ = write!(
            rows,
            "<tr data-testid=\"customer\"><td><div><span class=\"face\" aria-hidden=\"true\">{}</span><span><b>{name}</b><small>{}</small></span></div></td>\
             <td>{phone}</td><td>{}</td></tr>",
            escape(&initials),
            escape(contact.company.as_deref().unwrap_or_default()),
            escape(contact.about.as_deref().unwrap_or_default()),
        );
    }
    let org = escape(&app.org.name);
    let body = format!(
        "<header><b>{org}</b><nav><a aria-current=\"page\" href=\"/sandbox/crm\">Customers</a></nav></header>\
         <main><h1>Customers</h1><p class=\"quiet\">A page that knows nothing of Genesys Cloud, as an agent may have open all day.</p>\
         <table><thead><tr><th>Customer</th><th>Mobile</th><th>What about</th></tr></thead><tbody>{rows}</tbody></table>\
         <section><h2>Notes of the day</h2>\
         <p>Call the hotel desk at 206.555.0119 before noon; the tour operator in Lyon is +33 4 72 00 01 99. \
         Order 20231105-3175550142 is shipped, reference 1-800-LUMEN.</p></section></main>"
    );
    page("Customers", "crm.css", &body, "form-action 'none'")
}

async fn asset(Path(name): Path<String>) -> Response {
    let (kind, text) = match name.as_str() {
        "login.css" => ("text/css", concat!(include_str!("assets/base.css"), include_str!("assets/login.css"))),
        "handset.css" => ("text/css", concat!(include_str!("assets/base.css"), include_str!("assets/handset.css"))),
        "crm.css" => ("text/css", concat!(include_str!("assets/base.css"), include_str!("assets/crm.css"))),
        "handset.js" => ("text/javascript", include_str!("assets/handset.js")),
        "icon.svg" => ("image/svg+xml", include_str!("assets/icon.svg")),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text() {
        assert_eq!(escape("<b a='1' c=\"2\">&</b>"), "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;&lt;/b&gt;");
    }
}
