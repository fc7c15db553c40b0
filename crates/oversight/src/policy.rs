//! Who sees figures and what is read.

access::actions! {
    /// See measures and the cases behind them: one's own, or everybody's.
    pub SeeMeasures = "measure.see", "see measures": Commissioner @ Place, Broker @ Place, Finance @ Place, ProviderManager @ Organisation;
    /// Say what was behind a case that counts against one's organisation (BRK-12).
    pub ExplainCase = "measure.explain", "explain the cases of measures": ProviderManager @ Organisation;
    /// See what was submitted, and who has not.
    pub SeeSubmissions = "submission.see", "see submitted measures": Commissioner @ Place, ProviderManager @ Organisation;
    /// Sign the measures of a quarter and submit them.
    pub SubmitMeasures = "submission.sign", "sign and submit measures": ProviderManager @ Organisation;
    /// Give a submission back to the provider.
    pub ReturnSubmission = "submission.return", "return submitted measures": Commissioner @ Place;
    /// See what was bought, planned, delivered and approved.
    pub SeeCommissioning = "commissioning.see", "see what was bought and delivered": Commissioner @ Place;
    /// Enter the money there is for a year and an area.
    pub SetEnvelope = "envelope.set", "enter the money there is for care": Commissioner @ Place;
    /// Record that a milestone of the contract was kept.
    pub KeepMilestone = "milestone.keep", "record that a milestone was kept": Commissioner @ Place;
    /// See what governance watches: readings, released codes, refused sign-ins, work that is stuck.
    pub SeeGovernance = "governance.see", "see what governance watches": Governance @ Place, Administrator @ Place;
}
