//! Whole requests to the whole program, as anybody in any role: never a fault of its own, and a refusal is said in words.

use std::sync::{Mutex, OnceLock, mpsc};

use access::Role;
use axum::{Router, body::Body};
use http::{Request, header};
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use kernel::Uuid;
use serde_json::{Value, json};
use testkit::App;
use wire::{Handler, Route};

use super::in_words;

/// The house, served without a port.
struct Stand {
    service: TowerToHyperService<Router>,
    runtime: tokio::runtime::Runtime,
    /// Sessions, one for each role.
    tokens: Vec<String>,
    routes: Vec<Route>,
    /// Things that are there.
    ids: Vec<Uuid>,
}

/// It is made once and lasts as long as the program: the test kit's house stands on a thread of its own.
fn stand() -> &'static Stand {
    static STAND: OnceLock<Stand> = OnceLock::new();
    STAND.get_or_init(|| {
        let (tell, told) = mpsc::channel();
        let tell = Mutex::new(Some(tell));
        std::thread::spawn(move || {
            let options = testkit::Options { public: server::public::routes, ..testkit::Options::default() };
            testkit::on_sqlite_with(server::house::slices, &options, |app| {
                let tell = tell.lock().expect("the channel").take().expect("the channel");
                let _ = tell.send(built(app));
                loop {
                    std::thread::park();
                }
            });
        });
        told.recv().expect("the house stands")
    })
}

fn built(app: &App) -> Stand {
    let handler = app.persona(Role::CallHandler);
    let ada = json!({
        "given_name": "Ada", "family_name": "Example", "birth": "1936-02-29", "nhs_number": "999 000 0018",
        "address_1": "1 Made Up Lane", "postcode": "BA21 5BT",
    });
    let person = handler.api("/people/new", ada).assert_done().id();
    let call =
        handler.api("/contacts/new", json!({ "caller_name": "Ben Example", "wanted": "Help" })).assert_done().id();
    let worker = app.persona(Role::SocialWorker);
    let one = |role: &Role| match role {
        Role::Person => app.own(person),
        Role::Carer => app.carer_of(person),
        role => app.persona(*role),
    };
    let tokens = Role::ALL.iter().map(|role| one(role).token().expect("a session")).collect();
    let routes = app.site.slices.iter().flat_map(|slice| slice.routes.iter().copied()).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let service = TowerToHyperService::new(server::serve::application(&app.site));
    Stand { service, runtime, tokens, routes, ids: vec![person, call, worker.account] }
}

/// A request as a text: `ROLE METHOD ADDRESS`, headers, an empty line, the body. ROLE is a number; `nobody` is not signed in.
/// An address `#12/api?a=b` is the twelfth route of the table with things that are there in its parts, and in the body of
/// such a request a name that is a number is that field of the command.
pub fn requests(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let stand = stand();
    let Some((head, request)) = asked(stand, text) else { return };
    let begun = std::time::Instant::now();
    let (status, kind, body) = stand.runtime.block_on(async {
        let response = stand.service.call(request).await.unwrap_or_else(|never| match never {});
        let kind =
            response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 64 << 20).await.expect("the whole answer");
        (status, kind.unwrap_or_default(), body)
    });
    assert!(status < 500, "{head}: {status} {}", String::from_utf8_lossy(&body));
    assert!(begun.elapsed().as_secs() < 10, "{head} took {:?}", begun.elapsed());
    assert!(body.len() < 8 << 20, "{head} was answered with {} bytes", body.len());
    if kind == "application/problem+json" {
        let problem: Value = serde_json::from_slice(&body).expect("JSON");
        in_words(problem["detail"].as_str().unwrap_or_default());
        assert_eq!(problem["status"], json!(status));
        let faults = problem["faults"].as_array().expect("faults");
        assert!(status != 422 || !faults.is_empty(), "{head}: {problem}");
        faults.iter().for_each(|fault| in_words(fault["message"].as_str().unwrap_or_default()));
    } else if status >= 400 && kind.starts_with("text/html") {
        assert!(String::from_utf8_lossy(&body).contains("<h1"), "{head}: a page without a heading");
    }
}

fn asked(stand: &Stand, text: &str) -> Option<(String, Request<Body>)> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let mut words = lines.next()?.splitn(3, ' ');
    let (role, method, address) = (words.next()?, words.next()?, words.next()?);
    let (address, body) = match address.strip_prefix('#') {
        Some(rest) => of_the_table(stand, rest, body)?,
        None => (address.to_owned(), body.to_owned()),
    };
    let mut request = Request::builder().method(method).uri(&address);
    if let Ok(role) = role.parse::<usize>() {
        let token = stand.tokens.get(role % stand.tokens.len())?;
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        request = request.header(name.trim(), value.trim());
    }
    Some((format!("{method} {address} as {role}"), request.body(Body::from(body)).ok()?))
}

fn of_the_table(stand: &Stand, rest: &str, body: &str) -> Option<(String, String)> {
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    let api = path.strip_suffix("/api");
    let number: usize = api.unwrap_or(path).parse().ok()?;
    let route = stand.routes.get(number % stand.routes.len())?;
    let mut things = stand.ids.iter().cycle().skip(number % stand.ids.len());
    let parts = route.path.split('/').map(|part| match part.starts_with('{') {
        true => things.next().map(Uuid::to_string).unwrap_or_default(),
        false => part.to_owned(),
    });
    let path = parts.collect::<Vec<_>>().join("/");
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let address = format!("{}{path}{query}", if api.is_some() { "/api" } else { "" });
    let Handler::Command(fields, ..) = route.handler else { return Some((address, body.to_owned())) };
    let name = |name: &str| match name.parse::<usize>() {
        Ok(n) if !fields.is_empty() => fields[n % fields.len()].name.to_owned(),
        _ => name.to_owned(),
    };
    let body = if api.is_some() {
        match serde_json::from_str(body) {
            Ok(Value::Object(object)) => {
                Value::Object(object.into_iter().map(|(key, value)| (name(&key), value)).collect()).to_string()
            }
            _ => body.to_owned(),
        }
    } else {
        let pair =
            |pair: &str| pair.split_once('=').map_or(pair.to_owned(), |(key, value)| format!("{}={value}", name(key)));
        body.split('&').map(pair).collect::<Vec<_>>().join("&")
    };
    Some((address, body))
}
