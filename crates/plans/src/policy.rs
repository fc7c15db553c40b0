//! Who may do what with a plan.

access::actions! {
    /// See a plan.
    pub SeePlan = "plan.see", "see a person’s plan": SocialWorker @ Place, Broker @ Place, Coordinator @ Place, Person @ Own, Carer @ Own;
    /// Write or change a plan.
    pub MakePlan = "plan.make", "write a person’s plan": SocialWorker @ Place;
    /// Agree a plan, or end it.
    pub AgreePlan = "plan.agree", "agree a person’s plan": SocialWorker @ Place;
    /// Say that something has changed.
    pub AskChange = "plan.ask_change", "say what has changed for a person": Person @ Own, Carer @ Own, SocialWorker @ Place;
    /// Answer what was said to have changed.
    pub AnswerChange = "plan.answer_change", "answer what was reported": SocialWorker @ Place;
    /// See the people one is responsible for.
    pub SeeMyPeople = "plan.my_people", "see the people a social worker looks after": SocialWorker @ Place;
    /// See funding that has gathered over twelve weeks' worth (BRK-10).
    pub SeeSurplus = "surplus.see", "see surplus funding": Finance @ Place, Broker @ Place, Commissioner @ Place;
    /// Earmark funding of a person, so that it does not go back.
    pub EarmarkFunding = "surplus.earmark", "earmark funding": Commissioner @ Place;
    /// Return surplus funding to the council.
    pub ReturnSurplus = "surplus.return", "return surplus funding": Finance @ Place;
}
