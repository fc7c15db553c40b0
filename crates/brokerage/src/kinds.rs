//! The words of the room: closed lists, each with its code in data and its words on screens.

wire::choices! {
    /// The way a request or an answer came; all are recorded alike (BRK-2, BRK-3).
    pub enum Channel, "a channel" {
        /// On this system.
        Portal = "portal", "On this system";
        /// By telephone.
        Phone = "phone", "By phone";
        /// By e-mail.
        Email = "email", "By e-mail";
        /// By letter.
        Post = "post", "By post";
        /// By fax.
        Fax = "fax", "By fax";
    }
}

wire::choices! {
    /// Why these providers were asked.
    pub enum Basis, "a ground to ask a provider" {
        /// The next in the order.
        Rank = "rank", "By rank";
        /// The person wants this provider.
        Choice = "choice", "The person’s choice";
        /// The person needs what only some can do.
        Specialist = "specialist", "A specialist need";
        /// Bought outside the order.
        Spot = "spot", "A spot purchase";
    }
}

wire::choices! {
    /// Why a provider said no (R2).
    pub enum DeclineReason, "a reason to decline" {
        /// Nobody free.
        NoCapacity = "no_capacity", "No staff at these times";
        /// Off the rounds.
        TooFar = "too_far", "Too far from our rounds";
        /// Cannot do what is needed.
        Skills = "skills", "We do not have the skills needed";
        /// Not for this money.
        Price = "price", "It cannot be done for this price";
        /// Not by this day.
        Start = "start", "We cannot start soon enough";
        /// Not safely.
        Risk = "risk", "The risks are too high for our staff";
        /// Some of the visits, not all: the broker may split the package.
        Part = "part", "We could take some of the visits: say which";
        /// Said in words.
        Other = "other", "Another reason";
    }
}

wire::choices! {
    /// Why a package came to its end (R3, R4).
    pub enum EndReason, "a reason to end" {
        /// As planned.
        Completed = "completed", "Completed as planned";
        /// The person left.
        LeftEarly = "left_early", "Left before completion";
        /// The person died.
        Died = "died", "The person died";
        /// Elsewhere now.
        Moved = "moved", "The person moved away or into a care home";
        /// Not wanted any more.
        NotNeeded = "not_needed", "No longer needed";
    }
}

wire::choices! {
    /// Why a provider returns a package (BRK-9).
    pub enum HandBackReason, "a reason to hand back" {
        /// Too few staff.
        Staffing = "staffing", "Not enough staff";
        /// It is another package now.
        NeedsChanged = "needs_changed", "The person’s needs have changed";
        /// Not safely.
        Risk = "risk", "The risks are too high for our staff";
        /// Off the rounds.
        Location = "location", "The place no longer fits our rounds";
        /// The provider goes.
        Closing = "closing", "We are closing or leaving the area";
        /// Said in words.
        Other = "other", "Another reason";
    }
}

wire::choices! {
    /// Why nothing new may be offered to a provider (BRK-1).
    pub enum StopReason, "a reason for a stop" {
        /// The regulator's rating.
        Inadequate = "inadequate", "Rated inadequate by the regulator";
        /// The regulator acts.
        Enforcement = "enforcement", "Enforcement by the regulator is pending";
        /// The commissioner's own decision.
        Block = "block", "Blocked by the commissioner";
    }
}

impl serde::Serialize for StopReason {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}
