//! Setting a provider an action.

use access::{About, OrganisationKind};
use kernel::{Failure, Uuid, day_in_words};
use page::{Page, html};
use store::{Change, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{policy::SetAction, review};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::words("words", "What is to be put right?").must("Write what is to be put right."),
    Field::line("owner_name", "Who at the provider does it?").must("Say who at the provider does it."),
    Field::date("due_on", "Until which day?").must("Enter the day by which it is done."),
    Field::line("standard", "Which standard does it serve?"),
    REVIEW,
];

const REVIEW: Field = Field::id("review", "Which visit does it come of?");

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let provider = access::organisation(view.tx, view.path.uuid("provider")?)?;
    view.who.permit::<SetAction>(&About::thing("provider", provider.id))?;
    let reviews: Vec<(String, String)> = review::of_provider(view.tx, provider.id)?
        .into_iter()
        .filter(|one| one.result().is_some())
        .map(|one| (one.id.to_string(), format!("{}, {}", one.kind.words(), day_in_words(one.day))))
        .collect();
    let form = view.house.place.quality_form_on(view.now.day());
    let standards: Vec<(String, String)> = form
        .map(|form| form.standards().map(|(_, one)| (one.code.clone(), one.words.clone())).collect())
        .unwrap_or_default();
    let title = format!("Set an action for {}", provider.name);
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        (view.form.around(&format!("/quality/providers/{}/actions/new", provider.id), &html! {
            @for field in FIELDS {
                @match field.name {
                    "standard" => { (view.form.choose(field, &standards, "")) },
                    "review" if reviews.is_empty() => {},
                    "review" => { (view.form.choose(field, &reviews, view.query.text("review"))) },
                    _ => { (view.form.field(field, "")) },
                }
            }
        }, "Set the action"))
    };
    Ok(Page::new(title, body).back("Back to the provider", format!("/quality/providers/{}", provider.id)).into())
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let provider = access::organisation(act.work, act.path.uuid("provider")?)?;
    let permit = act.who.permit::<SetAction>(&About::thing("provider", provider.id))?;
    permit.covers(provider.id)?;
    if provider.kind != OrganisationKind::Provider {
        return Err(Failure::no_such("provider"));
    }
    let (due_on, today) = (act.values.date("due_on")?, act.now.day());
    if due_on < today || due_on > act.now.plus_days(731).day() {
        return Err(Failure::field("due_on", "Enter a day from today on, within two years."));
    }
    let standard = act.values.opt_text("standard")?;
    let form = act.house.place.quality_form_on(today);
    if standard.as_deref().is_some_and(|code| form.is_none_or(|form| form.standard(code).is_none())) {
        return Err(Failure::field("standard", "Choose one of the standards in the list."));
    }
    let came_of = act.values.opt_uuid("review")?;
    if let Some(id) = came_of {
        let own = review::one(act.work, id).ok().filter(|one| one.provider == provider.id && one.result().is_some());
        own.ok_or_else(|| Failure::field("review", "Choose one of the visits in the list."))?;
    }
    let id: Uuid = act.work.id();
    let (words, owner) = (act.values.text("words")?, act.values.text("owner_name")?);
    let columns = cols! {
        "id" => id, "version" => 1, "provider" => provider.id, "provider_name" => provider.name.as_str(),
        "review" => came_of, "standard" => standard.clone(), "words" => words.as_str(), "owner_name" => owner.as_str(),
        "due_on" => due_on, "state" => "open", "set_by_name" => act.who.name.as_str(), "set_at" => act.now,
    };
    let facts = serde_json::json!({ "words": words, "owner": owner, "due_on": due_on, "review": came_of, "standard": standard });
    let change = Change::new("quality_action.set", "quality_action", id).organisation(provider.id).facts(facts);
    act.work.apply(change.insert("quality_action", columns))?;
    let message = format!("The action is set for {}, until {}.", provider.name, day_in_words(due_on));
    Ok(Done::new(format!("/quality/providers/{}", provider.id), message).id(id))
}
