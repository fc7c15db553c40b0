use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use access::{Vault, Who};
use kernel::{Failure, Fault, Moment, Numbers, Uuid};
use page::{Markup, Page, components::Choice, form::FieldView, show::Tile};
use places::Place;
use store::{Tx, Work};

use crate::{Field, HomeTiles, Kind, Params, PersonLink, Sent, Values};

/// What every page and command can reach besides the database.
#[derive(Debug, Clone)]
pub struct House {
    /// The place: localities, calendars, standards, prices, measures.
    pub place: &'static Place,
    /// The key for what must not lie readable.
    pub vault: Vault,
    /// Which NHS numbers are taken: real ones, or test ones only. Never both.
    pub numbers: Numbers,
    /// Whether the people are made up.
    pub demo: bool,
    /// The ways from a person's record to what the rooms know of them.
    pub person_links: Arc<Vec<PersonLink>>,
    /// The figures that rooms put on a role's first screen.
    pub home_tiles: Arc<Vec<HomeTiles>>,
    /// What every page says until somebody has dealt with it.
    pub warning: Option<Warning>,
}

/// Something every page says until a setting confirms it: old data after a restore must not be taken for current (H20).
#[derive(Debug, Clone)]
pub struct Warning {
    text: String,
    href: String,
    setting: &'static str,
    value: String,
    lifted: Arc<AtomicBool>,
}

impl Warning {
    /// Says `text` on every page, with the way to `href`, until the setting `setting` holds `value`.
    pub fn new(
        text: impl Into<String>,
        href: impl Into<String>,
        setting: &'static str,
        value: impl Into<String>,
    ) -> Self {
        Warning { text: text.into(), href: href.into(), setting, value: value.into(), lifted: Arc::default() }
    }

    /// What to say now, and where it leads; nothing once it was confirmed.
    pub fn told(&self) -> Option<page::Link> {
        (!self.lifted.load(Ordering::Acquire)).then(|| page::Link::new(self.text.as_str(), self.href.as_str()))
    }

    /// Looks whether it was confirmed. Only what is committed counts, so this is asked when a page is read, and costs
    /// nothing once the answer was yes.
    pub(crate) fn look(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        if !self.lifted.load(Ordering::Acquire)
            && store::setting(tx, self.setting)?.as_deref() == Some(self.value.as_str())
        {
            self.lifted.store(true, Ordering::Release);
        }
        Ok(())
    }
}

/// One reading: a page or its JSON, in one consistent view of the database.
pub struct View<'a, 't> {
    /// The database, for reading.
    pub tx: &'a mut Tx<'t>,
    /// Who looks.
    pub who: &'a Who,
    /// The place, the vault.
    pub house: &'a House,
    /// Now, read once.
    pub now: Moment,
    /// The parts of the path.
    pub path: &'a Params,
    /// The parts of the query.
    pub query: &'a Params,
    /// What was typed before, and what is wrong with it, when a form comes back.
    pub form: FormState<'a>,
    pub(crate) saw: Saw,
}

/// Whom a page showed.
#[derive(Debug, Default)]
pub(crate) struct Saw {
    one: Vec<(Uuid, String)>,
    lists: Vec<(String, Vec<Uuid>)>,
}

impl Saw {
    pub(crate) fn is_empty(&self) -> bool {
        self.one.is_empty() && self.lists.is_empty()
    }

    /// Writes it into the journal.
    pub(crate) fn keep(&self, work: &mut Work<'_>) -> Result<(), kernel::Failure> {
        self.one.iter().for_each(|(person, what)| work.saw(*person, what));
        self.lists.iter().try_for_each(|(what, people)| work.saw_list(people, what))
    }
}

impl View<'_, '_> {
    /// Notes that this page shows something about a person; it stands in the journal before the answer leaves (GOV-4).
    /// Every page about a person calls it, and a search that found them; `what` is the page in a word or two: "plan",
    /// "offer".
    pub fn saw(&mut self, person: impl Into<Uuid>, what: &str) {
        let person = person.into();
        if !self.saw.one.iter().any(|(seen, _)| *seen == person) {
            self.saw.one.push((person, what.to_owned()));
        }
    }

    /// The same for a list in which people's names stand among others': `what` names the list, "packages". One entry for
    /// all of them; whoever asks who looked at their record is told it apart from the looks at the record itself.
    pub fn saw_list<P: Into<Uuid>>(&mut self, what: &str, people: impl IntoIterator<Item = P>) {
        let people: Vec<Uuid> = people.into_iter().map(Into::into).collect();
        if !people.is_empty() {
            self.saw.lists.push((what.to_owned(), people));
        }
    }

    /// The figures that the rooms put on the first screen of the one who looks, in the order of the rooms; each only for those
    /// who hold the action behind it.
    pub fn home_tiles(&mut self) -> Result<Vec<Tile>, Failure> {
        let (house, role) = (self.house, self.who.role);
        let mut tiles = Vec::new();
        for of in house.home_tiles.iter().filter(|of| of.is_for(role)) {
            tiles.extend((of.tiles)(self)?);
        }
        Ok(tiles)
    }
}

/// One command: a unit of work that ends in a reply, or in nothing at all.
pub struct Act<'a, 't> {
    /// The unit of work, for reading and writing.
    pub work: &'a mut Work<'t>,
    /// Who does it.
    pub who: &'a Who,
    /// The place, the vault.
    pub house: &'a House,
    /// Now, read once.
    pub now: Moment,
    /// The parts of the path.
    pub path: &'a Params,
    /// The command's fields, checked.
    pub values: &'a Values,
}

/// What a page shows.
#[derive(Debug)]
pub enum Shown {
    /// A page, and the same facts as JSON where the route offers them.
    Page {
        /// For people.
        page: Box<Page>,
        /// For machines.
        data: Option<serde_json::Value>,
    },
    /// A file to keep.
    File {
        /// What it is called.
        name: String,
        /// What it is: "text/csv; charset=utf-8".
        kind: &'static str,
        /// What is in it.
        bytes: Vec<u8>,
    },
    /// Another page is meant.
    Elsewhere(String),
}

impl From<Page> for Shown {
    fn from(page: Page) -> Self {
        Shown::Page { page: Box::new(page), data: None }
    }
}

impl Shown {
    /// A page with its facts.
    pub fn with(page: Page, data: &impl serde::Serialize) -> Result<Self, Failure> {
        let data = serde_json::to_value(data).map_err(Failure::internal)?;
        Ok(Shown::Page { page: Box::new(page), data: Some(data) })
    }
}

/// What came of a command: kept with its key in the same transaction, so a doubled request gets the same reply.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Done {
    /// What was made or changed.
    pub id: Option<Uuid>,
    /// Where to go on.
    pub location: String,
    /// What happened, for people: "You accepted the package. …".
    pub message: String,
}

impl Done {
    /// A reply.
    pub fn new(location: impl Into<String>, message: impl Into<String>) -> Self {
        Done { id: None, location: location.into(), message: message.into() }
    }

    /// With the id of what was made or changed.
    pub fn id(mut self, id: impl Into<Uuid>) -> Self {
        self.id = Some(id.into());
        self
    }
}

/// What was typed into a form, what is wrong with it, and the keys it must carry.
#[derive(Debug, Clone, Copy)]
pub struct FormState<'a> {
    /// What was typed; nothing on first sight.
    pub sent: &'a Sent,
    /// What is wrong with it.
    pub faults: &'a [Fault],
    /// The session's token.
    pub csrf: &'a str,
    /// The key under which this form is done once, however often it is sent.
    pub once: &'a str,
}

impl FormState<'_> {
    /// A whole form: its fields shown as they were declared, with what was typed before and what is wrong, and a button.
    pub fn whole(&self, action: &str, fields: &[Field], button: &str) -> Markup {
        let fields = page::html! { @for field in fields { (self.field(field, "")) } };
        self.around(action, &fields, button)
    }

    /// A form around fields that the page has laid out itself.
    pub fn around(&self, action: &str, inner: &Markup, button: &str) -> Markup {
        let inner = page::html! {
            (page::form::hidden("once", self.once))
            (inner)
            (page::components::button(&page::components::Button { text: button.into(), ..Default::default() }))
        };
        page::form::form(action, self.csrf, &inner)
    }

    /// A form that is only a button.
    pub fn button(&self, action: &str, hidden: &[(&str, &str)], text: &str, secondary: bool) -> Markup {
        let classes = if secondary { "nhsuk-button--secondary" } else { "" };
        let inner = page::html! {
            (page::form::hidden("once", self.once))
            @for (name, value) in hidden { (page::form::hidden(name, value)) }
            (page::components::button(&page::components::Button { text: text.into(), classes: classes.into(), ..Default::default() }))
        };
        page::form::form(action, self.csrf, &inner)
    }

    /// One field as it was declared. `value` is what it holds when nothing was typed yet.
    pub fn field(&self, field: &Field, value: &str) -> Markup {
        let view = FieldView::new(field.name, self.label(field)).hint(field.hint).value(value);
        let view = view.again(self.sent.pairs(), self.faults);
        match field.kind {
            Kind::Line(_) | Kind::Name | Kind::Id => view.line(),
            Kind::Words(_) => view.words(),
            Kind::Whole(_, _, unit) => view.whole(unit),
            Kind::Money => view.money(),
            Kind::Date => view.date(),
            Kind::Time => view.time(),
            Kind::Choice(of) => view.choice(&choices(of)),
            Kind::Many(of) => view.many(&choices(of)),
            Kind::Yes => view.yes(),
            Kind::NhsNumber => view.nhs_number(),
            Kind::Postcode => view.postcode(),
            Kind::Email => view.email(),
            Kind::Version => page::form::hidden(field.name, self.version(field, value)),
        }
    }

    /// A field that the reader lets be absent but that is not called optional, for whoever sees it must answer, or its hint
    /// says when.
    pub fn needed(&self, field: &Field, value: &str) -> Markup {
        self.field(&field.must("-"), value)
    }

    /// Several boxes, some of which are ticked when nothing was typed yet.
    pub fn many(&self, field: &Field, ticked: &[&str]) -> Markup {
        let view = FieldView::new(field.name, self.label(field)).hint(field.hint).values(ticked.iter().copied());
        match field.kind {
            Kind::Many(of) => view.again(self.sent.pairs(), self.faults).many(&choices(of)),
            _ => self.field(field, ""),
        }
    }

    /// A choice among things that only the page knows: workers, providers, lines of a plan.
    pub fn choose(&self, field: &Field, of: &[(String, String)], value: &str) -> Markup {
        let items: Vec<_> = of.iter().map(|(id, text)| Choice::new(id.as_str(), text.as_str())).collect();
        let view = FieldView::new(field.name, self.label(field)).hint(field.hint).value(value);
        view.again(self.sent.pairs(), self.faults).choice(&items)
    }

    /// What stands in a field: what was typed, or else what it held.
    pub fn value<'b>(&'b self, name: &str, before: &'b str) -> &'b str {
        if self.sent.pairs().is_empty() {
            before
        } else {
            self.sent.pairs().iter().find(|(key, _)| key == name).map_or("", |(_, v)| v.as_str())
        }
    }

    /// A form that comes back is still about the row as its sender saw it: somebody else's change in between must be
    /// noticed when it is sent again.
    fn version<'b>(&'b self, field: &Field, now: &'b str) -> &'b str {
        Some(self.sent.first(field.name)).filter(|sent| !sent.is_empty()).unwrap_or(now)
    }

    fn label(&self, field: &Field) -> String {
        let may_be_left_out = field.must.is_none() && !matches!(field.kind, Kind::Yes | Kind::Version);
        if may_be_left_out { format!("{} (optional)", field.label) } else { field.label.to_owned() }
    }
}

fn choices(of: &[(&str, &str)]) -> Vec<Choice> {
    of.iter().map(|(code, words)| Choice::new(*code, *words)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // GOV-6
    #[test]
    fn a_form_that_comes_back_is_still_about_the_row_its_sender_saw() {
        let shown = |sent: &Sent| {
            let form = FormState { sent, faults: &[], csrf: "", once: "" };
            form.field(&Field::version(), "8").into_string()
        };
        assert!(shown(&Sent::default()).contains("value=\"8\""));
        assert!(shown(&Sent::from_pairs(&[("version", "7"), ("words", "tea")])).contains("value=\"7\""));
        let mut newer = Sent::from_pairs(&[("version", "7"), ("words", "tea")]);
        newer.forget("version");
        assert!(shown(&newer).contains("value=\"8\""));
    }
}
