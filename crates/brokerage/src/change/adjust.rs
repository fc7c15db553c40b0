//! A provider adjusts the care at a review, within its tolerance (BRK-9). The package and its visits follow at once, the plan says
//! it, and the review goes to the social worker.

use access::Permit;
use kernel::{Failure, Uuid};
use page::html;
use places::Place;
use plans::{Adjustment, AgreedWith, ChangeKind, PatternLine};
use store::{Change, Work, cols};
use wire::{Act, Done, Field, Shown, Values, View};

use super::{
    about, form_page,
    rule::{self, Use, Wanted},
};
use crate::{
    machine::Held,
    package::{self, Package},
    policy::AdjustCare,
};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::many("days", "On which days?", plans::DAYS),
    Field::whole("minutes", "How long is the visit?", 15, 720, "minutes"),
    Field::yes("out", "The visit falls away"),
    Field::words("why", "Why does the care change?").must("Say why the care changes."),
    Field::choice("agreed_with", "With whom was it agreed?", AgreedWith::CHOICES).must("Say with whom it was agreed."),
    Field::line("agreed_name", "Their name").must("Enter the name of whoever agreed."),
    Field::words("review", "What did your review find?")
        .hint("The social worker reads it. It is your review; nothing else needs to be sent.")
        .must("Write what your review found."),
];

/// An adjustment as it is asked for.
#[derive(Debug, Clone)]
pub struct Adjusted {
    /// What becomes of the line.
    pub wanted: Wanted,
    /// Why.
    pub why: String,
    /// With whom it was agreed.
    pub agreed_with: AgreedWith,
    /// Their name.
    pub agreed_name: String,
    /// What the review found.
    pub review: String,
}

impl Adjusted {
    fn read(values: &Values) -> Result<Self, Failure> {
        let wanted = if values.yes("out")? {
            Wanted::Out
        } else {
            let days = values.many("days")?.iter().map(|code| plans::day_of(code)).collect::<Result<_, _>>()?;
            let minutes = values.opt_whole("minutes")?;
            let minutes = minutes
                .ok_or_else(|| Failure::field("minutes", "Enter how long the visit is, or say that it falls away."))?;
            Wanted::Changed { days, minutes }
        };
        Ok(Adjusted {
            wanted,
            why: values.text("why")?,
            agreed_with: values.choice("agreed_with")?,
            agreed_name: values.text("agreed_name")?,
            review: values.text("review")?,
        })
    }
}

/// How much of its tolerance a package has used.
pub(crate) fn used(place: &Place, package: &Package) -> Use {
    Use {
        agreed: package.agreed_minutes,
        given: package.minutes_per_week,
        allowed: kernel::Minutes::new(place.package_rules.tolerance_minutes_per_week),
    }
}

/// Adjusts one line of the pattern; says how far the care is from what was agreed now.
pub fn adjust(
    work: &mut Work<'_>,
    place: &Place,
    permit: &Permit<AdjustCare>,
    held: &Package,
    (line, new): (Uuid, &Adjusted),
) -> Result<Use, Failure> {
    permit.covers(held.id)?;
    let award = held.state.gives_care()?.clone();
    if plans::agreed(work, held.plan)?.is_some_and(|plan| plan.version_no > held.plan_version) {
        return Err(Failure::conflict(
            "The plan has just been agreed anew. Open the package again: its visits are those of the new plan.",
        ));
    }
    let before = package::lines(work, held.id)?;
    let after = rule::changed(&before, line, &new.wanted, held.kind)?;
    let used = Use { given: rule::weekly(&after), ..used(place, held) };
    used.check()?;
    let words = rule::told(&before, &after);
    save(work, held, (&award, &after), &used, &words)?;
    let adjustment = Adjustment {
        plan: held.plan,
        version_no: held.plan_version,
        person: held.person,
        provider: award.provider,
        provider_name: award.provider_name.clone(),
        at: work.at,
        words: words.clone(),
        before: held.minutes_per_week,
        after: used.given,
        why: new.why.clone(),
        agreed_with: new.agreed_with,
        agreed_name: new.agreed_name.clone(),
        review: new.review.clone(),
    };
    plans::note_adjustment(work, &adjustment)?;
    let report = format!(
        "{words}. That is {}. Why: {} Agreed with {} ({}). The review found: {}",
        used.in_words(),
        new.why,
        new.agreed_name,
        new.agreed_with.words().to_lowercase(),
        new.review
    );
    let sent = plans::Report {
        person: held.person,
        kind: ChangeKind::ProviderReview,
        by: &award.provider_name,
        organisation: Some(award.provider),
        words: &report,
        noticed_at: None,
    };
    plans::report_change(work, place, &sent)?;
    Ok(used)
}

fn save(
    work: &mut Work<'_>,
    held: &Package,
    (award, after): (&Held, &[PatternLine]),
    used: &Use,
    words: &str,
) -> Result<(), Failure> {
    let facts = serde_json::json!({
        "plan": held.plan, "plan_version": held.plan_version, "provider": award.provider, "what": words,
        "minutes_per_week": used.given, "minutes_per_week_before": held.minutes_per_week, "agreed": used.agreed,
        "used": used.used(), "allowed": used.allowed,
    });
    let columns = cols! {
        "lines" => serde_json::to_string(after).map_err(Failure::internal)?, "minutes_per_week" => used.given,
        "agreed_minutes" => used.agreed, "adjusted_at" => work.at,
    };
    let change = Change::new("package.adjusted", "package", held.id).person(held.person).organisation(award.provider);
    work.apply(change.facts(facts).update("package", held.id, held.version, columns))
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<AdjustCare>(&about(&package, view.now.day()))?;
    let lines = package::lines(view.tx, package.id)?;
    let id = view.path.uuid("line")?;
    let line = lines.into_iter().find(|line| line.id == id);
    let line = line.ok_or_else(|| Failure::no_such("visit in this package"))?;
    let used = used(view.house.place, &package);
    form_page::<AdjustCare>(view, "Adjust the care at a review", |view, package| match package.state.gives_care() {
        Err(failure) => html! { p { (failure.to_string()) } },
        Ok(_) => html! {
            p { (line.label) ": " (line.in_words()) "." }
            p {
                "The care given is " (used.in_words()) ". At a review you may change up to " (used.allowed)
                " a week either way, counted from the agreed plan. The visits change from tomorrow; the person’s plan says what you adjusted."
            }
            p { "For more than that, " a href={ "/packages/" (package.id) "/formal-review" } { "ask for a formal review" } "." }
            (form(view, package, &line))
        },
    })
}

fn form(view: &View<'_, '_>, package: &Package, line: &PatternLine) -> page::Markup {
    let kept = plans::days_kept(&line.days);
    let days: Vec<&str> = kept.split(',').filter(|day| !day.is_empty()).collect();
    let fields = html! {
        @for field in FIELDS {
            @match field.name {
                "version" => { (view.form.field(field, &package.version.to_string())) }
                "days" => { (view.form.many(&field.must("-"), &days)) }
                "minutes" => { (view.form.needed(field, &line.minutes.to_string())) }
                "agreed_name" => { (view.form.field(field, &package.person_name)) }
                _ => { (view.form.field(field, "")) }
            }
        }
    };
    view.form.around(
        &format!("/packages/{}/adjust/{}", package.id, line.id),
        &fields,
        "Adjust the care and send the review",
    )
}

/// Adjusts it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let mut held = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<AdjustCare>(&crate::steps::about(&held))?;
    held.version = act.values.version()?;
    let new = Adjusted::read(act.values)?;
    let used = adjust(act.work, act.house.place, &permit, &held, (act.path.uuid("line")?, &new))?;
    let message = format!(
        "The care is adjusted and your review is sent. From tomorrow it is {}: {} of {} used.",
        used.in_words(),
        used.used(),
        used.allowed
    );
    Ok(Done::new(format!("/provider/packages/{}", held.id), message).id(held.id))
}
