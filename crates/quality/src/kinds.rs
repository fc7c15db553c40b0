//! The room's closed lists.

wire::choices! {
    /// What somebody said.
    pub enum Kind, "a kind of feedback" {
        /// Something went wrong.
        Complaint = "complaint", "A complaint: something went wrong";
        /// Something went well.
        Compliment = "compliment", "A compliment: something went well";
    }

    /// Who said it.
    pub enum SaidBy, "somebody who says something" {
        /// The person who has care.
        Person = "person", "The person";
        /// Their carer.
        Carer = "carer", "Their carer";
        /// Family or a friend.
        Family = "family", "Family or a friend";
        /// A care worker.
        Worker = "worker", "A care worker";
        /// A professional.
        Professional = "professional", "A professional";
        /// Somebody else.
        Other = "other", "Somebody else, or not known";
    }

    /// What it is about.
    pub enum Category, "something it is about" {
        /// Late, missed or short visits.
        Times = "times", "Late, missed or short visits";
        /// How care was given.
        Care = "care", "How care was given";
        /// Medicines.
        Medicines = "medicines", "Medicines";
        /// How somebody was treated.
        Respect = "respect", "Kindness and respect";
        /// Who comes.
        Workers = "workers", "Who comes: too many faces, training";
        /// What was said and told.
        Telling = "telling", "Being told and listened to";
        /// Money and bills.
        Money = "money", "Money and bills";
        /// Privacy and records.
        Privacy = "privacy", "Privacy and records";
        /// Something else.
        Other = "other", "Something else";
    }

    /// How much it weighs.
    pub enum Severity, "a severity" {
        /// A nuisance that was put right.
        Low = "low", "Low: a nuisance, no harm";
        /// Care was worse for it.
        Moderate = "moderate", "Moderate: care was worse for it";
        /// Somebody was harmed or could have been.
        Serious = "serious", "Serious: somebody was harmed or could have been";
    }

    /// What came of a complaint.
    pub enum Outcome, "an outcome of a complaint" {
        /// It was right.
        Upheld = "upheld", "Upheld";
        /// It was right in part.
        Partly = "partly", "Upheld in part";
        /// It was not right.
        NotUpheld = "not_upheld", "Not upheld";
    }

    /// Who has to act on a complaint.
    pub enum Owner, "an owner of a complaint" {
        /// The provider's manager.
        Provider = "provider", "The provider";
        /// The commissioner's quality officer.
        Quality = "quality", "The quality officer";
    }

    /// What is answered by the form.
    pub enum ReviewKind, "a kind of review" {
        /// A quality officer visits.
        Visit = "visit", "Monitoring visit";
        /// The provider answers for itself.
        Own = "self", "Self-assessment";
    }
}
