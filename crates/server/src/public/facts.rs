//! What the program says of itself.

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use kernel::Failure;
use page::{Page, html};
use serde_json::{Value, json};
use wire::{
    Slice,
    http::{Call, Site, document, json as answer, refuse},
};

pub(super) async fn health() -> Response {
    answer(StatusCode::OK, &json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}

/// Ready when the database answers, writes, and has every migration.
pub(super) async fn ready(State(site): State<Site>) -> Response {
    let pending = site.store.read(|tx| store::pending(tx, crate::house::migrations())).await;
    let why = match pending {
        Ok(pending) if pending.is_empty() => None,
        Ok(pending) => Some(format!("The database lacks {} migrations: run kith migrate.", pending.len())),
        Err(Failure::Unavailable(text)) => Some(text),
        Err(failure) => {
            tracing::error!(%failure, "the database does not answer");
            Some("The database does not answer.".to_owned())
        }
    };
    match why {
        None => answer(StatusCode::OK, &json!({ "ready": true })),
        Some(why) => answer(StatusCode::SERVICE_UNAVAILABLE, &json!({ "ready": false, "why": why })),
    }
}

pub(super) async fn openapi(State(site): State<Site>) -> Response {
    answer(StatusCode::OK, &description(&site.slices))
}

/// The OpenAPI description of these rooms with what the server adds.
pub fn description(slices: &[Slice]) -> Value {
    let text = |format: &str| json!({ "type": "string", "format": format });
    let sign_in = json!({ "post": {
        "tags": ["front"], "summary": "Sign in", "operationId": "sign_in", "security": [],
        "description": "E-mail address, password and the six digits of the second factor. A code serves once.",
        "requestBody": { "required": true, "content": { "application/json": { "schema": {
            "type": "object", "additionalProperties": false, "required": ["email", "password", "code"],
            "properties": { "email": text("email"), "password": text("password"), "code": { "type": "string", "pattern": "^[0-9 ]{6,8}$" } }
        } } } },
        "responses": {
            "200": { "description": "Signed in", "content": { "application/json": { "schema": {
                "type": "object", "required": ["token", "idle_minutes", "ends_at"],
                "properties": {
                    "token": { "type": "string", "description": "Send it as a bearer token" },
                    "idle_minutes": { "type": "integer", "description": "Unused for this long, the session ends" },
                    "ends_at": text("date-time")
                }
            } } } },
            "401": { "$ref": "#/components/responses/Problem" }, "422": { "$ref": "#/components/responses/Problem" },
            "429": { "$ref": "#/components/responses/Problem" }
        }
    } });
    let extra = [("/api/sign-in".to_owned(), sign_in)].into_iter().collect();
    wire::describe(slices, extra)
}

pub(super) async fn asset(State(site): State<Site>, request: Request) -> Response {
    let Some(asset) = page::assets::get(request.uri().path()) else {
        return refuse(&site, &Call::of_public(&site, &request), None, &Failure::no_such("file"));
    };
    // The name holds a hash of the content, so what a browser has under it never changes.
    let headers = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::ETAG, asset.etag),
    ];
    if request.headers().get(header::IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == asset.etag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, asset.bytes).into_response()
}

pub(super) async fn accessibility(State(site): State<Site>, request: Request) -> Response {
    let call = Call::of_public(&site, &request);
    let who = call.who(&site).await.ok();
    let body = html! {
        h1 class="nhsuk-heading-l" { "Accessibility statement" }
        p { "This service is meant to be usable by everybody who needs it, by keyboard, by voice, with a screen reader, "
            "enlarged to 400%, on a phone 320 points wide, and without JavaScript." }
        h2 class="nhsuk-heading-m" { "How accessible it is" }
        p { "It is built to meet the Web Content Accessibility Guidelines version 2.2 at level AA. Its pages are checked "
            "by program with every change. It has not yet been tested by people with disabilities or audited, so we "
            "cannot say that it meets the guidelines in full." }
        h2 class="nhsuk-heading-m" { "If you cannot use part of it" }
        p { "Tell the organisation that gave you your account what you were doing and what stood in your way, and ask "
            "for the same by telephone, on paper or in person. If the answer does not satisfy you, the Equality Advisory "
            "and Support Service can help." }
    };
    document(&site, &call, who.as_ref(), &Page::new("Accessibility statement", body), StatusCode::OK)
}
