//! Who may open a person's own pages: the person, and a carer to whom they gave the right.

access::actions! {
    /// See one's own care, or that of the person who named one as carer.
    pub SeeMyCare = "my_care.see", "see somebody’s own care pages": Person @ Own, Carer @ Own;
    /// See who looked at one's own record, and who may see it.
    pub SeeMyReaders = "my_care.readers", "see who looked at a record": Person @ Own;
    /// See a person's income and expenditure over a year (BRK-10).
    pub SeeYear = "year.see", "see a year of somebody’s income and expenditure": Person @ Own, Carer @ Own, Finance @ Place, Broker @ Place, SocialWorker @ Place;
}
