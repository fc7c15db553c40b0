//! Where workers are not found within twenty weeks of the award, the provider bears what an agency costs (BRK-14): the provider says
//! when workers of its own are in place, and states each month what the agency cost beyond the agreed rate. Who bears it follows
//! from the days alone.

use std::collections::BTreeMap;

use access::{About, Permit};
use kernel::{Date, Failure, Id, Moment, Money, Uuid, day_in_words, short_day};
use page::{Markup, html, show};
use store::{Row, Tx, Work, cols, params, statement};
use wire::{Act, Done, Field, Shown, View};

use super::{
    care::{Care, CareId, RECRUITED, hold, one as care_of},
    done, form_page,
    rule::{Bearer, Choice, bearer_of, last_day_of_council},
    workers::of_care as workers_of,
};
use crate::policy::{AgreeComplex, KeepComplex};

/// What is asked when workers are in place.
pub const FOUND: &[Field] = &[
    Field::version(),
    Field::date("on", "Since which day are workers of your own in place?")
        .must("Enter the day from which workers of your own are in place."),
];

/// What is asked of a month.
pub const FIELDS: &[Field] = &[
    Field::date("from", "First day").must("Enter the first day."),
    Field::date("last", "Last day").hint("In the same month.").must("Enter the last day."),
    Field::money("amount", "What did the agency cost beyond the agreed rate?").must("Enter the amount."),
    Field::words("words", "Which visits, and how is it reckoned?").must("Say which visits, and how it is reckoned."),
];

/// What is asked of the broker.
pub const AGREE: &[Field] = &[Field::version()];

/// What a [`CostId`] names.
#[derive(Debug)]
pub enum CostRow {}
/// The id of a statement of agency cost.
pub type CostId = Id<CostRow>;

/// What an agency cost on days of one month.
#[derive(Debug, Clone)]
pub(crate) struct Cost {
    pub(crate) id: CostId,
    pub(crate) version: i64,
    pub(crate) care: CareId,
    pub(crate) from: Date,
    pub(crate) last: Date,
    pub(crate) amount: Money,
    pub(crate) words: String,
    pub(crate) bearer: Bearer,
    pub(crate) by: String,
    pub(crate) agreed: Option<(Moment, String)>,
}

impl Cost {
    fn read(row: &Row) -> Result<Self, Failure> {
        let agreed = match row.get::<Option<Moment>>("agreed_at")? {
            None => None,
            Some(at) => Some((at, row.get("agreed_by")?)),
        };
        Ok(Cost {
            id: row.get("id")?,
            version: row.get("version")?,
            care: row.get("care")?,
            from: row.get("from_day")?,
            last: row.get("last_day")?,
            amount: row.get("amount")?,
            words: row.get("words")?,
            bearer: row.parse("bearer")?,
            by: row.get("stated_by")?,
            agreed,
        })
    }
}

statement! {
    OF_CARE = "SELECT * FROM agency_cost WHERE care = $1 ORDER BY from_day, id LIMIT 200";
    ONE = "SELECT * FROM agency_cost WHERE id = $1";
    SUMS = "SELECT a.care, a.bearer, CAST(SUM(a.amount) AS {int}) AS amount FROM agency_cost a
        JOIN complex_care c ON c.id = a.care WHERE c.closed_at IS NULL GROUP BY a.care, a.bearer";
}

/// What was stated for an award's complex care, by day.
pub(crate) fn of_care(tx: &mut Tx<'_>, care: CareId) -> Result<Vec<Cost>, Failure> {
    tx.all(&OF_CARE, params![care], Cost::read)
}

/// What was stated for all complex care there is now: for each, what the council and what the provider bears.
pub(crate) fn sums(tx: &mut Tx<'_>) -> Result<BTreeMap<Uuid, (Money, Money)>, Failure> {
    let mut all: BTreeMap<Uuid, (Money, Money)> = BTreeMap::new();
    for (care, bearer, amount) in tx.all(&SUMS, &[], |row| {
        Ok((row.get::<Uuid>("care")?, row.parse::<Bearer>("bearer")?, row.get::<Money>("amount")?))
    })? {
        let sum = all.entry(care).or_default();
        match bearer {
            Bearer::Commissioner => sum.0 = amount,
            Bearer::Provider => sum.1 = amount,
        }
    }
    Ok(all)
}

/// Records that workers of the provider's own are in place: at least one of them whom the person has chosen.
pub fn found(work: &mut Work<'_>, permit: &Permit<KeepComplex>, care: &Care, on: Date) -> Result<(), Failure> {
    permit.covers(care.package)?;
    if on > work.at.day() {
        return Err(Failure::field("on", "This day is still to come. Record it when they are in place."));
    }
    if let Some(day) = care.recruited_on {
        return Err(Failure::conflict(format!("Workers are in place since {}.", day_in_words(day))));
    }
    let own = workers_of(work, care.id)?;
    if !own.iter().any(|one| one.withdrawn.is_none() && one.agency.is_none() && one.choice() == Choice::Chosen) {
        return Err(Failure::conflict(
            "No care worker of your own whom the person has chosen stands here. Put somebody forward first.",
        ));
    }
    clocks::stop(work, care.id.uuid(), RECRUITED, Moment::start_of(on))?;
    let change = care.change("complex.recruited").facts(serde_json::json!({ "package": care.package, "on": on }));
    work.apply(change.update("complex_care", care.id, care.version, cols! { "recruited_on" => on }))
}

/// A statement as it comes in.
#[derive(Debug)]
pub struct Stated<'a> {
    /// The first and the last day.
    pub days: (Date, Date),
    /// The cost beyond the agreed rate.
    pub amount: Money,
    /// How it is reckoned.
    pub words: &'a str,
    /// Who states it.
    pub by: &'a str,
}

/// States what an agency cost; says which statement it is and who bears it.
pub fn state(
    work: &mut Work<'_>,
    permit: &Permit<KeepComplex>,
    care: &Care,
    new: &Stated<'_>,
) -> Result<(CostId, Bearer), Failure> {
    permit.covers(care.package)?;
    let (from, last) = new.days;
    if last > work.at.day() {
        return Err(Failure::field("last", "This day is still to come. State what the agency has cost."));
    }
    if new.amount <= Money::ZERO {
        return Err(Failure::field("amount", "Enter an amount above nothing."));
    }
    if !workers_of(work, care.id)?.iter().any(|one| one.agency.is_some()) {
        return Err(Failure::conflict(
            "No agency worker was put forward for this package, so there is no agency cost.",
        ));
    }
    if let Some(other) = of_care(work, care.id)?.iter().find(|other| other.from <= last && from <= other.last) {
        return Err(Failure::field(
            "from",
            format!("The days from {} to {} are stated already.", day_in_words(other.from), day_in_words(other.last)),
        ));
    }
    let bearer = bearer_of((from, last), care.recruit_by, care.recruited_on)?;
    let id: CostId = work.id();
    let columns = cols! {
        "id" => id, "version" => 1, "care" => care.id, "package" => care.package, "provider" => care.provider,
        "from_day" => from, "last_day" => last, "amount" => new.amount, "words" => new.words, "bearer" => bearer.code(),
        "stated_at" => work.at, "stated_by" => new.by,
    };
    let facts = serde_json::json!({
        "package": care.package, "from": from, "last": last, "amount": new.amount, "bearer": bearer.code(),
        "recruit_by": care.recruit_by, "recruited_on": care.recruited_on,
    });
    work.apply(care.change("complex.agency_cost_stated").facts(facts).insert("agency_cost", columns))?;
    Ok((id, bearer))
}

/// The statements of an award, each with who bears it; a broker agrees to those the council bears.
pub(crate) fn told(care: &Care, costs: &[Cost], may_agree: bool) -> Markup {
    let council = last_day_of_council(care.recruit_by, care.recruited_on);
    html! {
        p { "Agency cost up to " (day_in_words(council)) " is the council’s where it agrees; after that the provider bears it." }
        @if !costs.is_empty() {
            ul class="nhsuk-list nhsuk-list--bullet" { @for cost in costs { li {
                (short_day(cost.from)) " to " (short_day(cost.last)) ": " (show::money(cost.amount)) ", borne by " (cost.bearer.words().to_lowercase()) ". "
                (cost.words) " (" (cost.by) ")"
                @match (&cost.agreed, cost.bearer) {
                    (Some((at, by)), _) => { " Agreed by " (by) ", " (show::moment(*at)) "." }
                    (None, Bearer::Commissioner) if may_agree => { " " a href=(format!("/agency-costs/{}/agree", cost.id)) { "Agree to it" span class="nhsuk-u-visually-hidden" { ": " (short_day(cost.from)) } } }
                    (None, Bearer::Commissioner) => { " Not agreed yet." }
                    (None, Bearer::Provider) => {}
                }
            } } }
        }
    }
}

/// The form of workers in place.
pub fn found_page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    form_page::<KeepComplex>(view, "Workers of our own are in place", |view, package, care| {
        let (version, today) = (care.map_or(1, |care| care.version).to_string(), view.now.day().to_string());
        html! {
            @if let Some(care) = care { p { "The twenty weeks end on " (day_in_words(care.recruit_by)) ". After that you bear the agency cost." } }
            (view.form.around(&format!("/packages/{}/recruited", package.id), &html! {
                @for field in FOUND { (view.form.field(field, if field.name == "on" { &today } else { &version })) }
            }, "Record it"))
        }
    })
}

/// Records it.
pub fn found_submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (package, _, mut care, permit) = hold::<KeepComplex>(act)?;
    care.version = act.values.version()?;
    let on = act.values.date("on")?;
    found(act.work, &permit, &care, on)?;
    Ok(done(&package, format!("Workers of your own are in place since {}.", day_in_words(on))))
}

/// The form of a month.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    form_page::<KeepComplex>(view, "State what an agency cost", |view, package, care| {
        html! {
            @if let Some(care) = care { (told(care, &[], false)) }
            (view.form.whole(&format!("/packages/{}/agency-cost", package.id), FIELDS, "State it"))
        }
    })
}

/// States it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (package, _, care, permit) = hold::<KeepComplex>(act)?;
    let words = act.values.text("words")?;
    let new = Stated {
        days: (act.values.date("from")?, act.values.date("last")?),
        amount: act.values.money("amount")?,
        words: &words,
        by: &act.who.name,
    };
    let (id, bearer) = state(act.work, &permit, &care, &new)?;
    let message = match bearer {
        Bearer::Commissioner => "You stated the agency cost. The brokerage team must agree to it.",
        Bearer::Provider => "You stated the agency cost. By its days you bear it yourselves.",
    };
    Ok(done(&package, message.into()).id(id))
}

fn of_path(tx: &mut Tx<'_>, id: CostId) -> Result<(Cost, Care), Failure> {
    let cost = tx.one(&ONE, params![id], "statement of an agency cost", Cost::read)?;
    let care = care_of(tx, cost.care)?;
    Ok((cost, care))
}

fn about(cost: &Cost, care: &Care) -> About {
    About::thing("statement of an agency cost", cost.id).person(care.person)
}

/// The broker's page.
pub fn agree_page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (cost, care) = of_path(view.tx, view.path.id("cost")?)?;
    view.who.permit::<AgreeComplex>(&about(&cost, &care))?;
    view.saw(care.person, "package");
    let banner = people::banner(view.tx, care.person, view.house)?;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Agree to an agency cost" }
        (told(&care, std::slice::from_ref(&cost), false))
        (view.form.button(&format!("/agency-costs/{}/agree", cost.id), &[("version", &cost.version.to_string())], "Agree to it", false))
    };
    let page = page::Page::new("Agree to an agency cost", body).about(banner);
    Ok(page.back("Back to the package", format!("/packages/{}", care.package)).into())
}

/// Agrees to it.
pub fn agree_submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (cost, care) = of_path(act.work, act.path.id("cost")?)?;
    let permit = act.who.permit::<AgreeComplex>(&about(&cost, &care))?;
    let (version, by) = (act.values.version()?, act.who.name.clone());
    agree(act.work, &permit, (&cost, &care), version, &by)?;
    let message = format!("You agreed to {} for the agency.", cost.amount);
    Ok(Done::new(format!("/packages/{}", care.package), message).id(cost.id))
}

/// Agrees that the council bears a statement.
pub(crate) fn agree(
    work: &mut Work<'_>,
    permit: &Permit<AgreeComplex>,
    (cost, care): (&Cost, &Care),
    version: i64,
    by: &str,
) -> Result<(), Failure> {
    permit.covers(cost.id)?;
    if cost.bearer == Bearer::Provider {
        return Err(Failure::conflict("By its days the provider bears this cost, so there is nothing to agree."));
    }
    if let Some((_, by)) = &cost.agreed {
        return Err(Failure::conflict(format!("{by} agreed to it already.")));
    }
    let facts = serde_json::json!({ "package": care.package, "amount": cost.amount });
    let columns = cols! { "agreed_at" => work.at, "agreed_by" => by };
    work.apply(care.change("complex.agency_cost_agreed").facts(facts).update("agency_cost", cost.id, version, columns))
}
