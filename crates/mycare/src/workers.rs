//! Complex care: the care workers who are put forward, for the person and their carer to choose from (BRK-14).

use brokerage::complex::{
    self, Forward,
    rule::{Choice, Voice},
};
use kernel::Failure;
use page::{
    Markup, html,
    show::{empty_state, moment},
};
use people::PersonId;
use store::Tx;
use wire::{Shown, View};

use crate::{policy::SeeMyCare, whose::Whose};

/// A care worker who is put forward, as the person reads of them.
#[derive(Debug, Clone, serde::Serialize, schemars::JsonSchema)]
pub(crate) struct WorkerTold {
    /// The id under which an answer is sent.
    id: String,
    /// Their name.
    name: String,
    /// What they bring.
    about: String,
    /// The agency they come from.
    agency: Option<String>,
    /// Where the choice stands.
    choice: String,
    #[serde(skip)]
    open: bool,
    #[serde(skip)]
    said: Vec<complex::rule::Said>,
}

/// What the JSON says.
#[derive(Debug, Default, serde::Serialize, schemars::JsonSchema)]
pub(crate) struct Workers {
    /// Everybody who stands.
    workers: Vec<WorkerTold>,
}

fn told(one: Forward) -> WorkerTold {
    WorkerTold {
        id: one.id.to_string(),
        choice: one.choice().words().to_owned(),
        open: one.choice() == Choice::Open,
        name: one.worker_name,
        about: one.about,
        agency: one.agency,
        said: one.said,
    }
}

/// Whether the person chooses care workers at all, and how many wait for an answer. A person has one package of it, or few.
pub(crate) fn waiting(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<usize>, Failure> {
    let all = complex::of_person(tx, person)?;
    let Some(care) = all.first() else { return Ok(None) };
    let workers = complex::workers_of(tx, care.id)?;
    Ok(Some(workers.iter().filter(|one| one.withdrawn.is_none() && one.choice() == Choice::Open).count()))
}

/// Shows them.
pub(crate) fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let whose = Whose::of_path::<SeeMyCare>(view, "care workers put forward")?;
    let mut workers = Vec::new();
    for care in complex::of_person(view.tx, whose.id)? {
        let stand = complex::workers_of(view.tx, care.id)?.into_iter().filter(|one| one.withdrawn.is_none());
        workers.extend(stand.map(told));
    }
    let body = html! {
        h1 class="nhsuk-heading-l" { "Who could come to " (whose.you()) }
        @if workers.is_empty() {
            (empty_state("When care workers are put forward, they stand here, and we ask what is thought of each. Nobody is sent who was not chosen, unless there is a good reason, which is written down."))
        } @else {
            p { "Say of each whether they may come. It can be changed later. " @if !whose.mine { (whose.row.given_name) "’s own answer counts before yours." } }
            @for one in &workers { (card(one, whose.mine)) }
        }
    };
    let page = whose.under(view, "Care workers", body)?;
    Shown::with(page, &Workers { workers })
}

/// What the person said is theirs: a carer reads their own words and what came of it (H11).
fn card(one: &WorkerTold, mine: bool) -> Markup {
    let said: Vec<_> = one.said.iter().filter(|said| mine || said.voice == Voice::Carer).collect();
    html! {
        h2 class="nhsuk-heading-m" { (one.name) }
        p { (one.about) @if let Some(agency) = &one.agency { " They come from an agency, " (agency) "." } }
        @if !said.is_empty() { ul class="nhsuk-list nhsuk-list--bullet" { @for said in &said {
            li { (said.name) ", " (moment(said.at)) ": " (said.word.words()) @if let Some(why) = &said.why { ". " (why) } }
        } } }
        p { strong { (one.choice) "." } " "
            a href=(format!("/put-forward/{}/say", one.id)) { @if one.open { "Say what you think" } @else { "Change your answer" } span class="nhsuk-u-visually-hidden" { " of " (one.name) } } }
    }
}
