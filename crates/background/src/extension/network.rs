//! Requests and the socket.

use futures_util::{SinkExt, StreamExt};
use genesys::call::Call;
use gloo_net::{
    http::{RequestBuilder, Response},
    websocket::{Message, futures},
};
use web_sys::{AbortController, ReferrerPolicy, RequestCache, RequestCredentials, RequestMode, RequestRedirect};

use crate::{Socket, Unreachable};

/// Aborts the request when whoever waited for it gave up.
struct Abort(AbortController);

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub(super) async fn fetch(request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, Unreachable> {
    let abort = Abort(AbortController::new().map_err(|_| Unreachable)?);
    let (parts, body) = request.into_parts();
    let mut builder = RequestBuilder::new(&parts.uri.to_string())
        .method(parts.method)
        .credentials(RequestCredentials::Omit)
        .cache(RequestCache::NoStore)
        .redirect(RequestRedirect::Error)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(Some(&abort.0.signal()));
    for (name, value) in &parts.headers {
        builder = builder.header(name.as_str(), value.to_str().map_err(|_| Unreachable)?);
    }
    let request =
        if body.is_empty() { builder.build() } else { builder.body(js_sys::Uint8Array::from(body.as_slice())) };
    let response = request.map_err(|_| Unreachable)?.send().await.map_err(|_| Unreachable)?;
    let body = response.binary().await.map_err(|_| Unreachable)?;
    answer(&response, body).ok_or(Unreachable)
}

/// Whether a server answers; what it says is for its own pages only (no CORS).
pub(super) async fn reaches(url: &str) -> bool {
    let request = RequestBuilder::new(url)
        .method(http::Method::HEAD)
        .mode(RequestMode::NoCors)
        .credentials(RequestCredentials::Omit)
        .cache(RequestCache::NoStore)
        .referrer_policy(ReferrerPolicy::NoReferrer);
    request.send().await.is_ok()
}

fn answer(response: &Response, body: Vec<u8>) -> Option<http::Response<Vec<u8>>> {
    let mut answer = http::Response::builder().status(response.status());
    // By name, for http's table of all names there are is large.
    for name in Call::HEADERS {
        if let Some(value) = response.headers().get(name.as_str()) {
            answer = answer.header(name, value);
        }
    }
    answer.body(body).ok()
}

pub(super) struct WebSocket(futures::WebSocket);

impl WebSocket {
    /// Opens it; ready once the service has answered the handshake.
    pub(super) async fn connect(uri: &str) -> Result<Self, Unreachable> {
        let mut socket = futures::WebSocket::open(uri).map_err(|_| Unreachable)?;
        // The sink is ready when the socket is open or has failed.
        std::future::poll_fn(|context| socket.poll_ready_unpin(context)).await.map_err(|_| Unreachable)?;
        match socket.state() {
            gloo_net::websocket::State::Open => Ok(Self(socket)),
            _ => Err(Unreachable),
        }
    }
}

impl Socket for WebSocket {
    async fn next(&mut self) -> Option<String> {
        loop {
            match self.0.next().await?.ok()? {
                Message::Text(text) => return Some(text),
                Message::Bytes(_) => {}
            }
        }
    }

    async fn send(&mut self, text: &str) {
        // Fails where the socket is closing, which `next` will tell.
        let _ = self.0.send(Message::Text(text.to_owned())).await;
    }
}
