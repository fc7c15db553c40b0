use access::{Action, ActionInfo, Role, Who};
use kernel::Failure;
use page::show::Tile;
use schemars::JsonSchema;
use store::{Job, Migration};

use crate::{Act, Done, Field, Menu, Shown, View};

/// A page: what it shows, from one reading of the database.
pub type PageFn = fn(&mut View<'_, '_>) -> Result<Shown, Failure>;
/// A command: what it does, in one unit of work.
pub type SubmitFn = fn(&mut Act<'_, '_>) -> Result<Done, Failure>;
/// A JSON schema, made when the description is asked for.
pub type SchemaFn = fn() -> schemars::Schema;

/// Who may use a route.
#[derive(Debug, Clone, Copy)]
pub enum Gate {
    /// Those who hold this action; the page or command asks for the permit or scope itself.
    Action(ActionInfo),
    /// Everybody who is signed in, for this reason.
    SignedIn(&'static str),
}

impl Gate {
    /// Lets through who holds the action in some reach; the page or command asks for the rest.
    pub(crate) fn admit(&self, who: &Who) -> Result<(), Failure> {
        match self {
            Gate::Action(action) if action.reach_of(who.role).is_none() => Err(who.refused(action)),
            Gate::Action(_) | Gate::SignedIn(_) => Ok(()),
        }
    }
}

/// What a route does.
#[derive(Debug, Clone, Copy)]
pub enum Handler {
    /// Shows something (GET); with a schema, the same facts at `/api/…`.
    Page(PageFn, Option<SchemaFn>),
    /// Shows a form (GET) and takes it (POST), and takes the same as JSON at `/api/…`.
    Command(&'static [Field], PageFn, SubmitFn),
}

/// One line of a room's route table.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// The path, with parts in braces: `/offers/{offer}/accept`.
    pub path: &'static str,
    /// What it is called, for the API description and the probes.
    pub title: &'static str,
    /// Who may.
    pub gate: Gate,
    /// What it does.
    pub handler: Handler,
}

/// An entry of the menu; shown to those who hold the action.
#[derive(Debug, Clone, Copy)]
pub struct NavEntry {
    /// What it says.
    pub text: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// Who sees it.
    pub action: ActionInfo,
}

/// A way from a person's record to a page of a room about that person; shown to those who hold the action.
#[derive(Debug, Clone, Copy)]
pub struct PersonLink {
    /// What it says.
    pub text: &'static str,
    /// Where it leads, with the person in braces: `/people/{person}/plan`.
    pub path: &'static str,
    /// Who sees it.
    pub action: ActionInfo,
    /// Whether something new begins there: a record that was merged into another takes nothing new.
    pub begins: bool,
}

impl PersonLink {
    /// Where it leads for one person.
    pub fn of(&self, person: impl std::fmt::Display) -> String {
        self.path.replace("{person}", &person.to_string())
    }
}

/// Figures for the first screen of whoever looks, each from one indexed query.
pub type TilesFn = fn(&mut View<'_, '_>) -> Result<Vec<Tile>, Failure>;

/// Figures that a room puts on the first screen of a role, which may stand in a room before it; shown to those who hold the
/// action. So a first screen says what later rooms know, and no room asks a later one.
#[derive(Debug, Clone, Copy)]
pub struct HomeTiles {
    /// On whose first screen.
    pub role: Role,
    /// Who sees them.
    pub action: ActionInfo,
    /// What they are.
    pub tiles: TilesFn,
}

impl HomeTiles {
    /// Whether they stand on this role's first screen.
    pub(crate) fn is_for(&self, role: Role) -> bool {
        self.role == role && self.action.reach_of(role).is_some()
    }
}

/// Everything a room gives the house, in one value.
#[derive(Debug, Clone, Default)]
pub struct Slice {
    /// The room's name.
    pub name: &'static str,
    /// Its pages and commands.
    pub routes: Vec<Route>,
    /// Its policy, for the printed matrix.
    pub actions: &'static [ActionInfo],
    /// Its jobs and reactions.
    pub jobs: &'static [Job],
    /// Its tables.
    pub migrations: &'static [Migration],
    /// Its entries of the menu.
    pub nav: Vec<NavEntry>,
    /// The order of all rooms' entries, if it is the one that says it.
    pub menu: Option<&'static Menu>,
    /// Its pages about one person.
    pub person_links: Vec<PersonLink>,
    /// Its figures on first screens.
    pub home_tiles: Vec<HomeTiles>,
    /// The first page of a role, if it is in this room.
    pub homes: Vec<(Role, &'static str)>,
}

impl Slice {
    /// A room with nothing in it yet.
    pub fn new(name: &'static str, actions: &'static [ActionInfo], migrations: &'static [Migration]) -> Self {
        Slice { name, actions, migrations, ..Slice::default() }
    }

    /// A page for those who hold `A`.
    pub fn page<A: Action>(self, path: &'static str, title: &'static str, show: PageFn) -> Self {
        self.route(path, title, Gate::Action(A::INFO), Handler::Page(show, None))
    }

    /// A page whose facts are offered as JSON of type `T` too.
    pub fn page_with_data<A: Action, T: JsonSchema>(
        self,
        path: &'static str,
        title: &'static str,
        show: PageFn,
    ) -> Self {
        self.route(path, title, Gate::Action(A::INFO), Handler::Page(show, Some(|| schemars::schema_for!(T))))
    }

    /// A command with its form for those who hold `A`.
    pub fn command<A: Action>(
        self,
        path: &'static str,
        title: &'static str,
        fields: &'static [Field],
        show: PageFn,
        submit: SubmitFn,
    ) -> Self {
        self.route(path, title, Gate::Action(A::INFO), Handler::Command(fields, show, submit))
    }

    /// A route with a gate of its own.
    pub fn route(mut self, path: &'static str, title: &'static str, gate: Gate, handler: Handler) -> Self {
        self.routes.push(Route { path, title, gate, handler });
        self
    }

    /// Jobs and reactions.
    pub fn jobs(mut self, jobs: &'static [Job]) -> Self {
        self.jobs = jobs;
        self
    }

    /// An entry of the menu for those who hold `A`.
    pub fn nav<A: Action>(mut self, text: &'static str, href: &'static str) -> Self {
        self.nav.push(NavEntry { text, href, action: A::INFO });
        self
    }

    /// The order of all rooms' entries of the menu.
    pub fn menu(mut self, menu: &'static Menu) -> Self {
        self.menu = Some(menu);
        self
    }

    /// A way from a person's record to a page of this room, for those who hold `A`.
    pub fn person_link<A: Action>(mut self, text: &'static str, path: &'static str) -> Self {
        self.person_links.push(PersonLink { text, path, action: A::INFO, begins: false });
        self
    }

    /// The same to a form on which something new begins; a record that was merged into another has no such way.
    pub fn person_start<A: Action>(mut self, text: &'static str, path: &'static str) -> Self {
        self.person_links.push(PersonLink { text, path, action: A::INFO, begins: true });
        self
    }

    /// Figures on the first screen of a role, for those who hold `A`. The page there shows them by [`View::home_tiles`].
    pub fn home_tiles<A: Action>(mut self, role: Role, tiles: TilesFn) -> Self {
        self.home_tiles.push(HomeTiles { role, action: A::INFO, tiles });
        self
    }

    /// The first page of a role.
    pub fn home(mut self, role: Role, path: &'static str) -> Self {
        self.homes.push((role, path));
        self
    }
}

/// The ways from a person's record that all rooms offer, in the order of the rooms.
pub fn person_links(slices: &[Slice]) -> Vec<PersonLink> {
    slices.iter().flat_map(|slice| slice.person_links.iter().copied()).collect()
}

/// The figures that all rooms put on first screens, in the order of the rooms.
pub fn home_tiles(slices: &[Slice]) -> Vec<HomeTiles> {
    slices.iter().flat_map(|slice| slice.home_tiles.iter().copied()).collect()
}

/// A route for everybody, signed in or not, with the reason why.
#[derive(Debug, Clone)]
pub struct Public {
    /// GET or POST.
    pub method: &'static str,
    /// The path.
    pub path: &'static str,
    /// Why anybody may.
    pub reason: &'static str,
}
