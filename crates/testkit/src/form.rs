use scraper::{ElementRef, Html};

use crate::{
    Browser, Reply,
    browser::encoded,
    reply::{selector, squeezed},
};

/// A form as a browser holds it open: what stands in its fields, and what may be chosen.
#[derive(Debug, Clone)]
pub struct Draft {
    action: String,
    controls: Vec<Control>,
    browser: Browser,
}

#[derive(Debug, Clone)]
struct Control {
    name: String,
    /// What goes along when nobody touches it: none for an empty box, several for a list of several.
    stands: Vec<String>,
    /// What may be sent: none when anything may be typed.
    choices: Option<Vec<String>>,
}

fn attribute(element: ElementRef<'_>, name: &str) -> String {
    element.value().attr(name).unwrap_or_default().to_owned()
}

fn option_value(option: ElementRef<'_>) -> String {
    let text = || squeezed(&option.text().collect::<String>());
    option.value().attr("value").map_or_else(text, str::to_owned)
}

fn control(element: ElementRef<'_>) -> Option<Control> {
    let (name, kind) = (attribute(element, "name"), attribute(element, "type"));
    if name.is_empty() || element.value().attr("disabled").is_some() {
        return None;
    }
    let (stands, choices) = match (element.value().name(), kind.as_str()) {
        ("input", "radio" | "checkbox") => {
            let value = element.value().attr("value").unwrap_or("on").to_owned();
            let ticked = element.value().attr("checked").is_some();
            (if ticked { vec![value.clone()] } else { Vec::new() }, Some(vec![value]))
        }
        // The button that is pressed has no name in our forms; those that do are chosen by naming them.
        ("button", _) | ("input", "submit" | "image" | "reset" | "button") => {
            (Vec::new(), Some(vec![attribute(element, "value")]))
        }
        ("input", _) => (vec![attribute(element, "value")], None),
        ("textarea", _) => (vec![element.text().collect()], None),
        ("select", _) => {
            let options: Vec<_> = element.select(&selector("option")).collect();
            let selected: Vec<_> = options.iter().filter(|option| option.value().attr("selected").is_some()).collect();
            let first = options.first().map(|option| option_value(*option));
            let stands: Vec<_> = selected.iter().map(|option| option_value(**option)).collect();
            let stands = if stands.is_empty() { first.into_iter().collect() } else { stands };
            (stands, Some(options.into_iter().map(option_value).collect()))
        }
        _ => return None,
    };
    Some(Control { name, stands, choices })
}

impl Draft {
    /// The form on a page that is sent to `action`.
    pub(crate) fn on(page: &Reply, action: &str) -> Self {
        let document: Html = page.document();
        let forms: Vec<_> = document.select(&selector("form")).collect();
        let actions: Vec<_> = forms.iter().map(|form| attribute(*form, "action")).collect();
        let form = forms.into_iter().find(|form| {
            attribute(*form, "action") == action && attribute(*form, "method").eq_ignore_ascii_case("post")
        });
        let form = form.unwrap_or_else(|| {
            panic!("no form on this page is sent to {action}, only to {actions:?}: {}", page.told())
        });
        let fields = selector("input, select, textarea, button");
        let elements = form.select(&fields).filter_map(control);
        let mut controls: Vec<Control> = Vec::new();
        for one in elements {
            // Radios and boxes of one name are one control.
            match controls.iter_mut().find(|other| other.name == one.name && other.choices.is_some()) {
                Some(other) => {
                    other.stands.extend(one.stands);
                    other.choices.get_or_insert_default().extend(one.choices.unwrap_or_default());
                }
                None => controls.push(one),
            }
        }
        Draft { action: action.to_owned(), controls, browser: page.browser().clone() }
    }

    /// What stands in a field.
    pub fn value(&self, name: &str) -> String {
        let found = self.controls.iter().find(|control| control.name == name);
        found.and_then(|control| control.stands.first().cloned()).unwrap_or_default()
    }

    /// What may be chosen in a field.
    pub fn choices(&self, name: &str) -> Vec<String> {
        let found = self.controls.iter().find(|control| control.name == name);
        found.and_then(|control| control.choices.clone()).unwrap_or_default()
    }

    /// The names of the form's fields.
    pub fn names(&self) -> Vec<String> {
        self.controls.iter().map(|control| control.name.clone()).collect()
    }

    /// Fills in these fields and sends the form. Several values under one name are several ticks; an empty one takes the
    /// ticks away.
    pub fn send(&self, fields: &[(&str, &str)]) -> Reply {
        let mut controls = self.controls.clone();
        let mut touched: Vec<String> = Vec::new();
        for (name, value) in self.split_dates(fields) {
            let names = self.names();
            let control = controls.iter_mut().find(|control| control.name == name);
            let control = control
                .unwrap_or_else(|| panic!("the form to {} has no field “{name}”; it has {names:?}", self.action));
            if let Some(choices) = &control.choices {
                assert!(
                    value.is_empty() || choices.contains(&value),
                    "“{name}” of the form to {} does not offer “{value}”, only {choices:?}",
                    self.action
                );
            }
            if !touched.contains(&name) {
                control.stands.clear();
                touched.push(name);
            }
            if !(value.is_empty() && control.choices.is_some()) {
                control.stands.push(value);
            }
        }
        let pairs = controls
            .iter()
            .flat_map(|control| control.stands.iter().map(|value| (control.name.as_str(), value.as_str())));
        self.browser.post_raw(&self.action, &encoded(pairs))
    }

    fn split_dates(&self, fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let names = self.names();
        let mut all = Vec::new();
        for (name, value) in fields {
            let is_date = !names.iter().any(|own| own == name) && names.contains(&format!("{name}-day"));
            let mut parts = value.splitn(3, '-');
            match (is_date, parts.next(), parts.next(), parts.next()) {
                (true, Some(year), Some(month), Some(day)) => {
                    for (part, value) in [("day", day), ("month", month), ("year", year)] {
                        all.push((format!("{name}-{part}"), value.trim_start_matches('0').to_owned()));
                    }
                }
                _ => all.push(((*name).to_owned(), (*value).to_owned())),
            }
        }
        all
    }
}
