//! Who may do what in this room, on one page.

access::actions! {
    /// See packages, where they stand and who was asked.
    pub ListPackages = "package.list", "see packages": Broker @ Place, SocialWorker @ Place, Coordinator @ Place;
    /// Ask for a package from an agreed plan: brokers, operational teams and out-of-hours (BRK-2).
    pub RequestPackage = "package.request", "ask for a package": Broker @ Place, SocialWorker @ Place, Coordinator @ Place;
    /// Take a package on as its owner.
    pub OwnPackage = "package.own", "take a package on": Broker @ Place;
    /// Write a note on a package and correct one's own (REC-3). Whoever sees the package's page reads them; no provider does.
    pub WriteNote = "package.note", "write notes on a package": Broker @ Place;
    /// Put a package to providers, and take offers back.
    pub MakeOffer = "offer.make", "offer a package to providers": Broker @ Place;
    /// Split a package by its visits, so that providers pool what they have, and join it again (BRK-6).
    pub SplitPackage = "package.split", "split a package by its visits": Broker @ Place;
    /// Open the search to every provider.
    pub WidenSearch = "package.widen", "open the search to every provider": Broker @ Place;
    /// Award a package.
    pub AwardPackage = "package.award", "award a package": Broker @ Place;
    /// Ask for the approval of a spot purchase above a broker's limit (BRK-6).
    pub AskApproval = "spot.ask", "ask for the approval of a spot purchase": Broker @ Place;
    /// Approve a spot purchase, or refuse it.
    pub DecideApproval = "spot.decide", "approve spot purchases": Commissioner @ Place;
    /// See spot purchases that wait for approval.
    pub SeeApprovals = "spot.see", "see spot purchases above the limit": Broker @ Place, Commissioner @ Place;
    /// See one's own offers.
    pub ListOffers = "offer.list", "see offers": ProviderManager @ Organisation;
    /// See one offer.
    pub SeeOffer = "offer.see", "see an offer": ProviderManager @ Organisation, Broker @ Place;
    /// Answer an offer; a broker records what a provider said by phone (BRK-3).
    pub AnswerOffer = "offer.answer", "answer an offer": ProviderManager @ Organisation, Broker @ Place;
    /// Answer a mini-competition: the provider itself, for nobody else may read it before its deadline (BRK-8).
    pub BidForPackage = "offer.bid", "answer a mini-competition": ProviderManager @ Organisation;
    /// See what a provider has to do for its packages.
    pub ListAwarded = "award.list", "see the packages your organisation has": ProviderManager @ Organisation, Scheduler @ Organisation;
    /// See a package one's organisation has.
    pub SeeAwarded = "award.see", "see a package your organisation has": ProviderManager @ Organisation, Scheduler @ Organisation;
    /// Take the steps after an award: plan received, introduction, outcomes, provider's plan, start.
    pub KeepAward = "award.keep", "record the steps after an award": ProviderManager @ Organisation, Broker @ Place;
    /// Agree a later first day than was agreed, or refuse one that a provider asks for.
    pub AgreeLaterStart = "start.agree_later", "agree a later first day of care": Broker @ Place;
    /// Adjust the care at a review, and ask for a formal one (BRK-9).
    pub AdjustCare = "package.adjust", "adjust the care at a review": ProviderManager @ Organisation;
    /// Report a significant change in the person.
    pub ReportChange = "package.report_change", "report a change in a person you care for": ProviderManager @ Organisation;
    /// See how far providers have adjusted the care.
    pub SeeTolerance = "tolerance.see", "see how far providers have adjusted the care": Broker @ Place, SocialWorker @ Place, Commissioner @ Place, ProviderManager @ Organisation;
    /// Hand a package back.
    pub HandBack = "package.hand_back", "hand a package back": ProviderManager @ Organisation, Broker @ Place;
    /// End a package.
    pub EndPackage = "package.end", "end a package": Broker @ Place, SocialWorker @ Place;
    /// See what rates become with the next year of the price schedule.
    pub ListRates = "rate.list", "see the rates of packages": Broker @ Place, Commissioner @ Place;
    /// Say where there is room.
    pub SayAvailability = "provider.availability", "say where there is room": ProviderManager @ Organisation, Broker @ Place;
    /// Say what a provider can do; packages that are hard to place are matched on it (BRK-3).
    pub SayServices = "provider.services", "say what a provider can do": ProviderManager @ Organisation, Broker @ Place;
    /// Record whom the person wants, or who can do what only some can (BRK-3).
    pub RecordWish = "package.wish", "record whom the person wants": Broker @ Place, SocialWorker @ Place, Coordinator @ Place;
    /// See the framework and its providers.
    pub ListFramework = "framework.list", "see the framework": Broker @ Place, Commissioner @ Place;
    /// See the whole ranking, and what each provider stands there for (BRK-4).
    pub SeeRanking = "ranking.see", "see the ranking of providers": Broker @ Place, QualityOfficer @ Place, Commissioner @ Place;
    /// See one's own score and what it is made of; nobody else's.
    pub SeeOwnRanking = "ranking.own", "see your own score": ProviderManager @ Organisation;
    /// Record the weights that the panel has set.
    pub SetRanking = "ranking.set", "set the weights of the ranking": Commissioner @ Place;
    /// Record that a provider's registration has lapsed or stands, and whether it takes packages.
    pub RecordStanding = "provider.standing", "record a provider’s registration and whether it takes packages": Broker @ Place, Commissioner @ Place;
    /// Stop placements with a provider, and lift a stop.
    pub StopPlacements = "provider.stop", "stop placements with a provider": Broker @ Place, Commissioner @ Place;
    /// Admit a provider that was off the framework; its packages stay with it (BRK-11).
    pub AdmitProvider = "provider.admit", "admit a provider to the framework": Commissioner @ Place;
    /// See whose care is given off the framework, and what they were offered.
    pub ListOffFramework = "transfer.list", "see care off the framework": Broker @ Place, SocialWorker @ Place, Commissioner @ Place;
    /// Record that somebody was offered a transfer or a direct payment, and what they said.
    pub OfferTransfer = "transfer.offer", "record the offer of a transfer or a direct payment": Broker @ Place, SocialWorker @ Place;
    /// See packages of complex care and how they stand.
    pub SeeComplex = "complex.see", "see how complex care stands": Broker @ Place, SocialWorker @ Place, Commissioner @ Place, ProviderManager @ Organisation;
    /// Name the nurse, look at the home, put care workers forward, look at the care against the plan, state an agency's cost.
    pub KeepComplex = "complex.keep", "record what complex care needs": ProviderManager @ Organisation;
    /// Agree that care is given in a home that does not suit it, and to an agency's cost.
    pub AgreeComplex = "complex.agree", "agree an exception or an agency cost for complex care": Broker @ Place;
    /// Say what one thinks of a care worker who was put forward.
    pub ChooseWorkers = "complex.choose", "say what you think of care workers who are put forward": Person @ Own, Carer @ Own;
    /// Record what the person or their carer said of a care worker.
    pub RecordChoice = "complex.record_choice", "record what was said of care workers who are put forward": ProviderManager @ Organisation, Broker @ Place;
    /// See outcome pilots and what they earn.
    pub SeePilots = "pilot.see", "see outcome pilots": Broker @ Place, SocialWorker @ Place, Commissioner @ Place, ProviderManager @ Organisation;
    /// Set up an outcome pilot.
    pub SetUpPilot = "pilot.set_up", "set up an outcome pilot": Commissioner @ Place;
    /// Take a package into an outcome pilot, and out of it.
    pub JoinPilot = "pilot.join", "take a package into an outcome pilot": Broker @ Place;
    /// Find whether somebody in an outcome pilot was re-abled: not the provider that earns by it.
    pub FindReabled = "pilot.reabled", "say whether somebody was re-abled": Broker @ Place, SocialWorker @ Place;
}
