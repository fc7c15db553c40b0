//! What has the shape of a phone number, an NHS number or an e-mail address, in whatever way it is written.

use super::Span;

const PHONE: &str = "(phone number)";
const NUMBER: &str = "(number)";
const EMAIL: &str = "(e-mail address)";

/// Everything around an “@”.
pub(super) fn emails(text: &str) -> Vec<Span> {
    let in_address = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    let mut spans = Vec::new();
    for (at, _) in text.match_indices('@') {
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        let from = before.trim_end_matches(in_address).len();
        let end = after.find(|c| !in_address(c)).unwrap_or(after.len());
        // A full stop or a dash at the end belongs to the sentence.
        let to = at + 1 + after.get(..end).unwrap_or_default().trim_end_matches(['.', '-']).len();
        if from < at && at + 1 < to {
            spans.push(Span { from, to, instead: EMAIL.into() });
        }
    }
    spans
}

/// Digits that stand together.
#[derive(Debug, Clone, Copy)]
struct Group<'t> {
    from: usize,
    to: usize,
    digits: &'t str,
}

/// Groups with nothing but a space, a dash, a full stop or a bracket between them, and whether a plus stands before them.
#[derive(Debug)]
struct Run<'t> {
    from: usize,
    plus: bool,
    groups: Vec<Group<'t>>,
}

/// The numbers by which somebody could be rung up or known.
pub(super) fn numbers(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    for run in runs(text) {
        let mut rest = run.groups.as_slice();
        let mut from = run.from;
        let mut plus = run.plus;
        while let Some((first, others)) = rest.split_first() {
            let (taken, instead) = taken(rest, plus);
            let (now, left) = rest.split_at_checked(taken).unwrap_or((rest, &[]));
            if let (Some(instead), Some(last)) = (instead, now.last()) {
                spans.push(Span { from: from.min(first.from), to: last.to, instead: instead.into() });
            }
            rest = if now.is_empty() { others } else { left };
            plus = false;
            from = rest.first().map_or(from, |next| next.from);
        }
    }
    spans
}

fn runs(text: &str) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    let mut groups = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).peekable();
    while let Some(from) = groups.next() {
        let mut to = from + 1;
        while groups.next_if_eq(&to).is_some() {
            to += 1;
        }
        let group = Group { from, to, digits: text.get(from..to).unwrap_or_default() };
        let before = text.get(..from).unwrap_or_default();
        // "B12" and "h2o" are words; a number begins where a word begins.
        if before.ends_with(super::in_a_word) {
            continue;
        }
        let joined = runs.last_mut().filter(|run| run.groups.last().is_some_and(|last| joins(text, last, from)));
        match joined {
            Some(run) => run.groups.push(group),
            None => {
                let head = before.trim_end_matches(['(', ' ']);
                let (plus, opens) = (head.ends_with('+'), before.ends_with('('));
                let from = if plus { head.len() - 1 } else { from - usize::from(opens) };
                runs.push(Run { from, plus, groups: vec![group] });
            }
        }
    }
    runs
}

fn joins(text: &str, last: &Group<'_>, from: usize) -> bool {
    let between = text.get(last.to..from).unwrap_or_default();
    between.chars().count() <= 3 && between.chars().all(|c| " -.()\u{a0}‐‑–".contains(c)) && between != ". "
}

/// How many groups from here belong together, and what stands there instead, if they are a number to hide.
fn taken(groups: &[Group<'_>], plus: bool) -> (usize, Option<&'static str>) {
    if !plus && is_date(groups) {
        return (3, None);
    }
    let first = groups.first().map_or("", |group| group.digits);
    if plus || first.starts_with('0') {
        let most = if plus || first.starts_with("00") { 15 } else { 11 };
        if let Some(count) = prefix(groups, 9, most).filter(|count| !are_times(groups.get(..*count))) {
            return (count, Some(PHONE));
        }
    }
    // As an NHS number is written, or a phone number without its nought: in one, or in groups of three and more.
    let long = groups.iter().take_while(|group| group.digits.len() >= 3).count();
    let own = prefix(groups.get(..long.min(4)).unwrap_or_default(), 10, 11);
    if let Some(count) = own.filter(|count| !are_times(groups.get(..*count))) {
        return (count, Some(NUMBER));
    }
    (1, (first.len() >= 6).then_some(NUMBER))
}

/// The most groups whose digits are so many together; a last one of a single digit says something else: "2 workers".
fn prefix(groups: &[Group<'_>], least: usize, most: usize) -> Option<usize> {
    let mut total = 0;
    let mut found = None;
    for (n, group) in groups.iter().enumerate() {
        let before = total;
        total += group.digits.len();
        let enough = least <= total && total <= most;
        if enough && !(group.digits.len() <= 1 && before >= least.max(10)) {
            found = Some(n + 1);
        }
    }
    found
}

fn figure(digits: &str) -> u32 {
    digits.parse().unwrap_or(u32::MAX)
}

/// "27.11.2026", "1 12 26", "2026-11-27".
fn is_date(groups: &[Group<'_>]) -> bool {
    let Some([a, b, c]) = groups.get(..3) else { return false };
    let year = |group: &Group<'_>| group.digits.len() == 4 && matches!(figure(group.digits), 1900..=2099);
    let part = |group: &Group<'_>, most: u32| group.digits.len() <= 2 && (1..=most).contains(&figure(group.digits));
    (part(a, 31) && part(b, 12) && (year(c) || c.digits.len() == 2)) || (year(a) && part(b, 12) && part(c, 31))
}

/// "0730 0800 1230": times of the day, not a phone number.
fn are_times(groups: Option<&[Group<'_>]>) -> bool {
    let time =
        |group: &Group<'_>| group.digits.len() == 4 && figure(group.digits) < 2400 && figure(group.digits) % 100 < 60;
    groups.is_some_and(|groups| groups.len() > 1 && groups.iter().all(time))
}
