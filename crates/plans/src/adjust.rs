//! What a provider adjusted at a review, within its tolerance (BRK-9). The plan stays as it was agreed and says so; whether the
//! adjustment is within the tolerance is brokerage's to decide, a room this one does not know.

use kernel::{Failure, Minutes, Moment, Uuid};
use page::{Markup, html};
use people::PersonId;
use store::{Change, Row, Tx, Work, cols, params, statement};

use crate::{AgreedWith, PlanId, PlanView};

/// An adjustment of the care while a version of the plan is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    /// The plan.
    pub plan: PlanId,
    /// Its version in force.
    pub version_no: i64,
    /// For whom.
    pub person: PersonId,
    /// By which provider.
    pub provider: Uuid,
    /// Its name.
    pub provider_name: String,
    /// When.
    pub at: Moment,
    /// What changed: "Morning: 30 minutes instead of 45 minutes".
    pub words: String,
    /// Care a week before.
    pub before: Minutes,
    /// Care a week after.
    pub after: Minutes,
    /// Why.
    pub why: String,
    /// With whom it was agreed.
    pub agreed_with: AgreedWith,
    /// Their name.
    pub agreed_name: String,
    /// What the provider's review found.
    pub review: String,
}

statement! {
    OF_VERSION = "SELECT plan, version_no, person, provider, provider_name, at, words, minutes_before, minutes_after, why,
        agreed_with, agreed_name, review FROM plan_adjustment WHERE plan = $1 AND version_no = $2 ORDER BY at, id LIMIT 200";
}

fn read(row: &Row) -> Result<Adjustment, Failure> {
    Ok(Adjustment {
        plan: row.get("plan")?,
        version_no: row.get("version_no")?,
        person: row.get("person")?,
        provider: row.get("provider")?,
        provider_name: row.get("provider_name")?,
        at: row.get("at")?,
        words: row.get("words")?,
        before: row.get("minutes_before")?,
        after: row.get("minutes_after")?,
        why: row.get("why")?,
        agreed_with: row.parse("agreed_with")?,
        agreed_name: row.get("agreed_name")?,
        review: row.get("review")?,
    })
}

/// What was adjusted since a version of a plan was agreed, oldest first (at most 200).
pub fn adjustments(tx: &mut Tx<'_>, plan: PlanId, version_no: i64) -> Result<Vec<Adjustment>, Failure> {
    tx.all(&OF_VERSION, params![plan, version_no], read)
}

/// Keeps an adjustment. Whoever calls this has asked for leave in their own words.
pub fn note_adjustment(work: &mut Work<'_>, new: &Adjustment) -> Result<(), Failure> {
    let id: Uuid = work.id();
    let columns = cols! {
        "id" => id, "plan" => new.plan, "version_no" => new.version_no, "person" => new.person, "provider" => new.provider,
        "provider_name" => new.provider_name.as_str(), "at" => new.at, "words" => new.words.as_str(),
        "minutes_before" => new.before, "minutes_after" => new.after, "why" => new.why.as_str(),
        "agreed_with" => new.agreed_with.code(), "agreed_name" => new.agreed_name.as_str(), "review" => new.review.as_str(),
    };
    let facts = serde_json::json!({
        "version_no": new.version_no, "minutes_before": new.before, "minutes_after": new.after,
    });
    let change = Change::new("plan.adjusted", "plan", new.plan).person(new.person).organisation(new.provider);
    work.apply(change.facts(facts).insert("plan_adjustment", columns))
}

/// What was adjusted, as it stands with the plan. A carer is told what changed and no more (H11).
pub(crate) fn told(plan: &PlanView, adjusted: &[Adjustment], carer: bool) -> Markup {
    let agreed = adjusted.first().map_or(plan.minutes_per_week(), |first| first.before);
    html! {
        @if let Some(last) = adjusted.last() {
            h2 class="nhsuk-heading-m" { "What the provider adjusted" }
            p { "Agreed were " (agreed) " a week; given are " (last.after) ". The plan stays as it was agreed; a new agreed plan replaces this." }
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for one in adjusted {
                    li {
                        (page::show::moment(one.at)) ", " (one.provider_name) ". " (one.words) "."
                        @if !carer { " Why: " (one.why) " Agreed with " (one.agreed_name) " (" (one.agreed_with.words().to_lowercase()) ")." }
                    }
                }
            }
        }
    }
}
