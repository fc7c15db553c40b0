//! Small things that every screen shows the same way.

mod chart;

use kernel::{Date, Moment, Money, TimeLeft, day_in_words, moment_in_words, short_day, time_in_words};
use maud::{Markup, html};

pub use chart::{Bar, bars};

use crate::components::{Content, Tag, TagColour, element::classes, tag};

/// A day: "Monday 23 November 2026".
pub fn day(day: Date) -> Markup {
    html! { time datetime=(day) { (day_in_words(day)) } }
}

/// A day in a table: "23 Nov 2026".
pub fn day_short(day: Date) -> Markup {
    html! { time datetime=(day) { (short_day(day)) } }
}

/// A moment: "Monday 23 November 2026, 2:15pm".
pub fn moment(at: Moment) -> Markup {
    html! { time datetime=(at) { (moment_in_words(at)) } }
}

/// A moment in a table: "2:15pm" today, "23 Nov 2026, 2:15pm" on any other day.
pub fn moment_short(now: Moment, at: Moment) -> Markup {
    html! { time datetime=(at) { (near_words(now, at)) } }
}

fn near_words(now: Moment, at: Moment) -> String {
    let time = time_in_words(at.time_of_day());
    if now.day() == at.day() { time } else { format!("{}, {time}", short_day(at.day())) }
}

/// An amount: "£1,234.50".
pub fn money(amount: Money) -> Markup {
    html! { span class="kith-figure" { (amount) } }
}

/// How a deadline stands. Each has one colour everywhere, and its word stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The deadline has passed: red.
    Late,
    /// It is near: orange.
    Soon,
    /// There is time: green.
    Fine,
    /// There is no deadline: grey.
    None,
}

impl Standing {
    /// The colour that means this, everywhere.
    pub const fn colour(self) -> TagColour {
        match self {
            Standing::Late => TagColour::Red,
            Standing::Soon => TagColour::Orange,
            Standing::Fine => TagColour::Green,
            Standing::None => TagColour::Grey,
        }
    }
}

/// Minutes before a deadline from which on it counts as near, when nothing is known about how long there was.
pub const SOON_MINUTES: i64 = 120;

/// The time left to a deadline: a tag with words, and the deadline itself beside it.
pub fn time_left(now: Moment, due: Option<Moment>) -> Markup {
    left(now, due, SOON_MINUTES)
}

/// The time left of a term that began at `start`: near when less than a quarter of it is left.
pub fn time_left_of(now: Moment, start: Moment, due: Moment) -> Markup {
    left(now, Some(due), due.minutes_since(start) / 4)
}

fn left(now: Moment, due: Option<Moment>, soon: i64) -> Markup {
    let Some(due) = due else { return state("No deadline", Standing::None) };
    let TimeLeft { text, late, minutes } = kernel::time_left(now, due);
    let standing = match (late, minutes <= soon) {
        (true, _) => Standing::Late,
        (false, true) => Standing::Soon,
        (false, false) => Standing::Fine,
    };
    let word = html! {
        time datetime=(due) data-due="" data-soon=(soon) {
            @if standing == Standing::Soon { "Soon: " }
            (text)
        }
    };
    html! {
        span class="kith-time-left" {
            (state(word, standing)) " " span class="kith-time-left__due" { @if late { "due " } "by " (due_words(now, due)) }
        }
    }
}

/// The end of a day is told as that day, for "midnight" is read as either night.
fn due_words(now: Moment, due: Moment) -> String {
    if due.time_of_day() != kernel::Time::midnight() {
        return near_words(now, due);
    }
    match due.day().yesterday() {
        Ok(ended) if ended == now.day() => "the end of today".into(),
        Ok(ended) => format!("the end of {}", short_day(ended)),
        Err(_) => near_words(now, due),
    }
}

/// A state in one or two words, in the colour of its standing.
pub fn state(words: impl Into<Content>, standing: Standing) -> Markup {
    tag(&Tag::new(words, standing.colour()))
}

/// What a list shows as long as it has nothing: what will appear here and how.
pub fn empty_state(text: impl Into<Content>) -> Markup {
    let text = text.into();
    html! { div class="kith-empty" { @if text.is_markup() { (text) } @else { p { (text) } } } }
}

/// A table that is wider than a small screen and whose columns must stay side by side: it moves within its frame, with the
/// keyboard too.
pub fn scrolling(name: &str, table: &Markup) -> Markup {
    html! { div class="kith-scroll" role="region" aria-label=(name) tabindex="0" { (table) } }
}

/// A figure that leads to the cases it counts.
#[derive(Debug, Clone, Default)]
pub struct Tile {
    /// The figure.
    pub count: String,
    /// What it counts.
    pub label: String,
    /// The list of the cases.
    pub href: String,
    /// A word on how it stands, with its colour.
    pub standing: Option<(String, TagColour)>,
}

impl Tile {
    /// A figure with its list.
    pub fn new(count: impl ToString, label: impl Into<String>, href: impl Into<String>) -> Self {
        Tile { count: count.to_string(), label: label.into(), href: href.into(), standing: None }
    }

    /// With a word on how it stands.
    pub fn standing(mut self, word: impl Into<String>, standing: Standing) -> Self {
        self.standing = Some((word.into(), standing.colour()));
        self
    }

    /// Its place in a row whose most urgent figures come first: late, then near, then all others.
    pub fn urgency(&self) -> usize {
        let colours = [Standing::Late.colour(), Standing::Soon.colour()];
        let own = self.standing.as_ref().map(|(_, colour)| *colour);
        colours.iter().position(|colour| Some(*colour) == own).unwrap_or(colours.len())
    }
}

/// One figure as a link: "12 packages late".
pub fn figure_link(count: impl ToString, label: &str, href: &str) -> Markup {
    html! {
        a class="kith-tile__link" href=(href) {
            span class="kith-tile__count" { (count.to_string()) } " " span class="kith-tile__label" { (label) }
        }
    }
}

/// Figures side by side, each a link to its list.
pub fn tiles(tiles: &[Tile]) -> Markup {
    html! {
        ul class="kith-tiles" {
            @for tile in tiles {
                li class=(classes(["kith-tile", if tile.count.len() > 6 { "kith-tile--wide" } else { "" }])) {
                    (figure_link(&tile.count, &tile.label, &tile.href))
                    @if let Some((word, colour)) = tile.standing.as_ref().filter(|(word, _)| !word.is_empty()) { " " (tag(&Tag::new(word, *colour))) }
                }
            }
        }
    }
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// It has happened.
    Done,
    /// It is happening.
    Current,
    /// It comes later.
    ToCome,
}

/// One step on the way of a case.
#[derive(Debug, Clone)]
pub struct Step {
    /// What happens.
    pub text: Content,
    /// Where it stands.
    pub state: StepState,
    /// When it happened, or who does it.
    pub more: Content,
}

impl Step {
    /// A step.
    pub fn new(text: impl Into<Content>, state: StepState) -> Self {
        Step { text: text.into(), state, more: Content::default() }
    }

    /// With when it happened, or who does it.
    pub fn more(mut self, more: impl Into<Content>) -> Self {
        self.more = more.into();
        self
    }
}

/// The steps of a case, each with its state in words.
pub fn steps(steps: &[Step]) -> Markup {
    html! {
        ol class="kith-steps" {
            @for step in steps {
                @let (word, class) = match step.state {
                    StepState::Done => ("Done", "kith-step--done"),
                    StepState::Current => ("Now", "kith-step--current"),
                    StepState::ToCome => ("To come", ""),
                };
                li class=(classes(["kith-step", class]))
                    aria-current=[(step.state == StepState::Current).then_some("step")] {
                    span class="kith-step__state" { (word) } " "
                    span class="kith-step__text" { (step.text) }
                    @if !step.more.is_empty() { " " span class="kith-step__more" { (step.more) } }
                }
            }
        }
    }
}

/// One case in a list.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// What it is called.
    pub title: Content,
    /// Its page.
    pub href: String,
    /// What else to know, in one line.
    pub line: Content,
    /// How it stands, such as [`time_left`].
    pub standing: Content,
}

/// A numbered list of cases, the most urgent first.
pub fn cases(cases: &[Case]) -> Markup {
    html! {
        ol class="kith-cases" {
            @for case in cases {
                li class="kith-case" {
                    div class="kith-case__head" {
                        a class="nhsuk-link" href=(case.href) { (case.title) }
                        @if !case.standing.is_empty() { " " (case.standing) }
                    }
                    @if !case.line.is_empty() { p class="kith-case__line" { (case.line) } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::{date, time};

    use super::*;

    fn now() -> Moment {
        Moment::from_london(date(2026, 11, 23), time(15, 35, 0, 0))
    }

    /// The words of a piece of markup, and whether a class stands in it.
    fn words(html: &Markup) -> String {
        let html = scraper::Html::parse_fragment(&html.0);
        html.root_element().text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    // GOV-9
    #[test]
    fn time_left_has_words_figures_and_one_colour_for_each_standing() {
        for (minutes, told, colour) in [
            (-10, "10 minutes late due by 3:25pm", "nhsuk-tag--red"),
            (35, "Soon: 35 minutes left by 4:10pm", "nhsuk-tag--orange"),
            (120, "Soon: 2 hours left by 5:35pm", "nhsuk-tag--orange"),
            (125, "2 hours 5 minutes left by 5:40pm", "nhsuk-tag--green"),
            (3 * 1440, "3 days left by 26 Nov 2026, 3:35pm", "nhsuk-tag--green"),
        ] {
            let html = time_left(now(), Some(now().plus_minutes(minutes)));
            assert_eq!(words(&html), told);
            assert!(html.0.contains(colour), "{told}");
        }
        let html = time_left(now(), None);
        assert_eq!((words(&html).as_str(), html.0.contains("nhsuk-tag--grey")), ("No deadline", true));
    }

    #[test]
    fn a_deadline_at_midnight_is_the_end_of_a_day() {
        let midnight = Moment::start_of(date(2026, 11, 24));
        assert_eq!(words(&time_left(now(), Some(midnight))), "8 hours 25 minutes left by the end of today");
        let html = time_left(now(), Some(midnight.plus_days(2)));
        assert_eq!(words(&html), "2 days left by the end of 25 Nov 2026");
    }

    #[test]
    fn the_last_quarter_of_a_term_is_soon() {
        let start = now().plus_minutes(-76);
        assert!(words(&time_left_of(now(), start, start.plus_minutes(100))).starts_with("Soon"));
        let start = now().plus_minutes(-74);
        assert!(!words(&time_left_of(now(), start, start.plus_minutes(100))).starts_with("Soon"));
    }

    #[test]
    fn a_tile_is_one_link_with_its_figure() {
        let html = tiles(&[Tile::new(3, "packages late", "/late").standing("Late", Standing::Late)]);
        assert_eq!(words(&html), "3 packages late Late");
        assert_eq!(html.0.matches("<a ").count(), 1);
    }

    #[test]
    fn amounts_and_days_read_as_people_say_them() {
        assert_eq!(words(&money(Money::from_pence(123_450))), "£1,234.50");
        assert_eq!(words(&day(date(2026, 11, 23))), "Monday 23 November 2026");
        assert_eq!(words(&moment(now())), "Monday 23 November 2026, 3:35pm");
        assert!(day(date(2026, 11, 23)).0.contains("datetime=\"2026-11-23\""));
    }
}
