//! Rounds on a time line.

use std::{collections::BTreeMap, fmt::Write as _};

use routing::plan::{Round, Stop, What};

use super::{MARGIN, Picture, Text, WIDTH, colour};

const ROW: f64 = 22.0;
const NAMES: f64 = 130.0;
const AXIS: f64 = 30.0;

/// From moments to where they stand in the picture.
struct Times {
    first: f64,
    last: f64,
}

/// Moments are drawn, not reckoned with: the last digit does not matter.
#[allow(clippy::cast_precision_loss)]
fn float(ticks: i64) -> f64 {
    ticks as f64
}

impl Times {
    fn of(picture: &Picture<'_>) -> Option<Self> {
        let begins = picture
            .rounds
            .iter()
            .filter_map(|round| round.stops.first())
            .map(|stop| float(stop.begins) - float(stop.travel));
        let ends = picture.rounds.iter().map(|round| float(round.ends));
        let (first, last) = (begins.reduce(f64::min)?, ends.reduce(f64::max)?);
        Some(Times { first, last: last.max(first + 1.0) })
    }

    fn x(&self, ticks: i64) -> f64 {
        let share = ((float(ticks) - self.first) / (self.last - self.first)).clamp(0.0, 1.0);
        MARGIN + NAMES + share * (WIDTH - 2.0 * MARGIN - NAMES)
    }

    /// Round moments at which a line is drawn: no more than fifteen.
    fn marks(&self, picture: &Picture<'_>) -> Vec<i64> {
        let unit = if picture.has_clock() { 3600 } else { picture.instance.scale.max(1) };
        let span = (self.last - self.first) / float(unit);
        let mut step = 1_i64;
        for factor in [2, 3, 2, 2, 5].into_iter().cycle().take(60) {
            if span / float(step) <= 15.0 {
                break;
            }
            step = step.saturating_mul(factor);
        }
        let step = step.saturating_mul(unit);
        #[allow(clippy::cast_possible_truncation)] // Times are at most some million million.
        let first = (self.first as i64).div_euclid(step).saturating_add(1).saturating_mul(step);
        (0..16)
            .map(|n| first.saturating_add(step.saturating_mul(n)))
            .take_while(|mark| float(*mark) <= self.last)
            .collect()
    }
}

/// The time line from a height on, and how high it is.
pub(super) fn draw(picture: &Picture<'_>, top: f64) -> (String, f64) {
    let Some(times) = Times::of(picture) else { return (String::new(), 0.0) };
    let mut svg = String::from("<g aria-label=\"Time line of the rounds\">\n");
    #[allow(clippy::cast_precision_loss)] // There are some hundreds.
    let rows = picture.rounds.len() as f64 * ROW;
    for mark in times.marks(picture) {
        let (x, bottom) = (times.x(mark), top + AXIS + rows);
        let _ = writeln!(svg, r##"<path d="M{x:.1} {:.1}V{bottom:.1}" stroke="#d8dde0"/>"##, top + AXIS - 6.0);
        let _ = writeln!(
            svg,
            r#"<text x="{x:.1}" y="{:.1}" text-anchor="middle">{}</text>"#,
            top + AXIS - 10.0,
            Text(&picture.time(mark))
        );
    }
    let mut shared: BTreeMap<usize, Vec<(f64, f64)>> = BTreeMap::new();
    for (n, round) in picture.rounds.iter().enumerate() {
        #[allow(clippy::cast_precision_loss)]
        let y = top + AXIS + n as f64 * ROW;
        row(&mut svg, picture, &times, n, round, y);
        for stop in round.stops.iter().filter(|stop| picture.is_shared(stop)) {
            if let What::Visit { visit, .. } = stop.what {
                shared.entry(visit).or_default().push((times.x(stop.begins), y + ROW / 2.0));
            }
        }
    }
    // The parts of a visit of several workers are joined.
    for (visit, parts) in shared {
        let name = picture.instance.problem.visits.get(visit).map_or("?", |visit| visit.id.as_str());
        let points: Vec<String> = parts.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let _ = writeln!(
            svg,
            r##"<polyline points="{}" fill="none" stroke="#212b32" stroke-width="1.5" stroke-dasharray="4 2"><title>{}: together</title></polyline>"##,
            points.join(" "),
            Text(name)
        );
    }
    svg.push_str("</g>\n");
    (svg, AXIS + rows)
}

fn row(svg: &mut String, picture: &Picture<'_>, times: &Times, n: usize, round: &Round, y: f64) {
    let (colour, worker) = (colour(n), picture.worker(round));
    let shift = picture.instance.problem.workers.get(round.worker).and_then(|worker| worker.shifts.get(round.shift));
    let _ = writeln!(
        svg,
        r#"<rect x="{MARGIN}" y="{:.1}" width="10" height="10" fill="{colour}"/><text x="{:.1}" y="{:.1}">{}</text>"#,
        y + 6.0,
        MARGIN + 16.0,
        y + 15.0,
        Text(&short(&worker))
    );
    if let Some(shift) = shift {
        let (from, to) = (times.x(shift.from), times.x(shift.to));
        let _ = writeln!(
            svg,
            r##"<rect x="{from:.1}" y="{:.1}" width="{:.1}" height="{}" fill="#f0f4f5"><title>{}: shift {} to {}</title></rect>"##,
            y + 2.0,
            (to - from).max(0.0),
            ROW - 4.0,
            Text(&worker),
            picture.time(shift.from),
            picture.time(shift.to)
        );
    }
    for stop in &round.stops {
        one_stop(svg, picture, times, stop, (&colour, &worker), y);
    }
}

fn one_stop(
    svg: &mut String,
    picture: &Picture<'_>,
    times: &Times,
    stop: &Stop,
    (colour, worker): (&str, &str),
    y: f64,
) {
    let (begins, ends) = (times.x(stop.begins), times.x(stop.ends));
    let visit = match stop.what {
        What::Visit { visit, .. } => picture.instance.problem.visits.get(visit),
        What::Break(_) => None,
    };
    let mut title = picture.stop(stop, worker);
    if let Some(visit) = visit {
        let due = visit.due.unwrap_or(visit.to);
        let (from, to) = (times.x(visit.from), times.x(due));
        let _ = write!(title, " (window {} to {})", picture.time(visit.from), picture.time(due));
        let _ = writeln!(
            svg,
            r#"<path d="M{from:.1} {y2:.1}H{to:.1}M{from:.1} {up:.1}v4M{to:.1} {up:.1}v4" stroke="{colour}" stroke-opacity="0.5"/>"#,
            y2 = y + ROW - 3.0,
            up = y + ROW - 5.0
        );
    }
    let way = times.x(stop.begins.saturating_sub(stop.travel));
    let _ = writeln!(svg, r#"<path d="M{way:.1} {:.1}H{begins:.1}" stroke="{colour}" stroke-width="2"/>"#, y + 10.0);
    let fill = if visit.is_some() { colour } else { "#aeb7bd" };
    let _ = writeln!(
        svg,
        r#"<rect x="{begins:.1}" y="{:.1}" width="{:.1}" height="11" rx="2" fill="{fill}"><title>{}</title></rect>"#,
        y + 4.0,
        (ends - begins).max(1.5),
        Text(&title)
    );
}

/// What fits beside the line.
fn short(name: &str) -> String {
    let mut letters = name.chars();
    let start: String = letters.by_ref().take(16).collect();
    if letters.next().is_some() { start + "…" } else { start }
}
