//! Who may do what with charges and invoices: the whole policy of this room.

access::actions! {
    /// See what care cost and why, and the invoices it stands on.
    pub SeeCharges = "charge.see", "see what care costs": Finance @ Place, Commissioner @ Place, Broker @ Place,
        ProviderManager @ Organisation, Person @ Own, Carer @ Own;
    /// Make an invoice to the commissioner.
    pub MakeInvoice = "invoice.make", "make an invoice": ProviderManager @ Organisation;
    /// Question a line of an invoice, and accept an explanation or keep to the question.
    pub QueryInvoice = "invoice.query", "query a line of an invoice": Finance @ Place, Broker @ Place;
    /// Answer a question about a line: with a credit or with an explanation.
    pub AnswerQuery = "invoice.answer", "answer a query about an invoice": ProviderManager @ Organisation;
    /// Approve an invoice for payment.
    pub ApproveInvoice = "invoice.approve", "approve an invoice": Finance @ Place;
    /// Try a parked charge again.
    pub RetryCharge = "charge.retry", "try a parked charge again": Finance @ Place;
}
