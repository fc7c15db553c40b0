//! Many clients that send real commands, and remember what was acknowledged.

use super::cast::{Cast, Token};
use super::client::Connection;
use super::dice::Dice;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A page shows the first 200 notes of a visit; no more are written, so that each can be seen.
const MOST_NOTES: usize = 180;

/// What a command is about, and so where its effect can be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A call is recorded: who calls, what they want.
    Contact { caller: String, wanted: String },
    /// The call handler takes it.
    Take { contact: String },
    /// A note is written on a visit.
    Note { visit: String, words: String },
    /// A care worker checks in.
    CheckIn { visit: String },
}

/// One command as it is sent; sent again, it is the same to the letter.
#[derive(Debug, Clone)]
pub struct Command {
    pub about: About,
    pub path: String,
    pub token: Token,
    pub key: String,
    pub body: String,
}

/// A command that was answered with 200, and the answer.
#[derive(Debug, Clone)]
pub struct Acknowledged {
    pub command: Command,
    pub answer: Vec<u8>,
}

/// What the clients remember.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Promised.
    pub acknowledged: Vec<Acknowledged>,
    /// Sent, and not answered at all: done or not, nobody knows.
    pub unanswered: Vec<Command>,
    /// Sent and refused because something was away (503, 507), with what was said.
    pub turned_away: Vec<(Command, String)>,
    /// Other refusals by status, how often, and what was said the first time.
    pub refused: BTreeMap<u16, (usize, String)>,
    /// The longest time between two acknowledged commands.
    pub longest_gap: Duration,
}

impl Ledger {
    pub fn add(&mut self, other: Ledger) {
        self.acknowledged.extend(other.acknowledged);
        self.unanswered.extend(other.unanswered);
        self.turned_away.extend(other.turned_away);
        for (status, (times, words)) in other.refused {
            self.refused.entry(status).or_insert((0, words)).0 += times;
        }
        self.longest_gap = self.longest_gap.max(other.longest_gap);
    }

    /// Refusals that say that the program itself is at fault.
    pub fn own_faults(&self) -> Vec<String> {
        let own = self.refused.iter().filter(|(status, _)| **status >= 500);
        own.map(|(status, (times, words))| format!("{times} times {status}: {words}")).collect()
    }

    /// What those were told who were turned away, each sentence once.
    pub fn said(&self) -> Vec<String> {
        let mut said: Vec<String> = self.turned_away.iter().map(|(_, words)| words.clone()).collect();
        said.sort();
        said.dedup();
        said
    }
}

/// What all rounds of a case share: names that are never used twice, and whose visits have been begun.
pub struct Source {
    cast: Cast,
    run: u64,
    next: AtomicUsize,
    notes: AtomicUsize,
    arrivals: Mutex<Vec<(Token, String)>>,
}

impl Source {
    pub fn new(cast: Cast, seed: u64) -> Self {
        let arrivals = Mutex::new(cast.arrivals.clone());
        Source { cast, run: seed, next: AtomicUsize::new(0), notes: AtomicUsize::new(0), arrivals }
    }

    /// Whose contacts these are: what every caller's name begins with.
    pub fn mark(&self) -> String {
        format!("Caller {} ", self.run)
    }

    /// What every note begins with.
    pub fn note_mark(&self) -> String {
        format!("Note {}-", self.run)
    }

    pub fn call_handler(&self) -> &Token {
        &self.cast.call_handler
    }

    fn command(&self, dice: &mut Dice) -> Command {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        let key = format!("fault-{}-{n}", self.run);
        if dice.below(20) == 0
            && let Some((token, visit)) = self.arrivals.lock().ok().and_then(|mut arrivals| arrivals.pop())
        {
            let body = "{\"version\": 1}".to_owned();
            let path = format!("/api/visits/{visit}/check-in");
            return Command { about: About::CheckIn { visit }, path, token, key, body };
        }
        if dice.below(4) == 0 {
            let place = self.notes.fetch_add(1, Ordering::Relaxed);
            let visits = &self.cast.notes;
            if place < visits.len() * MOST_NOTES
                && let Some((token, visit)) = visits.get(place % visits.len().max(1))
            {
                let words = format!("Note {}-{n}. Ate well – 200 ml of tea, “not too hot” & slept.", self.run);
                let body = serde_json::json!({ "words": words }).to_string();
                let path = format!("/api/visits/{visit}/notes");
                let about = About::Note { visit: visit.clone(), words };
                return Command { about, path, token: Arc::clone(token), key, body };
            }
        }
        let caller = format!("{}{n}", self.mark());
        let wanted = wanted(n, dice);
        let body = serde_json::json!({ "caller_name": caller, "wanted": wanted, "keep": "queue" }).to_string();
        let token = Arc::clone(&self.cast.call_handler);
        Command { about: About::Contact { caller, wanted }, path: "/api/contacts/new".to_owned(), token, key, body }
    }

    fn take(&self, contact: String) -> Command {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        Command {
            path: format!("/api/contacts/{contact}/take"),
            about: About::Take { contact },
            token: Arc::clone(&self.cast.call_handler),
            key: format!("fault-{}-{n}", self.run),
            body: "{\"version\": 1}".to_owned(),
        }
    }
}

/// What somebody wants, in their words: mostly a line, sometimes as much as a form takes (4,000 characters).
fn wanted(n: usize, dice: &mut Dice) -> String {
    const WORDS: [&str; 8] =
        ["tea", "Zoë", "the stairs", "£12", "“now”", "naïve <b>", "日本", "half past nine – or ten"];
    let mut text = format!("Wish {n}:");
    let most = if dice.below(10) == 0 { 3_960 } else { 60 };
    let mut length = text.chars().count();
    while length < most {
        let word = WORDS.get(dice.below(WORDS.len())).copied().unwrap_or_default();
        text.push(' ');
        text.push_str(word);
        length += 1 + word.chars().count();
    }
    text
}

/// How clients take it when an answer does not come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// They stop: the server was killed.
    Stops,
    /// They connect again and go on.
    GoesOn,
}

/// Clients at work, until they are told to stop.
pub struct Load {
    stop: Arc<AtomicBool>,
    threads: Vec<std::thread::JoinHandle<Ledger>>,
}

impl Load {
    /// Starts so many clients.
    pub fn start(source: &Arc<Source>, address: SocketAddr, clients: usize, nature: Nature, dice: &mut Dice) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let begin = |_| {
            let (source, stop, mut dice) = (Arc::clone(source), Arc::clone(&stop), dice.other());
            std::thread::spawn(move || client(&source, address, nature, &stop, &mut dice))
        };
        Load { threads: (0..clients).map(begin).collect(), stop }
    }

    /// Waits for them to come to an end.
    pub fn end(self) -> Ledger {
        self.stop.store(true, Ordering::SeqCst);
        let mut all = Ledger::default();
        for thread in self.threads {
            // A client that panicked would have said so; it has nothing to add.
            all.add(thread.join().unwrap_or_default());
        }
        all
    }
}

fn client(source: &Source, address: SocketAddr, nature: Nature, stop: &AtomicBool, dice: &mut Dice) -> Ledger {
    let (mut ledger, mut connection) = (Ledger::default(), None);
    let (mut taken, mut last) = (None::<String>, Instant::now());
    while !stop.load(Ordering::SeqCst) {
        let Some(open) = connection.take().or_else(|| Connection::open(address).ok()) else {
            if nature == Nature::Stops {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
            continue;
        };
        let mut open: Connection = open;
        let command = match taken.take() {
            Some(contact) if dice.below(2) == 0 => source.take(contact),
            _ => source.command(dice),
        };
        match open.post(&command.path, &command.token, &command.key, &command.body) {
            Ok(answer) if answer.status == 200 => {
                let told = answer.json();
                let id = told.get("id").and_then(serde_json::Value::as_str).map(str::to_owned);
                taken = id.filter(|_| matches!(command.about, About::Contact { .. }));
                ledger.longest_gap = ledger.longest_gap.max(last.elapsed());
                last = Instant::now();
                ledger.acknowledged.push(Acknowledged { command, answer: answer.body });
                connection = Some(open);
            }
            Ok(answer) => {
                let words = answer.words();
                if matches!(answer.status, 503 | 507) {
                    ledger.turned_away.push((command, words));
                    std::thread::sleep(Duration::from_millis(20));
                } else {
                    ledger.refused.entry(answer.status).or_insert((0, words)).0 += 1;
                }
                connection = Some(open);
            }
            Err(_) if nature == Nature::Stops => {
                ledger.unanswered.push(command);
                break;
            }
            Err(_) => ledger.unanswered.push(command),
        }
    }
    ledger
}
