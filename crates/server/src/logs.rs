//! The log on standard error. Nothing about a person ever stands in it: paths carry ids, texts carry none.

use kernel::Failure;
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::settings::{LogShape, Settings};

/// Starts the log; `KITH_LOG` goes before the file's `log_level`.
pub fn start(settings: &Settings) -> Result<(), Failure> {
    let level = std::env::var("KITH_LOG").unwrap_or_else(|_| settings.log_level.clone());
    let filter = EnvFilter::try_new(&level)
        .map_err(|error| Failure::field("log_level", format!("log_level “{level}” is not understood: {error}.")))?;
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let start = tracing_subscriber::registry().with(filter);
    let started = match settings.log {
        LogShape::Text => {
            start.with(fmt::layer().with_writer(std::io::stderr).with_target(false).with_ansi(colours)).try_init()
        }
        LogShape::Json => start.with(fmt::layer().json().with_writer(std::io::stderr)).try_init(),
    };
    // A log that runs already (in tests) serves.
    drop(started);
    Ok(())
}
