//! Who may do what at the front door.

access::actions! {
    /// See the queue of calls and messages.
    pub SeeContacts = "contact.see", "see calls and messages": CallHandler @ Place, Coordinator @ Place;
    /// Write down a call, message or visit.
    pub RecordContact = "contact.record", "record a call or message": CallHandler @ Place, Coordinator @ Place;
    /// Take a contact, say whom it is about, and end it with its outcome.
    pub HandleContact = "contact.handle", "deal with a call or message": CallHandler @ Place, Coordinator @ Place;
    /// Refer somebody.
    pub Refer = "referral.make", "refer somebody":
        CallHandler @ Place, Coordinator @ Place, SocialWorker @ Place, HospitalTeam @ Organisation;
    /// See referrals and where they stand; a hospital sees those it made.
    pub SeeReferrals = "referral.see", "see referrals":
        CallHandler @ Place, Coordinator @ Place, SocialWorker @ Place, Broker @ Place, HospitalTeam @ Organisation;
    /// Tell the referrer that it has arrived.
    pub Acknowledge = "referral.acknowledge", "acknowledge a referral": CallHandler @ Place, Coordinator @ Place;
    /// Take a referral, and set its priority and clock.
    pub Triage = "referral.triage", "triage a referral": Coordinator @ Place;
    /// Accept or decline a referral.
    pub AnswerReferral = "referral.answer", "accept or decline a referral": Coordinator @ Place;
    /// Close an accepted referral: complete, or left early.
    pub CloseReferral = "referral.close", "close a referral": Coordinator @ Place, SocialWorker @ Place;
}
