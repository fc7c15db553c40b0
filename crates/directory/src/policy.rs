//! Who may look into the register: public facts, for everybody who arranges, gives or oversees care.

access::actions! {
    /// Find registered places of care.
    pub FindCare = "care_location.find", "find registered places of care":
        CallHandler @ Place, HospitalTeam @ Place, Coordinator @ Place, SocialWorker @ Place, Broker @ Place,
        ProviderManager @ Place, Scheduler @ Place, Finance @ Place, Commissioner @ Place, Governance @ Place,
        Administrator @ Place;
    /// See what was imported, when, and what was wrong with it.
    pub SeeImports = "import.see", "see what was imported and what was wrong with it":
        Administrator @ Place, Governance @ Place;
}
