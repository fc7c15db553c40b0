//! Whom the person wants, or who can do what only some can: recorded on the package with the reason, and asked first (BRK-3).

use access::{About, Permit};
use kernel::{Failure, Uuid};
use page::{Page, html};
use store::{Change, Row, Work, cols};
use wire::{Act, Done, Field, Shown, View};

use crate::{
    Basis, framework,
    package::{self, Package},
    policy::RecordWish,
};

/// What is asked.
pub const FIELDS: &[Field] = &[
    Field::version(),
    Field::choice(
        "ground",
        "What puts a provider first?",
        &[
            ("choice", "The person’s choice"),
            ("specialist", "A specialist need"),
            ("none", "Nothing: the order is by rank alone"),
        ],
    )
    .must("Say what puts a provider first."),
    Field::id("provider", "Which provider?"),
    Field::words("why", "What did the person say, or what do they need?")
        .hint("Kept with every round of offers. Providers do not see it."),
];

/// A provider that is asked first, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The person's choice, or a specialist need.
    pub ground: Basis,
    /// The provider.
    pub provider: Uuid,
    /// Why.
    pub why: String,
}

impl Wish {
    pub(crate) fn read(row: &Row) -> Result<Option<Self>, Failure> {
        let Some(ground) = row.get::<Option<String>>("wish")? else { return Ok(None) };
        Ok(Some(Wish { ground: ground.parse()?, provider: row.get("wish_provider")?, why: row.get("wish_why")? }))
    }

    /// For the order: "The person’s choice: She knows them."
    pub(crate) fn in_words(&self) -> String {
        let end = if self.why.trim_end().ends_with(['.', '!', '?']) { "" } else { "." };
        format!("{}: {}{end}", self.ground.words(), self.why.trim_end())
    }
}

/// Records it, or that there is none.
pub fn record(
    work: &mut Work<'_>,
    permit: &Permit<RecordWish>,
    held: &Package,
    wish: Option<&Wish>,
) -> Result<(), Failure> {
    permit.covers(held.id)?;
    held.state.may_be_awarded()?;
    if let Some(wish) = wish {
        let provider = framework::provider_row(work, wish.provider).map_err(|failure| failure.in_field("provider"))?;
        if !provider.on_framework {
            return Err(Failure::field(
                "provider",
                format!("{} is not on the framework. Ask it as a spot purchase, with the reason.", provider.name),
            ));
        }
        if wish.why.trim().is_empty() {
            return Err(Failure::field("why", "Write what the person said, or what they need."));
        }
    }
    let facts = serde_json::json!({
        "ground": wish.map(|wish| wish.ground.code()), "provider": wish.map(|wish| wish.provider),
        "why": wish.map(|wish| wish.why.as_str()), "before": held.wish.as_ref().map(|wish| wish.provider),
    });
    let columns = cols! {
        "wish" => wish.map(|wish| wish.ground.code()), "wish_provider" => wish.map(|wish| wish.provider),
        "wish_why" => wish.map(|wish| wish.why.as_str()),
    };
    let change = Change::new("package.wish_recorded", "package", held.id).person(held.person).facts(facts);
    work.apply(change.update("package", held.id, held.version, columns))
}

fn about(package: &Package) -> About {
    About::thing("package", package.id).person(package.person)
}

/// The form.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let package = package::row(view.tx, view.path.id("package")?)?;
    view.who.permit::<RecordWish>(&about(&package))?;
    view.saw(package.person, "whom the person wants");
    let all = framework::providers(view.tx)?;
    let all: Vec<(String, String)> = all
        .into_iter()
        .filter(|provider| provider.on_framework)
        .map(|provider| (provider.id.to_string(), provider.name))
        .collect();
    let wish = package.wish.as_ref();
    let (form, version) = (view.form, package.version.to_string());
    let fields = html! {
        @for field in FIELDS {
            @match field.name {
                "version" => { (form.field(field, &version)) }
                "ground" => { (form.field(field, wish.map_or("", |wish| wish.ground.code()))) }
                "provider" => { (form.choose(field, &all, &wish.map(|wish| wish.provider.to_string()).unwrap_or_default())) }
                _ => { (form.field(field, wish.map_or("", |wish| wish.why.as_str()))) }
            }
        }
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Whom the person wants" }
        @match package.state.may_be_awarded() {
            Err(failure) => { p { (failure.to_string()) } }
            Ok(()) => {
                p { "The provider stands first in the order, with the reason, unless its placements are stopped." }
                (form.around(&format!("/packages/{}/wish", package.id), &fields, "Save"))
            }
        }
    };
    let banner = people::banner(view.tx, package.person, view.house)?;
    let back = format!("/packages/{}", package.id);
    Ok(Page::new("Whom the person wants", body).about(banner).back("Back to the package", back).into())
}

/// Records it.
pub fn submit(act: &mut Act<'_, '_>) -> Result<Done, Failure> {
    let mut held = package::hold(act.work, act.path.id("package")?)?;
    let permit = act.who.permit::<RecordWish>(&about(&held))?;
    held.version = act.values.version()?;
    let wish = match act.values.text("ground")?.as_str() {
        "none" => None,
        ground => Some(Wish {
            ground: ground.parse()?,
            provider: act
                .values
                .opt_uuid("provider")?
                .ok_or_else(|| Failure::field("provider", "Choose the provider."))?,
            why: act.values.opt_text("why")?.unwrap_or_default(),
        }),
    };
    record(act.work, &permit, &held, wish.as_ref())?;
    let message = match wish {
        Some(_) => "The provider stands first in the order, with the reason.",
        None => "The order is by rank alone.",
    };
    Ok(Done::new(format!("/packages/{}", held.id), message).id(held.id))
}
