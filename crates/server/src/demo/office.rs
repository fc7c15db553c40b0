//! Who does office work in the demo: the council, the brokers, the hospital.

use access::{OrganisationKind, Role, Who};
use kernel::Failure;
use places::Place;

use super::{
    cast::{Casting, Player},
    market::Scale,
};

/// Who does office work in the demo.
#[derive(Debug)]
pub(super) struct Office {
    pub(super) call_handler: Player,
    pub(super) hospital: Player,
    pub(super) coordinator: Player,
    pub(super) social_workers: Vec<Player>,
    pub(super) brokers: Vec<Player>,
    pub(super) finance: Player,
    /// Who releases what the first one made: nobody pays alone.
    pub(super) second_finance: Player,
    pub(super) commissioner: Player,
    pub(super) quality: Player,
    pub(super) governance: Player,
    pub(super) administrator: Player,
}

impl Office {
    /// The social worker of a case: always the same one.
    pub(super) fn social_worker(&self, case: usize) -> Result<&Who, Failure> {
        pick(&self.social_workers, case)
    }

    /// The broker of a case: always the same one.
    pub(super) fn broker(&self, case: usize) -> Result<&Who, Failure> {
        pick(&self.brokers, case)
    }

    /// Everybody, for the list of sign-ins.
    pub(super) fn everybody(&self) -> Vec<&Player> {
        let one = [
            &self.call_handler,
            &self.hospital,
            &self.coordinator,
            &self.finance,
            &self.second_finance,
            &self.commissioner,
            &self.quality,
            &self.governance,
            &self.administrator,
        ];
        self.social_workers.iter().chain(&self.brokers).chain(one).collect()
    }
}

fn pick(players: &[Player], n: usize) -> Result<&Who, Failure> {
    let player = players.get(n % players.len().max(1));
    player.map(|player| &player.who).ok_or_else(|| Failure::internal("nobody holds this role in the demo"))
}

/// The offices of a demo of so many people.
pub(super) fn office(casting: &mut Casting<'_>, place: &Place, people: usize) -> Result<Office, Failure> {
    let scale = Scale::of(people);
    let council = place.commissioners.first().ok_or_else(|| Failure::internal("the place has no commissioner"))?;
    let council = casting.organisation(OrganisationKind::Council, &council.name, &council.code)?;
    let trust = casting.organisation(OrganisationKind::Nhs, "Dorset hospitals (demonstration)", "dorset-hospitals")?;
    let mut player = |role: Role, mail: &str| casting.player(council, role, &format!("{mail}@kith.example"));
    let office = Office {
        call_handler: player(Role::CallHandler, "callhandler")?,
        coordinator: player(Role::Coordinator, "coordinator")?,
        social_workers: numbered(scale.social_workers, "socialworker", |mail| player(Role::SocialWorker, mail))?,
        brokers: numbered(scale.brokers, "broker", |mail| player(Role::Broker, mail))?,
        finance: player(Role::Finance, "finance")?,
        second_finance: player(Role::Finance, "finance2")?,
        commissioner: player(Role::Commissioner, "commissioner")?,
        quality: player(Role::QualityOfficer, "quality")?,
        governance: player(Role::Governance, "governance")?,
        administrator: player(Role::Administrator, "administrator")?,
        hospital: casting.player(trust, Role::HospitalTeam, "hospital@kith.example")?,
    };
    Ok(office)
}

/// So many players with one role: "broker", "broker2", "broker3".
fn numbered(
    how_many: usize,
    mail: &str,
    mut player: impl FnMut(&str) -> Result<Player, Failure>,
) -> Result<Vec<Player>, Failure> {
    let name = |n: usize| if n == 1 { mail.to_owned() } else { format!("{mail}{n}") };
    (1..=how_many).map(|n| player(&name(n))).collect()
}
