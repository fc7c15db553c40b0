//! Rounds on a map.

use std::fmt::Write as _;

use routing::plan::{Round, What};

use super::{MARGIN, Picture, Text, WIDTH, colour};

const MOST_HEIGHT: f64 = 640.0;

/// From where places are to where they stand in the picture.
struct Paper {
    left: f64,
    bottom: f64,
    wide: f64,
    scale: (f64, f64),
    height: f64,
    top: f64,
}

impl Paper {
    /// None when no place is known to be anywhere.
    fn of(picture: &Picture<'_>, top: f64) -> Option<Self> {
        let points: Vec<(f64, f64)> = picture.instance.places.list.iter().filter_map(|place| place.at).collect();
        let least = |axis: fn(&(f64, f64)) -> f64| points.iter().map(axis).reduce(f64::min);
        let most = |axis: fn(&(f64, f64)) -> f64| points.iter().map(axis).reduce(f64::max);
        let (left, right) = (least(|at| at.0)?, most(|at| at.0)?);
        let (bottom, above) = (least(|at| at.1)?, most(|at| at.1)?);
        // A degree of longitude is shorter than one of latitude, the more so the farther north.
        let middle = f64::midpoint(bottom, above);
        let narrow = if picture.instance.places.on_earth { libm::cos(middle.to_radians()).max(0.05) } else { 1.0 };
        let (wide, high) = (((right - left) * narrow).max(1e-9), (above - bottom).max(1e-9));
        let room = WIDTH - 4.0 * MARGIN;
        let scale = (room / wide).min(MOST_HEIGHT / high);
        let height = (high * scale).clamp(120.0, MOST_HEIGHT);
        Some(Paper { left, bottom, wide: wide * scale, scale: (scale * narrow, scale), height, top: top + MARGIN })
    }

    fn point(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let left = 2.0 * MARGIN + (WIDTH - 4.0 * MARGIN - self.wide) / 2.0;
        (left + (x - self.left) * self.scale.0, self.top + self.height - (y - self.bottom) * self.scale.1)
    }
}

/// The map from a height on, and how high it is.
pub(super) fn draw(picture: &Picture<'_>, top: f64) -> (String, f64) {
    let mut svg = String::new();
    let Some(paper) = Paper::of(picture, top) else {
        let _ = writeln!(
            svg,
            r#"<text x="{MARGIN}" y="{:.1}">The places have no position, so there is no map.</text>"#,
            top + 20.0
        );
        return (svg, 40.0);
    };
    svg.push_str("<g aria-label=\"Map of the rounds\">\n");
    for (n, round) in picture.rounds.iter().enumerate() {
        one_round(&mut svg, picture, &paper, n, round);
    }
    crosses(&mut svg, picture, &paper);
    svg.push_str("</g>\n");
    (svg, paper.height + 2.0 * MARGIN)
}

fn one_round(svg: &mut String, picture: &Picture<'_>, paper: &Paper, n: usize, round: &Round) {
    let problem = &picture.instance.problem;
    let at =
        |place: usize| picture.instance.places.list.get(place).and_then(|place| place.at).map(|at| paper.point(at));
    let shift = problem.workers.get(round.worker).and_then(|worker| worker.shifts.get(round.shift));
    let visits: Vec<_> = round
        .stops
        .iter()
        .filter_map(|stop| match stop.what {
            What::Visit { visit, .. } => Some((stop, at(problem.visits.get(visit)?.place)?)),
            What::Break(_) => None,
        })
        .collect();
    let start = shift.and_then(|shift| shift.start).and_then(at);
    let end = shift.and_then(|shift| shift.end).and_then(at);
    let (colour, worker) = (colour(n), picture.worker(round));
    let way = start.iter().chain(visits.iter().map(|(_, at)| at)).chain(&end);
    let way: Vec<String> = way.map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let what = format!("{worker}: {} visits, {} on the way", visits.len(), picture.length(round.travel));
    let _ = writeln!(svg, "<g><title>{}</title>", Text(&what));
    let _ = writeln!(
        svg,
        r#"<polyline points="{}" fill="none" stroke="{colour}" stroke-width="1.5" stroke-opacity="0.75" stroke-linejoin="round"/>"#,
        way.join(" ")
    );
    if let Some((x, y)) = start {
        let _ = writeln!(svg, r#"<rect x="{:.1}" y="{:.1}" width="8" height="8" fill="{colour}"/>"#, x - 4.0, y - 4.0);
    }
    for (stop, (x, y)) in visits {
        let title = picture.stop(stop, &worker);
        // A visit of several workers has a ring around it.
        let ring = if picture.is_shared(stop) { r##" stroke="#212b32" stroke-width="2""## } else { "" };
        let _ = writeln!(
            svg,
            r#"<circle cx="{x:.1}" cy="{y:.1}" r="{}" fill="{colour}"{ring}><title>{}</title></circle>"#,
            if ring.is_empty() { 3.5 } else { 5.0 },
            Text(&title)
        );
    }
    svg.push_str("</g>\n");
}

fn crosses(svg: &mut String, picture: &Picture<'_>, paper: &Paper) {
    for unserved in &picture.plan.unserved {
        let Some(visit) = picture.instance.problem.visits.get(unserved.visit) else { continue };
        let Some((x, y)) =
            picture.instance.places.list.get(visit.place).and_then(|place| place.at).map(|at| paper.point(at))
        else {
            continue;
        };
        let _ = writeln!(
            svg,
            r##"<path d="M{:.1} {:.1}l10 10m0 -10l-10 10" stroke="#d5281b" stroke-width="3"><title>{}: nobody makes it</title></path>"##,
            x - 5.0,
            y - 5.0,
            Text(&visit.id)
        );
    }
}
