//! The one place that knows HTTP: sessions, CSRF, forms and JSON in, pages and JSON out.

mod kept;
mod reply;

use std::{sync::Arc, time::Duration};

use access::{SESSION_COOKIE, Who};
use axum::{
    Router,
    extract::{RawPathParams, Request, State},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use http::{HeaderValue, Method, StatusCode, header};
use http_body_util::{BodyExt, Limited};
use kernel::{Failure, Fault, Moment, Uuid};
use page::{Notice, Page};
use store::{Actor, Store, Tx};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, timeout::TimeoutLayer};

use crate::{
    Act, Done, Field, FormState, Handler, House, Params, Route, Sender, Sent, Shown, Slice, View,
    answer::Saw,
    slice::{PageFn, SubmitFn},
};

use reply::{cookie, cookie_text, go_on, same, status};
pub use reply::{csrf, csrf_holds, document, json, redirect, refuse, set_cookie};

/// No form or JSON body is larger than this.
pub const MOST_BYTES: usize = 256 * 1024;
/// However slow a line is, a body of that size arrives within this time.
const SLOWEST_BODY: Duration = Duration::from_secs(20);
const NOTICE_COOKIE: &str = "kith_notice";

/// What every request needs: the database, the house and the table of routes.
#[derive(Clone)]
pub struct Site {
    /// The database.
    pub store: Store,
    /// The place and the vault.
    pub house: Arc<House>,
    /// The rooms.
    pub slices: Arc<Vec<Slice>>,
    /// Whether cookies are sent over TLS only.
    pub secure: bool,
}

impl std::fmt::Debug for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Site({:?})", self.store)
    }
}

/// The rooms' routes, HTML and JSON, with what every answer has in common laid around them and around `public`.
pub fn router(site: &Site, public: Router<Site>) -> Router {
    let mut router = public;
    for route in site.slices.iter().flat_map(|slice| slice.routes.iter().copied()) {
        let api = format!("/api{}", route.path);
        match route.handler {
            Handler::Page(show, schema) => {
                router = router.route(route.path, page_route(route, show, false));
                if schema.is_some() {
                    router = router.route(&api, page_route(route, show, true));
                }
            }
            Handler::Command(fields, show, submit) => {
                let command = Command { fields, show, submit };
                router = router
                    .route(route.path, page_route(route, show, false).merge(command_route(route, command, false)));
                router = router.route(&api, command_route(route, command, true));
            }
        }
    }
    router
        .fallback(|State(site): State<Site>, request: Request| async move {
            let call = Call::of(&site, &request, RawPath::default());
            let signed_in = call.who(&site).await.ok();
            refuse(&site, &call, signed_in.as_ref(), &Failure::no_such("page"))
        })
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(40)))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::new())
        .layer(axum::middleware::map_response_with_state(site.clone(), harden))
        .with_state(site.clone())
}

#[derive(Clone, Copy)]
struct Command {
    fields: &'static [Field],
    show: PageFn,
    submit: SubmitFn,
}

#[derive(Default)]
struct RawPath(Vec<(String, String)>);

fn raw(params: &RawPathParams) -> RawPath {
    RawPath(params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

fn page_route(route: Route, show: PageFn, api: bool) -> MethodRouter<Site> {
    get(move |State(site): State<Site>, params: RawPathParams, request: Request| async move {
        let mut call = Call::of(&site, &request, raw(&params));
        call.api = api;
        match call.show(&site, route, show, Asked::default()).await {
            Ok((who, answer)) => answer.into_response(&site, &call, &who, StatusCode::OK),
            Err(failure) => refuse(&site, &call, None, &failure),
        }
    })
}

fn command_route(route: Route, command: Command, api: bool) -> MethodRouter<Site> {
    post(move |State(site): State<Site>, params: RawPathParams, request: Request| async move {
        let mut call = Call::of(&site, &request, raw(&params));
        call.api = api;
        match body(request).await.and_then(|body| if api { Sent::from_json(&body) } else { Ok(Sent::from_form(&body)) })
        {
            Ok(sent) => call.command(&site, route, command, sent).await,
            Err(failure) => refuse(&site, &call, None, &failure),
        }
    })
}

/// A body as text, if it is not too large, arrives in time and is text. One that says that it is too large is not waited for.
pub async fn body(request: Request) -> Result<String, Failure> {
    let too_large = || Failure::TooLarge("What was sent is too large: at most 256 kB are taken here.".into());
    let said =
        request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if said.is_some_and(|bytes| bytes > MOST_BYTES) {
        return Err(too_large());
    }
    let whole = Limited::new(request.into_body(), MOST_BYTES).collect();
    let whole = tokio::time::timeout(SLOWEST_BODY, whole).await.map_err(|_| {
        Failure::Unavailable(format!(
            "What was sent did not arrive whole within {} seconds, so nothing was changed. Send it again.",
            SLOWEST_BODY.as_secs()
        ))
    })?;
    let bytes = whole.map_err(|_| too_large())?.to_bytes();
    let text = String::from_utf8(bytes.to_vec());
    text.map_err(|_| Failure::field("", "What was sent is not text in UTF-8."))
}

/// What a request says of itself besides its body.
#[derive(Debug)]
pub struct Call {
    /// The session's token, from the cookie or the `Authorization: Bearer` header.
    pub token: Option<String>,
    /// Whether the token came in a cookie, so that forms must carry the session's own token.
    pub by_cookie: bool,
    /// The path that was asked for.
    pub path: String,
    /// The path with its query.
    pub address: String,
    /// Whether the answer is JSON.
    pub api: bool,
    /// Whose page it was sent from.
    pub sender: Sender,
    parts: Params,
    query: Params,
    key: Option<String>,
    notice: Option<String>,
    now: Moment,
}

#[derive(Default)]
struct Asked {
    sent: Sent,
    faults: Vec<Fault>,
    /// The key of a form that comes back and is still the same one.
    once: Option<String>,
}

impl Call {
    fn of(site: &Site, request: &Request, RawPath(parts): RawPath) -> Self {
        let (headers, uri) = (request.headers(), request.uri());
        let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let bearer = bearer.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
        let cookie = cookie(headers, SESSION_COOKIE);
        let query = Sent::from_form(uri.query().unwrap_or_default());
        let now = site.store.clock().now();
        Call {
            by_cookie: bearer.is_none(),
            token: bearer.or(cookie),
            path: uri.path().to_owned(),
            address: uri.path_and_query().map_or("/", |whole| whole.as_str()).to_owned(),
            api: uri.path().starts_with("/api/"),
            sender: Sender::of(headers),
            parts: Params::new(parts),
            query: Params::new(query.pairs().iter().cloned()),
            key: headers.get("idempotency-key").and_then(|value| value.to_str().ok()).map(str::to_owned),
            notice: cookie_text(headers, NOTICE_COOKIE),
            now,
        }
    }

    /// The same for a public route, which has no parts in its path.
    pub fn of_public(site: &Site, request: &Request) -> Self {
        Call::of(site, request, RawPath::default())
    }

    /// A part of the query, as text.
    pub fn asked(&self, name: &str) -> &str {
        self.query.text(name)
    }

    fn via(&self) -> &'static str {
        if self.api { "api" } else { "web" }
    }

    /// Who is signed in.
    pub async fn who(&self, site: &Site) -> Result<Who, Failure> {
        let (token, now, via) = (self.token.clone().ok_or(Failure::SignIn)?, self.now, self.via());
        site.store.read(move |tx| access::load(tx, &token, now, via)).await
    }

    fn csrf(&self) -> String {
        self.token.as_deref().map(csrf).unwrap_or_default()
    }

    /// Runs a page in one reading, and keeps in the journal whom it showed before it leaves.
    async fn show(&self, site: &Site, route: Route, show: PageFn, asked: Asked) -> Result<(Who, Answer), Failure> {
        let token = self.token.clone().ok_or(Failure::SignIn)?;
        let (house, now, via) = (Arc::clone(&site.house), self.now, self.via());
        let (parts, query, csrf) = (self.parts.clone(), self.query.clone(), self.csrf());
        let once = asked.once.clone().unwrap_or_else(|| site.store.ids().next(now).to_string());
        let read = move |tx: &mut Tx<'_>| {
            let who = access::load(tx, &token, now, via)?;
            if let Some(warning) = &house.warning {
                warning.look(tx)?;
            }
            let form = FormState { sent: &asked.sent, faults: &asked.faults, csrf: &csrf, once: &once };
            let shown = route.gate.admit(&who).and_then(|()| {
                let mut view =
                    View { tx, who: &who, house: &house, now, path: &parts, query: &query, form, saw: Saw::default() };
                let shown = show(&mut view)?;
                Ok((shown, view.saw))
            });
            Ok(shown.map(|(shown, saw)| (who, shown, saw, asked.faults)))
        };
        let (who, shown, saw, faults) = site.store.read(read).await??;
        if !saw.is_empty() || now.minutes_since(who.seen_at) >= 1 {
            let (session, showed_somebody) = (who.session, !saw.is_empty());
            let keep = move |work: &mut store::Work<'_>| {
                saw.keep(work)?;
                access::touch(work, session)
            };
            let kept = site.store.write(who.actor(), keep).await;
            // Whom a page showed must be kept before it leaves. That a session was used just now need not be: pages about
            // nobody go on when nothing can be saved.
            if showed_somebody {
                kept?;
            }
        }
        Ok((who, Answer { shown, faults }))
    }

    async fn command(&self, site: &Site, route: Route, command: Command, sent: Sent) -> Response {
        match self.act(site, route, command, &sent).await {
            Ok(done) if self.api => json(StatusCode::OK, &serde_json::to_value(&done).unwrap_or_default()),
            Ok(done) => go_on(site, &done),
            Err(Failure::SignIn) if !self.api => self.keep(site, command.fields, &sent).await,
            Err(failure) if self.api => refuse(site, self, None, &failure),
            Err(failure) => self.show_again(site, route, command.show, sent, failure).await,
        }
    }

    /// Does the command in one unit of work, together with its reply's key: all of it or nothing. When it is refused because the
    /// same command was still being done for an earlier sending of it, the answer is that one's.
    async fn act(&self, site: &Site, route: Route, command: Command, sent: &Sent) -> Result<Done, Failure> {
        let token = self.token.clone().ok_or(Failure::SignIn)?;
        if self.by_cookie && !same(sent.first("csrf"), &csrf(&token)) {
            self.who(site).await?;
            return Err(self.not_of_this_session());
        }
        let values = Field::read(command.fields, sent, site.house.numbers);
        let key = self.key.clone().or_else(|| Some(sent.first("once").to_owned()).filter(|once| !once.is_empty()));
        let print = site.house.vault.keyed(&sent.fingerprint(&self.path));
        let (house, parts, now, via) = (Arc::clone(&site.house), self.parts.clone(), self.now, self.via());
        let again = key.clone().map(|key| {
            let (token, print) = (token.clone(), print.clone());
            move |tx: &mut Tx<'_>| {
                let who = access::load(tx, &token, now, via)?;
                store::kept_reply(tx, Some(who.account), &key, &print)
            }
        });
        let act = move |work: &mut store::Work<'_>| {
            let who = access::load(work, &token, now, via)?;
            route.gate.admit(&who)?;
            work.actor = who.actor();
            if let Some(reply) = key.as_deref().map(|key| work.replied(key, &print)).transpose()?.flatten() {
                return serde_json::from_str::<Done>(&reply).map_err(Failure::internal);
            }
            let values = values.as_ref().map_err(Clone::clone)?;
            let mut act = Act { work, who: &who, house: &house, now, path: &parts, values };
            let done = (command.submit)(&mut act)?;
            if let Some(key) = &key {
                work.keep_reply(key, &print, &serde_json::to_string(&done).map_err(Failure::internal)?)?;
            }
            Ok(done)
        };
        let done = site.store.write(Actor::system(self.via()), act).await;
        let (refused, again) = match (done, again) {
            (Err(failure), Some(again)) if is_refusal(&failure) => (failure, again),
            (done, _) => return done,
        };
        match site.store.read(again).await {
            Ok(Some(reply)) => serde_json::from_str(&reply).map_err(Failure::internal),
            _ => Err(refused),
        }
    }

    /// The form again, with what was typed and what is wrong with it.
    async fn show_again(&self, site: &Site, route: Route, show: PageFn, mut sent: Sent, failure: Failure) -> Response {
        if matches!(failure, Failure::Stale(_)) {
            // From here on it is about the newer facts, which the page shows now.
            sent.forget("version");
        }
        let faults = match &failure {
            Failure::Invalid(faults) => faults.clone(),
            Failure::Conflict(message) | Failure::Stale(message) | Failure::Unavailable(message) => {
                vec![Fault { field: String::new(), message: message.clone() }]
            }
            _ => return refuse(site, self, self.who(site).await.ok().as_ref(), &failure),
        };
        // What may have been saved after all is sent again under its own key, so that it is not done twice.
        let once = matches!(failure, Failure::Unavailable(_)).then(|| sent.first("once").to_owned());
        let once = once.filter(|once| !once.is_empty());
        match self.show(site, route, show, Asked { sent, faults, once }).await {
            Ok((who, answer)) => answer.into_response(site, self, &who, status(&failure)),
            Err(again) => {
                // The thing itself is no longer to be seen: what went wrong first is the better word.
                let word = if matches!(again, Failure::NotFound(_)) { &failure } else { &again };
                refuse(site, self, self.who(site).await.ok().as_ref(), word)
            }
        }
    }
}

struct Answer {
    shown: Shown,
    faults: Vec<Fault>,
}

impl Answer {
    fn into_response(self, site: &Site, call: &Call, who: &Who, status: StatusCode) -> Response {
        match self.shown {
            Shown::Elsewhere(location) => redirect(&location),
            Shown::File { name, kind, bytes } => {
                let disposition = format!("attachment; filename=\"{}\"", name.replace(['"', '\\', '\r', '\n'], ""));
                ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes)
                    .into_response()
            }
            Shown::Page { data: Some(data), .. } if call.api => json(status, &data),
            Shown::Page { .. } if call.api => refuse(site, call, Some(who), &Failure::no_such("JSON for this page")),
            Shown::Page { page, .. } => {
                let mut page = *page;
                page.errors.extend(self.faults);
                keep_reachable(site, who, &mut page);
                if let Some(text) = &call.notice {
                    page.notice = Some(Notice::done(text.as_str()));
                }
                document(site, call, Some(who), &page, status)
            }
        }
    }
}

/// Whether a command was looked at and turned down, which its own first sending may be the reason for.
fn is_refusal(failure: &Failure) -> bool {
    use Failure::{Conflict, Forbidden, Invalid, NotFound, Stale};
    matches!(failure, Conflict(_) | Forbidden(_) | Invalid(_) | NotFound(_) | Stale(_))
}

/// The name in the banner leads to the record only for those who may open it; others read the banner and no more.
fn keep_reachable(site: &Site, who: &Who, page: &mut Page) {
    let Some(banner) = &mut page.banner else { return };
    let mut routes = site.slices.iter().flat_map(|slice| slice.routes.iter());
    if routes.any(|route| fits(route.path, &banner.href) && route.gate.admit(who).is_err()) {
        banner.href.clear();
    }
}

/// Whether an address is one of a route's: "/people/{id}" and "/people/7".
fn fits(pattern: &str, address: &str) -> bool {
    let (mut parts, mut given) = (pattern.split('/'), address.split('/'));
    loop {
        match (parts.next(), given.next()) {
            (None, None) => return true,
            (Some(part), Some(given)) if part == given || (part.starts_with('{') && !given.is_empty()) => {}
            _ => return false,
        }
    }
}

/// The headers that every answer has.
async fn harden(State(site): State<Site>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    let mut set = |name: header::HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(header::CACHE_CONTROL, "no-store");
    set(header::X_FRAME_OPTIONS, "DENY");
    if site.secure {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    response
}

/// Whether a method changes something.
pub fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// The id of a kept form, if the address names one.
pub fn kept_form(call: &Call) -> Option<Uuid> {
    call.asked("kept").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::fits;

    // GOV-2
    #[test]
    fn an_address_fits_the_pattern_of_its_route_only() {
        assert!(fits("/people/{id}", "/people/7"));
        assert!(!fits("/people/{id}", "/people/7/plan"));
        assert!(!fits("/people/{id}", "/people"));
        assert!(!fits("/people/{id}", "/people/"));
        assert!(fits("/my-care", "/my-care"));
    }
}
