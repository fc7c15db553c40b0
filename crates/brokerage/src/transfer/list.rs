//! Packages whose care is given off the framework, with what was offered and what was said.

use kernel::{Failure, Moment, short_day};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{Standing, Tile, empty_state, state, tiles, time_left},
};
use schemars::JsonSchema;
use wire::{Shown, View};

use super::{Made, Next, OffFramework, off_framework};
use crate::{
    policy::{ListOffFramework, ListPackages, OfferTransfer},
    show::{choose_provider, chosen_provider},
};

/// A package off the framework.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct OffLine {
    /// The package.
    pub package: String,
    /// Its short name.
    pub reference: String,
    /// The area's code.
    pub locality: String,
    /// The provider.
    pub provider_name: String,
    /// Minutes of care in a week.
    pub minutes_per_week: i64,
    /// offer, answer, or what was answered.
    pub next: String,
    /// Until when the next thing is due.
    #[schemars(with = "Option<String>")]
    pub due: Option<Moment>,
    /// Whether that has passed.
    pub late: bool,
}

fn told(off: &OffFramework, next: Next, now: Moment) -> OffLine {
    let (words, due) = match next {
        Next::Offer(due) => ("offer", Some(due)),
        Next::Answer(due) => ("answer", Some(due)),
        Next::Answered(answer) => (answer.code(), None),
    };
    OffLine {
        package: off.package.to_string(),
        reference: crate::reference(off.package),
        locality: off.locality.clone(),
        provider_name: off.provider_name.clone(),
        minutes_per_week: off.minutes_per_week.get(),
        next: words.to_owned(),
        due,
        late: due.is_some_and(|due| now >= due),
    }
}

/// The page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<ListOffFramework>()?;
    let (place, now) = (view.house.place, view.now);
    let (chosen, only) = (chosen_provider(view)?, view.query.text("only").to_owned());
    let found = off_framework(view.tx)?;
    let mut all = Vec::with_capacity(found.len());
    for off in &found {
        all.push((off, told(off, off.next(place)?, now)));
    }
    let of = |next: &str| all.iter().filter(|(_, line)| line.next == next).count();
    let late = all.iter().filter(|(_, line)| line.late).count();
    let names: Vec<_> = found.iter().map(|off| (off.provider, off.provider_name.as_str())).collect();
    let kept: &[(&str, &str)] = if only.is_empty() { &[] } else { &[("only", only.as_str())] };
    let tiles = tiles(&[
        Tile::new(all.len(), "off the framework", "/off-framework"),
        Tile::new(of("offer"), "without an offer", "/off-framework?only=offer")
            .standing(kernel::count(late, "late", "late"), if late > 0 { Standing::Late } else { Standing::Fine }),
        Tile::new(of("answer"), "with an offer, no answer yet", "/off-framework?only=answer"),
    ]);
    let within = |(off, line): &(&OffFramework, OffLine)| {
        chosen.is_none_or(|id| off.provider == id) && (only.is_empty() || line.next == only)
    };
    let (found, lines): (Vec<&OffFramework>, Vec<OffLine>) = all.into_iter().filter(within).unzip();
    let caption = match only.as_str() {
        "offer" => "Packages without an offer",
        "answer" => "Packages with an offer and no answer yet",
        _ => "Packages off the framework",
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Care off the framework" }
        (tiles)
        p { "Each person is offered a transfer to a provider on the framework, or a direct payment. They may stay as they are." }
        (choose_provider("/off-framework", names, chosen, kept))
        @if lines.is_empty() && (chosen.is_some() || !only.is_empty()) { p { "None of these. " a href="/off-framework" { "Show every package off the framework" } } }
        @else if lines.is_empty() { (empty_state("No care is given off the framework. A package stands here from its award to a provider that was not admitted.")) }
        @else { (grid(view, caption, &found, &lines)) }
    };
    Shown::with(Page::new("Care off the framework", body).wide(), &lines)
}

fn grid(view: &View<'_, '_>, caption: &'static str, found: &[&OffFramework], lines: &[OffLine]) -> Markup {
    let place = view.house.place;
    let area = |code: &str| place.locality(code).map_or_else(|| code.to_owned(), |area| area.name.clone());
    let opens = view.who.may::<ListPackages>();
    let row = |(off, line): (&&OffFramework, &OffLine)| {
        vec![
            if opens {
                Cell::link(line.reference.as_str(), format!("/packages/{}", off.package))
            } else {
                Cell::from(line.reference.as_str())
            },
            Cell::from(line.provider_name.as_str()),
            Cell::from(area(&line.locality)),
            Cell::from(short_day(off.since)),
            Cell::numeric(off.minutes_per_week.to_string()),
            Cell::from(standing(view, off, line)),
        ]
    };
    table(&Table {
        caption: caption.into(),
        head: vec![
            "Package".into(),
            "Provider".into(),
            "Area".into(),
            "Since".into(),
            Cell::numeric("Care a week"),
            "Offer and answer".into(),
        ],
        rows: found.iter().zip(lines).map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

fn standing(view: &View<'_, '_>, off: &OffFramework, line: &OffLine) -> Markup {
    let may = view.who.may::<OfferTransfer>();
    let offered = |made: &Made| format!("{}, {}", made.offered.words(), short_day(made.at.day()));
    html! {
        @match &off.made {
            None => {
                "Nothing offered yet " (time_left(view.now, line.due))
                @if may { br; a href=(format!("/packages/{}/transfer", off.package)) { "Record the offer" } }
            }
            Some(made) => {
                (offered(made))
                @match &made.answer {
                    None => {
                        " " (time_left(view.now, line.due))
                        @if may { br; a href=(format!("/packages/{}/transfer/answer", off.package)) { "Record the answer" } }
                    }
                    Some((answer, at)) => {
                        br; (state("Answered", Standing::Fine)) " " (answer.words()) ", " (short_day(at.day()))
                        @if may { br; a href=(format!("/packages/{}/transfer", off.package)) { "Offer again" } }
                    }
                }
            }
        }
    }
}
