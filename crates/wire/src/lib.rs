//! How a request meets the house.
//!
//! A room says in one table ([`Slice`]) which pages and commands it has, who may use them and what fields they take.
//! From that table come the HTML routes, the JSON routes beside them, the OpenAPI description, the menu, the matrix of
//! roles and actions and the test that no route is without a probe. Rooms see no HTTP: a page is a function from a
//! [`View`] (one consistent reading of the database), a command a function on an [`Act`] (one unit of work).

mod answer;
mod choices;
mod field;
pub mod http;
mod menu;
mod openapi;
mod perform;
mod request;
mod sender;
mod slice;
mod values;

pub use answer::{Act, Done, FormState, House, Shown, View, Warning};
pub use field::{Field, Kind};
#[doc(hidden)]
pub use kernel::{Failure, shown};
pub use menu::{Menu, OwnMenu};
pub use openapi::describe;
pub use perform::{in_words, look, perform};
pub use request::{Params, Sent};
pub use sender::Sender;
pub use slice::{
    Gate, Handler, HomeTiles, NavEntry, PageFn, PersonLink, Public, Route, Slice, SubmitFn, TilesFn, home_tiles,
    person_links,
};
pub use values::Values;
