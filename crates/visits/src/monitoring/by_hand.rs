//! The provider's manager matches a parked row with a visit, or sets it aside with the reason.

use access::{About, Permit};
use kernel::{Failure, Moment, Period};
use maud::html;
use page::{
    Page,
    components::{SummaryList, SummaryRow, summary_list},
};
use places::Place;
use store::Work;
use wire::{Act, Done, Field, Shown, View};

use super::{Kept, Verdict, end, held, one, parked::told, record};
use crate::{
    parts,
    policy::MatchMonitoring,
    store::{of_provider, visit},
    visit::VisitId,
};

/// The form.
pub const FIELDS: &[Field] = &[
    VISIT,
    Field::words("why", "Or: why is the row set aside?")
        .hint("For example: the visit was not one of Kith’s, or it was sent twice."),
    Field::version(),
];

const VISIT: Field = Field::id("visit", "Which visit is it?");

fn about(kept: &Kept) -> About {
    About::thing("row", kept.id).organisation(kept.provider)
}

/// The form's page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let kept = one(view.tx, view.path.uuid("row")?)?;
    view.who.permit::<MatchMonitoring>(&about(&kept))?;
    let at: Moment = kept.row.start.or(kept.row.planned_start).unwrap_or(Moment::start_of(kept.row.week));
    let visits = of_provider(view.tx, kept.provider, Period::through(at.day(), at.day())?)?;
    view.saw_list("visits", visits.iter().map(|visit| visit.person));
    let options: Vec<(String, String)> = visits
        .iter()
        .map(|visit| {
            let text =
                format!("{}, {}, {} ({})", visit.person_name, visit.label, parts::times(visit), visit.state.words());
            (visit.id.to_string(), text)
        })
        .collect();
    let chosen = kept.visit.map(|visit| visit.to_string()).unwrap_or_default();
    let version = kept.version.to_string();
    let rows = vec![
        SummaryRow::new("What it says", told(&kept.row)),
        SummaryRow::new("Worker", kept.row.worker.as_str()),
        SummaryRow::new("Why it is here", kept.reason.as_deref().unwrap_or("it was recorded")),
    ];
    let form = html! {
        (view.form.choose(&VISIT, &options, &chosen))
        @for field in FIELDS.iter().skip(1) {
            (view.form.field(field, if field.name == "version" { &version } else { "" }))
        }
    };
    let body = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { (kept.row.file) ", line " (kept.row.row) } "Match a row"
        }
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        @if kept.state == "parked" {
            (view.form.around(&format!("/provider/monitoring/{}", kept.id), &form, "Save"))
        } @else {
            p { (over(&kept)) }
        }
    };
    Ok(Page::new("Match a row", body).back("Rows to match", "/provider/monitoring").into())
}

fn over(kept: &Kept) -> String {
    let by = kept.ended_by.as_deref().unwrap_or("the import");
    if kept.state == "recorded" {
        format!("This row is recorded already, by {by}.")
    } else {
        format!("{by} set this row aside.")
    }
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let kept = held(act.work, act.path.uuid("row")?)?;
    let permit = act.who.permit::<MatchMonitoring>(&about(&kept))?;
    let chosen = act.values.opt_uuid("visit")?.map(VisitId::from);
    let why = act.values.opt_text("why")?;
    let (version, name) = (act.values.version()?, act.who.name.clone());
    let message = settle(act.work, act.house.place, &permit, (&kept, version), (chosen, why.as_deref()), &name)?;
    Ok(Done::new("/provider/monitoring", message).id(kept.id))
}

fn settle(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<MatchMonitoring>,
    (kept, version): (&Kept, i64),
    (chosen, why): (Option<VisitId>, Option<&str>),
    by: &str,
) -> Result<&'static str, Failure> {
    permit.covers(kept.id)?;
    if kept.state != "parked" {
        return Err(Failure::conflict(over(kept)));
    }
    match (chosen, why) {
        (Some(_), Some(_)) => Err(Failure::field("why", "Choose a visit or set the row aside, not both.")),
        (None, None) => Err(Failure::field("visit", "Choose the visit, or say why the row is set aside.")),
        (None, Some(why)) => {
            end(work, kept, version, ("set_aside", None, Some(why)), by)?;
            Ok("The row is set aside.")
        }
        (Some(id), None) => {
            // A visit of another provider does not exist here (H23).
            if visit(work, id)?.provider != kept.provider {
                return Err(Failure::no_such("visit"));
            }
            match record::by_hand(work, place, id, &kept.row)? {
                Verdict::Parked(reason) => Err(Failure::conflict(reason)),
                Verdict::Recorded | Verdict::AlreadySo => {
                    end(work, kept, version, ("recorded", Some(id), None), by)?;
                    Ok("The row is recorded with the visit.")
                }
            }
        }
    }
}
