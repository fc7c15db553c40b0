use kernel::Uuid;
use scraper::{ElementRef, Html, Node, Selector};

use crate::Browser;

/// What the server answered.
#[derive(Debug, Clone)]
pub struct Reply {
    /// What was asked: "GET /packages".
    pub asked: String,
    /// The status.
    pub status: u16,
    /// Where a redirect leads.
    pub location: Option<String>,
    /// The content type.
    pub kind: String,
    /// Every header.
    pub headers: http::HeaderMap,
    /// The body as text.
    pub text: String,
    /// The body.
    pub bytes: Vec<u8>,
    pub(crate) browser: Browser,
}

pub(crate) fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap_or_else(|error| panic!("“{text}” is no selector: {error}"))
}

pub(crate) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What an element says, without scripts and styles, with a space between blocks.
fn words(element: ElementRef<'_>) -> String {
    let mut all = String::new();
    for node in element.descendants() {
        let hidden = node.ancestors().any(|above| {
            above.value().as_element().is_some_and(|it| matches!(it.name(), "script" | "style" | "template" | "head"))
        });
        match node.value() {
            Node::Text(text) if !hidden => all.push_str(text),
            Node::Element(it) if !matches!(it.name(), "a" | "b" | "strong" | "em" | "span" | "time" | "abbr" | "i") => {
                all.push(' ');
            }
            _ => {}
        }
    }
    squeezed(&all)
}

impl Reply {
    pub(crate) fn document(&self) -> Html {
        Html::parse_document(&self.text)
    }

    pub(crate) fn browser(&self) -> &Browser {
        &self.browser
    }

    /// What a reader sees, in one line; JSON as it is.
    pub fn visible(&self) -> String {
        if self.kind.starts_with("text/html") { words(self.document().root_element()) } else { self.text.clone() }
    }

    /// What the elements say that a CSS selector finds.
    pub fn all(&self, css: &str) -> Vec<String> {
        self.document().select(&selector(css)).map(words).collect()
    }

    /// The value of an attribute of the elements that a CSS selector finds.
    pub fn attributes(&self, css: &str, name: &str) -> Vec<String> {
        let document = self.document();
        document.select(&selector(css)).filter_map(|it| it.value().attr(name)).map(str::to_owned).collect()
    }

    /// Whether a reader sees this text.
    pub fn has(&self, text: &str) -> bool {
        self.visible().contains(&squeezed(text))
    }

    /// Follows a redirect, until a page comes.
    pub fn follow(&self) -> Reply {
        let mut reply = self.clone();
        for _ in 0..5 {
            match (&reply.location, reply.status) {
                (Some(location), 300..=399) => reply = self.browser.get(location),
                _ => return reply,
            }
        }
        panic!("{} leads from page to page without end", self.asked)
    }

    /// What the page that follows tells has happened; for JSON, its message.
    pub fn notice(&self) -> String {
        if self.kind.starts_with("application/json") {
            return self.json()["message"].as_str().unwrap_or_default().to_owned();
        }
        let page = self.follow();
        page.all(".nhsuk-notification-banner__content").join(" ")
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{}\nis no JSON: {error}", self.told()))
    }

    /// What is wrong, as the error summary (or the problem body) says it.
    pub fn errors(&self) -> Vec<String> {
        self.faults().into_iter().map(|(_, message)| message).collect()
    }

    /// What is wrong, each with the field it names.
    pub fn faults(&self) -> Vec<(String, String)> {
        if self.kind.contains("json") {
            let body = self.json();
            let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
            let faults = body["faults"].as_array().cloned().unwrap_or_default();
            return faults.iter().map(|fault| (text(&fault["field"]), text(&fault["message"]))).collect();
        }
        let document = self.document();
        let items = selector(".nhsuk-error-summary__list li");
        let link = selector("a");
        let field = |item: ElementRef<'_>| {
            let href = item.select(&link).next().and_then(|a| a.value().attr("href")).unwrap_or_default();
            href.trim_start_matches('#').to_owned()
        };
        document.select(&items).map(|item| (field(item), words(item))).collect()
    }

    /// The id of what was made: from the JSON, or the last id in the address where it goes on.
    pub fn id(&self) -> Uuid {
        if self.kind.starts_with("application/json") {
            let id = self.json()["id"].as_str().and_then(|id| id.parse().ok());
            return id.unwrap_or_else(|| panic!("no id in {}", self.told()));
        }
        let location = self.location.clone().unwrap_or_default();
        let parts = location.split(['/', '?', '#', '=', '&']).rev();
        parts.filter_map(|part| part.parse().ok()).next().unwrap_or_else(|| panic!("no id in {}", self.told()))
    }

    /// What was asked and answered, for messages.
    pub fn told(&self) -> String {
        let location = self.location.as_deref().map(|to| format!(" to {to}")).unwrap_or_default();
        format!("{} -> {}{location}\n{}", self.asked, self.status, self.visible())
    }

    /// It is a page (200).
    #[track_caller]
    pub fn assert_ok(self) -> Self {
        self.assert_status(200)
    }

    /// The command was done: a redirect that is not to the sign-in page, or 200 for JSON.
    #[track_caller]
    pub fn assert_done(self) -> Self {
        let on = self.location.as_deref().is_some_and(|to| !to.starts_with("/sign-in"));
        let done =
            if self.kind.starts_with("application/json") { self.status == 200 } else { self.status == 303 && on };
        assert!(done, "this was not done: {}", self.told());
        self
    }

    /// It has this status.
    #[track_caller]
    pub fn assert_status(self, status: u16) -> Self {
        assert!(self.status == status, "not {status}: {}", self.told());
        self
    }

    /// A reader sees this text.
    #[track_caller]
    pub fn assert_has(self, text: &str) -> Self {
        assert!(self.has(text), "“{text}” is not there: {}", self.told());
        self
    }

    /// A reader does not see this text.
    #[track_caller]
    pub fn assert_lacks(self, text: &str) -> Self {
        assert!(!self.has(text), "“{text}” is there: {}", self.told());
        self
    }

    /// It is refused with this status, and one of its faults contains this text.
    #[track_caller]
    pub fn assert_refused(self, status: u16, message: &str) -> Self {
        let told = self.clone().assert_status(status);
        let said = told.errors().iter().any(|error| error.contains(message)) || told.has(message);
        assert!(said, "it does not say “{message}”: {}", self.told());
        self
    }

    /// It leads here.
    #[track_caller]
    pub fn assert_leads_to(self, path: &str) -> Self {
        assert!(self.location.as_deref() == Some(path), "it does not lead to {path}: {}", self.told());
        self
    }
}
