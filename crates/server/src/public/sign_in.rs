//! Signing in and out (GOV-5): a page for the password, a page for the code, and both at once for scripts.

use std::time::Duration;

use access::{Attempt, Challenge, LONGEST_HOURS, PracticeCode, SESSION_COOKIE};
use axum::{
    extract::{Request, State},
    response::Response,
};
use http::StatusCode;
use kernel::{Failure, Fault};
use page::{
    Markup, Page,
    components::{Button, InsetText, button, inset_text},
    form::{FieldView, form, hidden},
    html,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use store::Actor;
use tokio::sync::{Semaphore, SemaphorePermit};
use wire::{
    Sender, Sent,
    http::{Call, Site, body, csrf_holds, document, json, redirect, refuse, set_cookie},
};

/// Where to go on after signing in: the page that was asked for, or the form that was kept.
struct Onward {
    next: String,
    kept: String,
}

impl Onward {
    fn of(text: impl Fn(&str) -> String) -> Self {
        let kept = text("kept");
        Onward { next: text("next"), kept: kept.parse::<kernel::Uuid>().map(|id| id.to_string()).unwrap_or_default() }
    }

    fn asked(call: &Call) -> Self {
        Onward::of(|name| call.asked(name).to_owned())
    }

    fn sent(sent: &Sent) -> Self {
        Onward::of(|name| sent.first(name).to_owned())
    }

    fn fields(&self) -> Markup {
        html! {
            @if !self.next.is_empty() { (hidden("next", &self.next)) }
            @if !self.kept.is_empty() { (hidden("kept", &self.kept)) }
        }
    }

    fn address(&self, path: &str) -> String {
        let text = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        match (self.next.as_str(), self.kept.as_str()) {
            ("", "") => path.to_owned(),
            ("", kept) => format!("{path}?kept={}", text(kept)),
            (next, "") => format!("{path}?next={}", text(next)),
            (next, kept) => format!("{path}?next={}&kept={}", text(next), text(kept)),
        }
    }

    fn end(&self) -> String {
        match (self.next.as_str(), self.kept.as_str()) {
            ("", "") => "/".to_owned(),
            (next, "") => next.to_owned(),
            (_, kept) => format!("/kept-form/{kept}"),
        }
    }
}

/// There is no session yet whose token a form could carry, so the browser's own word is taken: a form that another site
/// sends is refused.
fn refuse_elsewhere(site: &Site, call: &Call) -> Response {
    let failure =
        Failure::Forbidden("This form was sent by another site. Open the sign-in page here and try again.".into());
    refuse(site, call, None, &failure)
}

fn fault(field: &str, message: impl Into<String>) -> Fault {
    Fault { field: field.to_owned(), message: message.into() }
}

fn show(site: &Site, call: &Call, title: &str, body: Markup, faults: &[Fault], status: StatusCode) -> Response {
    document(site, call, None, &Page::new(title, body).errors(faults), status)
}

fn ask_password(
    site: &Site,
    call: &Call,
    onward: &Onward,
    email: &str,
    faults: &[Fault],
    status: StatusCode,
) -> Response {
    let wrong = |name: &str| faults.iter().find(|fault| fault.field == name).map_or("", |fault| fault.message.as_str());
    let inner = html! {
        (onward.fields())
        (FieldView::new("email", "E-mail address").value(email).error(wrong("email")).email())
        (FieldView::new("password", "Password").error(wrong("password")).password("current-password"))
        (button(&Button { text: "Continue".into(), ..Button::default() }))
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Sign in" }
        @if !onward.kept.is_empty() {
            p class="nhsuk-inset-text" { "Your session had ended. What you sent is kept: sign in to see it and send it again." }
        }
        (form("/sign-in", "", &inner))
    };
    show(site, call, "Sign in", body, faults, status)
}

/// The code itself, for practice systems alone: nobody there has an authenticator app. A live system never asks for it.
async fn practice(site: &Site, call: &Call) -> Result<Option<PracticeCode>, Failure> {
    let Some(token) = call.token.clone().filter(|_| site.house.demo) else { return Ok(None) };
    let (vault, now) = (site.house.vault.clone(), site.store.clock().now());
    site.store.read(move |tx| access::practice_code(tx, &vault, &token, now)).await
}

fn told(practice: &PracticeCode) -> Markup {
    let text = match practice {
        PracticeCode::Enter(code) => {
            let (first, last) = code.split_at_checked(3).unwrap_or((code, ""));
            html! { p { "Practice system: the code is " strong { (first) " " (last) } } }
        }
        PracticeCode::From(at) => html! {
            p {
                "Practice system: the codes of this half minute were used. Each code serves once; the next one stands here at "
                (at.london().strftime("%-I:%M:%S%P")) ". Wait for it, or open this page again then."
            }
        },
    };
    inset_text(&InsetText { text: text.into(), ..InsetText::default() })
}

async fn ask_code(site: &Site, call: &Call, onward: &Onward, faults: &[Fault], status: StatusCode) -> Response {
    let practice = match practice(site, call).await {
        Ok(practice) => practice,
        Err(failure) => return refuse(site, call, None, &failure),
    };
    let wrong = faults.iter().find(|fault| fault.field == "code").map_or("", |fault| fault.message.as_str());
    let inner = html! {
        (onward.fields())
        (FieldView::new("code", "Six-digit code").hint("Your authenticator app shows it. Each code serves once.").error(wrong).one_time_code())
        (button(&Button { text: "Sign in".into(), ..Button::default() }))
    };
    let body = html! {
        h1 class="nhsuk-heading-l" { "Enter your code" }
        @if let Some(practice) = &practice { (told(practice)) }
        (form("/sign-in/code", "", &inner))
        p { a href=(onward.address("/sign-in")) { "Start again" } }
    };
    let mut page = Page::new("Enter your code", body).errors(faults);
    if practice.is_some() && faults.is_empty() {
        page = page.refresh_every(20);
    }
    document(site, call, None, &page, status)
}

/// What came in a form of ours, or the answer that refuses it.
async fn taken(site: &Site, request: Request) -> Result<(Call, Sent), Response> {
    let call = Call::of_public(site, &request);
    // The body is read in any case: a browser that is cut off while it sends sees no answer at all.
    match body(request).await {
        Ok(_) if call.sender == Sender::Elsewhere => Err(refuse_elsewhere(site, &call)),
        Ok(body) => Ok((call, Sent::from_form(&body))),
        Err(failure) => Err(refuse(site, &call, None, &failure)),
    }
}

pub(super) async fn password_page(State(site): State<Site>, request: Request) -> Response {
    let call = Call::of_public(&site, &request);
    let onward = Onward::asked(&call);
    if call.who(&site).await.is_ok() {
        return redirect(&onward.end());
    }
    ask_password(&site, &call, &onward, "", &[], StatusCode::OK)
}

pub(super) async fn password(State(site): State<Site>, request: Request) -> Response {
    let (call, sent) = match taken(&site, request).await {
        Ok(taken) => taken,
        Err(refused) => return refused,
    };
    let (onward, email, password) = (Onward::sent(&sent), sent.first("email").trim(), sent.first("password"));
    let mut faults = Vec::new();
    if email.is_empty() {
        faults.push(fault("email", "Enter your e-mail address."));
    }
    if password.is_empty() {
        faults.push(fault("password", "Enter your password."));
    }
    if !faults.is_empty() {
        return ask_password(&site, &call, &onward, email, &faults, StatusCode::UNPROCESSABLE_ENTITY);
    }
    match first_factor(&site, email, password, "web").await {
        Ok(Challenge::Passed { token }) => {
            let mut response = redirect(&onward.address("/sign-in/code"));
            set_cookie(&mut response, &site, SESSION_COOKIE, &token, None);
            response
        }
        Ok(Challenge::Wrong(message)) => {
            let faults = [fault("email", message)];
            ask_password(&site, &call, &onward, email, &faults, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Failure::TooMany(message)) => {
            let faults = [fault("email", message)];
            ask_password(&site, &call, &onward, email, &faults, StatusCode::TOO_MANY_REQUESTS)
        }
        Err(failure) => refuse(&site, &call, None, &failure),
    }
}

/// How many passwords are compared side by side. Comparing is slow and takes 19 MiB on purpose; whoever sends passwords
/// without end must not take the machine from those who work.
const AT_ONCE: usize = 2;
static COMPARING: Semaphore = Semaphore::const_new(AT_ONCE);
/// How long somebody waits for their turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// Waits for a turn to compare; not for ever.
async fn turn(comparing: &Semaphore, patience: Duration) -> Result<SemaphorePermit<'_>, Failure> {
    let busy = "Very many people are signing in at this moment. Wait a minute and try again.";
    let turn = tokio::time::timeout(patience, comparing.acquire()).await;
    turn.map_err(|_| Failure::TooMany(busy.into()))?.map_err(Failure::internal)
}

async fn first_factor(site: &Site, email: &str, password: &str, via: &'static str) -> Result<Challenge, Failure> {
    let (email, password, ids) = (email.to_owned(), password.to_owned(), site.store.ids().clone());
    let turn = turn(&COMPARING, PATIENCE).await?;
    let attempt = site.store.read(move |tx| Attempt::read(tx, &email)).await?;
    // Outside the reading, so that no connection and no reader's seat waits for it.
    let compare = move || {
        let attempt = attempt.compare(&ids, &password);
        // Given back by the one who compares: a browser that goes away in between does not make room for another.
        drop(turn);
        attempt
    };
    let attempt = tokio::task::spawn_blocking(compare).await.map_err(Failure::internal)?;
    site.store.write(Actor::system(via), move |work| access::first_factor(work, &attempt)).await
}

async fn second_factor(site: &Site, token: String, code: &str, via: &'static str) -> Result<Challenge, Failure> {
    let (vault, code) = (site.house.vault.clone(), code.to_owned());
    site.store.write(Actor::system(via), move |work| access::check_code(work, &vault, &token, &code)).await
}

pub(super) async fn code_page(State(site): State<Site>, request: Request) -> Response {
    let call = Call::of_public(&site, &request);
    let onward = Onward::asked(&call);
    match (&call.token, call.who(&site).await) {
        (None, _) => redirect(&onward.address("/sign-in")),
        (_, Ok(_)) => redirect(&onward.end()),
        _ => ask_code(&site, &call, &onward, &[], StatusCode::OK).await,
    }
}

pub(super) async fn code(State(site): State<Site>, request: Request) -> Response {
    let (call, sent) = match taken(&site, request).await {
        Ok(taken) => taken,
        Err(refused) => return refused,
    };
    let onward = Onward::sent(&sent);
    let Some(token) = call.token.clone() else { return redirect(&onward.address("/sign-in")) };
    match second_factor(&site, token, sent.first("code"), "web").await {
        Ok(Challenge::Passed { token }) => {
            let mut response = redirect(&onward.end());
            set_cookie(&mut response, &site, SESSION_COOKIE, &token, None);
            response
        }
        Ok(Challenge::Wrong(message)) => {
            ask_code(&site, &call, &onward, &[fault("code", message)], StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Failure::TooMany(message)) => {
            ask_code(&site, &call, &onward, &[fault("code", message)], StatusCode::TOO_MANY_REQUESTS).await
        }
        Err(Failure::SignIn) => redirect(&onward.address("/sign-in")),
        Err(failure) => refuse(&site, &call, None, &failure),
    }
}

pub(super) async fn sign_out(State(site): State<Site>, request: Request) -> Response {
    let (call, sent) = match taken(&site, request).await {
        Ok(taken) => taken,
        Err(refused) => return refused,
    };
    let Some(token) = call.token.clone() else { return redirect("/sign-in") };
    let who = call.who(&site).await;
    if !csrf_holds(&sent, &token) && who.is_ok() {
        let text = "This form did not come from a page of your session. Open the page again and sign out from there.";
        return refuse(&site, &call, who.as_ref().ok(), &Failure::Forbidden(text.into()));
    }
    let actor = who.map_or_else(|_| Actor::system("web"), |who| who.actor());
    match site.store.write(actor, move |work| access::end_session(work, &token)).await {
        Ok(()) => {
            let mut response = redirect("/sign-in");
            set_cookie(&mut response, &site, SESSION_COOKIE, "", Some(0));
            response
        }
        Err(failure) => refuse(&site, &call, None, &failure),
    }
}

/// Both factors at once, for scripts.
pub(super) async fn api(State(site): State<Site>, request: Request) -> Response {
    let mut call = Call::of_public(&site, &request);
    call.api = true;
    let read = body(request).await.and_then(|body| Sent::from_json(&body));
    let done = match read {
        Ok(sent) => both_factors(&site, &sent).await,
        Err(failure) => Err(failure),
    };
    match done {
        Ok(token) => {
            let ends_at = site.store.clock().now().plus_hours(LONGEST_HOURS);
            let body = serde_json::json!({ "token": token, "idle_minutes": access::IDLE_MINUTES, "ends_at": ends_at });
            json(StatusCode::OK, &body)
        }
        Err(failure) => refuse(&site, &call, None, &failure),
    }
}

async fn both_factors(site: &Site, sent: &Sent) -> Result<String, Failure> {
    const NAMES: [&str; 3] = ["email", "password", "code"];
    let mut faults: Vec<_> = NAMES
        .into_iter()
        .filter(|name| sent.first(name).trim().is_empty())
        .map(|name| fault(name, format!("“{name}” is missing.")))
        .collect();
    let strange = sent.pairs().iter().filter(|(name, _)| !NAMES.contains(&name.as_str()));
    faults.extend(
        strange.map(|(name, _)| fault(name, "There is no such field here: email, password and code are taken.")),
    );
    if !faults.is_empty() {
        return Err(Failure::Invalid(faults));
    }
    let wrong = |name: &str, message: String| Failure::field(name, message);
    let token = match first_factor(site, sent.first("email"), sent.first("password"), "api").await? {
        Challenge::Passed { token } => token,
        Challenge::Wrong(message) => return Err(wrong("email", message)),
    };
    match second_factor(site, token, sent.first("code"), "api").await? {
        Challenge::Passed { token } => Ok(token),
        Challenge::Wrong(message) => Err(wrong("code", message)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // GOV-5
    #[test]
    fn a_flood_of_passwords_waits_its_turn_and_is_then_told_so() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let comparing = Semaphore::new(1);
            let patience = Duration::from_millis(20);
            let first = turn(&comparing, patience).await.unwrap();
            let told = turn(&comparing, patience).await.unwrap_err();
            assert!(matches!(told, Failure::TooMany(_)) && told.to_string().contains("try again"), "{told}");
            drop(first);
            assert!(turn(&comparing, patience).await.is_ok());
        });
    }
}
