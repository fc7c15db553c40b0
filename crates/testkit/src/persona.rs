use std::sync::OnceLock;

use access::{Challenge, IDLE_MINUTES, Password, Role, Who};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use kernel::{Failure, Moment, Uuid};
use store::{Actor, Work};

use crate::{App, Browser};

/// The password of everybody in a test.
pub const PASSWORD: &str = "three random words";

/// The password as it is kept, at the lowest costs there are: tests sign in by the hundred.
pub(crate) fn password() -> Password {
    static KEPT: OnceLock<String> = OnceLock::new();
    let kept = KEPT.get_or_init(|| {
        let salt = [3; 16];
        let params = argon2::Params::new(8, 1, 1, Some(32)).expect("the lowest costs");
        let mut hash = [0; 32];
        argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
            .hash_password_into(PASSWORD.as_bytes(), &salt, &mut hash)
            .expect("a hash");
        format!("$argon2id$v=19$m=8,t=1,p=1${}${}", STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash))
    });
    Password::from_kept(kept.clone())
}

/// Somebody who is signed in, with a browser of their own. It dereferences to [`Browser`]: `broker.get("/packages")`.
///
/// When the clock has been turned further than a session lasts, they sign in again before their next request, as people
/// do; [`Browser::let_session_end`] stops that.
#[derive(Debug, Clone)]
pub struct Persona {
    /// The account.
    pub account: Uuid,
    /// Their name.
    pub name: String,
    /// What they sign in with, besides [`PASSWORD`] and [`App::code_of`].
    pub email: String,
    /// The role.
    pub role: Role,
    /// The organisation they act for.
    pub organisation: Option<Uuid>,
    /// Their browser.
    pub browser: Browser,
}

impl std::ops::Deref for Persona {
    type Target = Browser;
    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl Persona {
    pub(crate) fn sign_in(app: &App, account: Uuid, name: &str, email: &str, role: Role) -> Self {
        let browser = app.visitor();
        let signing_in = SigningIn { email: email.to_owned(), vault: app.house.vault.clone() };
        browser.signs_in_by(signing_in);
        let mut persona =
            Persona { account, name: name.to_owned(), email: email.to_owned(), role, organisation: None, browser };
        persona.organisation = persona.who().organisation_id();
        persona
    }

    /// Who this is to the house: for calling a command or a list directly, with `who.permit` and `who.scope`.
    pub fn who(&self) -> Who {
        let (store, token) = (self.browser.store(), self.browser.token().expect("a session"));
        let now = store.clock().now();
        store.read_now(|tx| access::load(tx, &token, now, "web")).expect("a session that lasts")
    }

    /// Does a unit of work in this one's name; a failure fails the test.
    pub fn write<T: Send + 'static>(&self, f: impl FnMut(&mut Work<'_>) -> Result<T, Failure> + Send + 'static) -> T {
        self.try_write(f).unwrap_or_else(|failure| panic!("{} could not write: {failure:?}", self.name))
    }

    /// Does a unit of work in this one's name.
    pub fn try_write<T: Send + 'static>(
        &self,
        f: impl FnMut(&mut Work<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.browser.store().write_now(self.who().actor(), f)
    }
}

/// How a persona's browser gets a session.
#[derive(Debug, Clone)]
pub(crate) struct SigningIn {
    email: String,
    vault: access::Vault,
}

impl SigningIn {
    /// Minutes after which a persona signs in anew rather than find the session ended.
    pub(crate) const ANEW: i64 = IDLE_MINUTES - 5;

    /// The token of a new session, through the same door as everybody.
    pub(crate) fn token(&self, store: &store::Store) -> String {
        let (email, vault) = (self.email.clone(), self.vault.clone());
        let secret = store.read_now(|tx| access::secret_of(tx, &vault, &email)).expect("the second factor");
        let code = access::current_code(&secret, store.clock().now()).expect("a code");
        let first = store.write_now(Actor::system("web"), move |work| access::check_password(work, &email, PASSWORD));
        let first = passed(first);
        passed(store.write_now(Actor::system("web"), move |work| access::check_code(work, &vault, &first, &code)))
    }
}

fn passed(challenge: Result<Challenge, Failure>) -> String {
    match challenge {
        Ok(Challenge::Passed { token }) => token,
        other => panic!("a persona could not sign in: {other:?}"),
    }
}

/// Whether a session that was last used then is about to end.
pub(crate) fn is_stale(seen: Moment, now: Moment) -> bool {
    now.minutes_since(seen) >= SigningIn::ANEW
}
