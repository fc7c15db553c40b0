//! Who may do what with charges and invoices: the whole policy of this room.

access::actions! {
    /// See what care cost and why, and the invoices it stands on.
    pub SeeCharges = "charge.see", "see what care costs": Finance @ Place, Commissioner @ Place, Broker @ Place,
        ProviderManager @ Organisation, Person @ Own, Carer @ Own;
    /// See the statement of a person's budget.
    pub SeeBudget = "budget.see", "see the statement of a personal budget": Finance @ Place, SocialWorker @ Place,
        Person @ Own, Carer @ Own;
    /// Make an invoice to the commissioner.
    pub MakeInvoice = "invoice.make", "make an invoice": ProviderManager @ Organisation;
    /// Question a line of an invoice, and accept an explanation or keep to the question.
    pub QueryInvoice = "invoice.query", "query a line of an invoice": Finance @ Place, Broker @ Place;
    /// Answer a question about a line: with a credit or with an explanation.
    pub AnswerQuery = "invoice.answer", "answer a query about an invoice": ProviderManager @ Organisation;
    /// Approve an invoice for payment.
    pub ApproveInvoice = "invoice.approve", "approve an invoice": Finance @ Place;
    /// Correct the agreed price of a package from a day on.
    pub CorrectPrice = "price.correct", "correct the agreed price of a package": Broker @ Place;
    /// Agree with a provider that mileage is paid for a package.
    pub AgreeMileage = "mileage.agree", "agree mileage for a package": Broker @ Place;
    /// State the miles of a visit.
    pub StateMiles = "mileage.state", "state the miles of a visit": ProviderManager @ Organisation;
    /// Try a parked charge again.
    pub RetryCharge = "charge.retry", "try a parked charge again": Finance @ Place;
    /// See payments: all of the place, or one's own remittance advices.
    pub SeePayments = "payment.see", "see payments": Finance @ Place, Commissioner @ Place, ProviderManager @ Organisation;
    /// See a whole payment run, its file and what the ledger answered.
    pub SeePlacePayments = "payment.see_run", "see payment runs": Finance @ Place, Commissioner @ Place;
    /// Make or cancel a payment run, and deal with the ledger's answers.
    pub MakePayment = "payment.make", "make a payment run": Finance @ Place;
    /// Release a payment run that somebody else made.
    pub ReleasePayment = "payment.release", "release a payment run": Finance @ Place;
}
