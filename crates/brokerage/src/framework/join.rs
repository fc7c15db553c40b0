//! A provider that was off the framework is admitted. Its packages stay with it and go on at the framework's terms from that day
//! (BRK-11): a rate above the ceiling becomes the ceiling, any other stays; nothing is handed back.

use access::{About, Permit};
use kernel::{Date, Failure, Money, Uuid};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::empty_state,
};
use places::Place;
use store::{Change, Row, Tx, Work, cols, params, statement};
use wire::{Act, Done, Field, Shown, View};

use super::{Provider, provider_row};
use crate::{PackageId, policy::AdmitProvider};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::whole("score", "Score at admission, in tenths of a point", 0, 1000, "tenths")
        .hint("80.5 points are 805.")
        .must("Enter the score."),
    Field::line("lots", "Lots, by their codes, with commas between").must("Enter at least one lot."),
    Field::words("note", "What the admission rests on").must("Write what the admission rests on."),
];

/// A package that goes on.
struct Running {
    package: PackageId,
    person: Uuid,
    award: Uuid,
    version: i64,
    lot: String,
    locality: String,
    price_kind: String,
    rate: Money,
    start: Date,
    dated: Option<Date>,
}

statement! {
    RUNNING = "SELECT p.id, p.person, p.lot, p.locality, p.price_kind, a.id AS award, a.version, a.start_day,
        COALESCE((SELECT r.rate FROM award_rate r WHERE r.award = a.id ORDER BY r.from_day DESC LIMIT 1), a.rate) AS rate,
        (SELECT MAX(r.from_day) FROM award_rate r WHERE r.award = a.id) AS dated
        FROM package p JOIN award a ON a.id = p.award
        WHERE p.provider = $1 AND p.state IN ('awarded', 'introduced', 'started') AND a.on_framework = FALSE
          AND a.framework_from IS NULL ORDER BY p.id LIMIT 2000";
}

fn running(tx: &mut Tx<'_>, provider: Uuid) -> Result<Vec<Running>, Failure> {
    tx.all(&RUNNING, params![provider], |row: &Row| {
        Ok(Running {
            package: row.get("id")?,
            person: row.get("person")?,
            award: row.get("award")?,
            version: row.get("version")?,
            lot: row.get("lot")?,
            locality: row.get("locality")?,
            price_kind: row.get("price_kind")?,
            rate: row.get("rate")?,
            start: row.get("start_day")?,
            dated: row.get("dated")?,
        })
    })
}

impl Running {
    /// What an hour costs from a day on, and the ceiling of then. Without a price in the schedule the rate stays.
    fn terms(&self, place: &Place, from: Date) -> (Money, Money) {
        let ceiling = place.ceiling(&self.lot, &self.locality, &self.price_kind, from).unwrap_or(self.rate);
        (self.rate.min(ceiling), ceiling)
    }

    /// From which day: the admission, or the day its present rate holds from if that is later.
    fn from(&self, day: Date) -> Date {
        day.max(self.start).max(self.dated.and_then(|dated| dated.tomorrow().ok()).unwrap_or(day))
    }
}

/// Who joins, on what.
struct Joining<'a> {
    provider: &'a Provider,
    score: i64,
    lots: &'a [String],
    note: &'a str,
}

/// Admits it; gives how many packages go on and how many of them at a lower rate.
fn join(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<AdmitProvider>,
    new: &Joining<'_>,
) -> Result<(usize, usize), Failure> {
    permit.covers(new.provider.id)?;
    let (id, day) = (new.provider.id, work.at.day());
    let facts = serde_json::json!({ "score_tenths": new.score, "lots": new.lots, "note": new.note, "joined": true });
    let columns = cols! { "on_framework" => true, "active" => true, "score_tenths" => new.score, "admitted_on" => day };
    let mut change = Change::new("provider.joined", "provider", id).organisation(id).facts(facts).update(
        "framework_provider",
        id,
        new.provider.version,
        columns,
    );
    for lot in new.lots {
        change = change.put("provider_lot", &["provider", "lot"], cols! { "provider" => id, "lot" => lot.as_str() });
    }
    let all = running(work, id)?;
    let mut changes = vec![change];
    let mut lowered = 0;
    for one in &all {
        let from = one.from(day);
        let (rate, ceiling) = one.terms(place, from);
        lowered += usize::from(rate < one.rate);
        let facts = serde_json::json!({
            "award": one.award, "provider": id, "from": from, "rate": rate, "before": one.rate, "ceiling": ceiling,
            "ceiling_before": ceiling, "rule": "joined",
        });
        let about = |event| Change::new(event, "package", one.package).person(one.person).organisation(id);
        let joined = about("package.joined_framework").facts(facts.clone());
        changes.push(joined.update("award", one.award, one.version, cols! { "framework_from" => from }));
        if rate < one.rate {
            let dated = cols! {
                "award" => one.award, "from_day" => from, "rate" => rate, "before" => one.rate, "ceiling" => ceiling,
                "ceiling_before" => ceiling, "noted_at" => work.at,
            };
            changes.push(about("package.rate_changed").facts(facts).insert("award_rate", dated));
        }
    }
    work.apply_all(changes)?;
    Ok((all.len(), lowered))
}

fn about(provider: &Provider) -> About {
    About::thing("provider", provider.id).organisation(provider.id)
}

fn must_be_off(provider: &Provider) -> Result<(), Failure> {
    if provider.on_framework {
        return Err(Failure::conflict(format!("{} is on the framework already.", provider.name)));
    }
    Ok(())
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let provider = provider_row(view.tx, view.path.uuid("provider")?)?;
    view.who.permit::<AdmitProvider>(&about(&provider))?;
    must_be_off(&provider)?;
    let (all, place) = (running(view.tx, provider.id)?, view.house.place);
    let own: std::collections::BTreeSet<&str> = all.iter().map(|one| one.lot.as_str()).collect();
    let own = own.into_iter().collect::<Vec<_>>().join(", ");
    let version = provider.version.to_string();
    let held = |name: &str| match name {
        "version" => version.as_str(),
        "lots" => own.as_str(),
        _ => "",
    };
    let codes: Vec<String> = place.lots.iter().map(|lot| format!("{} ({})", lot.code, lot.name)).collect();
    let body = html! {
        h1 class="nhsuk-heading-l" { "Admit " (provider.name) " to the framework" }
        p { "The lots are: " (kernel::list_in_words(&codes)) "." }
        h2 class="nhsuk-heading-m" { "Packages that stay with it" }
        (terms(place, view.now.day(), &all))
        (view.form.around(&format!("/framework/{}/join", provider.id), &html! {
            @for field in FIELDS { (view.form.field(field, held(field.name))) }
        }, "Admit the provider"))
    };
    Ok(Page::new("Admit a provider", body).back("Back to the provider", format!("/framework/{}", provider.id)).into())
}

fn terms(place: &Place, today: Date, all: &[Running]) -> Markup {
    if all.is_empty() {
        return empty_state("It has no packages. Those it has would stay with it on the framework’s terms.");
    }
    let row = |one: &Running| {
        let from = one.from(today);
        let (rate, ceiling) = one.terms(place, from);
        vec![
            Cell::from(crate::reference(one.package)),
            Cell::numeric(one.rate.to_string()),
            Cell::numeric(ceiling.to_string()),
            Cell::numeric(rate.to_string()),
            Cell::from(kernel::short_day(from)),
        ]
    };
    table(&Table {
        caption: "The price of an hour, now and on the framework’s terms".into(),
        head: vec![
            "Package".into(),
            Cell::numeric("Now"),
            Cell::numeric("Ceiling"),
            Cell::numeric("Then"),
            "From".into(),
        ],
        rows: all.iter().map(row).collect(),
        responsive: true,
        ..Table::default()
    })
}

/// The lots that were written, each known and once.
fn lots_of(place: &Place, written: &str) -> Result<Vec<String>, Failure> {
    let mut lots: Vec<String> =
        written.split(',').map(|code| code.trim().to_lowercase()).filter(|code| !code.is_empty()).collect();
    lots.sort();
    lots.dedup();
    match lots.iter().find(|code| !place.lots.iter().any(|lot| lot.code == **code)) {
        Some(stranger) => Err(Failure::field("lots", format!("There is no lot “{stranger}”. Use the codes above."))),
        None if lots.is_empty() => Err(Failure::field("lots", "Enter at least one lot.")),
        None => Ok(lots),
    }
}

/// Admits it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let mut provider = provider_row(act.work, act.path.uuid("provider")?)?;
    let permit = act.who.permit::<AdmitProvider>(&about(&provider))?;
    must_be_off(&provider)?;
    provider.version = act.values.version()?;
    let lots = lots_of(act.house.place, &act.values.text("lots")?)?;
    let note = act.values.text("note")?;
    let new = Joining { provider: &provider, score: act.values.whole("score")?, lots: &lots, note: &note };
    let (all, lowered) = join(act.work, act.house.place, &permit, &new)?;
    let message = format!(
        "{} is on the framework. {} with it, {} at a lower rate.",
        provider.name,
        kernel::count(all, "package stays", "packages stay"),
        kernel::count(lowered, "of them", "of them"),
    );
    Ok(Done::new(format!("/framework/{}", provider.id), message).id(provider.id))
}
