//! What browsers and other programs send: forms, JSON, and the headers that say where a form comes from.

use std::collections::{BTreeMap, BTreeSet};

use http::HeaderMap;
use kernel::{Failure, Numbers};
use wire::{Field, Sender, Sent, Values};

use super::{in_words, refused};

const CHOICES: &[(&str, &str)] = &[("a", "An apple"), ("b", "A banana")];

/// One field of each kind there is.
const FIELDS: &[Field] = &[
    Field::line("line", "One line"),
    Field::words("words", "Some words"),
    Field::person_name("name", "Name"),
    Field::whole("whole", "Length", -20, 720_000, "minutes"),
    Field::money("money", "Amount"),
    Field::date("date", "Day"),
    Field::time("time", "Time"),
    Field::choice("choice", "Choice", CHOICES),
    Field::many("many", "Any of these", CHOICES),
    Field::yes("yes", "Agreed"),
    Field::nhs_number("nhs", "NHS number"),
    Field::postcode("postcode", "Postcode"),
    Field::email("email", "E-mail"),
    Field::id("id", "Which one"),
    Field::version(),
];

/// What was taken is of its kind and fit for the database; what was refused is said field by field, and not at great length.
fn sound(read: &Result<Values, Failure>) {
    let values = match read {
        Err(failure) => return told(failure),
        Ok(values) => values,
    };
    let text = |name: &str| values.opt_text(name).expect("a text").unwrap_or_default();
    let hidden = |c: char| c.is_control() && c != '\n';
    for name in ["line", "words", "name", "email"] {
        let text = text(name);
        assert!(!text.contains(hidden) && text.trim() == text, "{name}: {text:?}");
        assert!(text.chars().count() <= if name == "words" { 4000 } else { 254 }, "{name} is too long");
    }
    let email = text("email");
    assert!(email.is_empty() || email.matches('@').count() == 1, "{email:?}");
    assert!(!email.contains(|c: char| c.is_whitespace() || "<>,;:\"()[]\\".contains(c)), "not for a head: {email:?}");
    let whole = values.opt_whole("whole").expect("a number");
    assert!(whole.is_none_or(|whole| (-20..=720_000).contains(&whole)));
    assert!(values.version().is_ok_and(|version| version >= 0));
    assert!(!values.opt_money("money").expect("money").is_some_and(kernel::Money::is_negative), "less than nothing");
    let day = values.opt_date("date").expect("a day");
    assert!(day.is_none_or(|day| (1800..=2200).contains(&day.year())));
    values.opt_time("time").expect("a time");
    assert!(["", "a", "b"].contains(&text("choice").as_str()));
    let many = values.opt_many("many").expect("several").unwrap_or_default();
    assert!(many.iter().all(|one| ["a", "b"].contains(&one.as_str())));
    assert_eq!(many.iter().collect::<BTreeSet<_>>().len(), many.len(), "one thing chosen twice");
    assert!(values.opt_nhs_number("nhs").expect("a number").is_none_or(kernel::NhsNumber::is_test));
    values.opt_postcode("postcode").expect("a postcode");
    values.opt_uuid("id").expect("an id");
    values.yes("yes").expect("yes or no");
}

fn told(failure: &Failure) {
    let Failure::Invalid(faults) = failure else { panic!("not a refusal of what was sent: {failure:?}") };
    assert!(!faults.is_empty());
    for fault in faults {
        // What came under no name at all has no field to name.
        let nameless = fault.message.contains("no field “” here");
        assert!(nameless || !fault.field.is_empty(), "no field is named: {fault:?}");
        in_words(&fault.message);
    }
    let bytes: usize = faults.iter().map(|fault| fault.field.len() + fault.message.len()).sum();
    assert!(bytes <= 16_000, "{bytes} bytes are told of {} faults", faults.len());
}

fn faulty(read: &Result<Values, Failure>) -> BTreeSet<(String, String)> {
    let Err(Failure::Invalid(faults)) = read else { return BTreeSet::new() };
    let known = |name: &str| FIELDS.iter().any(|field| field.name == name);
    // Of names that no field has the first few are told, and JSON sorts them.
    let strange = |message: &str| message.starts_with("There is no field");
    let own = faults.iter().filter(|fault| known(&fault.field) && !strange(&fault.message));
    own.map(|fault| (fault.field.clone(), fault.message.clone())).collect()
}

/// A form, and the same as JSON: both are read alike.
pub fn form(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let sent = Sent::from_form(text);
    assert!(sent.pairs().iter().all(|(name, value)| !name.contains('\0') && !value.contains('\0')));
    let read = Field::read(FIELDS, &sent, Numbers::Test);
    sound(&read);
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in sent.pairs() {
        names.entry(name).or_default().push(value);
    }
    let json = serde_json::to_string(&names).expect("JSON");
    let same = Field::read(FIELDS, &Sent::from_json(&json).expect("an object of lists of texts"), Numbers::Test);
    assert_eq!(read.as_ref().ok(), same.as_ref().ok());
    assert_eq!(faulty(&read), faulty(&same));
}

/// A JSON body, and an address with a query.
pub fn json(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Sent::from_json(text) {
        Err(failure) => refused(&failure),
        Ok(sent) => {
            assert!(sent.pairs().iter().all(|(name, value)| !name.contains('\0') && !value.contains('\0')));
            sound(&Field::read(FIELDS, &sent, Numbers::Test));
        }
    }
}

/// Who is believed to have sent a form, and where an answer may lead: nobody is led to another site. The first line is the
/// place to go to, the others are headers.
pub fn sender(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (location, lines) = text.split_once('\n').unwrap_or((text, ""));
    let led = wire::http::redirect(location);
    let led = led.headers().get("location").and_then(|value| value.to_str().ok()).expect("a place to go to");
    // As browsers read it: tabs and line ends are left out, a backslash is a slash.
    let read = led.replace(['\t', '\r', '\n'], "").replace('\\', "/");
    assert!(read.starts_with('/') && !read.starts_with("//"), "led to {led:?}");
    assert!(led == location || led == "/");
    let mut headers = HeaderMap::new();
    for (name, value) in lines.lines().filter_map(|line| line.split_once(':')) {
        if let (Ok(name), Ok(value)) = (name.trim().parse::<http::HeaderName>(), value.trim().parse()) {
            headers.append(name, value);
        }
    }
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (site, origin, host) = (said("sec-fetch-site"), said("origin"), said("host"));
    let ours = !host.is_empty() && ["http://", "https://"].iter().any(|scheme| origin == format!("{scheme}{host}"));
    match Sender::of(&headers) {
        Sender::Here => assert!(
            (site == "same-origin" || ours) && !matches!(site, "cross-site" | "same-site"),
            "{site} {origin} {host}"
        ),
        Sender::Elsewhere => assert!(!site.is_empty() || headers.contains_key("origin")),
        Sender::Unsaid => assert!(!headers.contains_key("origin") && matches!(site, "" | "none"), "{site} {origin}"),
    }
}
