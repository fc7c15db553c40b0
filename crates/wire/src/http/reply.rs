//! What every answer is made of: pages in their frame, failures, JSON, redirects and cookies.

use access::Who;
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use kernel::Failure;
use page::{Chrome, NavItem, Page, SignedIn, html};
use sha2::{Digest, Sha256};

use super::{Call, NOTICE_COOKIE, Site};
use crate::{Done, OwnMenu, Sent};

/// A page in its frame.
pub fn document(site: &Site, call: &Call, who: Option<&Who>, page: &Page, status: StatusCode) -> Response {
    let markup = page::render(page, &chrome(site, call, who));
    let mut response =
        (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], markup.into_string()).into_response();
    if call.notice.is_some() {
        let clear = format!("{NOTICE_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
        if let Ok(value) = HeaderValue::from_str(&clear) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

fn chrome(site: &Site, call: &Call, who: Option<&Who>) -> Chrome {
    let mut chrome = Chrome::new(site.house.place.name.as_str(), call.csrf(), call.now);
    chrome.demo = site.house.demo;
    chrome.warning = site.house.warning.as_ref().and_then(crate::Warning::told);
    if let Some(who) = who {
        chrome.signed_in = Some(SignedIn {
            name: who.name.clone(),
            role: who.role.words().to_owned(),
            organisation: who.organisation.as_ref().map(|own| own.name.clone()).unwrap_or_default(),
        });
        let menu = OwnMenu::of(&site.slices, who.role);
        let current = menu.current(&call.path);
        let item = |text: &str, href: &str| NavItem::new(text, href, current == Some(href));
        chrome.nav = menu.head.iter().map(|entry| item(entry.text, entry.href)).collect();
        chrome.nav.extend(menu.more.map(|more| item("More", more)));
        if who.other_roles > 0 {
            chrome.nav.push(NavItem::new("Change role", "/role", call.path == "/role"));
        }
    }
    chrome
}

pub(super) fn status(failure: &Failure) -> StatusCode {
    StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A failure as a page or as a problem body (RFC 9457): the one place where that is decided.
pub fn refuse(site: &Site, call: &Call, who: Option<&Who>, failure: &Failure) -> Response {
    let message = match failure {
        Failure::Internal(text) => {
            tracing::error!(path = call.path, fault = text, "a fault of the program");
            "Something went wrong on our side. Nothing was changed. Try again; if it happens again, tell the people who run this system what you were doing and when.".to_owned()
        }
        other => other.to_string(),
    };
    if call.api {
        let faults = if let Failure::Invalid(faults) = failure { faults.clone() } else { Vec::new() };
        let body = serde_json::json!({
            "type": "about:blank", "title": title(failure), "status": failure.status(), "detail": message, "faults": faults,
        });
        let mut response = json(status(failure), &body);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        return response;
    }
    if matches!(failure, Failure::SignIn) {
        let next = percent_encoding::utf8_percent_encode(&call.address, percent_encoding::NON_ALPHANUMERIC);
        return redirect(&if call.address == "/" { "/sign-in".to_owned() } else { format!("/sign-in?next={next}") });
    }
    let body = html! {
        h1 class="nhsuk-heading-l" { (title(failure)) }
        p { (message) }
        p { a href="/" { "Go to your first page" } }
    };
    document(site, call, who, &Page::new(title(failure), body), status(failure))
}

fn title(failure: &Failure) -> &'static str {
    match failure {
        Failure::NotFound(_) => "Page not found",
        Failure::Forbidden(_) => "You may not do this",
        Failure::SignIn => "Sign in",
        Failure::Invalid(_) => "There is a problem",
        Failure::Conflict(_) => "This cannot be done now",
        Failure::Stale(_) => "Somebody changed this in the meantime",
        Failure::TooMany(_) => "Too many attempts",
        Failure::TooLarge(_) => "Too large",
        Failure::Unavailable(_) => "The service is not available just now",
        Failure::Internal(_) => "Sorry, there is a problem with the service",
    }
}

/// A JSON answer.
pub fn json(status: StatusCode, body: &serde_json::Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

/// See there (303).
pub fn redirect(location: &str) -> Response {
    let location = if is_own(location) { location } else { "/" };
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)], Body::empty()).into_response()
}

/// Only paths of our own: an address that starts with two slashes leads elsewhere, and browsers leave tabs and line ends out
/// before they look ("/\t/elsewhere"). What a header cannot hold is no address of ours either.
fn is_own(location: &str) -> bool {
    let plain = location.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    plain && location.starts_with('/') && !location.starts_with("//")
}

pub(super) fn go_on(site: &Site, done: &Done) -> Response {
    let mut response = redirect(&done.location);
    if !done.message.is_empty() {
        let text = percent_encoding::utf8_percent_encode(&done.message, percent_encoding::NON_ALPHANUMERIC);
        set_cookie(&mut response, site, NOTICE_COOKIE, &text.to_string(), Some(60));
    }
    response
}

/// Sets a cookie that scripts cannot read and other sites do not send.
pub fn set_cookie(response: &mut Response, site: &Site, name: &str, value: &str, max_age: Option<i64>) {
    let age = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let secure = if site.secure { "; Secure" } else { "" };
    if let Ok(value) = HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}")) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| value.to_owned())
}

pub(super) fn cookie_text(headers: &HeaderMap, name: &str) -> Option<String> {
    let text = cookie(headers, name)?;
    Some(percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned())
}

/// The token a form of this session must carry: it follows from the session's own, so nothing more need be kept.
pub fn csrf(token: &str) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("kith csrf {token}").as_bytes()))
}

pub(super) fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

/// Whether a public form carries the token that belongs to `token`.
pub fn csrf_holds(sent: &Sent, token: &str) -> bool {
    same(sent.first("csrf"), &csrf(token))
}

#[cfg(test)]
mod tests {
    use super::is_own;

    // GOV-5
    #[test]
    fn nobody_is_led_to_another_site() {
        assert!(["/", "/offers?show=open#list", "/people/7/plan"].into_iter().all(is_own));
        let elsewhere =
            ["", "//evil.example", "/\t/evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb", "/é"];
        assert!(!elsewhere.into_iter().any(is_own));
    }
}
