//! Planning a monitoring visit (QUA-3).

use access::{About, OrganisationKind, Permit, Who};
use clocks::Start;
use kernel::{Date, Failure, Moment, Uuid, day_in_words, deadline_in_words};
use page::{Page, html};
use places::Place;
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{RETURNED, SIGNED};
use crate::{kinds::ReviewKind, policy::PlanReview};

/// What is asked.
pub const FIELDS: &[Field] = &[
    PROVIDER,
    Field::date("day", "On which day is the visit?").must("Enter the day of the visit."),
    Field::choice("announced", "Is the provider told beforehand?", &[("yes", "Yes"), ("no", "No")])
        .hint("A provider sees nothing of a visit that is not announced until it is signed.")
        .must("Say whether the provider is told."),
    Field::words("reason", "Why this visit?")
        .must("Say why the visit is made: yearly, after a complaint, to follow up."),
];

pub(super) const PROVIDER: Field = Field::id("provider", "Which provider?").must("Choose the provider.");

/// A review that is to be begun.
#[derive(Debug, Clone)]
pub struct NewReview {
    /// Which of the two.
    pub kind: ReviewKind,
    /// Whose.
    pub provider: Uuid,
    /// The day of the visit, or today.
    pub day: Date,
    /// Whether the provider is told.
    pub announced: bool,
    /// Why.
    pub reason: String,
}

/// Plans a visit or asks for a self-assessment, under the form that holds on its day; gives its id and by when it is due.
pub fn begin(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<PlanReview>,
    who: &Who,
    new: &NewReview,
) -> Result<(Uuid, Moment), Failure> {
    permit.covers(new.provider)?;
    let provider = access::organisation(work, new.provider).ok().filter(|it| it.kind == OrganisationKind::Provider);
    let provider = provider.ok_or_else(|| Failure::field("provider", "Choose a provider from the list."))?;
    let today = work.at.day();
    if new.day < today || new.day > work.at.plus_days(366).day() {
        return Err(Failure::field("day", "Enter a day from today on, within the next year."));
    }
    let form = place.quality_form_on(new.day);
    let form = form.ok_or_else(|| Failure::field("day", "The place has no form for that day yet."))?;
    let id: Uuid = work.id();
    let (standard, from) = match new.kind {
        ReviewKind::Visit => (SIGNED, Moment::start_of(new.day)),
        ReviewKind::Own => (RETURNED, work.at),
    };
    let told = new.announced || new.kind == ReviewKind::Own;
    let organisation = (new.kind == ReviewKind::Own).then_some(provider.id);
    let start = Start { standard, subject_kind: "quality_review", subject: id, person: None, organisation, from };
    let due = clocks::start(work, place, start)?;
    let columns = cols! {
        "id" => id, "version" => 1, "kind" => new.kind.code(), "provider" => provider.id, "provider_name" => provider.name,
        "form" => form.version.as_str(), "state" => "planned", "day" => new.day, "announced" => told,
        "reason" => new.reason.as_str(), "owner" => who.account, "owner_name" => who.name.as_str(),
        "planned_at" => work.at, "due_at" => due,
    };
    let event = match new.kind {
        ReviewKind::Visit => "monitoring.planned",
        ReviewKind::Own => "self_assessment.asked",
    };
    let facts = serde_json::json!({ "provider": provider.id, "day": new.day, "announced": told, "form": form.version });
    let change = Change::new(event, "quality_review", id).facts(facts);
    let change = if told { change.organisation(provider.id) } else { change };
    work.apply(change.insert("quality_review", columns))?;
    Ok((id, due))
}

/// Every provider, for a list to choose from.
pub(crate) fn providers(tx: &mut store::Tx<'_>) -> Result<Vec<(String, String)>, Failure> {
    let all = access::organisations(tx, OrganisationKind::Provider)?;
    Ok(all.into_iter().map(|it| (it.id.to_string(), it.name)).collect())
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.permit::<PlanReview>(&About::thing("review", Uuid::nil()))?;
    let providers = providers(view.tx)?;
    let today = view.now.day().to_string();
    let body = html! {
        h1 class="nhsuk-heading-l" { "Plan a monitoring visit" }
        (view.form.around("/quality/reviews/new", &html! {
            @for field in FIELDS {
                @match field.name {
                    "provider" => { (view.form.choose(field, &providers, view.query.text("provider"))) },
                    "day" => { (view.form.field(field, &today)) },
                    _ => { (view.form.field(field, "")) },
                }
            }
        }, "Plan the visit"))
    };
    Ok(Page::new("Plan a monitoring visit", body).back("Monitoring", "/quality/reviews").into())
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let provider = act.values.uuid("provider")?;
    let permit = act.who.permit::<PlanReview>(&About::thing("provider", provider))?;
    let new = NewReview {
        kind: ReviewKind::Visit,
        provider,
        day: act.values.date("day")?,
        announced: act.values.text("announced")? == "yes",
        reason: act.values.text("reason")?,
    };
    let (id, due) = begin(act.work, act.house.place, &permit, act.who, &new)?;
    let message =
        format!("The visit on {} is planned. Sign what you find by {}.", day_in_words(new.day), deadline_in_words(due));
    Ok(Done::new(format!("/quality/reviews/{id}"), message).id(id))
}
