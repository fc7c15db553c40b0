use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use access::SESSION_COOKIE;
use kernel::{Ids, Moment};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use store::Store;

use crate::{
    Draft, Reply,
    persona::{SigningIn, is_stale},
};

/// A browser with cookies of its own, which follows no redirect by itself, and a script's client besides. Clones share
/// their cookies.
#[derive(Debug, Clone)]
pub struct Browser {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    address: String,
    agent: ureq::Agent,
    store: Store,
    faults: Arc<Mutex<Vec<String>>>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    cookies: BTreeMap<String, String>,
    signing_in: Option<SigningIn>,
    seen: Option<Moment>,
}

/// A request body with its type.
type Body<'a> = Option<(&'a str, String)>;

impl Browser {
    pub(crate) fn new(address: String, store: Store, faults: Arc<Mutex<Vec<String>>>) -> Self {
        let config =
            ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false).max_idle_connections(0).build();
        let agent = config.new_agent();
        Browser { inner: Arc::new(Inner { address, agent, store, faults, state: Mutex::default() }) }
    }

    pub(crate) fn signs_in_by(&self, signing_in: SigningIn) {
        self.inner.state.lock().unwrap().signing_in = Some(signing_in);
        self.keep_session();
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    /// From now on an ended session stays ended.
    pub fn let_session_end(&self) {
        self.inner.state.lock().unwrap().signing_in = None;
    }

    /// Signs in anew, when this is a persona whose session is old.
    fn keep_session(&self) {
        let now = self.inner.store.clock().now();
        let mut state = self.inner.state.lock().unwrap();
        if let Some(signing_in) = state.signing_in.clone() {
            if state.seen.is_none_or(|seen| is_stale(seen, now)) {
                let token = signing_in.token(&self.inner.store);
                state.cookies.insert(SESSION_COOKIE.to_owned(), token);
            }
            state.seen = Some(now);
        }
    }

    /// The session's token.
    pub fn token(&self) -> Option<String> {
        self.keep_session();
        self.cookie(SESSION_COOKIE)
    }

    /// A cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.inner.state.lock().unwrap().cookies.get(name).cloned()
    }

    /// Sets a cookie, or takes it away when empty.
    pub fn set_cookie(&self, name: &str, value: &str) {
        let mut state = self.inner.state.lock().unwrap();
        match value {
            "" => drop(state.cookies.remove(name)),
            value => drop(state.cookies.insert(name.to_owned(), value.to_owned())),
        }
    }

    /// Opens a page.
    pub fn get(&self, path: &str) -> Reply {
        self.keep_session();
        self.send("GET", path, None, &self.cookie_header())
    }

    /// Opens a page with headers of one's own.
    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.keep_session();
        let mut all = self.cookie_header();
        all.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.send("GET", path, None, &all)
    }

    /// Opens the page at `path`, fills in the form that is sent to `path`, and sends it, as a browser does: hidden fields
    /// and what stands in the others go along. A date may be given whole: `("start", "2026-11-30")`. A field or choice the
    /// form does not offer fails the test; a page that is not shown (403, 404 …) is the reply.
    pub fn form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.form_on(path, path, fields)
    }

    /// The same for a form that stands on another page than the one it is sent to.
    pub fn form_on(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Reply {
        let page = self.get(page);
        if page.status == 200 { Draft::on(&page, action).send(fields) } else { page }
    }

    /// Opens a form and leaves it open; send it later, or twice.
    pub fn open_form(&self, page: &str, action: &str) -> Draft {
        Draft::on(&self.get(page).assert_ok(), action)
    }

    /// Sends a form without opening its page: the session's token and a key of its own go along, nothing else.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let csrf = self.token().map(|token| wire::http::csrf(&token)).unwrap_or_default();
        let once = Ids::system().next(Moment::from_micros(0)).to_string();
        let mut all = vec![("csrf", csrf.as_str()), ("once", once.as_str())];
        all.extend_from_slice(fields);
        self.post_raw(path, &encoded(all))
    }

    /// Sends a form body as it is, and says from where, as browsers do.
    pub fn post_raw(&self, path: &str, body: &str) -> Reply {
        self.keep_session();
        self.post_with(path, body, &[("origin", &self.inner.address)])
    }

    /// Sends a form body as it is, with headers of one's own and none of a browser's.
    pub fn post_with(&self, path: &str, body: &str, headers: &[(&str, &str)]) -> Reply {
        let mut all = self.cookie_header();
        all.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.send("POST", path, Some(("application/x-www-form-urlencoded", body.to_owned())), &all)
    }

    /// Gives a command as JSON, at `/api` and the path.
    pub fn api(&self, path: &str, body: serde_json::Value) -> Reply {
        self.api_raw(path, &body.to_string(), &[])
    }

    /// The same under an `Idempotency-Key`.
    pub fn api_once(&self, key: &str, path: &str, body: serde_json::Value) -> Reply {
        self.api_raw(path, &body.to_string(), &[("idempotency-key", key)])
    }

    /// Sends any text as a JSON body.
    pub fn api_raw(&self, path: &str, body: &str, headers: &[(&str, &str)]) -> Reply {
        let mut all = self.bearer();
        all.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.send("POST", &format!("/api{path}"), Some(("application/json", body.to_owned())), &all)
    }

    /// Reads facts as JSON, at `/api` and the path.
    pub fn api_get(&self, path: &str) -> Reply {
        self.send("GET", &format!("/api{path}"), None, &self.bearer())
    }

    fn bearer(&self) -> Vec<(String, String)> {
        let token = self.token();
        token.map(|token| ("authorization".to_owned(), format!("Bearer {token}"))).into_iter().collect()
    }

    fn cookie_header(&self) -> Vec<(String, String)> {
        let state = self.inner.state.lock().unwrap();
        let line: Vec<_> = state.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if line.is_empty() { Vec::new() } else { vec![("cookie".to_owned(), line.join("; "))] }
    }

    fn send(&self, method: &str, path: &str, body: Body<'_>, headers: &[(String, String)]) -> Reply {
        let mut request = http::Request::builder().method(method).uri(format!("{}{path}", self.inner.address));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let (kind, body) = body.unwrap_or_default();
        if !kind.is_empty() {
            request = request.header("content-type", kind);
        }
        let request = request.body(body).unwrap_or_else(|error| panic!("{method} {path} is no request: {error}"));
        let response = self.inner.agent.run(request);
        let mut response = response.unwrap_or_else(|error| panic!("{method} {path} was not answered: {error}"));
        self.keep_cookies(response.headers());
        let bytes = response.body_mut().with_config().limit(64 << 20).read_to_vec().expect("the whole answer");
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let reply = Reply {
            asked: format!("{method} {path}"),
            status: response.status().as_u16(),
            location: header("location"),
            kind: header("content-type").unwrap_or_default(),
            headers: response.headers().clone(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
            browser: self.clone(),
        };
        if reply.status >= 500 {
            self.inner.faults.lock().unwrap().push(format!("{} -> {}", reply.asked, reply.status));
        }
        reply
    }

    fn keep_cookies(&self, headers: &http::HeaderMap) {
        for line in headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()) {
            let (pair, rest) = line.split_once(';').unwrap_or((line, ""));
            if let Some((name, value)) = pair.split_once('=') {
                self.set_cookie(name.trim(), if rest.contains("Max-Age=0") { "" } else { value });
            }
        }
    }
}

/// `a=1&b=2`, as forms are sent.
pub(crate) fn encoded<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let text = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs: Vec<_> = fields.into_iter().map(|(name, value)| format!("{}={}", text(name), text(value))).collect();
    pairs.join("&")
}
