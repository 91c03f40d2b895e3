//! Web pages of a test's own, on a free loopback port.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::failure::{Failure, Outcome};

/// A server of pages. It ends with the program.
#[derive(Debug)]
pub struct Pages {
    origin: String,
    pages: Served,
}

/// The pages by their paths, each with header lines of its own.
type Served = Arc<Mutex<HashMap<String, Arc<(String, String)>>>>;

impl Pages {
    /// Starts it, without a page.
    ///
    /// # Errors
    /// When the system gives no port.
    pub fn start() -> Outcome<Self> {
        let failed = |source| Failure::Program { program: "a server of pages".to_owned(), source };
        let listener = TcpListener::bind("127.0.0.1:0").map_err(failed)?;
        let origin = format!("http://{}", listener.local_addr().map_err(failed)?);
        let pages = Served::default();
        let served = Arc::clone(&pages);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let served = Arc::clone(&served);
                // A browser that goes away in the middle is nobody's fault.
                thread::spawn(move || serve(&stream, &served));
            }
        });
        Ok(Self { origin, pages })
    }

    /// Serves a page at a path of this kind, `/like-this`, and tells its address.
    pub fn put(&self, path: &str, html: &str) -> String {
        self.put_with(path, &[], html)
    }

    /// The same, with header lines like `Name: value`.
    pub fn put_with(&self, path: &str, headers: &[&str], html: &str) -> String {
        let headers = headers.iter().map(|line| format!("{line}\r\n")).collect();
        let page = Arc::new((headers, html.to_owned()));
        self.pages.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), page);
        format!("{}{path}", self.origin)
    }

    /// The address of a page as one of another site.
    #[must_use]
    pub fn elsewhere(&self, path: &str) -> String {
        format!("{}{path}", self.origin.replace("127.0.0.1", "localhost"))
    }
}

fn serve(stream: &TcpStream, served: &Served) -> io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let path = request.split(' ').nth(1).unwrap_or_default();
    let page = served.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
    let (status, headers, body) =
        page.as_deref().map_or(("404 Not Found", "", ""), |(headers, body)| ("200 OK", headers, body));
    let mut stream = stream;
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         {headers}Cache-Control: no-store\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(body.as_bytes())
}
