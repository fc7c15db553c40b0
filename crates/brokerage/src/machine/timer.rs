//! The clocks of a package, and who must act (H14).

/// A clock of a package, by the place's standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The search, until it widens to every provider; how long depends on the urgency (BRK-6).
    Search {
        /// Delayed discharge, end of life or significant harm.
        urgent: bool,
    },
    /// Until the provider has the plan.
    PlanReceived,
    /// Until the introductory visit.
    Introduction,
    /// Until the first visit or introduction (R7).
    FirstVisit,
    /// Until care is given on the agreed day (H13).
    CareStarted,
    /// Until the broker answers a provider that asks to start later.
    StartAnswered,
    /// Until the outcomes are agreed (R8).
    Outcomes,
    /// Until the provider's own plan has come back.
    ProviderPlan,
    /// Until the first review.
    FirstReview,
    /// Until the next review.
    Review,
    /// How long a provider that hands back carries on (BRK-9).
    Notice,
}

impl Timer {
    /// The code of the place's standard.
    pub const fn standard(self) -> &'static str {
        match self {
            Timer::Search { urgent: true } => "contingency.urgent",
            Timer::Search { urgent: false } => "contingency.other",
            Timer::PlanReceived => "plan.received",
            Timer::Introduction => "introduction.made",
            Timer::FirstVisit => "visit.first",
            Timer::CareStarted => "care.started",
            Timer::StartAnswered => "start.answered",
            Timer::Outcomes => "outcomes.agreed",
            Timer::ProviderPlan => "provider_plan.returned",
            Timer::FirstReview => "plan.first_review",
            Timer::Review => "plan.review",
            Timer::Notice => "hand_back.notice",
        }
    }

    /// Whether the provider must keep it; otherwise the brokerage team does.
    pub const fn is_providers(self) -> bool {
        !matches!(self, Timer::Search { .. } | Timer::StartAnswered | Timer::FirstReview | Timer::Review)
    }
}

/// Who must act next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// The brokerage team, or the broker who has taken the package on.
    Brokerage,
    /// The provider that has it.
    Provider,
}

impl Actor {
    /// As data.
    pub const fn code(self) -> &'static str {
        match self {
            Actor::Brokerage => "brokerage",
            Actor::Provider => "provider",
        }
    }
}
