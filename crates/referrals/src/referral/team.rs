//! Who of an organisation a referral can be given to.

use ::store::Tx;
use access::{Role, Who};
use kernel::{Date, Failure, Uuid};

/// The people of one's own organisation who hold one of these roles, oneself first.
pub(super) fn of(tx: &mut Tx<'_>, who: &Who, roles: &[Role], on: Date) -> Result<Vec<(String, String)>, Failure> {
    let mut team = Vec::new();
    if roles.contains(&who.role) {
        team.push((who.account.to_string(), format!("{} (me)", who.name)));
    }
    let Some(organisation) = who.organisation_id() else { return Ok(team) };
    for role in roles {
        for member in access::members(tx, organisation, *role, on)? {
            let account = member.account.to_string();
            if !team.iter().any(|(known, _)| *known == account) {
                team.push((account, format!("{}, {}", member.name, member.role.words().to_lowercase())));
            }
        }
    }
    Ok(team)
}

/// The one of them whose account was chosen, by name.
pub(super) fn chosen(
    tx: &mut Tx<'_>,
    who: &Who,
    roles: &[Role],
    on: Date,
    account: Uuid,
) -> Result<(Uuid, String), Failure> {
    if account == who.account && roles.contains(&who.role) {
        return Ok((account, who.name.clone()));
    }
    if let Some(organisation) = who.organisation_id() {
        for role in roles {
            let members = access::members(tx, organisation, *role, on)?;
            if let Some(member) = members.into_iter().find(|member| member.account == account) {
                return Ok((account, member.name));
            }
        }
    }
    Err(Failure::field("owner", "Choose somebody from the list: nobody else of your organisation can take it."))
}
