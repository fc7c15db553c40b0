//! A picture of a plan: rounds on a map and on a time line.

mod line;
mod map;

use std::fmt::{Display, Write as _};

use routing::plan::{Plan, Round, Stop, What};

use crate::{Format, Instance};

const WIDTH: f64 = 1200.0;
const MARGIN: f64 = 24.0;
const HEADING: f64 = 64.0;

/// One SVG, without script: the rounds on a map, each in a colour of its own, and below it a row for each round with its visits
/// and their windows. Visits of several workers are joined. Everything has a title to point at.
#[must_use]
pub fn draw(instance: &Instance, plan: &Plan) -> String {
    let picture = Picture::of(instance, plan);
    let (map, map_height) = map::draw(&picture, HEADING);
    let top = HEADING + map_height;
    let (line, line_height) = line::draw(&picture, top);
    let height = top + line_height + MARGIN;
    let (title, description) = (picture.title(), picture.description());
    let mut svg = String::new();
    let _ = write!(
        svg,
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0}" width="{WIDTH}" height="{height:.0}" role="img" aria-labelledby="plan-title plan-description" font-family="Arial, sans-serif" font-size="12" fill="#212b32">
<title id="plan-title">{title}</title>
<desc id="plan-description">{description}</desc>
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="{MARGIN}" y="28" font-size="20" font-weight="bold">{title}</text>
<text x="{MARGIN}" y="50">{description}</text>
{map}{line}</svg>
"##,
        title = Text(&title),
        description = Text(&description),
    );
    svg
}

/// What is drawn.
struct Picture<'a> {
    instance: &'a Instance,
    plan: &'a Plan,
    /// Rounds with a visit.
    rounds: Vec<&'a Round>,
}

impl<'a> Picture<'a> {
    fn of(instance: &'a Instance, plan: &'a Plan) -> Self {
        Picture { instance, plan, rounds: plan.rounds.iter().filter(|round| crate::has_visit(round)).collect() }
    }

    fn title(&self) -> String {
        match self.instance.name.as_str() {
            "" => "A plan of visits".to_owned(),
            name => format!("Plan: {name}"),
        }
    }

    fn description(&self) -> String {
        let visits = self.instance.problem.visits.len();
        let unserved = self.plan.unserved.len();
        let travel = self.rounds.iter().fold(0_i64, |sum, round| sum.saturating_add(round.travel));
        format!(
            "{} of {visits} visits in {} rounds; {} on the way. {}",
            visits.saturating_sub(unserved),
            self.rounds.len(),
            self.length(travel),
            if unserved == 0 {
                "Every visit is made.".to_owned()
            } else {
                format!("{unserved} visits nobody makes: the crosses.")
            }
        )
    }

    /// Whether times are seconds of a day.
    fn has_clock(&self) -> bool {
        matches!(self.instance.format, Format::Kith | Format::CareDay)
    }

    /// A moment as people read it.
    fn time(&self, ticks: i64) -> String {
        if !self.has_clock() {
            return format!("{:.0}", crate::numbers::units(ticks, self.instance.scale));
        }
        let minutes = ticks.div_euclid(60);
        let (day, minute) = (minutes.div_euclid(1440), minutes.rem_euclid(1440));
        let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
        if day == 0 { clock } else { format!("{clock} (day {})", day + 1) }
    }

    /// A length of time as people read it.
    fn length(&self, ticks: i64) -> String {
        if !self.has_clock() {
            return format!("{:.1}", crate::numbers::units(ticks, self.instance.scale));
        }
        let minutes = (ticks + 30).div_euclid(60);
        format!("{} h {:02} min", minutes / 60, minutes % 60)
    }

    fn worker(&self, round: &Round) -> String {
        let problem = &self.instance.problem;
        let Some(worker) = problem.workers.get(round.worker) else { return String::new() };
        if worker.shifts.len() > 1 { format!("{} ({})", worker.id, round.shift + 1) } else { worker.id.clone() }
    }

    fn stop(&self, stop: &Stop, worker: &str) -> String {
        let what = match stop.what {
            What::Visit { visit, .. } => self.instance.problem.visits.get(visit).map_or("?", |visit| visit.id.as_str()),
            What::Break(_) => "Break",
        };
        format!("{what}: {} to {}, {worker}", self.time(stop.begins), self.time(stop.ends))
    }

    /// The visits of several workers.
    fn is_shared(&self, stop: &Stop) -> bool {
        let What::Visit { visit, .. } = stop.what else { return false };
        self.instance.problem.visits.get(visit).is_some_and(|visit| visit.parts.len() > 1)
    }
}

/// Text that may stand in an SVG.
struct Text<T>(T);

impl<T: AsRef<str>> Display for Text<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for letter in self.0.as_ref().chars() {
            match letter {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                // XML has no other letters below the space.
                '\t' | '\n' | '\r' => f.write_char(' ')?,
                '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => f.write_char('\u{fffd}')?,
                letter => f.write_char(letter)?,
            }
        }
        Ok(())
    }
}

/// The colour of a round: hues a golden angle apart, dark enough to be seen on white.
fn colour(n: usize) -> String {
    let hue = n.wrapping_mul(1375) % 3600;
    let light = [34, 44, 28].get(n % 3).copied().unwrap_or(34);
    format!("hsl({}.{} 70% {light}%)", hue / 10, hue % 10)
}
