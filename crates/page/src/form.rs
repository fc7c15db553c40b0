//! Forms: one view per field, whatever kind of thing is asked for, and what was typed is never lost.

use std::borrow::Cow;

use kernel::Fault;
use maud::{Markup, html};

use crate::components::{
    Checkboxes, Choice, DateInput, DatePart, DateValues, ErrorMessage, Fieldset, Hint, Input, Label, Radios, Select,
    SelectItem, Size, Textarea, checkboxes, date_input, element::classes, input, radios, select, textarea,
};

/// The name under which every form sends back the session's token.
pub const CSRF_FIELD: &str = "csrf";

/// Up to this many choices are shown as radios, more as a list.
pub const MOST_RADIOS: usize = 6;

/// A form that is posted, with the session's token. The browser's own checks are off: ours say what is wrong in our words.
pub fn form(action: &str, csrf: &str, inner: &Markup) -> Markup {
    html! {
        form action=(action) method="post" novalidate {
            (hidden(CSRF_FIELD, csrf))
            (inner)
        }
    }
}

/// A form that is posted with a file.
pub fn form_with_file(action: &str, csrf: &str, inner: &Markup) -> Markup {
    html! {
        form action=(action) method="post" enctype="multipart/form-data" novalidate {
            (hidden(CSRF_FIELD, csrf))
            (inner)
        }
    }
}

/// A form that only asks: its answers stand in the address.
pub fn search_form(action: &str, inner: &Markup) -> Markup {
    html! { form class="kith-filter" action=(action) method="get" novalidate { (inner) } }
}

/// Something the form sends without showing it.
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// A field as the page shows it. The name is the field's id too, so that `#name` in an error summary leads to it.
#[derive(Debug, Clone, Default)]
pub struct FieldView<'a> {
    /// The name it is sent under.
    pub name: Cow<'a, str>,
    /// The question.
    pub label: Cow<'a, str>,
    /// Help.
    pub hint: Cow<'a, str>,
    /// What stands in it.
    pub value: Cow<'a, str>,
    /// What stands in it when it holds several: what is ticked, or day, month and year as they were typed.
    pub values: Vec<Cow<'a, str>>,
    /// What is wrong with it.
    pub error: Cow<'a, str>,
    /// Whether the question is the heading of the page.
    pub page_heading: bool,
}

impl<'a> FieldView<'a> {
    /// An empty field.
    pub fn new(name: impl Into<Cow<'a, str>>, label: impl Into<Cow<'a, str>>) -> Self {
        FieldView { name: name.into(), label: label.into(), ..FieldView::default() }
    }

    /// With help.
    pub fn hint(mut self, hint: impl Into<Cow<'a, str>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// With what stands in it.
    pub fn value(mut self, value: impl Into<Cow<'a, str>>) -> Self {
        self.value = value.into();
        self
    }

    /// With what stands in it, when it holds several.
    pub fn values<T: Into<Cow<'a, str>>>(mut self, values: impl IntoIterator<Item = T>) -> Self {
        self.values = values.into_iter().map(Into::into).collect();
        self
    }

    /// With what is wrong with it; nothing when empty.
    pub fn error(mut self, error: impl Into<Cow<'a, str>>) -> Self {
        self.error = error.into();
        self
    }

    /// The question is the heading of the page: for pages that ask one thing.
    pub fn page_heading(mut self) -> Self {
        self.page_heading = true;
        self
    }

    /// As it was sent, with what is wrong with it. `sent` are the names and values of the form as they came; when the
    /// form has not been sent yet, what the field held before stays.
    pub fn again(mut self, sent: &'a [(String, String)], faults: &'a [Fault]) -> Self {
        if !sent.is_empty() {
            let all = |name: &str| -> Vec<&'a str> {
                sent.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
            };
            let part = |part: &&str| all(&format!("{}-{part}", self.name)).first().copied();
            let parts: Vec<&str> = ["day", "month", "year"].iter().filter_map(part).collect();
            let own = all(&self.name);
            self.value = own.first().copied().unwrap_or_default().into();
            self.values = if parts.len() == 3 { parts } else { own }.into_iter().map(Cow::from).collect();
        }
        if let Some(fault) = faults.iter().find(|fault| fault.field == self.name) {
            self.error = fault.message.as_str().into();
        }
        self
    }

    fn said(&self) -> Label {
        Label {
            text: self.label.as_ref().into(),
            size: Some(if self.page_heading { Size::L } else { Size::S }),
            is_page_heading: self.page_heading.then_some(true),
            ..Label::default()
        }
    }

    fn group(&self) -> Option<Fieldset> {
        Some(Fieldset { legend: self.said(), ..Fieldset::default() })
    }

    fn help(&self) -> Option<Hint> {
        (!self.hint.is_empty()).then(|| self.hint.as_ref().into())
    }

    fn wrong(&self) -> Option<ErrorMessage> {
        (!self.error.is_empty()).then(|| self.error.as_ref().into())
    }

    fn basis(&self) -> Input {
        Input {
            name: self.name.to_string(),
            label: self.said(),
            hint: self.help(),
            error_message: self.wrong(),
            value: self.value.to_string(),
            ..Input::default()
        }
    }

    /// One line of text.
    pub fn line(&self) -> Markup {
        input(&self.basis())
    }

    /// One line of text of about so many characters: 2, 3, 4, 5, 10, 20 or 30.
    pub fn short_line(&self, width: u8) -> Markup {
        input(&Input { width: Some(width), ..self.basis() })
    }

    /// Several lines of text.
    pub fn words(&self) -> Markup {
        textarea(&Textarea {
            name: self.name.to_string(),
            label: self.said(),
            hint: self.help(),
            error_message: self.wrong(),
            value: self.value.to_string(),
            ..Textarea::default()
        })
    }

    /// A whole number, with its unit behind it ("minutes"; empty for none).
    pub fn whole(&self, unit: &str) -> Markup {
        input(&Input { inputmode: "numeric".into(), width: Some(5), suffix: unit.into(), ..self.basis() })
    }

    /// An amount in pounds.
    pub fn money(&self) -> Markup {
        input(&Input {
            inputmode: "decimal".into(),
            width: Some(10),
            prefix: "£".into(),
            spellcheck: Some(false),
            ..self.basis()
        })
    }

    /// A date in three inputs, sent as `name-day`, `name-month` and `name-year`. An ISO date in `value` is split.
    pub fn date(&self) -> Markup {
        let split: Vec<&str> = self.value.splitn(3, '-').collect();
        let values = match (self.values.as_slice(), split.as_slice()) {
            ([day, month, year], _) => {
                DateValues { day: day.to_string(), month: month.to_string(), year: year.to_string() }
            }
            (_, [year, month, day]) => DateValues {
                day: day.trim_start_matches('0').into(),
                month: month.trim_start_matches('0').into(),
                year: (*year).into(),
            },
            _ => DateValues::default(),
        };
        let part = |id: String, part: &str, label: &str| DatePart {
            id,
            name: format!("{}-{part}", self.name),
            label: label.into(),
            ..DatePart::default()
        };
        date_input(&DateInput {
            id: format!("{}-date", self.name),
            fieldset: self.group(),
            hint: self.help(),
            error_message: self.wrong(),
            // The first part has the field's own id, so that the error summary's link sets the cursor in it.
            day: part(self.name.to_string(), "day", "Day"),
            month: part(format!("{}-month", self.name), "month", "Month"),
            year: part(format!("{}-year", self.name), "year", "Year"),
            values,
            ..DateInput::default()
        })
    }

    /// A time of day as text, "14:15" or "2:15pm".
    pub fn time(&self) -> Markup {
        input(&Input { width: Some(5), spellcheck: Some(false), ..self.basis() })
    }

    /// One of several: radios up to [`MOST_RADIOS`], a list when there are more.
    pub fn choice(&self, items: &[Choice]) -> Markup {
        if items.len() > MOST_RADIOS { self.list(items) } else { self.radios(items) }
    }

    /// One of several, as radios however many they are.
    pub fn radios(&self, items: &[Choice]) -> Markup {
        radios(&Radios {
            name: self.name.to_string(),
            fieldset: self.group(),
            hint: self.help(),
            error_message: self.wrong(),
            items: items.to_vec(),
            value: self.value.to_string(),
            ..Radios::default()
        })
    }

    /// One of several, as a list.
    pub fn list(&self, items: &[Choice]) -> Markup {
        let first = SelectItem { selected: Some(self.value.is_empty()), ..SelectItem::new("", "Choose one") };
        let others = items.iter().map(|item| SelectItem::new(item.value.as_str(), item.text.clone()));
        select(&Select {
            name: self.name.to_string(),
            label: self.said(),
            hint: self.help(),
            error_message: self.wrong(),
            items: std::iter::once(first).chain(others).collect(),
            value: self.value.to_string(),
            ..Select::default()
        })
    }

    /// Any number of several.
    pub fn many(&self, items: &[Choice]) -> Markup {
        checkboxes(&Checkboxes {
            name: self.name.to_string(),
            fieldset: self.group(),
            hint: self.help(),
            error_message: self.wrong(),
            items: items.to_vec(),
            values: self.values.iter().map(ToString::to_string).collect(),
            ..Checkboxes::default()
        })
    }

    /// A single box to tick, sent as `yes`.
    pub fn yes(&self) -> Markup {
        let mut item = Choice::new("yes", self.label.as_ref());
        item.hint = self.help();
        item.checked = Some(self.value == "yes");
        checkboxes(&Checkboxes {
            name: self.name.to_string(),
            error_message: self.wrong(),
            items: vec![item],
            ..Checkboxes::default()
        })
    }

    /// An NHS number.
    pub fn nhs_number(&self) -> Markup {
        input(&Input {
            inputmode: "numeric".into(),
            width: Some(10),
            code: true,
            spellcheck: Some(false),
            autocomplete: "off".into(),
            ..self.basis()
        })
    }

    /// A postcode.
    pub fn postcode(&self) -> Markup {
        input(&Input {
            width: Some(10),
            spellcheck: Some(false),
            autocapitalize: "characters".into(),
            autocomplete: "postal-code".into(),
            ..self.basis()
        })
    }

    /// An e-mail address.
    pub fn email(&self) -> Markup {
        input(&Input {
            type_: "email".into(),
            spellcheck: Some(false),
            autocapitalize: "none".into(),
            autocomplete: "email".into(),
            ..self.basis()
        })
    }

    /// A password. `autocomplete` is `current-password` or `new-password`. What was typed is never shown again.
    pub fn password(&self, autocomplete: &str) -> Markup {
        input(&Input {
            type_: "password".into(),
            value: String::new(),
            spellcheck: Some(false),
            autocapitalize: "none".into(),
            autocomplete: autocomplete.into(),
            width: Some(20),
            ..self.basis()
        })
    }

    /// The six digits of a second factor.
    pub fn one_time_code(&self) -> Markup {
        input(&Input {
            inputmode: "numeric".into(),
            autocomplete: "one-time-code".into(),
            width: Some(10),
            code: true,
            spellcheck: Some(false),
            ..self.basis()
        })
    }

    /// A file of these kinds, such as ".csv".
    pub fn file(&self, accept: &str) -> Markup {
        let attributes = [("accept".to_owned(), accept.to_owned())].into();
        input(&Input {
            type_: "file".into(),
            value: String::new(),
            classes: classes(["kith-file"]),
            attributes,
            ..self.basis()
        })
    }
}

#[cfg(test)]
mod tests;
