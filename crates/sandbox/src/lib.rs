//! A local Genesys Cloud for agents who write text messages: sign-in, REST API, notifications, a carrier, and a
//! phone to play the customer with. Real clients talk to it, the official SDKs included.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = sandbox::Sandbox::builder().start().await?;
//! println!("sign in at {}/oauth/authorize", sandbox.url());
//! # Ok(())
//! # }
//! ```
//!
//! **Where to begin.** `cargo run -p sandbox` prints one line of JSON: the address, the OAuth client id, the pages and
//! the people, each there for a case (no permission, no queue, …). Point an SDK's gateway at that address; login, API
//! (`/api/v2`) and notification socket (`/channels/…`) share it. The README lists people, queues, flags, the numbers
//! that fail, and the routes below `/sandbox` with which tests play the customer, let time pass and make things break.
//!
//! **What is real.** OAuth 2 with PKCE, permissions by operation, error bodies, paging, rate limits, CORS, WebSocket
//! notifications with their own shapes, and an SQLite database in which every change is one transaction: with
//! `--database` nothing is lost, even when the process is killed. What Genesys Cloud does not publish (the refusal of a
//! second conversation, above all) is a [`Settings`] value.
//!
//! **How it is built.**
//! - [`org`]: the organisation, read from TOML with the place of each mistake.
//! - [`domain`]: conversations, after-call work, permissions, the carrier. Pure: time comes in, nothing goes out.
//! - `store`: SQLite; a conversation is loaded and saved whole.
//! - `app`: the one owner of state. A change is a transaction; afterwards waiting conversations are offered, routing
//!   statuses follow, and notifications go out in the order of the commits.
//! - `wire`: from the domain to the API's JSON. REST and notifications differ, as in the real service.
//! - `http`: the routes.
//! - [`faults`]: what goes wrong on demand, for whoever tests a client of Genesys Cloud.
//!
//! **Simulation.** [`Builder::in_process`] gives the same sandbox without sockets, with tokio's clock and with
//! identifiers out of a seed: a test that runs a client and this in one thread plays a day in milliseconds, and plays
//! it again to the byte.
//!
//! **What it is not.** It knows message conversations by SMS only, has one division and one region, and routes by who
//! has been idle longest. Its passwords are public, so it listens on loopback addresses only.

mod app;
mod clock;
pub mod domain;
pub mod faults;
mod http;
mod hub;
mod ids;
mod in_process;
pub mod org;
mod server;
mod settings;
mod store;
mod wire;

pub use in_process::{BrokenOff, InProcess, Socket};
pub use server::{Account, Builder, Ready, Sandbox, StartError};
pub use settings::Settings;
