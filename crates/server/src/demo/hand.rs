//! Hands for the demo's people: they open the product's pages and send the product's forms, as in a browser without one.

use access::Who;
use kernel::{Failure, Moment};
use wire::{Done, Sent, Shown, http::Site};

/// Everything a made-up person can reach.
pub(super) struct Hand<'a> {
    site: &'a Site,
    /// How many commands were done.
    pub(super) done: u64,
    /// The last one's path, for when something goes wrong.
    pub(super) last: String,
}

impl<'a> Hand<'a> {
    pub(super) fn new(site: &'a Site) -> Self {
        Hand { site, done: 0, last: String::new() }
    }

    /// The house this works in.
    pub(super) fn site(&self) -> &Site {
        self.site
    }

    /// Turns the clock to a moment, doing on the way whatever falls due before it, each at its own time.
    pub(super) fn turn_to(&self, at: Moment) -> Result<(), Failure> {
        let store = &self.site.store;
        while let Some(due) = store.read_now(store::next_at)?.filter(|due| *due <= at) {
            if due > store.clock().now() {
                store.clock().turn_to(due);
            }
            store.settle()?;
        }
        if at > store.clock().now() {
            store.clock().turn_to(at);
        }
        Ok(())
    }

    /// Opens the form at `path`, fills in `fields`, and sends it.
    pub(super) fn fill(&mut self, who: &Who, path: &str, fields: &[(&str, &str)]) -> Result<Done, Failure> {
        path.clone_into(&mut self.last);
        let page = self.open(who, path)?;
        if !page.contains(&format!("<form action=\"{path}\"")) {
            return Err(Failure::conflict(format!("{path} offers no form: {}", words_of(&page))));
        }
        let mut pairs = hidden_of(&page, path);
        pairs.retain(|(name, _)| fields.iter().all(|(given, _)| given != name));
        pairs.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.send(who, path, &pairs)
    }

    /// Sends a form without having opened it: for those whose fields are all known.
    pub(super) fn send(&mut self, who: &Who, path: &str, fields: &[(&str, &str)]) -> Result<Done, Failure> {
        let Site { store, house, slices, .. } = self.site;
        self.done += 1;
        path.clone_into(&mut self.last);
        wire::perform(store, house, slices, who, path, &Sent::from_pairs(fields))
    }

    /// What a page says as data.
    pub(super) fn data(&self, who: &Who, path: &str) -> Result<serde_json::Value, Failure> {
        let Site { store, house, slices, .. } = self.site;
        match wire::look(store, house, slices, who, path)? {
            Shown::Page { data: Some(data), .. } => Ok(data),
            _ => Err(Failure::internal(format!("{path} has no data"))),
        }
    }

    /// Opens a page and gives its text.
    fn open(&self, who: &Who, path: &str) -> Result<String, Failure> {
        let Site { store, house, slices, .. } = self.site;
        match wire::look(store, house, slices, who, path)? {
            Shown::Page { page, .. } => Ok(page.body.into_string()),
            Shown::Elsewhere(to) => Err(Failure::conflict(format!("{path} leads on to {to}"))),
            Shown::File { .. } => Err(Failure::internal(format!("{path} is a file, not a form"))),
        }
    }
}

/// What the form for `path` on this page sends without showing it: versions above all.
fn hidden_of(page: &str, path: &str) -> Vec<(String, String)> {
    let action = format!("<form action=\"{path}\"");
    let form = page
        .split_once(action.as_str())
        .map_or("", |(_, rest)| rest.split_once("</form>").map_or(rest, |(form, _)| form));
    let inputs = form.split("<input type=\"hidden\" ").skip(1);
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!("{name}=\""))?;
        rest.split_once('"').map(|(value, _)| plain(value))
    };
    let pair = |tag: &str| Some((attribute(tag, "name")?, attribute(tag, "value")?));
    inputs.filter_map(pair).filter(|(name, _)| name != "csrf" && name != "once").collect()
}

/// The words of a page without its tags, for an error.
fn words_of(page: &str) -> String {
    let outside = page.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text).trim());
    outside.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ").chars().take(600).collect()
}

fn plain(escaped: &str) -> String {
    escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_fields_come_from_the_form_that_is_meant() {
        let page = "<form action=\"/a\" method=\"post\"><input type=\"hidden\" name=\"version\" value=\"1\"></form>\
            <form action=\"/b\" method=\"post\"><input type=\"hidden\" name=\"csrf\" value=\"x\">\
            <input type=\"hidden\" name=\"version\" value=\"2 &amp; 3\"></form>";
        assert_eq!(hidden_of(page, "/b"), [("version".to_owned(), "2 & 3".to_owned())]);
        assert_eq!(hidden_of(page, "/c"), []);
    }
}
