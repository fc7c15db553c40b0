//! What a council's ledger answers about a payment run: each invoice paid or rejected (FIN-4).

use std::io::Read;

use kernel::{Date, Failure, Money};

use crate::values::{date, squeeze};
use crate::{Column, Layout, Row, RowFault, Sheet};

/// The columns of a ledger's answer.
pub const LEDGER_ANSWERS: Layout = Layout {
    name: "ledger answers",
    columns: &[
        Column::required("run", &["Run ID", "Run", "Payment run", "Batch"]),
        Column::required("invoice", &["Invoice number", "Invoice", "Document number"]),
        Column::optional("provider", &["Supplier code", "Provider code", "Provider", "Supplier"]),
        Column::required("amount", &["Net amount", "Amount", "Net pounds"]),
        Column::required("date", &["Payment date", "Date paid", "Date"]),
        Column::required("status", &["Status", "Result"]),
        Column::optional("reason", &["Reason", "Message", "Rejection reason"]),
    ],
    headless: None,
};

/// What the ledger did with one invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The line of the file.
    pub row: u64,
    /// The payment run, as written: "PAY-0001".
    pub run: String,
    /// The invoice, as written: "INV-0001".
    pub invoice: String,
    /// The provider's code, where the ledger sends it.
    pub provider: Option<String>,
    /// What was paid or rejected.
    pub amount: Money,
    /// On which day.
    pub on: Date,
    /// Whether it was paid; rejected otherwise.
    pub paid: bool,
    /// Why it was rejected, where the ledger says so.
    pub reason: Option<String>,
}

/// The answers of one file, as they are read.
pub struct Answers<'a> {
    sheet: Sheet<'a>,
}

/// Reads a ledger's answer. A line of control totals is passed over.
pub fn read<'a>(bytes: impl Read + 'a, name: &str) -> Result<Answers<'a>, Failure> {
    Ok(Answers { sheet: Sheet::read(bytes, name, &[LEDGER_ANSWERS])? })
}

impl<'a> Answers<'a> {
    /// The file beneath: its layout, headers and encoding.
    pub fn sheet(&self) -> &Sheet<'a> {
        &self.sheet
    }
}

impl Iterator for Answers<'_> {
    type Item = Result<Answer, RowFault>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.sheet.next()? {
                Ok(row) if row.get("run").eq_ignore_ascii_case("control") => {}
                row => return Some(row.and_then(|row| answer(&row))),
            }
        }
    }
}

fn answer(row: &Row) -> Result<Answer, RowFault> {
    let mut faults = Vec::new();
    let words = |key: &str| Some(squeeze(row.get(key))).filter(|text| !text.is_empty());
    let (run, invoice) = (words("run"), words("invoice"));
    if run.is_none() {
        faults.push(row.fault("run", "Enter the payment run, like PAY-0001."));
    }
    if invoice.is_none() {
        faults.push(row.fault("invoice", "Enter the invoice, like INV-0001."));
    }
    let amount = Money::parse(row.get("amount")).ok();
    if amount.is_none() {
        faults.push(row.fault("amount", "Enter the amount in pounds, like 1234.50."));
    }
    let on = date(row.get("date"));
    if on.is_none() {
        faults.push(row.fault("date", "This is not a date. Write it like 09/12/2026 or 2026-12-09."));
    }
    let paid = match crate::layout::plain(row.get("status")).as_str() {
        "paid" | "accepted" => Some(true),
        "rejected" | "failed" | "returned" => Some(false),
        _ => {
            faults.push(row.fault("status", "Enter paid or rejected."));
            None
        }
    };
    match (run, invoice, amount, on, paid) {
        (Some(run), Some(invoice), Some(amount), Some(on), Some(paid)) => {
            let (provider, reason) = (words("provider"), words("reason"));
            Ok(Answer { row: row.number, run, invoice, provider, amount, on, paid, reason })
        }
        _ => {
            Err(RowFault::of_all(faults)
                .unwrap_or_else(|| RowFault::new(row.number, "", "The row could not be read.", "")))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // FIN-4
    #[test]
    fn an_answer_is_read_and_what_is_wrong_is_said_by_row_and_column() {
        let file = "Run ID,Supplier code,Invoice number,Net amount,Payment date,Status,Reason\r\n\
            PAY-0001,P1,INV-0001,24.00,09/12/2026,Paid,\r\n\
            PAY-0001,P2,INV-0001,-2.50,2026-12-09,REJECTED,No such supplier\r\n\
            ,P2,INV-0002,x,32/12/2026,perhaps,\r\n\
            CONTROL,PAY-0001,2,21.50,,,\r\n";
        let rows: Vec<_> = read(file.as_bytes(), "a.csv").unwrap().collect();
        assert_eq!(rows.len(), 3, "the control totals are passed over");
        let first = rows[0].as_ref().unwrap();
        assert_eq!((first.paid, first.amount, first.on), (true, Money::from_pence(2400), kernel::date(2026, 12, 9)));
        let second = rows[1].as_ref().unwrap();
        assert_eq!((second.paid, second.amount), (false, Money::from_pence(-250)));
        assert_eq!(second.reason.as_deref(), Some("No such supplier"));
        assert_eq!(rows[2].as_ref().unwrap_err().all().count(), 4);
    }
}
