//! Putting a package to providers: a round of offers sent together (BRK-3).

use std::collections::BTreeSet;

use access::{About, Permit, Who};
use kernel::{Failure, Moment, Uuid, deadline_in_words};
use page::{Page, html};
use store::{Change, Row, Tx, Work, cols, params, statement};
use wire::{Act, Done, Field, House, Shown, View};

use crate::{
    Basis, Offer, OfferId, PackageId, competition,
    framework::{self, services},
    offer,
    package::{self, Move, Package},
    policy::MakeOffer,
    rank::{self, Candidate, Ranked},
    ranking,
    seal::{Known, Words},
};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::choice("basis", "Whom do you want to ask?", Basis::CHOICES)
        .hint("By rank asks the next in the order. Anything else asks the provider you choose, and needs a reason.")
        .must("Say on what ground you ask."),
    Field::whole("how_many", "How many, by rank?", 1, 50, ""),
    Field::id("provider", "Which provider, if you choose one"),
    Field::words("why", "Why, if not by rank").hint("The other providers do not see this. The journal keeps it."),
];

/// Whom to ask.
#[derive(Debug, Clone)]
pub enum Ask {
    /// The next so many in the order, who were not asked since the search began.
    Next(usize),
    /// The same, as a mini-competition (BRK-8).
    Compete(usize),
    /// These, for a reason: the person's choice, a specialist need, a spot purchase.
    These {
        /// The providers.
        providers: Vec<Uuid>,
        /// On what ground.
        basis: Basis,
        /// Why, in words.
        why: String,
    },
}

statement! {
    HANDED_BACK = "SELECT DISTINCT provider FROM hand_back WHERE package = $1";
    ASKED = "SELECT DISTINCT provider FROM offer WHERE package = $1 AND sent_at >= $2";
    BUSY = "SELECT DISTINCT provider FROM offer WHERE package = $1
        AND (state = 'open' OR (state = 'accepted' AND outcome IS NULL))";
    ROUNDS = "SELECT number, made_at, made_by, basis, why, ranking, ranked_by FROM offer_round WHERE package = $1
        ORDER BY number DESC LIMIT 50";
}

fn providers(
    tx: &mut Tx<'_>,
    statement: &store::Statement,
    params: &[store::Value],
) -> Result<BTreeSet<Uuid>, Failure> {
    Ok(tx.all(statement, params, |row| row.get("provider"))?.into_iter().collect())
}

/// Everybody in the order they stand to a package now, by whatever ranks now.
pub fn order(tx: &mut Tx<'_>, place: &places::Place, package: &Package, now: Moment) -> Result<Vec<Ranked>, Failure> {
    let order = ranking::Basis::now(tx, place, now)?;
    ranking(tx, package, now, &order)
}

/// Everybody in the order they stand to a package today, each with the reason. Who handed it back has no place any more.
pub(crate) fn ranking(
    tx: &mut Tx<'_>,
    package: &Package,
    now: Moment,
    order: &ranking::Basis,
) -> Result<Vec<Ranked>, Failure> {
    let mut candidates = framework::candidates(tx, &package.lot, &package.locality, now.day())?;
    order.judge_all(&mut candidates);
    matched(tx, package, &mut candidates)?;
    let mut ranked = rank::rank(&candidates, package.contingency_at.is_some());
    if package.hand_backs > 0 {
        let back = providers(tx, &HANDED_BACK, params![package.id])?;
        for one in ranked.iter_mut().filter(|one| back.contains(&one.provider)) {
            one.rank = None;
            one.why = "Handed this package back.".into();
        }
    }
    Ok(ranked)
}

/// Notes whom the person wants, and, for a package that is hard to place, who can do what it needs (BRK-3).
fn matched(tx: &mut Tx<'_>, package: &Package, candidates: &mut [Candidate]) -> Result<(), Failure> {
    if let Some(wish) = &package.wish {
        for one in candidates.iter_mut().filter(|one| one.provider == wish.provider) {
            one.wish = Some(wish.in_words());
        }
    }
    if !package.is_hard_to_place() {
        return Ok(());
    }
    let needed = services::needed(package.kind, &package::lines(tx, package.id)?);
    let said = services::of_all(tx)?;
    // Nothing is matched where nothing is needed in particular.
    for one in candidates.iter_mut().filter(|_| !needed.is_empty()) {
        let can = said.get(&one.provider);
        let misses = needed.iter().filter(|service| can.is_none_or(|can| !can.contains(service)));
        one.misses = Some(misses.map(|service| service.words()).collect());
    }
    Ok(())
}

/// Who was asked since the search began, in whatever way it ended.
pub(crate) fn asked(tx: &mut Tx<'_>, package: &Package) -> Result<BTreeSet<Uuid>, Failure> {
    providers(tx, &ASKED, params![package.id, package.searching_since])
}

/// A round as it was made.
#[derive(Debug, Clone)]
pub struct Round {
    /// Its number.
    pub number: i64,
    /// When.
    pub made_at: Moment,
    /// By whom.
    pub made_by: String,
    /// On what ground.
    pub basis: Basis,
    /// Why, if not by rank.
    pub why: Option<String>,
    /// Everybody as they stood then.
    pub ranking: Vec<Ranked>,
    /// By what the order was made; none for rounds from before it was kept.
    pub ranked_by: Option<String>,
}

/// The rounds of a package, the latest first (at most 50).
pub fn rounds(tx: &mut Tx<'_>, package: PackageId) -> Result<Vec<Round>, Failure> {
    tx.all(&ROUNDS, params![package], |row: &Row| {
        Ok(Round {
            number: row.get("number")?,
            made_at: row.get("made_at")?,
            made_by: row.get("made_by")?,
            basis: row.parse("basis")?,
            why: row.get("why")?,
            ranking: serde_json::from_str(&row.get::<String>("ranking")?).map_err(Failure::internal)?,
            ranked_by: row.get("ranked_by")?,
        })
    })
}

/// Sends a round of offers and says which.
pub fn send(
    work: &mut Work<'_>,
    house: &House,
    who: &Who,
    permit: &Permit<MakeOffer>,
    held: &Package,
    ask: &Ask,
) -> Result<Vec<OfferId>, Failure> {
    permit.covers(held.id)?;
    let number = held.round + 1;
    let step = held.state.offered(number)?;
    let now = work.at;
    let by = ranking::Basis::now(work, house.place, now)?;
    let ranked = ranking(work, held, now, &by)?;
    let chosen = choose(work, held, &ranked, ask)?;
    let (basis, why) = match ask {
        Ask::Next(_) | Ask::Compete(_) => (Basis::Rank, None),
        Ask::These { basis, why, .. } => (*basis, Some(why.as_str())),
    };
    let eligible = ranked.iter().filter(|one| one.rank.is_some()).count();
    let asked = i64::try_from(chosen.len()).unwrap_or_default();
    let more = cols! {
        "round" => number, "asked" => asked, "eligible" => i64::try_from(eligible).unwrap_or_default(),
    };
    let round: Uuid = work.id();
    let at = work.at;
    let kept = serde_json::to_string(&ranked).map_err(Failure::internal)?;
    let facts =
        serde_json::json!({ "round": number, "asked": asked, "eligible": eligible, "basis": basis.code(), "why": why });
    let this = Move { package: held, step: &step, from: at, event: "package.offered", more };
    package::take(work, house.place, this, |change, _| {
        change.facts(facts).insert(
            "offer_round",
            cols! {
                "id" => round, "package" => held.id, "number" => number, "made_at" => at, "made_by" => who.name.as_str(),
                "basis" => basis.code(), "why" => why, "ranking" => kept, "ranked_by" => by.in_words(),
            },
        )
    })?;
    let standard = match ask {
        Ask::Compete(_) => competition::ANSWERED,
        Ask::Next(_) | Ask::These { .. } => held.risk.answer_standard(),
    };
    chosen.iter().map(|one| send_one(work, house, held, (number, standard), one)).collect()
}

/// Those of the order whom this round asks. A stop bars everybody's choice; it is a gate (BRK-1).
fn choose<'r>(
    work: &mut Work<'_>,
    held: &Package,
    ranked: &'r [Ranked],
    ask: &Ask,
) -> Result<Vec<&'r Ranked>, Failure> {
    match ask {
        Ask::Next(most) | Ask::Compete(most) => {
            let asked = asked(work, held)?;
            let next = ranked.iter().filter(|one| one.rank.is_some() && !asked.contains(&one.provider));
            let next: Vec<_> = next.take(*most).collect();
            if next.is_empty() {
                return Err(Failure::conflict(
                    "Every provider who could take this package by rank has been asked. Choose one to ask again, or open the search to every provider.",
                ));
            }
            Ok(next)
        }
        Ask::These { providers: wanted, why, basis } => {
            if *basis != Basis::Rank && why.trim().is_empty() {
                return Err(Failure::field("why", "Say why this provider and not the next by rank."));
            }
            let busy = providers(work, &BUSY, params![held.id])?;
            wanted.iter().map(|provider| chosen(ranked, &busy, *provider, *basis)).collect()
        }
    }
}

fn chosen<'r>(
    ranked: &'r [Ranked],
    busy: &BTreeSet<Uuid>,
    provider: Uuid,
    basis: Basis,
) -> Result<&'r Ranked, Failure> {
    let Some(one) = ranked.iter().find(|one| one.provider == provider) else {
        return Err(Failure::field("provider", "Choose a provider from the list."));
    };
    let refuse = |words: String| Err(Failure::field("provider", words));
    if one.barred {
        return refuse(format!("{} cannot be asked. {}", one.name, one.why));
    }
    if busy.contains(&provider) {
        return refuse(format!("{} has been asked already and its answer still counts.", one.name));
    }
    if basis == Basis::Rank && one.rank.is_none() {
        return refuse(format!(
            "{} has no place in the order: {} Choose another ground and say why.",
            one.name, one.why
        ));
    }
    Ok(one)
}

fn send_one(
    work: &mut Work<'_>,
    house: &House,
    held: &Package,
    (round, standard): (i64, &str),
    to: &Ranked,
) -> Result<OfferId, Failure> {
    let id: OfferId = work.id();
    let start = clocks::Start {
        standard,
        subject_kind: "offer",
        subject: id.uuid(),
        person: Some(held.person.into()),
        organisation: Some(to.provider),
        from: work.at,
    };
    let due = clocks::start(work, house.place, start)?;
    // R5 and R6 ask for an answer within 24 weekday hours and within week one; kept with the offer, so that a figure does
    // not change when a rule does.
    let response = clocks::rule(house.place, if held.urgent { "response.emergency" } else { "response.other" })?;
    let response_due = kernel::due(work.at, &response, house.place.calendar())?;
    let facts =
        serde_json::json!({ "package": held.id, "provider": to.provider, "due": due, "round": round, "rank": to.rank });
    let columns = cols! {
        "id" => id, "version" => 1, "package" => held.id, "round" => round, "provider" => to.provider,
        "provider_name" => to.name.as_str(), "on_framework" => to.on_framework, "person" => held.person, "rank" => to.rank,
        "locality" => held.locality.as_str(), "urgent" => held.urgent, "sent_at" => work.at, "due_at" => due,
        "response_due_at" => response_due, "state" => "open", "rank_why" => to.why.as_str(),
    };
    let change = Change::new("offer.made", "offer", id).person(held.person).organisation(to.provider).facts(facts);
    work.apply(change.insert("offer", columns))?;
    let area = house.place.locality(&held.locality).map_or(held.locality.as_str(), |area| area.name.as_str());
    let body = format!(
        "A package of care in {area} is offered to you ({}). Answer by {}. Sign in to see it and to answer: /offers/{id}",
        held.reference(),
        deadline_in_words(due)
    );
    notify(work, to.provider, "offer.made", &format!("Package {} is offered to you", held.reference()), &body)?;
    Ok(id)
}

/// Leaves a message for a provider, if it has an address. It names no person: it says where to look.
pub(crate) fn notify(
    work: &mut Work<'_>,
    provider: Uuid,
    topic: &str,
    subject: &str,
    body: &str,
) -> Result<(), Failure> {
    match framework::provider_row(work, provider)?.email {
        Some(email) => work.send(topic, &email, subject, body),
        None => Ok(()),
    }
}

fn about(package: &Package) -> About {
    About::thing("package", package.id).person(package.person)
}

/// The form: the order as it stands now, who was asked, and whom to ask next.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<MakeOffer>(&about(&package))?;
    view.saw(package.person, "whom to offer a package to");
    let ranked = order(view.tx, view.house.place, &package, view.now)?;
    let asked = asked(view.tx, &package)?;
    let places = ranked.iter().filter(|one| one.rank.is_some()).count();
    let left = ranked.iter().filter(|one| one.rank.is_some() && !asked.contains(&one.provider)).count();
    let choices: Vec<(String, String)> =
        ranked.iter().filter(|one| !one.barred).map(|one| (one.provider.to_string(), one.name.clone())).collect();
    let open = package.state.offered(package.round + 1);
    let words = Words::of_package(view.tx, &package)?;
    let known = Known::of(view.tx, view.house.place, package.person)?;
    let form = view.form;
    let fields = html! {
        @for field in FIELDS {
            @match field.name {
                "version" => { (form.field(field, &package.version.to_string())) }
                "basis" => { (form.field(field, "rank")) }
                "how_many" => { (form.field(field, &left.clamp(1, 3).to_string())) }
                "provider" => { (form.choose(field, &choices, "")) }
                _ => { (form.field(field, "")) }
            }
        }
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Offer package " (package.reference()) }
        p { (places) " of " (ranked.len()) " providers could take it by rank; " (left) " of them have not been asked yet." }
        @match open {
            Ok(_) => {
                (form.around(&format!("/packages/{}/offer", package.id), &fields, "Send the offers"))
                (words.preview(&known, &format!("/people/{}/plan", package.person)))
            }
            Err(failure) => { p { (failure.to_string()) } }
        }
        h2 class="nhsuk-heading-m" { "The order, and why" }
        (crate::show::ranking(&ranked, &asked))
    };
    let banner = people::banner(view.tx, package.person, view.house)?;
    let back = format!("/packages/{}", package.id);
    Ok(Page::new(format!("Offer package {}", package.reference()), body)
        .about(banner)
        .back("Back to the package", back)
        .into())
}

/// Sends the round.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let mut held = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<MakeOffer>(&about(&held))?;
    held.version = act.values.version()?;
    let basis: Basis = act.values.choice("basis")?;
    let why = act.values.opt_text("why")?.unwrap_or_default();
    let ask = match (basis, act.values.opt_uuid("provider")?) {
        (Basis::Rank, None) => {
            let how_many = act.values.opt_whole("how_many")?;
            let how_many = how_many.ok_or_else(|| Failure::field("how_many", "Say how many providers to ask."))?;
            Ask::Next(usize::try_from(how_many).unwrap_or(1))
        }
        (_, Some(provider)) => Ask::These { providers: vec![provider], basis, why },
        (_, None) => return Err(Failure::field("provider", "Choose the provider to ask.")),
    };
    let sent = send(act.work, act.house, act.who, &permit, &held, &ask)?;
    let first = sent.first().copied().ok_or_else(|| Failure::internal("a round without an offer"))?;
    let first: Offer = offer::offer(act.work, first)?;
    let message = format!(
        "You offered the package to {}. They must answer by {}.",
        kernel::count(i64::try_from(sent.len()).unwrap_or_default(), "provider", "providers"),
        deadline_in_words(first.due_at)
    );
    Ok(Done::new(format!("/packages/{}", held.id), message).id(held.id))
}
