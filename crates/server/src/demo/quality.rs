//! What people say of a provider, and what its quality officer finds (QUA-2, QUA-3).

use access::Who;
use kernel::{Failure, Moment, Uuid};

use super::{cast::Company, hand::Hand};

/// The stages of the story, by days before the end: what happens then.
pub(super) const STAGES: [(i64, Stage); 4] =
    [(12, Stage::Visit), (9, Stage::Own), (6, Stage::Complaint), (2, Stage::Serious)];

/// One stage.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stage {
    /// A monitoring visit, signed the same day, with an action; and a self-assessment is asked for.
    Visit,
    /// The provider answers for itself.
    Own,
    /// A complaint is made and answered, and somebody is praised.
    Complaint,
    /// Another complaint waits, a serious one and a late action.
    Serious,
}

/// Who plays in it.
#[derive(Debug)]
pub(super) struct Players<'a> {
    pub(super) officer: &'a Who,
    pub(super) social_worker: &'a Who,
    pub(super) company: &'a Company,
    pub(super) person: Uuid,
}

/// Plays a stage.
pub(super) fn play(hand: &mut Hand<'_>, players: &Players<'_>, stage: Stage, at: Moment) -> Result<(), Failure> {
    match stage {
        Stage::Visit => visit(hand, players, at),
        Stage::Own => own(hand, players),
        Stage::Complaint => complaint(hand, players, at),
        Stage::Serious => serious(hand, players),
    }
}

fn id_of(done: &wire::Done) -> Result<Uuid, Failure> {
    done.id.ok_or_else(|| Failure::internal("nothing was made"))
}

fn rate(hand: &mut Hand<'_>, who: &Who, review: Uuid, at: Moment, low: &[&str]) -> Result<(), Failure> {
    let form = hand.site().house.place.quality_form_on(at.day());
    let form = form.ok_or_else(|| Failure::internal("the place has no quality form"))?;
    for (_, standard) in form.standards() {
        let (rating, evidence) = if low.contains(&standard.code.as_str()) {
            ("1", "Two of the five looked at were not in order.")
        } else {
            ("2", "Looked at five; all in order.")
        };
        let path = format!("/quality/reviews/{review}/standards/{}", standard.code);
        hand.fill(who, &path, &[("rating", rating), ("evidence", evidence)])?;
    }
    Ok(())
}

fn visit(hand: &mut Hand<'_>, players: &Players<'_>, at: Moment) -> Result<(), Failure> {
    let (provider, day) = (players.company.organisation.to_string(), at.day().to_string());
    let (officer, provider) = (players.officer, provider.as_str());
    hand.fill(officer, "/quality/reviews/ask", &[("provider", provider), ("reason", "Your yearly self-assessment.")])?;
    let plan = [("provider", provider), ("day", &day), ("announced", "yes"), ("reason", "The yearly visit.")];
    let review = id_of(&hand.fill(officer, "/quality/reviews/new", &plan)?)?;
    rate(hand, officer, review, at, &["safe_staff", "on_time_faces", "led_complaints"])?;
    let summary = [("summary", "Kind and reliable care; staff files and continuity need work.")];
    hand.fill(officer, &format!("/quality/reviews/{review}/sign"), &summary)?;
    let (review, due) = (review.to_string(), at.plus_days(11).day().to_string());
    let action = [
        ("words", "Bring every staff file up to date: checks, training, supervision."),
        ("owner_name", players.company.manager.who.name.as_str()),
        ("due_on", &due),
        ("standard", "safe_staff"),
        ("review", &review),
    ];
    hand.fill(officer, &format!("/quality/providers/{provider}/actions/new"), &action).map(drop)
}

fn own(hand: &mut Hand<'_>, players: &Players<'_>) -> Result<(), Failure> {
    let manager = &players.company.manager.who;
    let (organisation, now) = (players.company.organisation, hand.site().store.clock().now());
    let asked = hand.site().store.read_now(|tx| quality::review::self_assessment_of(tx, organisation))?;
    let Some(review) = asked else { return Ok(()) };
    rate(hand, manager, review, now, &["on_time_faces"])?;
    let summary = [("summary", "We are proud of our workers and want fewer faces for each person.")];
    hand.fill(manager, &format!("/quality/reviews/{review}/sign"), &summary).map(drop)
}

fn say(hand: &mut Hand<'_>, players: &Players<'_>, fields: &[(&str, &str)]) -> Result<Uuid, Failure> {
    let provider = players.company.organisation.to_string();
    let mut all = vec![("provider", provider.as_str()), ("said_by", "family"), ("named", "yes")];
    all.extend(fields);
    id_of(&hand.fill(players.social_worker, &format!("/people/{}/feedback/new", players.person), &all)?)
}

fn complaint(hand: &mut Hand<'_>, players: &Players<'_>, at: Moment) -> Result<(), Failure> {
    let happened = at.plus_days(-1).day().to_string();
    let late = [
        ("kind", "complaint"),
        ("category", "times"),
        ("severity", "moderate"),
        ("words", "The morning visit came two hours late and nobody rang."),
        ("happened_on", happened.as_str()),
    ];
    let id = say(hand, players, &late)?;
    let manager = &players.company.manager.who;
    let words = [("words", "Rang the daughter, said who looks into it and by when we answer.")];
    hand.fill(manager, &format!("/quality/feedback/{id}/acknowledge"), &words)?;
    let answer = [
        ("outcome", "upheld"),
        ("answer", "The worker’s car broke down and the office did not ring. We are sorry."),
        ("lesson", "Whoever moves a visit rings the person before anything else."),
    ];
    hand.fill(manager, &format!("/quality/feedback/{id}/answer"), &answer)?;
    let praise =
        [("kind", "compliment"), ("category", "respect"), ("words", "She sings with Mum while she helps her dress.")];
    say(hand, players, &praise).map(drop)
}

fn serious(hand: &mut Hand<'_>, players: &Players<'_>) -> Result<(), Failure> {
    let medicine = [
        ("kind", "complaint"),
        ("category", "medicines"),
        ("severity", "serious"),
        ("words", "The evening tablets were given twice on one day."),
    ];
    say(hand, players, &medicine)?;
    let faces = [
        ("kind", "complaint"),
        ("category", "workers"),
        ("severity", "low"),
        ("words", "Six different faces in one week."),
    ];
    say(hand, players, &faces).map(drop)
}
