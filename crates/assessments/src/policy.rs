//! Who may do what with assessments.

access::actions! {
    /// See a person's assessments; the person sees those that are decided.
    pub SeeAssessments = "assessment.see", "see assessments":
        SocialWorker @ Place, Coordinator @ Place, Person @ Own;
    /// Assess somebody's needs and decide on eligibility.
    pub Assess = "assessment.make", "assess somebody’s needs": SocialWorker @ Place;
}
