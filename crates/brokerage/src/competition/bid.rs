//! A provider answers a mini-competition and quotes a price; it may change both until the deadline (BRK-8).

use access::{Permit, Who};
use kernel::{Date, Failure, Money, Uuid, day_in_words, deadline_in_words};
use page::html;
use store::{Change, Work, cols};
use wire::{Act, Done, Field, House, Shown, View};

use super::{ANSWERED, Bid, Competition, of_offer, of_round};
use crate::{Offer, answer, offers::sealed_page, package::Package, policy::BidForPackage};

/// What is asked; of the answers as many as there are questions.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::date("earliest_start", "From which day can you start?").must("Enter the earliest day you can start."),
    Field::money("rate", "Your price of an hour")
        .hint("At most the ceiling of the framework.")
        .must("Quote a price of an hour."),
    Field::words("answer_1", "Your answer").must("Answer the first question."),
    Field::words("answer_2", "Your answer"),
    Field::words("answer_3", "Your answer"),
    Field::words("answer_4", "Your answer"),
    Field::words("answer_5", "Your answer"),
];

/// The names of the fields of the answers.
const ANSWERS: [&str; super::QUESTIONS] = ["answer_1", "answer_2", "answer_3", "answer_4", "answer_5"];

/// What is offered.
#[derive(Debug, Clone)]
pub struct NewBid {
    /// The earliest day they can start.
    pub earliest_start: Date,
    /// The price of an hour.
    pub rate: Money,
    /// The answers, in the order of the questions.
    pub answers: Vec<String>,
}

/// Keeps a bid. Its words and its price stand in no event before the deadline.
pub fn bid(
    work: &mut Work<'_>,
    house: &House,
    who: &Who,
    permit: &Permit<BidForPackage>,
    this: (&Offer, &Package),
    new: &NewBid,
) -> Result<Uuid, Failure> {
    let (offer, package) = this;
    permit.covers(offer.id)?;
    offer.may_be_answered(work.at)?;
    let competition = called(work, offer)?;
    within_ceiling(house, package, new, work.at.day())?;
    for (nth, name) in ANSWERS.iter().enumerate().take(competition.questions.len()) {
        if new.answers.get(nth).is_none_or(|answer| answer.trim().is_empty()) {
            return Err(Failure::field(*name, "Answer this question."));
        }
    }
    let answers = serde_json::to_string(&new.answers).map_err(Failure::internal)?;
    let columns = cols! {
        "rate" => new.rate, "earliest_start" => new.earliest_start, "answers" => answers, "sent_at" => work.at,
        "sent_by" => who.name.as_str(),
    };
    let facts =
        serde_json::json!({ "package": offer.package, "competition": competition.id, "provider": offer.provider });
    let before = of_offer(work, offer.id)?;
    let event = if before.is_some() { "bid.changed" } else { "bid.made" };
    let change = Change::new(event, "offer", offer.id).organisation(offer.provider).facts(facts);
    let id = before.as_ref().map_or_else(|| work.id(), |bid| bid.id);
    match before {
        Some(Bid { version, .. }) => work.apply(change.update("bid", id, version, columns))?,
        None => {
            let mut row = cols! {
                "id" => id, "version" => 1, "competition" => competition.id, "offer" => offer.id,
                "provider" => offer.provider, "provider_name" => offer.provider_name.as_str(),
            };
            row.extend(columns);
            work.apply(change.insert("bid", row))?;
            let at = work.at;
            clocks::stop(work, offer.id.uuid(), ANSWERED, at)?;
        }
    }
    Ok(id)
}

fn called(tx: &mut store::Tx<'_>, offer: &Offer) -> Result<Competition, Failure> {
    of_round(tx, offer.package, offer.round)?.ok_or_else(|| {
        Failure::conflict(format!(
            "This package is offered at the schedule’s rate and not as a mini-competition. Accept or decline it: /offers/{}",
            offer.id
        ))
    })
}

fn within_ceiling(house: &House, package: &Package, new: &NewBid, today: Date) -> Result<(), Failure> {
    if new.earliest_start < today {
        return Err(Failure::field("earliest_start", "The earliest start is in the past. Enter today or a later day."));
    }
    if new.rate <= Money::from_pence(0) {
        return Err(Failure::field("rate", "Quote a price above nothing."));
    }
    let day = day_in_words(new.earliest_start);
    let ceiling = house.place.ceiling(&package.lot, &package.locality, &package.price_kind, new.earliest_start);
    match ceiling {
        None => Err(Failure::field(
            "earliest_start",
            format!("The price schedule has no price for {day}, so no price can be quoted. Enter an earlier day."),
        )),
        Some(ceiling) if new.rate > ceiling => Err(Failure::field(
            "rate",
            format!("The framework pays at most {ceiling} an hour here on {day}. Quote that or less."),
        )),
        Some(_) => Ok(()),
    }
}

/// The form: the questions with their weights, and what was sent before.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let (offer, package) = answer::look(view)?;
    view.who.permit::<BidForPackage>(&answer::about(&offer))?;
    let competition = called(view.tx, &offer)?;
    let before = of_offer(view.tx, offer.id)?;
    let form = view.form;
    let start = before.as_ref().map_or(package.start_wanted.max(view.now.day()), |bid| bid.earliest_start);
    let held = |name: &str| match (name, &before) {
        ("version", _) => offer.version.to_string(),
        ("earliest_start", _) => start.to_string(),
        ("rate", Some(bid)) => bid.rate.decimal(),
        (name, Some(bid)) => {
            let nth = ANSWERS.iter().position(|answer| *answer == name);
            nth.and_then(|nth| bid.answers.get(nth)).cloned().unwrap_or_default()
        }
        _ => String::new(),
    };
    let asked = competition.questions.len();
    let fields = html! {
        @for field in FIELDS {
            @match ANSWERS.iter().position(|answer| *answer == field.name) {
                None => { (form.field(field, &held(field.name))) }
                Some(nth) if nth < asked => {
                    @if let Some(question) = competition.questions.get(nth) {
                        h2 class="nhsuk-heading-s" { (nth + 1) ". " (question.words) " (weighs " (question.weight) ")" }
                    }
                    (form.needed(field, &held(field.name)))
                }
                Some(_) => {}
            }
        }
    };
    let (action, sent) = (format!("/offers/{}/bid", offer.id), before.is_some());
    sealed_page(view, (&offer, &package), "Mini-competition", |_| {
        html! {
            p { "The price weighs " (competition.price_weight) " of 100. Nobody reads your answers before " (deadline_in_words(competition.closes_at)) "; you may change them until then." }
            (form.around(&action, &fields, if sent { "Change the answers" } else { "Send the answers" }))
        }
    })
}

/// Sends them.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let (mut offer, package) = answer::hold(act.work, act.path.id("offer")?)?;
    let permit = act.who.permit::<BidForPackage>(&answer::about(&offer))?;
    offer.may_be_answered(act.now)?;
    offer.version = act.values.version()?;
    let mut answers = Vec::new();
    for name in ANSWERS {
        answers.push(act.values.opt_text(name)?.unwrap_or_default());
    }
    let asked = called(act.work, &offer)?.questions.len();
    answers.truncate(asked);
    let new = NewBid { earliest_start: act.values.date("earliest_start")?, rate: act.values.money("rate")?, answers };
    let id = bid(act.work, act.house, act.who, &permit, (&offer, &package), &new)?;
    let message = format!(
        "Your answers for package {} are sent and sealed until {}.",
        package.reference(),
        deadline_in_words(offer.due_at)
    );
    Ok(Done::new(format!("/offers/{}", offer.id), message).id(id))
}
