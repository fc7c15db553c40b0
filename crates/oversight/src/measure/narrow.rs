//! Which quarter, provider and area a page of measures is about. Every page of measures can be narrowed by all three.

use access::{Organisation, Scope};
use kernel::{Failure, Quarter, Uuid};
use measures::Case;
use page::{
    Markup,
    components::{Button, Select, SelectItem, button, select},
    form, html,
};
use places::Place;
use wire::View;

use super::{asked_quarter, confined, providers};
use crate::{commissioning::area, policy::SeeMeasures};

/// What a page is narrowed to.
#[derive(Debug, Clone)]
pub(crate) struct Narrow {
    /// The quarter.
    pub quarter: Quarter,
    /// One provider; every one that the reader may see otherwise.
    pub provider: Option<Uuid>,
    /// One area's code; every area otherwise.
    pub locality: Option<String>,
}

impl Narrow {
    /// A whole quarter.
    pub(crate) fn quarter(quarter: Quarter) -> Self {
        Narrow { quarter, provider: None, locality: None }
    }

    /// What the query asks for. One who is confined to their own organisation is asked of no other.
    pub(crate) fn read(view: &View<'_, '_>, scope: &Scope<SeeMeasures>) -> Result<Self, Failure> {
        let provider = match view.query.text("provider") {
            "" => None,
            _ => Some(view.query.uuid("provider")?),
        };
        let provider = match (confined(scope), provider) {
            (Some(own), Some(asked)) if own != asked => return Err(Failure::no_such("provider")),
            (own, asked) => own.or(asked),
        };
        let locality = match view.query.text("area") {
            "" => None,
            code if view.house.place.locality(code).is_some() => Some(code.to_owned()),
            _ => return Err(Failure::no_such("area")),
        };
        Ok(Narrow { quarter: asked_quarter(view)?, provider, locality })
    }

    /// Whether a case is within it.
    pub(crate) fn holds(&self, case: &Case) -> bool {
        self.locality.as_ref().is_none_or(|code| *code == case.locality)
    }

    /// The same for one provider.
    pub(crate) fn of(&self, provider: Option<Uuid>) -> Self {
        Narrow { provider, ..self.clone() }
    }

    /// The same in another quarter.
    pub(crate) fn in_quarter(&self, quarter: Quarter) -> Self {
        Narrow { quarter, ..self.clone() }
    }

    /// As the query of a link.
    pub(crate) fn query(&self) -> String {
        let provider = self.provider.map(|id| format!("&provider={id}")).unwrap_or_default();
        let area = self.locality.as_ref().map(|code| format!("&area={code}")).unwrap_or_default();
        format!("?quarter={}{provider}{area}", self.quarter.code().replace(' ', "+"))
    }

    /// In words, behind the quarter: "Harbour Care, West Dorset".
    pub(crate) fn words(&self, place: &Place, all: &[Organisation]) -> String {
        let provider = self.provider.and_then(|id| all.iter().find(|one| one.id == id)).map(|one| one.name.clone());
        let area = self.locality.as_deref().map(|code| area(place, code));
        provider.into_iter().chain(area).map(|words| format!(", {words}")).collect()
    }

    /// The earlier and the later quarter, with the rest as it is.
    pub(crate) fn neighbours(&self, path: &str, today: kernel::Date) -> Markup {
        let link = |quarter: Quarter| format!("{path}{}", self.in_quarter(quarter).query());
        let next = self.quarter.next();
        html! {
            p {
                a href=(link(self.quarter.previous())) { "Earlier: " (self.quarter.previous()) }
                @if next <= Quarter::of(today) { " · " a href=(link(next)) { "Later: " (next) } }
            }
        }
    }

    /// The form that narrows a page by area and, for those who see several, by provider.
    pub(crate) fn form(&self, path: &str, place: &Place, all: &[Organisation]) -> Markup {
        let any = |words: &str| SelectItem::new("", words);
        let areas = place.localities.iter().map(|area| SelectItem::new(area.code.as_str(), area.name.as_str()));
        let names = all.iter().map(|one| SelectItem::new(one.id.to_string(), one.name.as_str()));
        let choose = |name: &str, label: &str, items: Vec<SelectItem>, value: String| {
            select(&Select { name: name.into(), label: label.into(), items, value, ..Select::default() })
        };
        let provider = self.provider.map(|id| id.to_string()).unwrap_or_default();
        let locality = self.locality.clone().unwrap_or_default();
        form::search_form(
            path,
            &html! {
                (form::hidden("quarter", &self.quarter.code()))
                @if all.len() > 1 {
                    (choose("provider", "Provider", std::iter::once(any("Every provider")).chain(names).collect(), provider))
                }
                (choose("area", "Area", std::iter::once(any("Every area")).chain(areas).collect(), locality))
                (button(&Button { classes: "nhsuk-button--secondary".into(), ..Button::submit("Show these") }))
            },
        )
    }

    /// The providers to choose from.
    pub(crate) fn choices(view: &mut View<'_, '_>, scope: &Scope<SeeMeasures>) -> Result<Vec<Organisation>, Failure> {
        providers(view.tx, scope)
    }
}
