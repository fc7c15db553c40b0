//! The page of checking out.

use kernel::{Failure, time_in_words};
use maud::{Markup, html};
use page::{components::Choice, form::FieldView};
use wire::{Act, Done, Field, Shown, View};

use super::{Leaving, check_out};
use crate::{
    check_in::own,
    parts,
    policy::CheckOut,
    store::{held, visit},
    visit::{Outcome, Signed, State, VisitView},
};

/// The form.
pub const FIELDS: &[Field] = &[OUTCOME, DONE, WHY_NOT, SIGNED, SIGNED_WORDS, NOTE, FINISH, VERSION];

const OUTCOME: Field = Field::choice("outcome", "What came of the visit?", Outcome::CHOICES);
const DONE: Field = Field::many("done", "Which tasks were done?", NUMBERS).hint("Tick every task that was done.");
const WHY_NOT: Field = Field::line("why_not", "Why were the others not done?")
    .hint("Needed when care was given and a task is not ticked.");
const SIGNED: Field = Field::choice("signed", "Who signed for the time?", Signed::AT_THE_DOOR)
    .hint("Needed when care was given. You cannot sign for the person.");
const SIGNED_WORDS: Field = Field::line("signed_words", "Name of the one who signed, or why nobody can")
    .hint("Needed when somebody signed for them, or they cannot sign.");
const NOTE: Field = Field::words("note", "Note for the next worker");
const FINISH: Field = Field::time("finish", "If you left earlier: when?").hint("Leave this empty if you leave now.");
const VERSION: Field = Field::version();

/// A visit has at most 20 tasks; a few more do no harm.
const NUMBERS: &[(&str, &str)] = &[
    ("1", "1"),
    ("2", "2"),
    ("3", "3"),
    ("4", "4"),
    ("5", "5"),
    ("6", "6"),
    ("7", "7"),
    ("8", "8"),
    ("9", "9"),
    ("10", "10"),
    ("11", "11"),
    ("12", "12"),
    ("13", "13"),
    ("14", "14"),
    ("15", "15"),
    ("16", "16"),
    ("17", "17"),
    ("18", "18"),
    ("19", "19"),
    ("20", "20"),
    ("21", "21"),
    ("22", "22"),
    ("23", "23"),
    ("24", "24"),
    ("25", "25"),
];

/// The form's page.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let found = visit(view.tx, view.path.id("visit")?)?;
    view.who.permit::<CheckOut>(&parts::about(&found))?;
    let stay = own(&found, view.who.account)?;
    let form = view.form;
    let said = matches!(found.state, State::Started { said: Some(_), .. });
    let inner = html! {
        (form.field(&VERSION, &stay.version.to_string()))
        @if said {
            p { "Your colleague has said what was done. Only your time is needed." }
        } @else {
            (form.needed(&OUTCOME, ""))
            (tasks(view, &found))
            (form.needed(&WHY_NOT, ""))
            (form.needed(&SIGNED, ""))
            (form.needed(&SIGNED_WORDS, ""))
        }
        (form.field(&NOTE, ""))
        (form.field(&FINISH, ""))
    };
    let body = html! {
        (parts::heading("Check out"))
        @if let Some(came) = &stay.came { p { "You checked in at " (time_in_words(came.at.time_of_day())) "." } }
        @else { p { "You have not checked in yet." } }
        (form.around(&format!("/visits/{}/check-out", found.id), &inner, "Check out"))
    };
    parts::page_about(view, "Check out", body, &found)
}

fn tasks(view: &View<'_, '_>, found: &VisitView) -> Markup {
    let choices: Vec<Choice> =
        found.tasks.iter().enumerate().map(|(n, task)| Choice::new((n + 1).to_string(), task.as_str())).collect();
    let field = FieldView::new(DONE.name, DONE.label).hint(DONE.hint);
    html! { @if !choices.is_empty() { (field.again(view.form.sent.pairs(), view.form.faults).many(&choices)) } }
}

/// Takes the form.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let found = held(act.work, act.path.id("visit")?)?;
    let permit = act.who.permit::<CheckOut>(&parts::about(&found))?;
    let values = act.values;
    let leaving = Leaving {
        finish: values.opt_time("finish")?,
        outcome: values.opt_text("outcome")?.map(|code| code.parse()).transpose()?,
        done: values.many("done")?.iter().filter_map(|n| n.parse().ok()).collect(),
        why_not: values.opt_text("why_not")?,
        signed: values.opt_text("signed")?.map(|code| code.parse()).transpose()?,
        signed_words: values.opt_text("signed_words")?,
        note: values.opt_text("note")?,
    };
    let by = (act.who.account, values.version()?, act.who.name.as_str());
    let left = check_out(act.work, act.house.place, &permit, &found, by, &leaving)?;
    let (to, message) = if left.owes_welfare_step {
        (
            format!("/visits/{}/welfare", found.id),
            "Now make sure that the person is well, and say what you did.".to_owned(),
        )
    } else {
        ("/rounds".to_owned(), format!("You checked out at {}.", time_in_words(left.at.time_of_day())))
    };
    Ok(Done::new(to, message).id(found.id))
}
