//! One person's way from first contact to care, each step done by the role that does it.

use access::Who;
use kernel::{Failure, Moment, Money, Uuid};

use super::{hand::Hand, need::Need, story::Story, town::Resident};

/// One made-up person and how far they have come.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) resident: Resident,
    pub(super) need: Need,
    pub(super) person: Option<Uuid>,
    pub(super) referral: Option<Uuid>,
    pub(super) package: Option<Uuid>,
    pub(super) story: Story,
}

impl Case {
    pub(super) fn new(resident: Resident, need: Need) -> Self {
        Case { resident, need, person: None, referral: None, package: None, story: Story::Ordinary }
    }

    pub(super) fn path(&self, rest: &str) -> Result<String, Failure> {
        let person = self.person.ok_or_else(|| Failure::internal("a step before the person was registered"))?;
        Ok(format!("/people/{person}{rest}"))
    }

    fn referral_path(&self, rest: &str) -> Result<String, Failure> {
        let referral = self.referral.ok_or_else(|| Failure::internal("a step before the referral"))?;
        Ok(format!("/referrals/{referral}{rest}"))
    }
}

/// The call handler (or the ward) registers the person and refers them.
pub(super) fn refer(hand: &mut Hand<'_>, who: &Who, case: &mut Case) -> Result<(), Failure> {
    let resident = &case.resident;
    let birth = [
        ("birth-day", resident.birth.day().to_string()),
        ("birth-month", resident.birth.month().to_string()),
        ("birth-year", resident.birth.year().to_string()),
    ];
    let postcode = resident.postcode.to_string();
    let mut fields = vec![
        ("given_name", resident.given_name.as_str()),
        ("family_name", resident.family_name.as_str()),
        ("nhs_number", resident.nhs_number.as_str()),
        ("address_1", resident.address.as_str()),
        ("town", resident.town),
        ("postcode", postcode.as_str()),
        ("phone", resident.phone.as_str()),
    ];
    fields.extend(birth.iter().map(|(name, value)| (*name, value.as_str())));
    case.person = register(hand, who, fields)?;
    let (source, referrer) = if case.need.from_hospital {
        ("hospital_discharge", "Ward sister, Harbour ward")
    } else {
        ("public", "A daughter")
    };
    let urgency = if case.need.end_of_life || case.need.from_hospital { "emergency" } else { "other" };
    let fields = [("source", source), ("referrer_name", referrer), ("reason", case.need.reason), ("urgency", urgency)];
    let path = case.path("/refer")?;
    case.referral = hand.fill(who, &path, &fields)?.id;
    Ok(())
}

/// Registers somebody new. Among thousands some are born on one day under one family name; whoever registers the second is
/// asked, and says so.
fn register<'f>(hand: &mut Hand<'_>, who: &Who, mut fields: Vec<(&'f str, &'f str)>) -> Result<Option<Uuid>, Failure> {
    let asked = |failure: &Failure| matches!(failure, Failure::Invalid(faults) if faults.iter().any(|fault| fault.field == "decision"));
    let registered = match hand.fill(who, "/people/new", &fields) {
        Err(failure) if asked(&failure) => {
            fields.extend([("decision", "somebody_else"), ("reason", "Another NHS number and another address.")]);
            hand.fill(who, "/people/new", &fields)
        }
        registered => registered,
    };
    Ok(registered?.id)
}

/// The coordinator sets priority and owner.
pub(super) fn triage(hand: &mut Hand<'_>, coordinator: &Who, case: &Case) -> Result<(), Failure> {
    let need = &case.need;
    let urgency = if need.end_of_life || need.from_hospital { "emergency" } else { "other" };
    let priority = if need.end_of_life {
        "p1"
    } else if need.harm || need.from_hospital {
        "p2"
    } else {
        "p3"
    };
    let owner = coordinator.account.to_string();
    let fields = [("urgency", urgency), ("priority", priority), ("owner", owner.as_str())];
    hand.fill(coordinator, &case.referral_path("/triage")?, &fields).map(drop)
}

/// The coordinator accepts and hands on to a social worker.
pub(super) fn accept(hand: &mut Hand<'_>, coordinator: &Who, social_worker: &Who, case: &Case) -> Result<(), Failure> {
    let owner = social_worker.account.to_string();
    hand.fill(coordinator, &case.referral_path("/accept")?, &[("owner", owner.as_str())]).map(drop)
}

/// The social worker assesses and decides.
pub(super) fn assess(hand: &mut Hand<'_>, who: &Who, case: &Case) -> Result<(), Failure> {
    let started = hand.fill(who, &case.path("/assessments/start")?, &[])?;
    let assessment = started.id.ok_or_else(|| Failure::internal("an assessment without an id"))?;
    let part = |rest: &str| format!("/assessments/{assessment}/{rest}");
    let need = [
        ("need", case.need.reason),
        ("impairment", "yes"),
        ("impairment_words", "Frailty and a long-term condition, confirmed by the practice."),
        ("person_view", case.need.matters),
        ("capacity", "has"),
        ("advocate", "not_needed"),
        ("residence", "here"),
    ];
    hand.fill(who, &part("need"), &need)?;
    let unable = ["CA-NUTRITION-01", "CA-HYGIENE-01", "CA-CLOTHING-01"];
    let able = [
        "CA-TOILET-01",
        "CA-HOMESAFETY-01",
        "CA-HABITABLEHOME-01",
        "CA-RELATIONSHIPS-01",
        "CA-WTEV-01",
        "CA-COMMUNITY-01",
        "CA-CARINGOTHERS-01",
    ];
    let mut outcomes: Vec<(&str, &str)> = unable.iter().map(|code| (*code, "assistance")).collect();
    outcomes.extend(able.iter().map(|code| (*code, "able")));
    hand.fill(who, &part("outcomes"), &outcomes)?;
    hand.fill(who, &part("impact"), &[("impact", "yes"), ("words", "Weight loss, and sleep broken by worry.")])?;
    let decision = [
        ("eligible", "yes"),
        ("reasons", "Three outcomes cannot be achieved without assistance, and wellbeing suffers significantly."),
        ("wants_met", "yes"),
    ];
    hand.fill(who, &part("decide"), &decision).map(drop)
}

/// The social worker writes the plan with the person, and both agree it.
pub(super) fn plan(hand: &mut Hand<'_>, who: &Who, case: &Case, now: Moment, ceiling: Money) -> Result<(), Failure> {
    let need = &case.need;
    let start = now.plus_days(if need.from_hospital || need.end_of_life { 2 } else { 5 }).day();
    let start = [start.day().to_string(), start.month().to_string(), start.year().to_string()];
    let [day, month, year] = &start;
    let first = [
        ("basis", "assessment"),
        ("kind", need.kind),
        ("place_of_care", "own_home"),
        ("start_wanted-day", day.as_str()),
        ("start_wanted-month", month.as_str()),
        ("start_wanted-year", year.as_str()),
    ];
    hand.fill(who, &case.path("/plan/start")?, &first)?;
    let about = [
        ("what_matters", need.matters),
        ("strengths", "Can manage most things sitting down, and likes to do what they can."),
        (
            "contingency",
            "Telephone the daughter; a neighbour has a key. A warm drink and tablets cannot wait past midday.",
        ),
    ];
    hand.fill(who, &case.path("/plan/about")?, &about)?;
    // The pattern prompts tablets, so the plan must say how medicines are managed and under which policy (BRK-2).
    let mut medicines = vec![
        ("kind", need.kind),
        ("place_of_care", "own_home"),
        ("start_wanted-day", day.as_str()),
        ("start_wanted-month", month.as_str()),
        ("start_wanted-year", year.as_str()),
        ("medicines", "Tablets in a weekly box from the pharmacy; prompted, not given. Kept in the kitchen."),
        ("medicines_policy_on-day", "1"),
        ("medicines_policy_on-month", "4"),
        ("medicines_policy_on-year", "2026"),
    ];
    if need.complex {
        medicines.push(("complex", "yes"));
    }
    hand.fill(who, &case.path("/plan/package")?, &medicines)?;
    risks(hand, who, case)?;
    let outcome =
        [("words", need.outcome), ("baseline", "Not at present"), ("target", "Every day by the first review")];
    hand.fill(who, &case.path("/plan/outcomes/add")?, &outcome)?;
    if need.complex {
        let nights = [
            ("words", "Breathing easily at night"),
            ("baseline", "The alarm rings twice a night"),
            ("target", "A week without an alarm"),
        ];
        hand.fill(who, &case.path("/plan/outcomes/add")?, &nights)?;
    }
    visits(hand, who, case)?;
    let weekly = ceiling.times_ratio(need.weekly_minutes() * 110, 6_000, kernel::Rounding::Up);
    let weekly = weekly.ok_or_else(|| Failure::internal("a week's budget is too large"))?.decimal();
    let money = [
        ("weekly_budget", weekly.as_str()),
        ("payment", "managed"),
        ("budget_reason", "The hours of the plan at the schedule's price, with room for bank holidays."),
    ];
    hand.fill(who, &case.path("/plan/money")?, &money)?;
    home(hand, who, case)?;
    hand.fill(who, &case.path("/plan/agree")?, &[("agreed_with", "person")]).map(drop)
}

fn risks(hand: &mut Hand<'_>, who: &Who, case: &Case) -> Result<(), Failure> {
    let need = &case.need;
    let answers =
        [("delayed_discharge", need.from_hospital), ("end_of_life", need.end_of_life), ("significant_harm", need.harm)];
    let ticked: Vec<_> = answers.iter().filter(|(_, yes)| *yes).map(|(name, _)| (*name, "yes")).collect();
    hand.fill(who, &case.path("/plan/risks")?, &ticked)?;
    let fall = [
        ("words", "A fall on the stairs"),
        ("reduced_by", "Two rails fitted; care workers walk behind on the stairs."),
    ];
    hand.fill(who, &case.path("/plan/risks/add")?, &fall).map(drop)
}

fn visits(hand: &mut Hand<'_>, who: &Who, case: &Case) -> Result<(), Failure> {
    for call in &case.need.calls {
        let (minutes, workers) = (call.minutes.to_string(), call.workers.to_string());
        let mut fields = vec![
            ("label", call.label),
            ("from", call.from),
            ("to", call.to),
            ("minutes", minutes.as_str()),
            ("workers", workers.as_str()),
            ("tasks", call.tasks),
        ];
        fields.extend(call.days.iter().map(|day| ("days", *day)));
        fields.extend(call.skills.iter().map(|skill| ("skills", *skill)));
        if call.time_critical {
            fields.push(("time_critical", "yes"));
        }
        hand.fill(who, &case.path("/plan/visits/add")?, &fields)?;
    }
    Ok(())
}

fn home(hand: &mut Hand<'_>, who: &Who, case: &Case) -> Result<(), Failure> {
    let mut fields = vec![("finding", "Park in the lane; the side door is the one in use.")];
    if case.need.key_safe {
        fields.extend([("key_safe", "fitted"), ("code", "4821")]);
    } else {
        fields.push(("key_safe", "none"));
    }
    if !case.need.pets.is_empty() {
        fields.push(("pets", case.need.pets));
    }
    hand.fill(who, &case.path("/home-access")?, &fields)?;
    if case.resident.lives_alone {
        hand.fill(who, &case.path("/alerts")?, &[("words", "Lives alone")])?;
    }
    Ok(())
}
