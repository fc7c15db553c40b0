//! The provider puts care workers forward, and takes one back (BRK-14).

use access::{About, Permit};
use kernel::{Failure, Uuid};
use page::{Page, html};
use store::{Work, cols};
use wire::{Act, Done, Field, Shown, View};

use super::{
    care::{Care, hold, one as care_of},
    done, fields, form_page,
    workers::{Forward, ForwardId, of_care, one},
};
use crate::policy::KeepComplex;

const WORKER: Field = Field::id("worker", "Which care worker?").must("Choose a care worker.");

/// What is asked.
pub const FIELDS: &[Field] = &[
    WORKER,
    Field::words("about", "What do they bring?")
        .hint("The person and their carer read it: how long they have done this, what they were trained in, when they can come.")
        .must("Say what they bring, for the person and their carer to read."),
    Field::line("agency", "Which agency sends them?").hint("Leave it empty for a care worker of your own."),
];

/// What is asked when one is taken back.
pub const WITHDRAW: &[Field] =
    &[Field::version(), Field::words("why", "Why do they no longer stand?").must("Say why they no longer stand.")];

/// Puts a worker forward.
pub fn put(
    work: &mut Work<'_>,
    permit: &Permit<KeepComplex>,
    care: &Care,
    (worker, about, agency): (&workforce::Worker, &str, Option<&str>),
    by: &str,
) -> Result<ForwardId, Failure> {
    permit.covers(care.package)?;
    let stands = |forward: &Forward| forward.withdrawn.is_none() && forward.worker == worker.id;
    if of_care(work, care.id)?.iter().any(stands) {
        return Err(Failure::field("worker", format!("{} was put forward already.", worker.name)));
    }
    let id: ForwardId = work.id();
    let columns = cols! {
        "id" => id, "version" => 1, "care" => care.id, "package" => care.package, "person" => care.person,
        "provider" => care.provider, "worker" => worker.id, "worker_name" => worker.name.as_str(), "about" => about,
        "agency" => agency, "put_forward_at" => work.at, "put_forward_by" => by,
    };
    let facts = serde_json::json!({ "package": care.package, "worker": worker.id, "agency": agency.is_some() });
    work.apply(care.change("complex.worker_put_forward").facts(facts).insert("complex_worker", columns))?;
    Ok(id)
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (own, today) = (view.who.organisation_id().unwrap_or_default(), view.now.day());
    let workers = workforce::workers(view.tx, own, today)?;
    let choices: Vec<(String, String)> = workers.into_iter().map(|one| (one.id.to_string(), one.name)).collect();
    form_page::<KeepComplex>(view, "Put a care worker forward", |view, package, _| {
        let fields = html! {
            @for field in FIELDS {
                @if field.name == "worker" { (view.form.choose(&WORKER, &choices, "")) } @else { (view.form.field(field, "")) }
            }
        };
        html! {
            p { "The person and their carer help to choose. Only who is chosen is given the visits of this package." }
            (view.form.around(&format!("/packages/{}/put-forward", package.id), &fields, "Put them forward"))
        }
    })
}

/// Puts them forward.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (package, _, care, permit) = hold::<KeepComplex>(act)?;
    let worker = workforce::worker(act.work, care.provider, act.values.uuid("worker")?, act.now.day())?;
    let (about, agency) = (act.values.text("about")?, act.values.opt_text("agency")?);
    let id = put(act.work, &permit, &care, (&worker, &about, agency.as_deref()), &act.who.name)?;
    let message =
        format!("{} is put forward. The person and their carer see it and can say what they think.", worker.name);
    Ok(done(&package, message).id(id))
}

fn about(forward: &Forward) -> About {
    About::thing("care worker who was put forward", forward.id).person(forward.person).organisation(forward.provider)
}

/// The form to take one back.
pub fn withdraw_page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let forward = one(view.tx, view.path.id("forward")?)?;
    view.who.permit::<KeepComplex>(&about(&forward))?;
    view.saw(forward.person, "package");
    let banner = people::banner(view.tx, forward.person, view.house)?;
    let title = format!("Take {} back", forward.worker_name);
    let body = html! {
        h1 class="nhsuk-heading-l" { (title) }
        @if let Some((_, why)) = &forward.withdrawn { p { "Taken back already: " (why) } }
        @else {
            p { "They can then be given no more visits of this package. Visits they have stay theirs until somebody takes them off." }
            (view.form.around(&format!("/put-forward/{}/withdraw", forward.id), &fields(view, WITHDRAW, forward.version), "Take them back"))
        }
    };
    let back = format!("/provider/packages/{}", forward.package);
    Ok(Page::new(title, body).about(banner).back("Back to the package", back).into())
}

/// Takes one back.
pub fn withdraw_submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let forward = one(act.work, act.path.id("forward")?)?;
    let permit = act.who.permit::<KeepComplex>(&about(&forward))?;
    let why = act.values.text("why")?;
    withdraw(act.work, &permit, &forward, (act.values.version()?, &why))?;
    let message = format!("{} is no longer put forward.", forward.worker_name);
    Ok(Done::new(format!("/provider/packages/{}", forward.package), message).id(forward.id))
}

/// Takes a worker back.
pub fn withdraw(
    work: &mut Work<'_>,
    permit: &Permit<KeepComplex>,
    forward: &Forward,
    (version, why): (i64, &str),
) -> Result<(), Failure> {
    permit.covers(forward.id)?;
    if forward.withdrawn.is_some() {
        return Err(Failure::conflict("They were taken back already."));
    }
    let care = care_of(work, forward.care)?;
    let facts = serde_json::json!({ "package": forward.package, "worker": forward.worker, "why": why });
    let columns = cols! { "withdrawn_at" => work.at, "withdrawn_why" => why };
    let id: Uuid = forward.id.uuid();
    let change = care.change("complex.worker_withdrawn").facts(facts);
    work.apply(change.update("complex_worker", id, version, columns))
}
