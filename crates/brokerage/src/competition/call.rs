//! The broker calls a mini-competition instead of a round at fixed rates (BRK-8).

use access::{Permit, Who};
use kernel::{Failure, Moment, Uuid, deadline_in_words};
use page::{Page, html};
use store::{Change, Work, cols};
use wire::{Act, Done, Field, House, Shown, View};

use super::{ANSWERED, OPEN, Question, about, total};
use crate::{
    package::{self, Package},
    policy::MakeOffer,
    seal::{Known, sealed},
    send::{self, Ask},
};

const fn question(name: &'static str, label: &'static str) -> Field {
    Field::line(name, label)
}

const fn weight(name: &'static str, label: &'static str) -> Field {
    Field::whole(name, label, 0, total::WHOLE, "")
}

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::whole("how_many", "How many providers, by rank?", 2, 50, "")
        .must("Say how many providers to ask; at least two."),
    question("question_1", "First question").must("Write the first question."),
    weight("weight_1", "Weight of the first question").must("Give the first question a weight."),
    question("question_2", "Second question"),
    weight("weight_2", "Weight of the second question"),
    question("question_3", "Third question"),
    weight("weight_3", "Weight of the third question"),
    question("question_4", "Fourth question"),
    weight("weight_4", "Weight of the fourth question"),
    question("question_5", "Fifth question"),
    weight("weight_5", "Weight of the fifth question"),
    weight("price_weight", "Weight of the price")
        .hint("The lowest price gets all of it, another in proportion. The weights add up to 100.")
        .must("Give the price a weight; 0 when it does not matter."),
];

/// The names of the fields of each question.
const NAMES: [(&str, &str); super::QUESTIONS] = [
    ("question_1", "weight_1"),
    ("question_2", "weight_2"),
    ("question_3", "weight_3"),
    ("question_4", "weight_4"),
    ("question_5", "weight_5"),
];

/// What is put out.
#[derive(Debug, Clone)]
pub struct NewCompetition {
    /// How many providers are asked, by rank.
    pub how_many: usize,
    /// What they are asked.
    pub questions: Vec<Question>,
    /// What the price weighs.
    pub price_weight: i64,
}

/// Sends the round, keeps the questions, and has the bids opened at the deadline.
pub fn call(
    work: &mut Work<'_>,
    house: &House,
    who: &Who,
    permit: &Permit<MakeOffer>,
    held: &Package,
    new: &NewCompetition,
) -> Result<(Uuid, Moment), Failure> {
    total::weighed(&new.questions, new.price_weight)?;
    let round = held.round + 1;
    send::send(work, house, who, permit, held, &Ask::Compete(new.how_many))?;
    let closes_at = kernel::due(work.at, &clocks::rule(house.place, ANSWERED)?, house.place.calendar())?;
    let id: Uuid = work.id();
    let (at, questions) = (work.at, serde_json::to_string(&new.questions).map_err(Failure::internal)?);
    let facts = serde_json::json!({
        "competition": id, "round": round, "closes_at": closes_at, "questions": new.questions, "price_weight": new.price_weight,
    });
    let columns = cols! {
        "id" => id, "package" => held.id, "round" => round, "made_at" => at, "made_by" => who.name.as_str(),
        "closes_at" => closes_at, "questions" => questions, "price_weight" => new.price_weight,
    };
    let change = Change::new("competition.called", "package", held.id).person(held.person).facts(facts);
    work.apply(change.insert("competition", columns))?;
    // A bid may come until the deadline itself.
    let after = Moment::from_micros(closes_at.micros().saturating_add(1));
    work.later(OPEN, after, &serde_json::json!({ "competition": id }))?;
    Ok((id, closes_at))
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<MakeOffer>(&about(&package))?;
    view.saw(package.person, "whom to offer a package to");
    let (form, version) = (view.form, package.version.to_string());
    let closes = kernel::due(view.now, &clocks::rule(view.house.place, ANSWERED)?, view.house.place.calendar())?;
    let body = html! {
        h1 class="nhsuk-heading-l" { "Mini-competition for package " (package.reference()) }
        @match package.state.offered(package.round + 1) {
            Err(failure) => { p { (failure.to_string()) } }
            Ok(_) => {
                p { "Providers answer your questions and quote a price of at most the framework’s ceiling. Sent now, it closes " (deadline_in_words(closes)) ". Nobody reads the answers before then, you neither." }
                p { "Do not name the person: what the record knows of them is taken out of your questions." }
                (form.around(&format!("/packages/{}/compete", package.id), &html! {
                    @for field in FIELDS { (form.field(field, match field.name { "version" => version.as_str(), "how_many" => "3", _ => "" })) }
                }, "Call the competition"))
            }
        }
    };
    let banner = people::banner(view.tx, package.person, view.house)?;
    let back = format!("/packages/{}", package.id);
    Ok(Page::new("Mini-competition", body).about(banner).back("Back to the package", back).into())
}

/// Calls it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let mut held = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<MakeOffer>(&about(&held))?;
    held.version = act.values.version()?;
    let known = Known::of(act.work, act.house.place, held.person)?;
    let mut questions = Vec::new();
    for (question, weight) in NAMES {
        let (words, given) = (act.values.opt_text(question)?, act.values.opt_whole(weight)?.unwrap_or_default());
        match words {
            Some(words) if given > 0 => questions.push(Question { words: sealed(&words, &known), weight: given }),
            Some(_) => {
                return Err(Failure::field(weight, "Give this question a weight above nothing, or take it out."));
            }
            None if given > 0 => return Err(Failure::field(question, "Write the question this weight is for.")),
            None => {}
        }
    }
    let how_many = usize::try_from(act.values.whole("how_many")?).unwrap_or(2);
    let new = NewCompetition { how_many, questions, price_weight: act.values.whole("price_weight")? };
    let (id, closes_at) = call(act.work, act.house, act.who, &permit, &held, &new)?;
    let message = format!("The mini-competition is out. It closes {}.", deadline_in_words(closes_at));
    Ok(Done::new(format!("/competitions/{id}"), message).id(id))
}
