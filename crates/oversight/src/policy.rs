//! Who sees figures and what is read.

access::actions! {
    /// See measures and the cases behind them: one's own, or everybody's.
    pub SeeMeasures = "measure.see", "see measures": Commissioner @ Place, Broker @ Place, Finance @ Place, ProviderManager @ Organisation;
    /// See what was bought, planned, delivered and approved.
    pub SeeCommissioning = "commissioning.see", "see what was bought and delivered": Commissioner @ Place;
    /// See what governance watches: readings, released codes, refused sign-ins, work that is stuck.
    pub SeeGovernance = "governance.see", "see what governance watches": Governance @ Place, Administrator @ Place;
}
