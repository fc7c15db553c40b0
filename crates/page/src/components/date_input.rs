use maud::{Markup, html};

use super::{
    Content, ErrorMessage, Fieldset, Hint, Input, Label,
    element::{classes, either, filled},
    fieldset,
    group::{described, form_group},
    input,
};

/// The day, the month or the year of a date.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct DatePart {
    /// The name it is sent under; `day`, `month` or `year` when not given.
    pub name: String,
    /// Its id; made from the date's when not given.
    pub id: String,
    /// Its label; made from its name when not given.
    pub label: Content,
    /// What stands in it.
    pub value: String,
    /// Width in characters.
    pub width: Option<u8>,
    /// Whether this part is the wrong one.
    pub error: Option<bool>,
    /// Whether it cannot be used.
    pub disabled: Option<bool>,
    /// What the browser may fill in.
    pub autocomplete: String,
}

/// A date as it was typed.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct DateValues {
    /// The day.
    pub day: String,
    /// The month.
    pub month: String,
    /// The year.
    pub year: String,
}

/// Three inputs for a date people know by heart.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "camelCase", default, deny_unknown_fields))]
pub struct DateInput {
    /// Its id, which the ids of its parts begin with.
    pub id: String,
    /// Put before the names of the parts: `prefix[day]`.
    pub name_prefix: String,
    /// The group's legend.
    pub fieldset: Option<Fieldset>,
    /// Help.
    pub hint: Option<Hint>,
    /// What is wrong with it.
    pub error_message: Option<ErrorMessage>,
    /// The day.
    pub day: DatePart,
    /// The month.
    pub month: DatePart,
    /// The year.
    pub year: DatePart,
    /// What stands in the parts.
    pub values: DateValues,
    /// Whether none of the parts can be used.
    pub disabled: bool,
    /// Further classes.
    pub classes: String,
}

/// Three inputs for a date, with their legend, hint and error message.
pub fn date_input(date: &DateInput) -> Markup {
    let given = date.fieldset.as_ref().map_or("", |set| set.described_by.as_str());
    let about = described(&date.id, given, date.hint.as_ref(), date.error_message.as_ref());
    let one_is_wrong = [&date.day, &date.month, &date.year].iter().any(|part| part.error == Some(true));
    let all_are_wrong = date.error_message.is_some() && !one_is_wrong;
    let part = |part: &DatePart, usual: &str, width: u8, value: &str| {
        let wrong = part.error == Some(true) || (part.error != Some(false) && all_are_wrong);
        part_of(date, part, &Usual { name: usual, width, value, wrong })
    };
    let inner = html! {
        (about.markup)
        div class=(classes(["nhsuk-date-input", &date.classes])) id=[filled(&date.id)] {
            (part(&date.day, "day", 2, &date.values.day))
            (part(&date.month, "month", 2, &date.values.month))
            (part(&date.year, "year", 4, &date.values.year))
        }
    };
    let wrong = one_is_wrong || date.error_message.is_some();
    match &date.fieldset {
        None => form_group(wrong, "", &inner),
        Some(set) => {
            let role = either(&set.role, "group").to_owned();
            let set = Fieldset { described_by: about.ids, role, ..set.clone() };
            form_group(wrong, "", &fieldset(&set, &inner))
        }
    }
}

struct Usual<'a> {
    name: &'a str,
    width: u8,
    value: &'a str,
    wrong: bool,
}

fn part_of(date: &DateInput, part: &DatePart, usual: &Usual<'_>) -> Markup {
    let name = either(&part.name, usual.name);
    let label = if part.label.is_empty() {
        let mut letters = name.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default().into()
    } else {
        part.label.clone()
    };
    let sent_as = if date.name_prefix.is_empty() { name.to_owned() } else { format!("{}[{name}]", date.name_prefix) };
    html! {
        div class="nhsuk-date-input__item" {
            (input(&Input {
                id: if part.id.is_empty() { format!("{}-{name}", date.id) } else { part.id.clone() },
                name: sent_as,
                label: Label { text: label, classes: "nhsuk-date-input__label".into(), ..Label::default() },
                value: either(&part.value, usual.value).to_owned(),
                width: part.width.or(Some(usual.width)),
                inputmode: "numeric".into(),
                autocomplete: part.autocomplete.clone(),
                disabled: part.disabled.unwrap_or(date.disabled),
                error: usual.wrong,
                classes: "nhsuk-date-input__input".into(),
                ..Input::default()
            }))
        }
    }
}
