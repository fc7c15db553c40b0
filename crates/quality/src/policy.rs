//! Who may do what about the quality of providers.

access::actions! {
    /// Record a complaint or a compliment.
    pub RecordFeedback = "feedback.record", "record a complaint or a compliment":
        CallHandler @ Place, Coordinator @ Place, SocialWorker @ Place, Broker @ Place, QualityOfficer @ Place,
        ProviderManager @ Organisation, Person @ Own, Carer @ Own;
    /// See complaints and compliments. A carer sees what they said themselves (H11).
    pub SeeFeedback = "feedback.see", "see complaints and compliments":
        CallHandler @ Place, Coordinator @ Place, SocialWorker @ Place, Broker @ Place, QualityOfficer @ Place,
        ProviderManager @ Organisation, Person @ Own, Carer @ Own;
    /// List complaints and compliments.
    pub ListFeedback = "feedback.list", "list complaints and compliments":
        CallHandler @ Place, Coordinator @ Place, SocialWorker @ Place, Broker @ Place, QualityOfficer @ Place,
        ProviderManager @ Organisation;
    /// Acknowledge and answer a complaint, or note that it was withdrawn.
    pub AnswerComplaint = "complaint.answer", "answer complaints":
        QualityOfficer @ Place, ProviderManager @ Organisation;
    /// Take a complaint over from the provider.
    pub TakeComplaint = "complaint.take", "take a complaint over from a provider": QualityOfficer @ Place;
    /// See what is known of providers' quality: report, early warnings, one provider.
    pub SeeQuality = "quality.see", "see the quality of providers": QualityOfficer @ Place, Commissioner @ Place;
    /// See monitoring visits, self-assessments and actions.
    pub SeeReviews = "quality.reviews", "see monitoring visits and self-assessments":
        QualityOfficer @ Place, Commissioner @ Place, ProviderManager @ Organisation;
    /// Plan a monitoring visit, ask for a self-assessment, call either off.
    pub PlanReview = "quality.plan", "plan monitoring visits": QualityOfficer @ Place;
    /// Answer the form's standards and sign: the officer a visit, the provider its self-assessment.
    pub AnswerReview = "quality.answer", "answer and sign a monitoring form":
        QualityOfficer @ Place, ProviderManager @ Organisation;
    /// Set a provider an action, and weigh what it says it has done.
    pub SetAction = "quality.action", "set actions for a provider": QualityOfficer @ Place;
    /// Say what was done about an action.
    pub ReportAction = "quality.report_action", "say what was done about an action": ProviderManager @ Organisation;
}
