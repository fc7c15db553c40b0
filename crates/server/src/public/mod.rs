//! What everybody may ask, signed in or not; each with its reason.

mod facts;
mod sign_in;

use axum::{
    Router,
    routing::{MethodRouter, get, post},
};
use wire::{Public, http::Site};

/// One line of the table: from it come the router and the list with the reasons.
struct Line {
    method: &'static str,
    path: &'static str,
    reason: &'static str,
    route: fn() -> MethodRouter<Site>,
}

const fn line(
    method: &'static str,
    path: &'static str,
    reason: &'static str,
    route: fn() -> MethodRouter<Site>,
) -> Line {
    Line { method, path, reason, route }
}

const TABLE: &[Line] = &[
    line("GET", "/sign-in", "nobody is signed in yet", || get(sign_in::password_page)),
    line("POST", "/sign-in", "the first factor", || post(sign_in::password)),
    line("GET", "/sign-in/code", "nobody is signed in yet", || get(sign_in::code_page)),
    line("POST", "/sign-in/code", "the second factor", || post(sign_in::code)),
    line("POST", "/sign-out", "ends the session of whoever sends its token, and nothing else", || {
        post(sign_in::sign_out)
    }),
    line("POST", "/api/sign-in", "both factors at once, for scripts", || post(sign_in::api)),
    line("GET", "/health", "says only that the process lives", || get(facts::health)),
    line("GET", "/ready", "says only whether requests can be answered", || get(facts::ready)),
    line("GET", "/openapi.json", "the description of the program, the same everywhere", || get(facts::openapi)),
    line("GET", "/assets/{file}", "the style sheet, the script and the icon", || get(facts::asset)),
    line("GET", "/accessibility", "everybody may know how accessible the service is", || get(facts::accessibility)),
];

/// The routes.
pub fn routes() -> Router<Site> {
    TABLE.iter().fold(Router::new(), |router, line| router.route(line.path, (line.route)()))
}

/// The list, with the reasons.
pub fn list() -> Vec<Public> {
    TABLE.iter().map(|line| Public { method: line.method, path: line.path, reason: line.reason }).collect()
}

pub use facts::description;
