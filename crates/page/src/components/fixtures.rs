//! Every component against the fixtures that the design system ships with its package: options in, markup out.

use std::{collections::BTreeMap, path::PathBuf};

use maud::Markup;
use scraper::{ElementRef, Html, Node};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::*;

/// Options the design system knows and we do not offer, by component. A fixture that uses one is left out and counted.
const NOT_OFFERED: &[(&str, &[&str])] = &[
    ("action-link", &["variant", "type"]),
    ("back-link", &["variant", "type"]),
    ("breadcrumb", &["variant", "items.attributes", "backLink"]),
    ("card", &["image"]),
    ("checkboxes", &["items.exclusiveGroup", "items.exclusive"]),
    ("date-input", &["year switched off", "month switched off", "day switched off"]),
    ("notification-banner", &["heading.element", "attributes"]),
    ("pagination", &["previousUrl", "previousPage", "nextUrl", "nextPage"]),
    ("tables", &["variant", "scroll", "head.sortNext", "rows.sortValue", "panel", "heading", "headingLevel"]),
];

/// Single fixtures that are left out, with the reason.
const LEFT_OUT: &[(&str, &str)] = &[
    ("overriding", "a class cannot undo an option"),
    ("day and month (", "a date has three parts"),
    ("month and year (", "a date has three parts"),
    ("caption \"before\" as a heading", "a caption is a span or a paragraph"),
];

/// Options that may be a string where we have a struct with a `text`.
const MAY_BE_TEXT: &[&str] =
    &["label", "hint", "errorMessage", "legend", "heading", "caption", "title", "key", "head", "rows"];

type Draw = fn(Value) -> Result<Markup, String>;

fn draw<T: DeserializeOwned>(options: Value, component: impl Fn(&T) -> Markup) -> Result<Markup, String> {
    serde_json::from_value(options).map(|options| component(&options)).map_err(|error| error.to_string())
}

/// The components we offer, by the folder of the design system.
fn offered() -> Vec<(&'static str, Draw)> {
    vec![
        ("action-link", |o| draw(o, action_link)),
        ("back-link", |o| draw(o, back_link)),
        ("breadcrumb", |o| draw(o, breadcrumb)),
        ("button", |o| draw(o, button)),
        ("card", |o| draw(o, card)),
        ("checkboxes", |o| draw(o, checkboxes)),
        ("date-input", |o| draw(o, date_input)),
        ("details", |o| draw(o, details)),
        ("error-message", |o| draw(o, error_message)),
        ("error-summary", |o| draw(o, error_summary)),
        ("fieldset", |mut o| {
            let inner = o.as_object_mut().and_then(|o| o.remove("text")).unwrap_or_default();
            let inner = inner["html"].as_str().unwrap_or_default().to_owned();
            draw(o, move |o: &Fieldset| fieldset(o, &maud::PreEscaped(inner.clone())))
        }),
        ("heading", |o| draw(o, heading)),
        ("hint", |o| draw(o, hint)),
        ("input", |o| draw(o, input)),
        ("inset-text", |o| draw(o, inset_text)),
        ("label", |o| draw(o, label)),
        ("legend", |o| draw(o, legend)),
        ("notification-banner", |o| draw(o, notification_banner)),
        ("pagination", |o| draw(o, pagination)),
        ("panel", |o| draw(o, panel)),
        ("radios", |o| draw(o, radios)),
        ("select", |o| draw(o, select)),
        ("skip-link", |o| draw(o, skip_link)),
        ("summary-list", |o| draw(o, summary_list)),
        ("tables", |o| draw(o, table)),
        ("tag", |o| draw(o, tag)),
        ("textarea", |o| draw(o, textarea)),
        ("warning-callout", |o| draw(o, warning_callout)),
    ]
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/node_modules/nhsuk-frontend/dist/nhsuk/components")
}

/// The options a fixture uses, as paths without the numbers of lists.
fn paths(value: &Value, at: &str, into: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let path = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
                into.push(path.clone());
                paths(value, &path, into);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| paths(value, at, into)),
        Value::Bool(false) => into.push(format!("{at} switched off")),
        _ => {}
    }
}

/// The design system's options as ours: `html` and `text` in one, strings where there is a struct, lists without the
/// entries that its templates leave out.
fn ours(component: &str, key: &str, value: Value) -> Value {
    match value {
        Value::Object(map) => object(component, key, map),
        Value::Array(list) => {
            let real = list.into_iter().filter(|item| !(item.is_boolean() || item.is_null()));
            Value::Array(real.map(|item| ours(component, key, item)).collect())
        }
        Value::String(text) if MAY_BE_TEXT.contains(&key) => {
            // A part of a date has text alone for its label.
            json!({ "text": text })
        }
        Value::String(text) if key == "value" && component == "summary-list" => json!({ "text": text }),
        // "Wrong, and the message stands elsewhere", "as its own heading", "in a card without a head".
        Value::Bool(true) if matches!(key, "errorMessage" | "heading" | "card") => json!({}),
        Value::Bool(true) if key == "sort" => "none".into(),
        other => other,
    }
}

fn object(component: &str, key: &str, map: Map<String, Value>) -> Value {
    let mut new: Map<String, Value> =
        map.into_iter().map(|(key, value)| (key.clone(), ours(component, &key, value))).collect();
    if let Some(html) = new.remove("html") {
        new.insert("text".into(), json!({ "html": html }));
    }
    // What is only ever content is not a struct of ours.
    let only_content = matches!(key, "conditional" | "afterInput" | "prefix" | "suffix" | "description" | "summary")
        || (component == "pagination" && key == "label");
    if only_content && new.len() == 1 && new.contains_key("text") {
        return new.remove("text").unwrap_or_default();
    }
    if key == "actions" && new.contains_key("items") {
        return new.remove("items").unwrap_or_default();
    }
    if let Some(after) = new.remove("formGroup").and_then(|mut group| group.as_object_mut()?.remove("afterInput")) {
        new.insert("afterInput".into(), after);
    }
    for one in ["previous", "next", "day", "month", "year"] {
        let Some(label) = new.get_mut(one).and_then(|part| part.get_mut("label")) else { continue };
        if let Some(text) = label.get_mut("text").map(Value::take) {
            *label = text;
        }
    }
    if component == "date-input"
        && let Some(Value::Array(items)) = new.remove("items")
    {
        for item in items {
            let name = item["name"].as_str().unwrap_or("?").to_owned();
            new.insert(name, item);
        }
    }
    if component == "tag" && new.get("colour") == Some(&Value::Bool(false)) {
        new.insert("colour".into(), "none".into());
    }
    Value::Object(new)
}

/// A tree of HTML without what makes no difference: white space, the order of attributes and of classes.
fn normal(html: &str) -> String {
    let tree = Html::parse_fragment(html);
    let mut out = String::new();
    write(tree.root_element(), 0, &mut out);
    out
}

fn write(element: ElementRef<'_>, depth: usize, out: &mut String) {
    for child in element.children() {
        match child.value() {
            Node::Text(text) => {
                let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
                if !words.is_empty() {
                    *out += &format!("{}{words}\n", "  ".repeat(depth));
                }
            }
            Node::Element(node) => {
                let attributes: BTreeMap<&str, String> = node
                    .attrs()
                    .map(|(name, value)| {
                        let mut words: Vec<&str> = value.split_whitespace().collect();
                        if name == "class" {
                            words.sort_unstable();
                        }
                        (name, words.join(" "))
                    })
                    .collect();
                *out += &format!("{}<{} {attributes:?}>\n", "  ".repeat(depth), node.name());
                if let Some(child) = ElementRef::wrap(child) {
                    write(child, depth + 1, out);
                }
            }
            _ => {}
        }
    }
}

#[derive(Default)]
struct Tally {
    compared: usize,
    left_out: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

fn compare(component: &str, draw: Draw, tally: &mut Tally) {
    let file = folder().join(component).join("fixtures.json");
    let all: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let none: &[&str] = &[];
    let not_offered = NOT_OFFERED.iter().find(|(name, _)| *name == component).map_or(none, |(_, options)| options);
    for fixture in all["fixtures"].as_array().unwrap() {
        let mut used = Vec::new();
        paths(&fixture["context"], "", &mut used);
        if let Some(option) = used.iter().find(|path| not_offered.contains(&path.as_str())) {
            *tally.left_out.entry(format!("{component}: {option}")).or_default() += 1;
            continue;
        }
        let title = fixture["name"].as_str().unwrap_or_default();
        let no_button = component == "back-link" && fixture["context"]["href"].is_null();
        let reason = LEFT_OUT.iter().find(|(words, _)| title.contains(words)).map(|(_, reason)| *reason);
        if let Some(reason) = reason.or(no_button.then_some("a way back is a link, not a button")) {
            *tally.left_out.entry(format!("{component}: {reason}")).or_default() += 1;
            continue;
        }
        let name = format!("{component} / {} / {}", fixture["name"], fixture["description"]);
        let mut context = if fixture["context"].is_null() { json!({}) } else { fixture["context"].clone() };
        if let Some(block) = fixture.get("callBlock").filter(|block| block.is_string()) {
            // What its templates take as a block, we take as content.
            let into = if matches!(component, "card" | "error-summary") { "description" } else { "html" };
            context[into] = if into == "html" { block.clone() } else { json!({ "html": block }) };
        }
        match draw(ours(component, "", context)) {
            Err(error) => tally.wrong.push(format!("{name}: options not understood: {error}")),
            Ok(html) => {
                tally.compared += 1;
                let (we, they) = (normal(&html.0), normal(fixture["html"].as_str().unwrap()));
                if we != they {
                    tally.wrong.push(format!("{name}\n--- theirs\n{they}--- ours\n{we}"));
                }
            }
        }
    }
}

// GOV-9
#[test]
fn components_give_the_markup_of_the_design_system() {
    let mut tally = Tally::default();
    for (component, draw) in offered() {
        compare(component, draw, &mut tally);
    }
    let left_out: usize = tally.left_out.values().sum();
    println!("{} fixtures compared, {left_out} left out: {:#?}", tally.compared, tally.left_out);
    assert!(tally.wrong.is_empty(), "{} wrong:\n{}", tally.wrong.len(), tally.wrong.join("\n\n"));
    assert!(tally.compared >= 630, "only {} fixtures compared", tally.compared);
}
