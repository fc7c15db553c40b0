//! Who may do what with the checks of care workers.

access::actions! {
    /// See the checks and training of one's organisation's care workers.
    pub SeeChecks = "worker.checks", "see the checks and training of care workers":
        ProviderManager @ Organisation, Scheduler @ Organisation;
    /// Record a check, take one back, say what a worker needs.
    pub RecordChecks = "worker.record_check", "record the checks and training of care workers":
        ProviderManager @ Organisation;
    /// See one's own checks.
    pub SeeOwnChecks = "worker.own_checks", "see their own checks and training": CareWorker @ Assigned;
    /// See how far every provider's workers have their checks, without names.
    pub SeeWorkforce = "worker.place", "see how far providers’ care workers have their checks":
        QualityOfficer @ Place, Commissioner @ Place;
}
