//! Forms that come from another time: over an ended session, or in a newer one than their page was opened in. Nothing is
//! done, and nothing typed is lost.

use std::sync::Arc;

use axum::response::Response;
use kernel::Failure;
use page::{Page, html};
use store::Actor;

use super::{Call, Site, document, redirect, refuse, status};
use crate::{Field, Sender, Sent};

impl Call {
    /// What is said of a form that does not carry this session's token. One of our own pages may have been open since an
    /// earlier session: it is shown again with all that was typed, to be looked at and sent by whoever is signed in now.
    /// Whoever else sent it learns nothing.
    pub(super) fn not_of_this_session(&self) -> Failure {
        if self.sender == Sender::Here && !self.api {
            return Failure::Conflict(
                "You signed in again since this page was opened, so nothing was done yet. Check what it says and send it once more."
                    .into(),
            );
        }
        Failure::Forbidden(
            "This form did not come from a page of your session. Open the page again and send it once more.".into(),
        )
    }

    /// Asks the sender of a form to sign in; what was typed is kept if it came from a page of ours over an ended session.
    pub(super) async fn keep(&self, site: &Site, fields: &[Field], sent: &Sent) -> Response {
        if self.sender == Sender::Elsewhere {
            let words =
                "This form was sent by another site, so nothing was done. Open the page here and enter it again.";
            return refuse(site, self, None, &Failure::Forbidden(words.into()));
        }
        let keep = sent.of_fields(fields);
        let nothing_typed = keep.iter().all(|(_, value)| value.is_empty());
        if self.sender == Sender::Unsaid || !self.by_cookie || nothing_typed {
            return refuse(site, self, None, &Failure::SignIn);
        }
        let body = serde_json::to_string(&keep).unwrap_or_default();
        let (house, address, token) = (Arc::clone(&site.house), self.address.clone(), self.token.clone());
        let park =
            move |work: &mut store::Work<'_>| access::park_form(work, &house.vault, token.as_deref(), &address, &body);
        match site.store.write(Actor::system("web"), park).await {
            Ok(Some(id)) => redirect(&format!("/sign-in?kept={id}")),
            Ok(None) => self.cannot_keep(site),
            Err(failure) => refuse(site, self, None, &failure),
        }
    }

    /// What cannot be kept here still stands in the browser, and can be sent from there once its sender has signed in.
    fn cannot_keep(&self, site: &Site) -> Response {
        let body = html! {
            h1 class="nhsuk-heading-l" { "Your session has ended" }
            p { "Nothing was done, and what you sent could not be kept here. It still stands in your browser:" }
            ol class="nhsuk-list nhsuk-list--number" {
                li { a href="/sign-in" target="_blank" rel="noopener" { "Sign in in another tab" } "." }
                li { "Come back to this tab and go back one page. What you typed stands there." }
                li { "Send it again." }
            }
        };
        document(site, self, None, &Page::new("Your session has ended", body), status(&Failure::SignIn))
    }
}
