//! What every page and command about a plan begins and ends with.

use access::{About, Action, Permit, Who};
use kernel::Failure;
use page::{Markup, Page, html};
use people::{Death, PersonId, PersonRow};
use store::{Change, Tx, Value, cols};
use wire::{Act, Field, FormState, Kind, View};

use crate::{PlanView, stored};

/// The address of a person's plan, or of a page under it.
pub(crate) fn href(person: PersonId, under: &str) -> String {
    format!("/people/{person}/plan{under}")
}

/// Leave for something about this person's plan; the person of the path is the subject (H23).
pub(crate) fn permit<A: Action>(who: &Who, person: PersonId) -> Result<Permit<A>, Failure> {
    who.permit::<A>(&About::thing("plan", person).person(person))
}

/// The person of a permit.
pub(crate) fn person_of<A>(permit: &Permit<A>) -> PersonId {
    PersonId::from(permit.subject())
}

/// The person of the path, with leave, for a command.
pub(crate) fn leave<A: Action>(act: &Act<'_, '_>) -> Result<Permit<A>, Failure> {
    permit(act.who, act.path.id("person")?)
}

/// The record of somebody who lives: nothing is planned for a person who has died.
pub(crate) fn living(tx: &mut Tx<'_>, person: PersonId) -> Result<PersonRow, Failure> {
    let row = people::row(tx, person)?;
    match row.death {
        Death::None | Death::Reported { .. } => Ok(row),
        Death::Confirmed { day, .. } => Err(Failure::conflict(format!(
            "{} died on {}, so the plan cannot be changed.",
            row.name,
            kernel::day_in_words(day)
        ))),
    }
}

/// The plan that a change is made to: open, of a person who lives.
pub(crate) fn open_plan(tx: &mut Tx<'_>, person: PersonId) -> Result<PlanView, Failure> {
    living(tx, person)?;
    let plan = stored::current(tx, person)?.ok_or_else(|| {
        Failure::conflict("There is no plan for this person yet. Start one from the person’s plan page.")
    })?;
    plan.open()?;
    Ok(plan)
}

/// A change of the plan's content: it becomes a draft of its next version, whatever else of the row changes too.
pub(crate) fn edited(plan: &PlanView, version: i64, what: &str, more: Vec<(&'static str, Value)>) -> Change {
    let next = plan.next_version_no();
    let mut columns = cols! { "state" => "draft", "version_no" => next };
    columns.extend(more);
    Change::new("plan.edited", "plan", plan.id)
        .person(plan.person)
        .facts(serde_json::json!({ "what": what, "version_no": next }))
        .update("plan", plan.id, version, columns)
}

/// A form page about the person's plan.
pub(crate) struct FormPage<'a> {
    /// Its heading.
    pub title: &'a str,
    /// The part of the address under the plan: "/visits/add".
    pub under: &'a str,
    /// Its fields.
    pub fields: &'a [Field],
    /// What stands in them before anything is typed.
    pub held: Vec<(&'static str, Vec<String>)>,
    /// What the button says.
    pub button: &'a str,
    /// What stands above the form.
    pub lead: Markup,
}

impl FormPage<'_> {
    /// The page.
    pub(crate) fn shown(self, view: &mut View<'_, '_>, person: PersonId) -> Result<Page, Failure> {
        let fields = fields(&view.form, self.fields, &self.held);
        let form = view.form.around(&href(person, self.under), &fields, self.button);
        let body = html! { h1 class="nhsuk-heading-l" { (self.title) } (self.lead) (form) };
        let page = Page::new(self.title, body).back("Back to the plan", href(person, ""));
        let page = page.about(people::banner(view.tx, person, view.house)?).errors(view.form.faults);
        view.saw(person, "plan");
        Ok(page)
    }
}

fn fields(form: &FormState<'_>, fields: &[Field], held: &[(&'static str, Vec<String>)]) -> Markup {
    let of =
        |name: &str| held.iter().find(|(own, _)| *own == name).map(|(_, values)| values.as_slice()).unwrap_or_default();
    html! {
        @for field in fields {
            @let values = of(field.name);
            @if matches!(field.kind, Kind::Many(_)) {
                (form.many(field, &values.iter().map(String::as_str).collect::<Vec<_>>()))
            } @else {
                (form.field(field, values.first().map_or("", String::as_str)))
            }
        }
    }
}

/// One held value.
pub(crate) fn holds(name: &'static str, value: impl ToString) -> (&'static str, Vec<String>) {
    (name, vec![value.to_string()])
}

/// One held value, when there is one.
pub(crate) fn may_hold<T: ToString>(name: &'static str, value: Option<&T>) -> (&'static str, Vec<String>) {
    (name, value.map(ToString::to_string).into_iter().collect())
}

/// A ticked box, or not.
pub(crate) fn ticked(name: &'static str, yes: bool) -> (&'static str, Vec<String>) {
    (name, if yes { vec!["yes".into()] } else { Vec::new() })
}

/// The plan that a form changes, with leave to change it.
pub(crate) fn for_form<A: Action>(view: &mut View<'_, '_>) -> Result<(PersonId, PlanView), Failure> {
    let person = view.path.id("person")?;
    permit::<A>(view.who, person)?;
    Ok((person, open_plan(view.tx, person)?))
}
