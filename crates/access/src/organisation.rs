use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

use kernel::{Date, Failure, Moment, Uuid};
use store::{Change, Row, Tx, Work, cols, params, statement};

use crate::{Password, Role, Vault};

/// What kind of organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum OrganisationKind {
    Council,
    Nhs,
    Provider,
    Voluntary,
}

impl OrganisationKind {
    /// As data: "provider".
    pub const fn code(self) -> &'static str {
        match self {
            OrganisationKind::Council => "council",
            OrganisationKind::Nhs => "nhs",
            OrganisationKind::Provider => "provider",
            OrganisationKind::Voluntary => "voluntary",
        }
    }
}

impl FromStr for OrganisationKind {
    type Err = Failure;
    fn from_str(text: &str) -> Result<Self, Failure> {
        match text {
            "council" => Ok(OrganisationKind::Council),
            "nhs" => Ok(OrganisationKind::Nhs),
            "provider" => Ok(OrganisationKind::Provider),
            "voluntary" => Ok(OrganisationKind::Voluntary),
            other => Err(Failure::field("kind", format!("There is no kind of organisation “{other}”."))),
        }
    }
}

/// An organisation whose people sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: Uuid,
    /// Its row's version.
    pub version: i64,
    /// What kind it is.
    pub kind: OrganisationKind,
    /// Its name.
    pub name: String,
    /// Its code in the place's data.
    pub code: String,
    /// Where messages for it go.
    pub email: Option<String>,
}

impl Organisation {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Organisation {
            id: row.get("id")?,
            version: row.get("version")?,
            kind: row.parse("kind")?,
            name: row.get("name")?,
            code: row.get("code")?,
            email: row.get("email")?,
        })
    }
}

/// A role somebody holds.
#[derive(Debug, Clone)]
pub struct Membership {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub account: Uuid,
    /// Their name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The organisation.
    pub organisation: Uuid,
    /// Its name.
    pub organisation_name: String,
    /// Since which day.
    pub from: Date,
}

impl Membership {
    fn read(row: &Row) -> Result<Self, Failure> {
        Ok(Membership {
            id: row.get("id")?,
            account: row.get("account")?,
            name: row.get("name")?,
            role: row.parse("role")?,
            organisation: row.get("organisation")?,
            organisation_name: row.get("organisation_name")?,
            from: row.get("from_day")?,
        })
    }
}

statement! {
    ONE = "SELECT id, version, kind, name, code, email FROM organisation WHERE id = $1";
    OF_KIND = "SELECT id, version, kind, name, code, email FROM organisation WHERE kind = $1 ORDER BY name";
    MEMBERS = "SELECT m.id, m.account, a.name, m.role, m.organisation, m.from_day, o.name AS organisation_name
        FROM membership m JOIN account a ON a.id = m.account JOIN organisation o ON o.id = m.organisation
        WHERE m.organisation = $1 AND m.role = $2 AND m.from_day <= $3 AND (m.to_day IS NULL OR m.to_day > $3)
          AND a.ended_at IS NULL ORDER BY a.name, m.id";
    MEMBERS_OF_KIND = "SELECT m.id, m.account, a.name, m.role, m.organisation, m.from_day, o.name AS organisation_name
        FROM membership m JOIN account a ON a.id = m.account JOIN organisation o ON o.id = m.organisation
        WHERE o.kind = $1 AND m.role = $2 AND m.from_day <= $3 AND (m.to_day IS NULL OR m.to_day > $3)
          AND a.ended_at IS NULL ORDER BY o.name, a.name, m.id";
    ELSEWHERE = "SELECT DISTINCT m.account FROM membership m JOIN membership o ON o.account = m.account
        AND o.role = m.role AND o.organisation <> m.organisation
        WHERE m.organisation = $1 AND m.role = $2 AND m.from_day <= $3 AND (m.to_day IS NULL OR m.to_day > $3)
          AND o.from_day <= $3 AND (o.to_day IS NULL OR o.to_day > $3) ORDER BY m.account LIMIT 500";
    MEMBER = "SELECT m.id, m.account, a.name, m.role, m.organisation, m.from_day, o.name AS organisation_name
        FROM membership m JOIN account a ON a.id = m.account JOIN organisation o ON o.id = m.organisation
        WHERE m.account = $4 AND m.organisation = $1 AND m.role = $2 AND m.from_day <= $3
          AND (m.to_day IS NULL OR m.to_day > $3) AND a.ended_at IS NULL ORDER BY m.id LIMIT 1";
    pub(crate) OF_ACCOUNT = "SELECT m.id, m.account, a.name, m.role, m.organisation, m.from_day, o.name AS organisation_name
        FROM membership m JOIN account a ON a.id = m.account JOIN organisation o ON o.id = m.organisation
        WHERE m.account = $1 AND m.from_day <= $2 AND (m.to_day IS NULL OR m.to_day > $2) ORDER BY m.id";
    ACCOUNT_NAME = "SELECT name FROM account WHERE id = $1";
    ACCOUNT_NAMES = "SELECT id, name FROM account WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
        $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)";
    ORGANISATION_NAMES = "SELECT id, name FROM organisation WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
        $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)";
    OWN_ACCOUNTS = "SELECT account FROM own_record WHERE person = $1 AND kind = 'self' AND ended_at IS NULL ORDER BY since, id";
    GIVEN = "SELECT id, version FROM own_record
        WHERE account = $1 AND person = $2 AND kind = 'carer' AND ended_at IS NULL ORDER BY since, id {for_update}";
}

/// One organisation.
pub fn organisation(tx: &mut Tx<'_>, id: Uuid) -> Result<Organisation, Failure> {
    tx.one(&ONE, params![id], "organisation", Organisation::read)
}

/// Every organisation of a kind, by name.
pub fn organisations(tx: &mut Tx<'_>, kind: OrganisationKind) -> Result<Vec<Organisation>, Failure> {
    tx.all(&OF_KIND, params![kind.code()], Organisation::read)
}

/// Who holds a role in an organisation on a day, by name.
pub fn members(tx: &mut Tx<'_>, organisation: Uuid, role: Role, on: Date) -> Result<Vec<Membership>, Failure> {
    tx.all(&MEMBERS, params![organisation, role.code(), on], Membership::read)
}

/// Who holds a role in an organisation on a day and holds it in another one too (at most 500).
pub fn also_elsewhere(tx: &mut Tx<'_>, organisation: Uuid, role: Role, on: Date) -> Result<Vec<Uuid>, Failure> {
    tx.all(&ELSEWHERE, params![organisation, role.code(), on], |row| row.get("account"))
}

/// Who holds a role in any organisation of a kind on a day, by organisation and name.
pub fn members_of_kind(
    tx: &mut Tx<'_>,
    kind: OrganisationKind,
    role: Role,
    on: Date,
) -> Result<Vec<Membership>, Failure> {
    tx.all(&MEMBERS_OF_KIND, params![kind.code(), role.code(), on], Membership::read)
}

/// One account's membership with a role in an organisation on a day, if it has one.
pub fn member(
    tx: &mut Tx<'_>,
    organisation: Uuid,
    role: Role,
    on: Date,
    account: Uuid,
) -> Result<Option<Membership>, Failure> {
    tx.first(&MEMBER, params![organisation, role.code(), on, account], Membership::read)
}

/// The roles an account may act in on a day.
pub(crate) fn of_account(tx: &mut Tx<'_>, account: Uuid, on: Date) -> Result<Vec<Membership>, Failure> {
    tx.all(&OF_ACCOUNT, params![account, on], Membership::read)
}

/// Adds an organisation. `code` is its own in the place's data.
pub fn add_organisation(
    work: &mut Work<'_>,
    kind: OrganisationKind,
    name: &str,
    code: &str,
    email: Option<&str>,
) -> Result<Uuid, Failure> {
    let id: Uuid = work.id();
    let columns = cols! {
        "id" => id, "version" => 1, "kind" => kind.code(), "name" => kernel::clean_line(name)?, "code" => code, "email" => email,
    };
    let facts = serde_json::json!({ "kind": kind.code(), "name": name, "code": code });
    work.apply(Change::new("organisation.added", "organisation", id).facts(facts).insert("organisation", columns))?;
    Ok(id)
}

/// What a new account needs.
#[derive(Debug, Clone)]
pub struct NewAccount<'a> {
    /// Their name.
    pub name: &'a str,
    /// The address they sign in with.
    pub email: &'a str,
    /// Their first password.
    pub password: &'a Password,
    /// The second factor's secret, 20 bytes.
    pub totp: [u8; 20],
}

/// Adds somebody who may sign in; they can do nothing until they have a role or a record of their own.
pub fn add_account(work: &mut Work<'_>, vault: &Vault, new: &NewAccount<'_>) -> Result<Uuid, Failure> {
    let id: Uuid = work.id();
    let email = new.email.trim().to_lowercase();
    if !email.contains('@') || email.len() > 254 {
        return Err(Failure::field("email", "Enter an e-mail address, like name@example.org."));
    }
    let secret = crate::sign_in::base32(&new.totp);
    let sealed = vault.seal(work.ids(), &crate::sign_in::purpose(id), &secret)?;
    let columns = cols! {
        "id" => id, "version" => 1, "name" => kernel::clean_name(new.name)?, "email" => email,
        "password" => new.password.as_kept(), "totp" => sealed, "totp_step" => 0, "failures" => 0,
    };
    let facts = serde_json::json!({ "name": new.name });
    work.apply(Change::new("account.added", "account", id).facts(facts).insert("account", columns))?;
    Ok(id)
}

/// Gives an account a role in an organisation from a day on.
pub fn add_membership(
    work: &mut Work<'_>,
    account: Uuid,
    organisation: Uuid,
    role: Role,
    from: Date,
) -> Result<Uuid, Failure> {
    let id: Uuid = work.id();
    let columns = cols! {
        "id" => id, "version" => 1, "account" => account, "organisation" => organisation, "role" => role.code(), "from_day" => from,
    };
    let facts = serde_json::json!({ "account": account, "role": role.code(), "from": from });
    let change = Change::new("membership.added", "membership", id).organisation(organisation);
    work.apply(change.facts(facts).insert("membership", columns))?;
    Ok(id)
}

/// Gives an account the record of a person: their own, or one whose carer they were named.
pub fn add_own_record(work: &mut Work<'_>, account: Uuid, person: Uuid, is_self: bool) -> Result<Uuid, Failure> {
    let id: Uuid = work.id();
    let since: Moment = work.at;
    let kind = if is_self { "self" } else { "carer" };
    let columns = cols! { "id" => id, "version" => 1, "account" => account, "person" => person, "kind" => kind, "since" => since };
    let facts = serde_json::json!({ "account": account, "kind": kind });
    work.apply(
        Change::new("own_record.given", "own_record", id).person(person).facts(facts).insert("own_record", columns),
    )?;
    Ok(id)
}

/// The accounts with which a person sees their own record.
pub fn accounts_of_person(tx: &mut Tx<'_>, person: Uuid) -> Result<Vec<Uuid>, Failure> {
    tx.all(&OWN_ACCOUNTS, params![person], |row| row.get("account"))
}

/// Ends what [`add_own_record`] gave a carer: from their next request on they see nothing of the person (H11).
pub fn end_carer_record(work: &mut Work<'_>, account: Uuid, person: Uuid) -> Result<(), Failure> {
    let given = work.all(&GIVEN, params![account, person], |row| Ok((row.get::<Uuid>("id")?, row.get("version")?)))?;
    for (id, version) in given {
        let facts = serde_json::json!({ "account": account, "kind": "carer" });
        let change = Change::new("own_record.ended", "own_record", id).person(person).facts(facts);
        work.apply(change.update("own_record", id, version, cols! { "ended_at" => work.at }))?;
    }
    Ok(())
}

/// What somebody who signs in is called; their name stays when their account has ended.
pub fn account_name(tx: &mut Tx<'_>, account: Uuid) -> Result<Option<String>, Failure> {
    tx.first(&ACCOUNT_NAME, params![account], |row| row.get("name"))
}

/// How many names one statement reads.
const AT_ONCE: usize = 25;

fn names(tx: &mut Tx<'_>, statement: &store::Statement, ids: &[Uuid]) -> Result<BTreeMap<Uuid, String>, Failure> {
    let wanted: Vec<Uuid> = ids.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    let mut names = BTreeMap::new();
    for some in wanted.chunks(AT_ONCE) {
        let none = std::iter::repeat(Uuid::nil());
        let ids: Vec<_> = some.iter().copied().chain(none).take(AT_ONCE).map(store::Value::from).collect();
        names.extend(tx.all(statement, &ids, |row| Ok((row.get::<Uuid>("id")?, row.get::<String>("name")?)))?);
    }
    Ok(names)
}

/// What several who sign in are called, many at once.
pub fn account_names(tx: &mut Tx<'_>, accounts: &[Uuid]) -> Result<BTreeMap<Uuid, String>, Failure> {
    names(tx, &ACCOUNT_NAMES, accounts)
}

/// What several organisations are called, many at once.
pub fn organisation_names(tx: &mut Tx<'_>, organisations: &[Uuid]) -> Result<BTreeMap<Uuid, String>, Failure> {
    names(tx, &ORGANISATION_NAMES, organisations)
}
