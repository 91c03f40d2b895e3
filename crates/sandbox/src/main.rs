//! The sandbox as a program; the library's documentation says what it is.

use std::{
    io::{self, Write},
    net::SocketAddr,
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use clap::Parser;
use sandbox::{Sandbox, Settings, domain::carrier::Pace, faults::Fault, org};
use tracing_subscriber::EnvFilter;

/// A local Genesys Cloud. Prints one line of JSON once it is ready; logs go to stderr (RUST_LOG sets how much).
#[derive(Parser)]
#[command(version)]
struct Flags {
    /// Loopback address to listen on; port 0 is any free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// SQLite file to keep everything in; without it, all is in memory.
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// Organisation file (TOML); without it, Lumen Travel is served.
    #[arg(long, value_name = "FILE")]
    org: Option<PathBuf>,
    /// Seconds an access token lives.
    #[arg(long, value_name = "SECONDS", default_value_t = 86_400, value_parser = clap::value_parser!(u64).range(1..))]
    token_lifetime: u64,
    /// HTTP status of a create request that meets an existing conversation.
    #[arg(long, value_name = "STATUS", default_value_t = 400, value_parser = clap::value_parser!(u16).range(400..600))]
    existing_status: u16,
    /// Error code of that reply.
    #[arg(long, value_name = "CODE", default_value = "conversation.error.existing.conversation")]
    existing_code: String,
    /// That reply does not tell which conversation it is.
    #[arg(long)]
    existing_untold: bool,
    /// Milliseconds from queued to sent.
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 500)]
    sent_after: u64,
    /// Milliseconds from sent to delivered.
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 1_500)]
    delivered_after: u64,
    /// Seconds between heartbeats of a notification socket.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    heartbeat: u64,
    /// Requests a minute per user and OAuth client.
    #[arg(long, value_name = "REQUESTS", default_value_t = 300)]
    rate_limit: u32,
    /// A fault, as `POST /sandbox/faults` takes it; may be given several times.
    #[arg(long, value_name = "JSON", value_parser = |json: &str| serde_json::from_str::<Fault>(json))]
    fault: Vec<Fault>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(false).init();
    match run(Flags::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(flags: Flags) -> Result<(), Box<dyn std::error::Error>> {
    let mut builder = Sandbox::builder().listen(flags.listen);
    if let Some(file) = &flags.org {
        let name = file.display().to_string();
        let source = std::fs::read_to_string(file).map_err(|error| format!("cannot read {name}: {error}"))?;
        builder = builder.org(org::parse(&name, &source)?);
    }
    if let Some(file) = &flags.database {
        builder = builder.database(file);
    }
    let sandbox = builder.settings(settings(flags)).start().await?;
    // Who started it reads this line to the end and may then close the pipe: that is not an error of ours.
    let mut stdout = io::stdout().lock();
    let _ = writeln!(stdout, "{}", serde_json::to_string(&sandbox.ready())?).and_then(|()| stdout.flush());
    drop(stdout);
    tokio::select! {
        ended = sandbox.run() => Ok(ended?),
        interrupted = tokio::signal::ctrl_c() => Ok(interrupted?),
    }
}

fn settings(flags: Flags) -> Settings {
    Settings {
        token_lifetime: Duration::from_secs(flags.token_lifetime),
        existing_status: flags.existing_status,
        existing_code: flags.existing_code,
        existing_tells: !flags.existing_untold,
        pace: Pace {
            sent: Duration::from_millis(flags.sent_after),
            delivered: Duration::from_millis(flags.delivered_after),
        },
        heartbeat: Duration::from_secs(flags.heartbeat),
        rate_limit: flags.rate_limit,
        faults: flags.fault,
    }
}
