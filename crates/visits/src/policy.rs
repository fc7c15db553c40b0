//! Who may do what with a visit.

access::actions! {
    /// See one visit, or lists of visits.
    pub SeeVisit = "visit.see", "see a visit":
        CareWorker @ Assigned, Scheduler @ Organisation, ProviderManager @ Organisation, Broker @ Place,
        SocialWorker @ Place, Person @ Own, Carer @ Own;
    /// Open one's own round.
    pub SeeRound = "visit.round", "open a care worker's round": CareWorker @ Assigned;
    /// Open the schedule, the list of visits and the list of workers of one's organisation.
    pub SeeSchedule = "visit.schedule", "open a provider's schedule":
        Scheduler @ Organisation, ProviderManager @ Organisation;
    /// Give a visit to a worker or take it from them.
    pub Assign = "visit.assign", "give visits to care workers": Scheduler @ Organisation, ProviderManager @ Organisation;
    /// Give a visit to a worker whose checks are not in order, by name and with the reason (H17).
    pub OverrideChecks = "visit.override_checks", "give visits to care workers whose checks are not in order":
        ProviderManager @ Organisation;
    /// Check in to a visit.
    pub CheckIn = "visit.check_in", "check in to a visit": CareWorker @ Assigned;
    /// Check out of a visit, and say what was done when nobody answered.
    pub CheckOut = "visit.check_out", "check out of a visit": CareWorker @ Assigned;
    /// Write a note on a visit.
    pub WriteNote = "visit.note", "write a note on a visit":
        CareWorker @ Assigned, Scheduler @ Organisation, ProviderManager @ Organisation;
    /// Have a home-access code shown.
    pub ReleaseAccessCode = "visit.way_in", "have a home-access code shown": CareWorker @ Assigned;
    /// Cancel a visit.
    pub CancelVisit = "visit.cancel", "cancel a visit":
        Scheduler @ Organisation, ProviderManager @ Organisation, Broker @ Place, SocialWorker @ Place;
    /// See late and uncovered visits, and say what was done about them.
    pub SeeAlarms = "visit.alarms", "see late visits":
        Scheduler @ Organisation, ProviderManager @ Organisation, Broker @ Place;
    /// Record that a visit was missed.
    pub RecordMissed = "visit.missed", "record a missed visit": Scheduler @ Organisation, ProviderManager @ Organisation;
    /// Confirm or correct the time of a visit.
    pub ApproveVisit = "visit.approve", "confirm the time of a visit": ProviderManager @ Organisation;
    /// Switch banked hours on or off for a package (BRK-10).
    pub SwitchBank = "bank.switch", "switch banked hours on or off": Broker @ Place;
    /// Bank unused care time, and plan extra visits from it.
    pub KeepBank = "bank.keep", "bank care time and plan visits from it": ProviderManager @ Organisation, Broker @ Place;
    /// See the banked hours of a package.
    pub SeeBank = "bank.see", "see banked hours":
        ProviderManager @ Organisation, Broker @ Place, SocialWorker @ Place, Person @ Own, Carer @ Own;
    /// See which packages bank.
    pub ListBanks = "bank.list", "see which packages have banked hours": ProviderManager @ Organisation, Broker @ Place, Commissioner @ Place;
    /// Match rows of a monitoring file with visits by hand.
    pub MatchMonitoring = "monitoring.match", "match rows of a monitoring file": ProviderManager @ Organisation;
    /// Say which skills a worker has.
    pub SetSkills = "visit.skills", "set the skills of care workers":
        Scheduler @ Organisation, ProviderManager @ Organisation;
}
