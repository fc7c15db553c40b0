//! One row of the regulator's file into the register.
//!
//! The first file brings tens of thousands of new locations; one journal entry for each would say nothing that the entry of
//! the batch, with its counts and the file's fingerprint, does not say. What changes afterwards is news: a rating that
//! fell, a registration that ended. That has a journal entry of its own, `care_location.changed`, with what it was and
//! what it is, and a room may react to it.

use imports::{Outcome, Step};
use kernel::Failure;
use sheet::care_providers::CareProvider;
use store::{Change, Value, cols, params, statement};

use crate::{CareLocation, location};

/// Which facts a file has at all. What it has no column for stays as it was.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    name: String,
    keys: Vec<&'static str>,
}

const OPTIONAL: [&str; 10] = [
    "postcode",
    "street",
    "address",
    "specialisms",
    "rating",
    "rated_on",
    "registered_on",
    "dormant",
    "website",
    "phone",
];

impl Columns {
    /// The columns of this file.
    pub fn of(file: &str, sheet: &sheet::Sheet<'_>) -> Self {
        let mut keys: Vec<_> = OPTIONAL.into_iter().filter(|key| sheet.has(key)).collect();
        keys.extend(["local_authority", "ended_on"].into_iter().filter(|key| sheet.has(key)));
        Columns { name: file.to_owned(), keys }
    }

    fn has(&self, key: &str) -> bool {
        self.keys.contains(&key)
    }
}

statement! {
    PROVIDER = "SELECT name FROM care_provider WHERE regulator_id = $1";
}

/// Saves one location of a file.
pub fn import_location(step: &mut Step<'_, '_>, row: &CareProvider, columns: &Columns) -> Result<Outcome, Failure> {
    if row.provider_id.is_empty() {
        return Err(Failure::field("provider_id", "The row has no id of the organisation; it is left out."));
    }
    short_enough(row)?;
    let old = location(step.tx(), &row.location_id)?;
    let provider = keep_provider(step, row, old.as_ref())?;
    let new = merged(row, columns, old.as_ref(), step);
    let Some(old) = old else {
        let put = values(&new, step);
        let mut all = cols! { "id" => new.id, "version" => 1, "regulator_id" => new.regulator_id.as_str() };
        all.extend(put);
        step.keep(|change| services(change.insert("care_location", all), &new));
        return Ok(Outcome::Made);
    };
    if facts(&old) == facts(&new) {
        return Ok(if provider { Outcome::Changed } else { Outcome::Unchanged });
    }
    let change = Change::new("care_location.changed", "care_location", new.id).facts(difference(&old, &new));
    let change = change.update("care_location", new.id, old.version, values(&new, step));
    let change = change.delete("care_service", cols! { "location" => new.id });
    step.apply(services(change, &new))?;
    Ok(Outcome::Changed)
}

/// The longest name that is taken; the longest in the register has about 130 characters. What is longer is a row in which
/// a quotation mark went missing, and an index could not hold it.
const LONGEST: usize = 300;

fn short_enough(row: &CareProvider) -> Result<(), Failure> {
    let long = |text: &str| text.chars().count() > LONGEST;
    let named = [
        ("location_name", &row.location_name),
        ("provider_name", &row.provider_name),
        ("provider_id", &row.provider_id),
    ];
    let services = row.service_types.iter().map(|service| ("service_types", service));
    match named.into_iter().chain(services).find(|(_, text)| long(text)) {
        None => Ok(()),
        Some((field, _)) => {
            let message = format!(
                "This is longer than {LONGEST} characters. Look for a missing quotation mark; the row is left out."
            );
            Err(Failure::field(field, message))
        }
    }
}

/// The organisation: new, or under another name than before. Says whether a known one has changed its name.
fn keep_provider(step: &mut Step<'_, '_>, row: &CareProvider, old: Option<&CareLocation>) -> Result<bool, Failure> {
    let name = if row.provider_name.is_empty() { row.location_name.as_str() } else { row.provider_name.as_str() };
    if old.is_some_and(|old| old.provider_id == row.provider_id && old.provider_name == name) {
        return Ok(false);
    }
    let id = row.provider_id.as_str();
    let put =
        |change: Change| change.put("care_provider", &["regulator_id"], cols! { "regulator_id" => id, "name" => name });
    match step.tx().first(&PROVIDER, params![id], |row| row.get::<String>("name"))? {
        Some(before) if before == name => Ok(false),
        Some(before) => {
            let facts = serde_json::json!({ "regulator_id": id, "before": before, "name": name });
            step.apply(put(Change::new("care_provider.renamed", "import_run", step.run()).facts(facts)))?;
            Ok(true)
        }
        None => {
            step.keep(put);
            Ok(false)
        }
    }
}

/// The row over what was known before.
fn merged(row: &CareProvider, columns: &Columns, old: Option<&CareLocation>, step: &Step<'_, '_>) -> CareLocation {
    let mut new = CareLocation {
        id: old.map_or_else(|| step.work.id(), |old| old.id),
        version: old.map_or(1, |old| old.version),
        regulator_id: row.location_id.clone(),
        provider_id: row.provider_id.clone(),
        provider_name: row.provider_name.clone(),
        name: row.location_name.clone(),
        address: row.address.clone(),
        postcode: row.postcode.clone(),
        local_authority: row.local_authority.clone(),
        services: row.service_types.clone(),
        specialisms: row.specialisms.clone(),
        home_care: row.gives_home_care(),
        rating: row.rating.clone(),
        rated_on: row.rated_on,
        registered_on: row.registered_on,
        ended_on: row.ended_on,
        dormant: row.dormant,
        website: row.website.clone(),
        phone: row.phone.clone(),
        source: columns.name.clone(),
        imported_at: step.work.at,
    };
    if let Some(old) = old {
        keep_what_the_file_lacks(&mut new, columns, old);
    }
    new
}

/// A file that has no column for a fact says nothing about it: what was known stays.
fn keep_what_the_file_lacks(new: &mut CareLocation, columns: &Columns, old: &CareLocation) {
    let keep = |key: &str| !columns.has(key);
    if keep("street") && keep("address") {
        new.address.clone_from(&old.address);
    }
    if keep("postcode") {
        new.postcode.clone_from(&old.postcode);
    }
    if keep("local_authority") {
        new.local_authority.clone_from(&old.local_authority);
    }
    if keep("specialisms") && new.specialisms.is_empty() {
        new.specialisms.clone_from(&old.specialisms);
    }
    if keep("rating") {
        new.rating.clone_from(&old.rating);
    }
    if keep("rated_on") {
        new.rated_on = old.rated_on;
    }
    if keep("registered_on") {
        new.registered_on = old.registered_on;
    }
    // A file that lists only active places says by that that the registration goes on; others say nothing about its end.
    if keep("ended_on") {
        new.ended_on = old.ended_on;
    }
    if keep("dormant") {
        new.dormant = old.dormant;
    }
    if keep("website") {
        new.website.clone_from(&old.website);
    }
    if keep("phone") {
        new.phone.clone_from(&old.phone);
    }
}

/// What makes two states of a location the same, by name; the provider's name is the provider's own affair.
fn facts(of: &CareLocation) -> Vec<(&'static str, String)> {
    let day = |day: Option<kernel::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    vec![
        ("provider", of.provider_id.clone()),
        ("name", of.name.clone()),
        ("address", of.address.join("\n")),
        ("postcode", of.postcode.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("local_authority", of.local_authority.clone()),
        ("services", of.services.join("\n")),
        ("specialisms", of.specialisms.join("\n")),
        ("rating", of.rating.clone().unwrap_or_default()),
        ("rated_on", day(of.rated_on)),
        ("registered_on", day(of.registered_on)),
        ("ended_on", day(of.ended_on)),
        ("dormant", of.dormant.to_string()),
        ("website", of.website.clone()),
        ("phone", of.phone.clone()),
    ]
}

/// What was and what is, of what is not the same.
fn difference(old: &CareLocation, new: &CareLocation) -> serde_json::Value {
    let changed = facts(old).into_iter().zip(facts(new)).filter(|(before, after)| before != after);
    let changed: serde_json::Map<String, serde_json::Value> = changed
        .map(|((name, before), (_, after))| (name.to_owned(), serde_json::json!({ "before": before, "after": after })))
        .collect();
    serde_json::json!({ "regulator_id": new.regulator_id, "provider": new.provider_id, "name": new.name, "changed": changed })
}

/// Bytes of text that a search looks through.
const MOST_SEARCHED: usize = 1000;

fn values(of: &CareLocation, step: &Step<'_, '_>) -> Vec<(&'static str, Value)> {
    let outcode = of.postcode.as_ref().map(|postcode| postcode.outcode().to_owned());
    let area =
        outcode.as_ref().map(|outcode| outcode.chars().take_while(char::is_ascii_alphabetic).collect::<String>());
    let mut search = crate::search::folded(&format!(
        "{} {} {}",
        of.name,
        of.provider_name,
        of.address.last().map_or("", String::as_str)
    ));
    search.truncate(search.floor_char_boundary(MOST_SEARCHED));
    cols! {
        "provider" => of.provider_id.as_str(), "name" => of.name.as_str(), "search" => search,
        "address" => of.address.join("\n"), "postcode" => of.postcode.clone(), "outcode" => outcode,
        "postcode_area" => area, "local_authority" => of.local_authority.as_str(), "services" => of.services.join("\n"),
        "specialisms" => of.specialisms.join("\n"), "home_care" => of.home_care, "rating" => of.rating.clone(),
        "rated_on" => of.rated_on, "registered_on" => of.registered_on, "ended_on" => of.ended_on,
        "dormant" => of.dormant, "website" => of.website.as_str(), "phone" => of.phone.as_str(),
        "import" => step.run(), "source" => of.source.as_str(), "imported_at" => of.imported_at,
    }
}

fn services(change: Change, of: &CareLocation) -> Change {
    let mut each = of.services.clone();
    each.sort();
    each.dedup();
    each.into_iter().fold(change, |change, service| {
        change.insert("care_service", cols! { "location" => of.id, "service" => service })
    })
}
