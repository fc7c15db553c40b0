//! Whose care a page tells of, and how it speaks of them.

use access::{About, Action};
use kernel::Failure;
use page::{Markup, Page};
use people::{PersonId, PersonRow};
use wire::View;

/// The person, after the permit was given.
#[derive(Debug)]
pub(crate) struct Whose {
    /// Their id.
    pub(crate) id: PersonId,
    /// Their record.
    pub(crate) row: PersonRow,
    /// Whether the reader is the person; otherwise a carer.
    pub(crate) mine: bool,
}

impl Whose {
    /// The person in the path; not there for anybody but themselves and those they allow.
    pub(crate) fn of_path<A: Action>(view: &mut View<'_, '_>, what: &str) -> Result<Self, Failure> {
        let id = view.path.id("person")?;
        Whose::of::<A>(view, id, what)
    }

    /// This person. What is shown stands in the journal, with the role it was read in.
    pub(crate) fn of<A: Action>(view: &mut View<'_, '_>, id: PersonId, what: &str) -> Result<Self, Failure> {
        view.who.permit::<A>(&About::thing("person", id).person(id))?;
        let row = people::row(view.tx, id)?;
        view.saw(id, what);
        let mine = view.who.own.iter().any(|own| own.person == id.uuid() && own.is_self);
        Ok(Whose { id, row, mine })
    }

    /// "Your" or "Ada’s", to begin a sentence or a heading.
    pub(crate) fn your_first(&self) -> String {
        if self.mine { "Your".into() } else { self.names() }
    }

    /// "your" or "Ada’s".
    pub(crate) fn your(&self) -> String {
        if self.mine { "your".into() } else { self.names() }
    }

    /// "you" or "Ada".
    pub(crate) fn you(&self) -> &str {
        if self.mine { "you" } else { &self.row.given_name }
    }

    fn names(&self) -> String {
        format!("{}’s", self.row.given_name)
    }

    /// A page about them.
    pub(crate) fn page(&self, view: &mut View<'_, '_>, title: &str, body: Markup) -> Result<Page, Failure> {
        let banner = people::banner_of(view.tx, &self.row)?;
        Ok(Page::new(title, body).about(banner))
    }

    /// A page under the first one.
    pub(crate) fn under(&self, view: &mut View<'_, '_>, title: &str, body: Markup) -> Result<Page, Failure> {
        Ok(self.page(view, title, body)?.back("Back to the first page", self.href("")))
    }

    /// An address under the person's own pages.
    pub(crate) fn href(&self, under: &str) -> String {
        format!("/my-care/{}{under}", self.id)
    }

    /// Where somebody says that something has changed.
    pub(crate) fn changed_href(&self) -> String {
        format!("/people/{}/plan/changes", self.id)
    }
}
