//! Who may do what with people's records. Providers and their workers see people through packages and visits only.

access::actions! {
    /// Make a record for somebody.
    pub RegisterPerson = "person.register", "register a person":
        CallHandler @ Place, HospitalTeam @ Place, Coordinator @ Place, SocialWorker @ Place, Broker @ Place;
    /// Find somebody's record.
    pub FindPerson = "person.find", "look for a person's record":
        CallHandler @ Place, HospitalTeam @ Place, Coordinator @ Place, SocialWorker @ Place, Broker @ Place,
        Governance @ Place;
    /// Open somebody's record.
    pub SeePerson = "person.see", "see a person's record":
        CallHandler @ Place, HospitalTeam @ Place, Coordinator @ Place, SocialWorker @ Place, Broker @ Place,
        Governance @ Place, Person @ Own, Carer @ Own;
    /// Change who somebody is, where they live, how to reach them, and their alerts.
    pub ChangePerson = "person.change", "change a person's details":
        CallHandler @ Place, HospitalTeam @ Place, Coordinator @ Place, SocialWorker @ Place, Broker @ Place;
    /// Merge two records of one person, and undo it.
    pub MergePeople = "person.merge", "merge two records of one person":
        Coordinator @ Place, SocialWorker @ Place, Governance @ Place;
    /// Say how to get into somebody's home.
    pub SetHomeAccess = "home_access.set", "record how to get into a person's home":
        CallHandler @ Place, HospitalTeam @ Place, Coordinator @ Place, SocialWorker @ Place, Broker @ Place,
        Person @ Own;
    /// Name somebody's carer, and end it.
    pub NameCarer = "carer.name", "name a carer": SocialWorker @ Place, Person @ Own;
    /// See who looked at a record.
    pub SeeReaders = "person.readers", "see who looked at a record": Governance @ Place, Person @ Own;
    /// Report a death, confirm it, or take either back.
    pub RecordDeath = "person.death", "record a death":
        CallHandler @ Place, HospitalTeam @ Place, Coordinator @ Place, SocialWorker @ Place;
}
