//! Watches a search: its progress on a terminal, the processor's time, Ctrl-C.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
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
    notes: Option<BufWriter<File>>,
    /// The first trouble with the notes.
    trouble: Option<std::io::Error>,
}

/// What a search took.
pub struct Reached {
    /// Moves made.
    pub moves: u64,
    /// Processor time of the whole program.
    pub seconds: f64,
    /// Whether it was ended from outside.
    pub interrupted: bool,
    /// Why its progress could not be noted, if it could not.
    pub unwritten: Option<std::io::Error>,
}

impl Watched {
    /// Watches until so many seconds of a processor, or so many moves; better plans are noted in a file, if one is told.
    pub fn new(seconds: Option<f64>, most: Option<u64>, notes: Option<&Path>) -> Result<Self, Failure> {
        let notes = notes.map(|path| {
            let what = |error| Failure::Unavailable(format!("{} cannot be written: {error}.", path.display()));
            File::create(path).map(BufWriter::new).map_err(what)
        });
        let stop = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stop);
        ctrlc::set_handler(move || asked.store(true, Ordering::Relaxed)).map_err(Failure::internal)?;
        // It draws on a terminal only.
        let bar = ProgressBar::new(1000);
        let style = ProgressStyle::with_template("{bar:30} {percent}% after {elapsed}; {msg}");
        style.into_iter().for_each(|style| bar.set_style(style));
        Ok(Watched { seconds, most, stop, bar, moves: 0, notes: notes.transpose()?, trouble: None })
    }

    /// The search has ended.
    pub fn done(mut self) -> Reached {
        self.bar.finish_and_clear();
        let flushed = self.notes.as_mut().map_or(Ok(()), Write::flush);
        Reached {
            moves: self.moves,
            seconds: cpu_seconds(),
            interrupted: self.stop.load(Ordering::Relaxed),
            unwritten: self.trouble.or(flushed.err()),
        }
    }

    fn note(&mut self, progress: &Progress<'_>) {
        let Some(notes) = &mut self.notes else { return };
        let (moves, costs) = (progress.moves, progress.costs);
        let line = serde_json::json!({ "cpu_seconds": cpu_seconds(), "moves": moves, "costs": costs });
        if let Err(error) = writeln!(notes, "{line}") {
            self.trouble.get_or_insert(error);
        }
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
            self.note(progress);
            let costs: Vec<String> = progress.costs.iter().map(ToString::to_string).collect();
            self.bar.set_message(format!("best so far {}", costs.join(" / ")));
        }
        by_time
    }

    /// By Ctrl-C only: a first plan is worth the seconds it takes beyond those that were given.
    fn stopped(&mut self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Processor time of the whole program, all threads.
fn cpu_seconds() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    #[allow(clippy::cast_precision_loss)] // It is not more than some days.
    let seconds = time.tv_sec as f64 + time.tv_nsec as f64 / 1e9;
    seconds
}
