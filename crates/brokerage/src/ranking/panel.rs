//! The panel's weights: set every six months by operations, brokerage, quality and commissioning together (BRK-4). A version is never
//! changed; the next one takes its place from its day on.

use access::{About, Permit, Who};
use clocks::Start;
use kernel::{Date, Failure, Moment, Uuid, day_in_words, deadline_in_words};
use page::{
    Markup, Page,
    components::{Cell, Table, table},
    html,
    show::{empty_state, time_left},
};
use places::Place;
use schemars::JsonSchema;
use store::{Change, Row, Tx, Work, cols, params, statement};
use wire::{Act, Done, Field, Shown, View};

use super::{
    factor::Factor,
    score::{WHOLE, Weights},
};
use crate::policy::{SeeRanking, SetRanking};

/// The standard of the next review.
const REVIEWED: &str = "ranking.reviewed";

/// A version of the weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// Its id.
    pub id: Uuid,
    /// Its number, from 1.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// The first day on which it ranks.
    pub valid_from: Date,
    /// When it was set, and who recorded it.
    pub set: (Moment, String),
    /// Who sat for operations, brokerage, quality and commissioning.
    pub members: [String; 4],
    /// Why the weights are these.
    pub reason: String,
    /// The weights.
    pub weights: Weights,
    /// By when the next panel meets.
    pub review_by: Moment,
}

impl Panel {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Panel {
            id: row.get("id")?,
            number: row.get("number")?,
            name: row.get("name")?,
            valid_from: row.get("valid_from")?,
            set: (row.get("set_at")?, row.get("set_by")?),
            members: [row.get("operations")?, row.get("brokerage")?, row.get("quality")?, row.get("commissioning")?],
            reason: row.get("reason")?,
            weights: Weights::read(&row.get::<String>("weights")?)?,
            review_by: row.get("review_by")?,
        })
    }

    /// Its number and name: "Panel 2, “Winter”".
    pub fn title(&self) -> String {
        format!("Panel {}, “{}”", self.number, self.name)
    }
}

statement! {
    IN_FORCE = "SELECT * FROM ranking_panel WHERE valid_from <= $1 ORDER BY valid_from DESC, number DESC LIMIT 1";
    ALL = "SELECT * FROM ranking_panel ORDER BY number DESC LIMIT 100";
    LAST = "SELECT * FROM ranking_panel ORDER BY number DESC LIMIT 1 {for_update}";
}

/// The weights in force on a day.
pub fn in_force(tx: &mut Tx<'_>, day: Date) -> Result<Option<Panel>, Failure> {
    tx.first(&IN_FORCE, params![day], Panel::read)
}

/// Every version, the latest first (at most 100).
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Panel>, Failure> {
    tx.all(&ALL, &[], Panel::read)
}

const fn weight(factor: Factor) -> Field {
    Field::whole(factor.code(), factor.words(), 0, WHOLE, "").hint(factor.how())
}

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::line("name", "What is this version called?").must("Give the version a name."),
    Field::date("valid_from", "From which day does it rank?").must("Enter the first day on which these weights rank."),
    Field::line("operations", "Who sat for operations?").must("Say who sat for operations."),
    Field::line("brokerage", "Who sat for brokerage?").must("Say who sat for brokerage."),
    Field::line("quality", "Who sat for quality?").must("Say who sat for quality."),
    Field::line("commissioning", "Who sat for commissioning?").must("Say who sat for commissioning."),
    Field::words("reason", "Why these weights?").must("Say why the panel chose these weights."),
    weight(Factor::Tender),
    weight(Factor::Monitoring),
    weight(Factor::Safeguarding),
    weight(Factor::Response),
    weight(Factor::Hard),
    weight(Factor::HandBacks),
    weight(Factor::TurnDowns),
    weight(Factor::Reductions),
    weight(Factor::Localities),
    weight(Factor::Complaints),
    weight(Factor::Compliments),
    weight(Factor::Bundles),
    weight(Factor::Choice),
];

/// What a panel has decided.
#[derive(Debug, Clone)]
pub struct NewPanel {
    /// Its name.
    pub name: String,
    /// From which day it ranks.
    pub valid_from: Date,
    /// Who sat for operations, brokerage, quality and commissioning.
    pub members: [String; 4],
    /// Why.
    pub reason: String,
    /// The weights.
    pub weights: Weights,
}

/// Keeps what a panel has decided, and starts the clock of the next review.
pub fn set(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<SetRanking>,
    who: &Who,
    new: &NewPanel,
) -> Result<Uuid, Failure> {
    permit.covers(Uuid::nil())?;
    let last = work.first(&LAST, &[], Panel::read)?;
    if new.valid_from < work.at.day() {
        return Err(Failure::field("valid_from", "Weights cannot rank before today. Enter today or a later day."));
    }
    if let Some(last) = last.as_ref().filter(|last| new.valid_from < last.valid_from) {
        let day = day_in_words(last.valid_from);
        return Err(Failure::field(
            "valid_from",
            format!("{} ranks from {day}. Enter that day or a later one.", last.title()),
        ));
    }
    let (id, number): (Uuid, i64) = (work.id(), last.as_ref().map_or(1, |last| last.number + 1));
    let at = work.at;
    if let Some(last) = &last {
        clocks::stop(work, last.id, REVIEWED, at)?;
    }
    let start = Start {
        standard: REVIEWED,
        subject_kind: "ranking_panel",
        subject: id,
        person: None,
        organisation: None,
        from: at,
    };
    let review_by = clocks::start(work, place, start)?;
    let [operations, brokerage, quality, commissioning] = &new.members;
    let facts = serde_json::json!({
        "number": number, "name": new.name, "valid_from": new.valid_from, "members": new.members, "reason": new.reason,
        "weights": new.weights.kept(), "review_by": review_by,
    });
    let columns = cols! {
        "id" => id, "number" => number, "name" => new.name.as_str(), "valid_from" => new.valid_from, "set_at" => at,
        "set_by" => who.name.as_str(), "operations" => operations.as_str(), "brokerage" => brokerage.as_str(),
        "quality" => quality.as_str(), "commissioning" => commissioning.as_str(), "reason" => new.reason.as_str(),
        "weights" => new.weights.kept().to_string(), "review_by" => review_by,
    };
    work.apply(Change::new("ranking.weights_set", "ranking_panel", id).facts(facts).insert("ranking_panel", columns))?;
    Ok(id)
}

/// The form, with the weights that rank now.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.permit::<SetRanking>(&about())?;
    let last = all(view.tx)?.into_iter().next();
    let today = view.now.day().to_string();
    let held = |field: &Field| match (field.name, field.name.parse::<Factor>()) {
        ("valid_from", _) => today.clone(),
        (_, Ok(factor)) => last.as_ref().map_or(0, |last| last.weights.of(factor)).to_string(),
        _ => String::new(),
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Set the weights of the ranking" }
        p { "A panel of operations, brokerage, quality and commissioning sets them and looks at them again every six months. The weights add up to " (WHOLE) ". A factor that is not recorded for a provider is left out there and its weight shared out among the others." }
        (view.form.around("/ranking/panel", &html! {
            @for field in FIELDS {
                @if field.name == Factor::Tender.code() { h2 class="nhsuk-heading-m" { "The weights" } }
                (view.form.needed(field, &held(field)))
            }
        }, "Set the weights"))
    };
    Ok(Page::new("Set the weights of the ranking", body).back("Back to the ranking", "/ranking").into())
}

fn about() -> About {
    About::thing("ranking", Uuid::nil())
}

/// Sets them.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let permit = act.who.permit::<SetRanking>(&about())?;
    let mut weights = Vec::new();
    for factor in Factor::ALL {
        weights.push((*factor, act.values.opt_whole(factor.code())?.unwrap_or_default()));
    }
    let text = |name: &str| act.values.text(name);
    let new = NewPanel {
        name: text("name")?,
        valid_from: act.values.date("valid_from")?,
        members: [text("operations")?, text("brokerage")?, text("quality")?, text("commissioning")?],
        reason: text("reason")?,
        weights: Weights::new(weights)?,
    };
    let id = set(act.work, act.house.place, &permit, act.who, &new)?;
    let message = format!("The weights “{}” rank from {} on.", new.name, day_in_words(new.valid_from));
    Ok(Done::new("/ranking/panels", message).id(id))
}

/// A version as scripts see it.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct PanelLine {
    /// Its number.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// The first day on which it ranks.
    pub valid_from: String,
    /// Who recorded it.
    pub set_by: String,
    /// Who sat for operations, brokerage, quality and commissioning.
    pub members: Vec<String>,
    /// Why.
    pub reason: String,
    /// Each factor's code with its weight.
    pub weights: std::collections::BTreeMap<String, i64>,
    /// By when the next panel meets.
    pub review_by: String,
}

fn line(panel: &Panel) -> PanelLine {
    let weights = Factor::ALL.iter().map(|factor| (factor.code().to_owned(), panel.weights.of(*factor)));
    PanelLine {
        number: panel.number,
        name: panel.name.clone(),
        valid_from: panel.valid_from.to_string(),
        set_by: panel.set.1.clone(),
        members: panel.members.to_vec(),
        reason: panel.reason.clone(),
        weights: weights.collect(),
        review_by: panel.review_by.to_string(),
    }
}

/// Every version there was, side by side.
pub fn list(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    view.who.scope::<SeeRanking>()?;
    let all = all(view.tx)?;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Who set which weights, and why" }
        @if all.is_empty() {
            (empty_state("No panel has set weights yet, so the tender score alone ranks. Each version stands here with who sat, why, and from which day."))
        } @else { (weights_table(&all)) }
        @for panel in &all { (shown(panel)) }
    };
    let data: Vec<PanelLine> = all.iter().map(line).collect();
    Shown::with(Page::new("The panel’s weights", body).back("Back to the ranking", "/ranking").wide(), &data)
}

fn shown(panel: &Panel) -> Markup {
    let [operations, brokerage, quality, commissioning] = &panel.members;
    html! {
        h2 class="nhsuk-heading-m" { (panel.title()) }
        p { "Ranks from " (day_in_words(panel.valid_from)) ". " (panel.reason) }
        p { "Operations: " (operations) "; brokerage: " (brokerage) "; quality: " (quality) "; commissioning: " (commissioning) ". Recorded by " (panel.set.1) " on " (day_in_words(panel.set.0.day())) ". To be reviewed by " (deadline_in_words(panel.review_by)) "." }
    }
}

fn weights_table(all: &[Panel]) -> Markup {
    // The latest few; the rest can be read below and as data.
    let few: Vec<&Panel> = all.iter().take(4).collect();
    let rows = Factor::ALL.iter().map(|factor| {
        let mut row = vec![Cell::from(factor.words())];
        row.extend(few.iter().map(|panel| Cell::numeric(panel.weights.of(*factor).to_string())));
        row
    });
    let mut head = vec![Cell::from("Factor")];
    head.extend(few.iter().map(|panel| Cell::numeric(format!("{} {}", panel.number, panel.name))));
    table(&Table {
        caption: "Weights, the latest first".into(),
        head,
        rows: rows.collect(),
        first_cell_is_header: true,
        responsive: true,
        ..Table::default()
    })
}

/// What ranks now, and when it is looked at again.
pub(super) fn standing(now: Moment, panel: Option<&Panel>) -> Markup {
    html! {
        @match panel {
            None => p { "No panel has set weights yet, so the tender score alone ranks." },
            Some(panel) => {
                p { (panel.title()) " ranks since " (day_in_words(panel.valid_from)) ". " a href="/ranking/panels" { "Who set which weights, and why" } }
                p { "The next panel: " (time_left(now, Some(panel.review_by))) }
            }
        }
    }
}
