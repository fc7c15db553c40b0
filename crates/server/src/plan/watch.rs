//! Watches a search: its progress on a terminal, the processor's time, Ctrl-C.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use indicatif::{ProgressBar, ProgressStyle};
use kernel::Failure;
use routing::solve::{Progress, Watch};

/// Steps of the bar.
const STEPS: f64 = 1000.0;

/// Ends a search when it was asked to end, and shows how far it is.
pub struct Watched {
    seconds: Option<f64>,
    most: Option<u64>,
    stop: Arc<AtomicBool>,
    bar: ProgressBar,
    moves: u64,
}

/// What a search took.
pub struct Reached {
    /// Moves made.
    pub moves: u64,
    /// Processor time of the whole program.
    pub seconds: f64,
    /// Whether it was ended from outside.
    pub interrupted: bool,
}

impl Watched {
    /// Watches until so many seconds of a processor, or so many moves.
    pub fn new(seconds: Option<f64>, most: Option<u64>) -> Result<Self, Failure> {
        let stop = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stop);
        ctrlc::set_handler(move || asked.store(true, Ordering::Relaxed)).map_err(Failure::internal)?;
        // It draws on a terminal only.
        let bar = ProgressBar::new(1000);
        let style = ProgressStyle::with_template("{bar:30} {percent}% after {elapsed}; {msg}");
        style.into_iter().for_each(|style| bar.set_style(style));
        Ok(Watched { seconds, most, stop, bar, moves: 0 })
    }

    /// The search has ended.
    pub fn done(&self) -> Reached {
        self.bar.finish_and_clear();
        Reached { moves: self.moves, seconds: cpu_seconds(), interrupted: self.stop.load(Ordering::Relaxed) }
    }
}

impl Watch for Watched {
    fn share(&mut self, progress: &Progress<'_>) -> f64 {
        self.moves = progress.moves;
        if self.stop.load(Ordering::Relaxed) {
            return 1.0;
        }
        let by_time = self.seconds.map_or(0.0, |most| cpu_seconds() / most);
        #[allow(clippy::cast_precision_loss)] // A share needs no more digits.
        let by_moves = self.most.map_or(0.0, |most| progress.moves as f64 / most.max(1) as f64);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // It lies between 0 and 1000.
        self.bar.set_position((by_time.max(by_moves).clamp(0.0, 1.0) * STEPS) as u64);
        if progress.better {
            let costs: Vec<String> = progress.costs.iter().map(ToString::to_string).collect();
            self.bar.set_message(format!("best so far {}", costs.join(" / ")));
        }
        by_time
    }
}

/// Processor time of the whole program, all threads.
fn cpu_seconds() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    #[allow(clippy::cast_precision_loss)] // It is not more than some days.
    let seconds = time.tv_sec as f64 + time.tv_nsec as f64 / 1e9;
    seconds
}
