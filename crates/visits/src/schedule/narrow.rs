//! What the schedule of a day is narrowed to: one care worker, one area, and where there are many visits a part of the day.

use kernel::{Date, Failure, Moment, Uuid, count};
use maud::{Markup, html};
use page::{
    components::{Button, Select, SelectItem, button, select},
    form,
};
use places::Place;
use wire::View;

use crate::visit::VisitView;

/// More visits than these are shown a part of the day at a time.
const FEW: usize = 60;

/// A part of the day, by when a visit begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Before midday.
    Morning,
    /// From midday to five.
    Afternoon,
    /// From five on.
    Evening,
}

impl Part {
    const ALL: [(Part, &'static str, &'static str); 3] = [
        (Part::Morning, "morning", "Before midday"),
        (Part::Afternoon, "afternoon", "Midday to 5pm"),
        (Part::Evening, "evening", "After 5pm"),
    ];

    fn of(at: Moment) -> Self {
        match at.time_of_day().hour() {
            ..12 => Part::Morning,
            12..17 => Part::Afternoon,
            _ => Part::Evening,
        }
    }

    /// Whether a visit begins in it.
    pub(super) fn holds(self, visit: &VisitView) -> bool {
        Part::of(visit.planned_start) == self
    }
}

/// What was asked for.
pub(super) struct Narrow {
    day: Date,
    worker: Option<Uuid>,
    area: String,
    part: String,
}

impl Narrow {
    pub(super) fn read(view: &View<'_, '_>, day: Date) -> Result<Self, Failure> {
        let worker = match view.query.text("worker") {
            "" => None,
            _ => Some(view.query.uuid("worker")?),
        };
        let (area, part) = (view.query.text("area").to_owned(), view.query.text("part").to_owned());
        Ok(Narrow { day, worker, area, part })
    }

    /// Whether nothing was asked for but the day.
    pub(super) fn is_all(&self) -> bool {
        self.worker.is_none() && self.area.is_empty()
    }

    pub(super) fn holds(&self, visit: &VisitView) -> bool {
        self.worker.is_none_or(|worker| visit.stay_of(worker).is_some())
            && (self.area.is_empty() || visit.locality.as_deref() == Some(self.area.as_str()))
    }

    /// The part of the day to show: the one that was asked for; else, where there are many visits, the running one of today and the
    /// first of any other day. None shows the whole day.
    pub(super) fn part(&self, visits: &[&VisitView], now: Moment) -> Option<Part> {
        let asked = Part::ALL.iter().find(|(_, code, _)| *code == self.part).map(|(part, ..)| *part);
        match asked {
            Some(part) => Some(part),
            None if self.part == "day" || visits.len() <= FEW => None,
            None if self.day == now.day() => Some(Part::of(now)),
            None => Some(Part::Morning),
        }
    }

    fn href(&self, part: &str) -> String {
        let worker = self.worker.map(|id| format!("&worker={id}")).unwrap_or_default();
        let area = if self.area.is_empty() { String::new() } else { format!("&area={}", self.area) };
        format!("/schedule?day={}{worker}{area}&part={part}#visits", self.day)
    }

    /// The parts of the day with how many visits each has; nothing where the whole day is short.
    pub(super) fn parts(&self, visits: &[&VisitView], shown: Option<Part>) -> Markup {
        if visits.len() <= FEW {
            return html! {};
        }
        let words = |n: usize, words: &str| format!("{words}: {}", count(n, "visit", "visits"));
        let link = |here: bool, code: &str, text: String| {
            html! { @if here { strong { (text) } } @else { a href=(self.href(code)) { (text) } } }
        };
        html! {
            p {
                @for (part, code, label) in Part::ALL {
                    (link(shown == Some(part), code, words(visits.iter().filter(|visit| part.holds(visit)).count(), label))) " · "
                }
                (link(shown.is_none(), "day", words(visits.len(), "The whole day")))
            }
        }
    }

    /// The form that narrows it.
    pub(super) fn drawn(&self, place: &Place, workers: &[workforce::Worker]) -> Markup {
        let any = |words: &str| SelectItem::new("", words);
        let names = workers.iter().map(|one| SelectItem::new(one.id.to_string(), one.name.as_str()));
        let areas = place.localities.iter().map(|one| SelectItem::new(one.code.as_str(), one.name.as_str()));
        let choose = |name: &str, label: &str, items: Vec<SelectItem>, value: String| {
            select(&Select { name: name.into(), label: label.into(), items, value, ..Select::default() })
        };
        let worker = self.worker.map(|id| id.to_string()).unwrap_or_default();
        html! {
            (form::search_form("/schedule", &html! {
                (form::hidden("day", &self.day.to_string()))
                (choose("worker", "Care worker", std::iter::once(any("Everybody")).chain(names).collect(), worker))
                (choose("area", "Area", std::iter::once(any("Every area")).chain(areas).collect(), self.area.clone()))
                (button(&Button { classes: "nhsuk-button--secondary".into(), ..Button::submit("Show these") }))
            }))
            @if !self.is_all() { p { a href=(format!("/schedule?day={}", self.day)) { "Everybody’s visits of this day" } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::{date, time};

    use super::*;

    // VIS-1
    #[test]
    fn a_visit_belongs_to_the_part_of_the_day_in_which_it_begins() {
        let at = |hour, minute| Part::of(Moment::from_london(date(2026, 11, 26), time(hour, minute, 0, 0)));
        assert_eq!((at(0, 0), at(11, 59)), (Part::Morning, Part::Morning));
        assert_eq!((at(12, 0), at(16, 59)), (Part::Afternoon, Part::Afternoon));
        assert_eq!((at(17, 0), at(23, 59)), (Part::Evening, Part::Evening));
    }
}
