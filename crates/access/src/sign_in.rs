//! Signing in: a password, then a six-digit code; throttled; a code serves once (GOV-5).

use kernel::{Failure, Moment, Uuid};
use sha2::{Digest, Sha256};
use store::{Change, Tx, Work, cols, params, statement};
use totp_rs::{Builder, Totp};

use crate::{Password, Vault, organisation::of_account};

/// Wrong passwords or codes before an account waits.
const FAILURES_BEFORE_WAIT: i64 = 5;

statement! {
    BY_EMAIL = "SELECT id, version, password, failures, locked_until, ended_at FROM account WHERE email = $1 {for_update}";
    BY_SESSION = "SELECT a.id, a.version, a.totp, a.totp_step, a.failures, a.locked_until, s.id AS session,
        s.version AS session_version, s.created_at
        FROM session s JOIN account a ON a.id = s.account
        WHERE s.token = $1 AND s.stage = 'password' AND s.ended_at IS NULL AND a.ended_at IS NULL";
    OWN = "SELECT count(*) FROM own_record WHERE account = $1 AND ended_at IS NULL";
    SECRET = "SELECT id, totp FROM account WHERE email = $1";
    KEPT = "SELECT password FROM account WHERE email = $1";
    ANYBODY = "SELECT count(*) FROM account";
}

/// What came of a password or a code: the token of a session, or why not. A wrong one is no failure of the unit of work,
/// because its count must be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Challenge {
    /// Right; the token goes into the cookie or the header.
    Passed {
        /// 43 characters, only ever shown to the one who signed in.
        token: String,
    },
    /// Wrong, in words that do not tell which part.
    Wrong(String),
}

pub(crate) fn purpose(account: Uuid) -> String {
    format!("totp:{account}")
}

pub(crate) fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

pub(crate) fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits = bytes.iter().flat_map(|byte| (0..8).rev().map(move |n| byte >> n & 1));
    let bits: Vec<u8> = bits.collect();
    let letter = |five: &[u8]| {
        let n = five.iter().fold(0_usize, |n, bit| n << 1 | usize::from(*bit)) << (5 - five.len());
        LETTERS.get(n).map_or('A', |letter| char::from(*letter))
    };
    bits.chunks(5).map(letter).collect()
}

fn throttled(locked_until: Option<Moment>, now: Moment) -> Option<Failure> {
    let until = locked_until.filter(|until| *until > now)?;
    let wait = kernel::time_left(now, until).text;
    Some(Failure::TooMany(format!("Too many wrong attempts. Wait until you can try again: {wait}.")))
}

/// The columns of an account after one more wrong attempt: from the fifth on it waits, each time twice as long.
fn one_more_failure(failures: i64, now: Moment) -> Vec<(&'static str, store::Value)> {
    let failures = failures + 1;
    let over = failures - FAILURES_BEFORE_WAIT;
    let until = (over >= 0).then(|| now.plus_minutes(1 << over.min(8)));
    cols! { "failures" => failures, "locked_until" => until }
}

const WRONG: &str = "The e-mail address or the password is not right. Check both and try again.";

/// A password that somebody gave, and whether it is right. Finding out is slow on purpose, so it happens outside the unit
/// of work: one writer must not wait for it.
#[derive(Debug)]
pub struct Attempt {
    email: String,
    kept: Option<Password>,
    right: bool,
}

impl Attempt {
    /// Reads what is kept for an address.
    pub fn read(tx: &mut Tx<'_>, email: &str) -> Result<Self, Failure> {
        let email = email.trim().to_lowercase();
        let kept = tx.first(&KEPT, params![email.as_str()], |row| Ok(Password::from_kept(row.get("password")?)))?;
        Ok(Attempt { email, kept, right: false })
    }

    /// Compares; takes as long for an address nobody has, so that the time does not tell.
    pub fn compare(mut self, ids: &kernel::Ids, password: &str) -> Self {
        match &self.kept {
            Some(kept) => self.right = kept.is(password),
            None => drop(Password::keep(ids, "nobody has this password")),
        }
        self
    }

    /// The same answer for another address that keeps the very same password, salt and all: whoever opens many accounts at
    /// once with one kept password, as a demo does, need not compare it each time. Where another is kept it is wrong.
    #[must_use]
    pub fn at(&self, email: &str) -> Self {
        Attempt { email: email.trim().to_lowercase(), kept: self.kept.clone(), right: self.right }
    }
}

/// Checks the first factor and opens a session that can do nothing but take the second.
pub fn check_password(work: &mut Work<'_>, email: &str, password: &str) -> Result<Challenge, Failure> {
    let attempt = Attempt::read(work, email)?.compare(work.ids(), password);
    first_factor(work, &attempt)
}

/// The same for a password that was compared before.
pub fn first_factor(work: &mut Work<'_>, attempt: &Attempt) -> Result<Challenge, Failure> {
    let now = work.at;
    let found = work.first(&BY_EMAIL, params![attempt.email.as_str()], |row| {
        let kept = Password::from_kept(row.get("password")?);
        let ended: Option<Moment> = row.get("ended_at")?;
        let locked: Option<Moment> = row.get("locked_until")?;
        Ok((row.get::<Uuid>("id")?, row.get::<i64>("version")?, kept, row.get::<i64>("failures")?, locked, ended))
    })?;
    let Some((account, version, kept, failures, locked, None)) = found else {
        return Ok(Challenge::Wrong(WRONG.into()));
    };
    if let Some(failure) = throttled(locked, now) {
        return Err(failure);
    }
    if !attempt.right || attempt.kept.as_ref() != Some(&kept) {
        let change = Change::new("sign_in.refused", "account", account).update(
            "account",
            account,
            version,
            one_more_failure(failures, now),
        );
        work.apply(change)?;
        return Ok(Challenge::Wrong(WRONG.into()));
    }
    let token = new_token(work);
    let id: Uuid = work.id();
    let columns = cols! {
        "id" => id, "version" => 1, "token" => hash(&token), "account" => account, "stage" => "password",
        "created_at" => now, "seen_at" => now,
    };
    work.apply(Change::new("sign_in.password", "account", account).insert("session", columns))?;
    Ok(Challenge::Passed { token })
}

/// Whether anybody at all can sign in to this database: a new one has nobody.
pub fn has_accounts(tx: &mut Tx<'_>) -> Result<bool, Failure> {
    Ok(tx.figure(&ANYBODY, &[])? > 0)
}

fn new_token(work: &Work<'_>) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(work.ids().bytes::<32>())
}

fn totp(secret: &str) -> Result<Totp, Failure> {
    let secret = totp_rs::Secret::try_from_base32(secret).map_err(Failure::internal)?;
    Builder::new().with_secret(secret).build().map_err(Failure::internal)
}

fn seconds(at: Moment) -> u64 {
    u64::try_from(at.micros() / 1_000_000).unwrap_or(0)
}

/// Checks the second factor of a session that has passed the first, and gives it a new token and its first role.
pub fn check_code(work: &mut Work<'_>, vault: &Vault, token: &str, code: &str) -> Result<Challenge, Failure> {
    let now = work.at;
    let found = work.first(&BY_SESSION, params![hash(token)], |row| Ok(row.clone()))?;
    let Some(row) = found else { return Err(Failure::SignIn) };
    if now.minutes_since(row.get("created_at")?) > 10 {
        return Err(Failure::SignIn);
    }
    let (account, version): (Uuid, i64) = (row.get("id")?, row.get("version")?);
    if let Some(failure) = throttled(row.get("locked_until")?, now) {
        return Err(failure);
    }
    let secret = vault.open(&purpose(account), &row.get::<Vec<u8>>("totp")?)?;
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let step = totp(&secret)?.check(&code, seconds(now)).map(|step| i64::try_from(step).unwrap_or(0));
    // A code that was used before is wrong, also within its own half minute.
    let Some(step) = step.filter(|step| *step > row.get::<i64>("totp_step").unwrap_or(0)) else {
        let columns = one_more_failure(row.get("failures")?, now);
        work.apply(Change::new("sign_in.refused", "account", account).update("account", account, version, columns))?;
        let message = "That code is not right, or it was used before. Wait for the next one and enter its six digits.";
        return Ok(Challenge::Wrong(message.into()));
    };
    let first = of_account(work, account, now.day())?.first().map(|membership| membership.id);
    if first.is_none() && work.figure(&OWN, params![account])? == 0 {
        return Ok(Challenge::Wrong(
            "You have no role at present. Ask the person who looks after accounts in your organisation.".into(),
        ));
    }
    let token = new_token(work);
    let columns = cols! { "token" => hash(&token), "stage" => "full", "membership" => first, "seen_at" => now };
    let cleared = cols! { "failures" => 0, "locked_until" => None::<Moment>, "totp_step" => step };
    let change = Change::new("sign_in.done", "account", account)
        .update("session", row.get::<Uuid>("session")?, row.get("session_version")?, columns)
        .update("account", account, version, cleared);
    work.apply(change)?;
    Ok(Challenge::Passed { token })
}

/// The code an authenticator app shows now for a secret in base 32; for the demo and for tests.
pub fn current_code(secret: &str, now: Moment) -> Result<String, Failure> {
    Ok(totp(secret)?.generate(seconds(now)).to_string())
}

/// What a practice system shows on the page that asks for the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PracticeCode {
    /// This code will be taken now.
    Enter(String),
    /// The codes that would be taken now were used already; a new one comes at this moment.
    From(Moment),
}

/// Seconds for which an authenticator app shows one code.
const STEP: u64 = 30;

/// The code that would be taken for the half-open session of `token`, if it is one. For practice systems only: whoever
/// calls it gives the second factor away. It changes nothing about which codes are taken: each serves once, as everywhere.
pub fn practice_code(
    tx: &mut Tx<'_>,
    vault: &Vault,
    token: &str,
    now: Moment,
) -> Result<Option<PracticeCode>, Failure> {
    let Some(row) = tx.first(&BY_SESSION, params![hash(token)], |row| Ok(row.clone()))? else { return Ok(None) };
    let account: Uuid = row.get("id")?;
    let secret = vault.open(&purpose(account), &row.get::<Vec<u8>>("totp")?)?;
    let (this, used) = (seconds(now) / STEP, u64::try_from(row.get::<i64>("totp_step")?).unwrap_or(0));
    let step = this.max(used.saturating_add(1));
    // A clock that is half a minute fast is allowed for, so the code after a used one is taken at once.
    if step > this + 1 {
        let from = (step - 1).saturating_mul(STEP).saturating_mul(1_000_000);
        return Ok(Some(PracticeCode::From(Moment::from_micros(i64::try_from(from).unwrap_or(i64::MAX)))));
    }
    Ok(Some(PracticeCode::Enter(totp(&secret)?.generate(step * STEP).to_string())))
}

/// The second factor's secret of an account, for the one who sets up an authenticator app; the demo prints it.
pub fn secret_of(tx: &mut Tx<'_>, vault: &Vault, email: &str) -> Result<String, Failure> {
    let (account, sealed) =
        tx.one(&SECRET, params![email], "account", |row| Ok((row.get::<Uuid>("id")?, row.get::<Vec<u8>>("totp")?)))?;
    vault.open(&purpose(account), &sealed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_32_is_that_of_rfc_4648() {
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(base32(&[0; 20]).len(), 32);
    }

    // GOV-5
    #[test]
    fn wrong_attempts_make_the_next_one_wait_longer_and_longer() {
        let now = Moment::from_micros(0);
        let until = |failures| one_more_failure(failures, now).pop().map(|(_, value)| value);
        assert_eq!(until(3), Some(store::Value::Null));
        assert_eq!(until(4), Some(store::Value::Moment(now.plus_minutes(1))));
        assert_eq!(until(7), Some(store::Value::Moment(now.plus_minutes(8))));
    }
}
