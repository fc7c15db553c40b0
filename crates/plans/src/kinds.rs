//! What kinds of package, place, payment and agreement there are (BRK-2, PLAN-10).

use crate::coded::said_by_code;

said_by_code!(PackageKind, PlaceOfCare, Payment, Basis, AgreedWith, RiskLevel);

wire::choices! {
    /// What kind of package the plan asks for (BRK-2).
    pub enum PackageKind, "a kind of package" {
        /// Care that goes on.
        Ongoing = "ongoing", "Ongoing care";
        /// While the usual carer is away.
        Respite = "respite", "Respite";
        /// Somebody sits with the person for some hours.
        Sitting = "sitting", "Sitting service";
        /// A short break for the carer.
        ShortBreak = "short_break", "Short break";
        /// The first weeks after hospital.
        HomeFromHospital = "home_from_hospital", "Home from hospital";
        /// The last weeks of life.
        EndOfLife = "end_of_life", "End of life care";
        /// A care worker lives in.
        LiveIn = "live_in", "Live-in care";
        /// A care worker sleeps in the home.
        Night = "night", "Sleeping night";
        /// A care worker is awake in the home all night.
        WakingNight = "waking_night", "Waking night";
    }
}

impl PackageKind {
    /// Whether visits may go past midnight.
    pub const fn is_overnight(self) -> bool {
        matches!(self, PackageKind::LiveIn | PackageKind::Night | PackageKind::WakingNight)
    }

    /// The lot of the framework and the kind of care in it, under which its ceiling stands (BRK-8).
    pub const fn priced_as(self, complex: bool) -> (&'static str, &'static str) {
        match (self, complex) {
            (PackageKind::Night | PackageKind::WakingNight, true) => ("complex", "complex_night"),
            (_, true) => ("complex", "complex_day"),
            (PackageKind::Night, false) => ("nights", "sleeping_night"),
            (PackageKind::WakingNight, false) => ("nights", "waking_night"),
            (PackageKind::LiveIn, false) => ("live_in", "live_in"),
            _ => ("home", "day"),
        }
    }
}

wire::choices! {
    /// Where the care is given (BRK-2).
    pub enum PlaceOfCare, "a place of care" {
        /// The person's own home.
        OwnHome = "own_home", "Own home";
        /// Extra care housing.
        ExtraCare = "extra_care", "Extra care housing";
        /// Somewhere else for the time being.
        TemporaryAddress = "temporary_address", "A temporary address";
    }
}

wire::choices! {
    /// Who holds the money (PLAN-10).
    pub enum Payment, "a way of paying" {
        /// The council buys the care.
        Managed = "managed", "Managed by the council";
        /// The person is paid and buys the care.
        Direct = "direct_payment", "Direct payment to the person";
    }
}

wire::choices! {
    /// On what grounds the plan is made (PLAN-2).
    pub enum Basis, "a ground for a plan" {
        /// A decided assessment found eligible needs.
        Assessment = "assessment", "An assessment that found eligible needs";
        /// Needs that cannot wait for the assessment.
        Urgent = "urgent", "Urgent needs, before the assessment is done (Care Act, section 19(3))";
        /// The person pays and asked the council to arrange it.
        SelfFunder = "self_funder", "The person pays for their own care";
        /// Going home from hospital, assessed at home.
        Discharge = "discharge", "Discharge from hospital, to be assessed at home";
    }
}

wire::choices! {
    /// With whom the plan was agreed (PLAN-4).
    pub enum AgreedWith, "a party to an agreement" {
        /// The person themselves.
        Person = "person", "The person";
        /// Their carer, for them.
        Carer = "carer", "Their carer";
        /// An advocate or attorney, for them.
        Advocate = "advocate", "An advocate or attorney";
        /// Nobody: decided in their best interests.
        BestInterests = "best_interests", "Nobody: decided in their best interests";
    }
}

wire::choices! {
    /// How urgent an answer is (BRK-3): decides the provider's clock.
    pub enum RiskLevel, "a level of risk" {
        /// The standard clock.
        Standard = "standard", "Standard";
        /// A shorter clock.
        Higher = "higher", "Higher";
        /// The shortest clock.
        Highest = "highest", "Highest";
    }
}

impl RiskLevel {
    /// The standard under which a provider answers an offer at this level.
    pub const fn answer_standard(self) -> &'static str {
        match self {
            RiskLevel::Standard => "offer.answer",
            RiskLevel::Higher => "offer.answer.higher_risk",
            RiskLevel::Highest => "offer.answer.highest_risk",
        }
    }
}
