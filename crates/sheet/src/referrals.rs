//! Referrals in a spreadsheet, for services whose system cannot send messages (REF-1, REF-3, INT-5).

use std::io::Read;

use kernel::{Date, Failure, NhsNumber, Numbers, Postcode, Time};

use crate::values::{date, moment, squeeze};
use crate::{Column, Layout, Row, RowFault, Sheet};

/// The columns of a referral list. Also the header of the empty file offered for download.
pub const REFERRALS: Layout = Layout {
    name: "referrals",
    columns: &[
        Column::optional("nhs_number", &["NHS number", "NHS no"]),
        Column::required("given_name", &["Given name", "First name", "Forename"]),
        Column::required("family_name", &["Family name", "Last name", "Surname"]),
        Column::required("birth_date", &["Date of birth", "DOB", "Birth date"]),
        Column::optional("address_1", &["Address line 1", "Address 1", "Address"]),
        Column::optional("address_2", &["Address line 2", "Address 2"]),
        Column::optional("town", &["Town", "Town/City", "City"]),
        Column::required("postcode", &["Postcode", "Post code"]),
        Column::optional("phone", &["Telephone", "Phone", "Phone number", "Telephone number"]),
        Column::required("source", &["Source", "Source of referral", "Referral source"]),
        Column::required("reason", &["Reason", "Reason for referral"]),
        Column::optional("urgency", &["Urgency", "Priority"]),
        Column::required("received_at", &["Received", "Received at", "Date received", "Referral date"]),
        Column::optional("referrer_name", &["Referrer", "Referrer name", "Referred by"]),
        Column::optional("referrer_organisation", &["Referrer organisation", "Organisation"]),
    ],
    headless: None,
};

/// Who sent the referral (REF-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A member of the public, a relative or a neighbour.
    Public,
    /// The person.
    Myself,
    /// A practitioner.
    Professional,
    /// A hospital that wants to send the person home.
    HospitalDischarge,
    /// A voluntary organisation.
    Voluntary,
    /// A care home with authority to act for the person.
    CareHome,
}

/// How soon somebody must answer (REF-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// Within the first week.
    Routine,
    /// Sooner than that, by the service's own standard.
    Urgent,
    /// Within 24 hours on weekdays.
    Emergency,
}

/// One referral as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// The line of the file.
    pub row: u64,
    /// The NHS number, where known.
    pub nhs_number: Option<NhsNumber>,
    /// Given names.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Date of birth.
    pub birth_date: Date,
    /// Address lines without the postcode.
    pub address: Vec<String>,
    /// Postcode.
    pub postcode: Postcode,
    /// Telephone number as written.
    pub phone: String,
    /// Who sent it.
    pub source: Source,
    /// Why.
    pub reason: String,
    /// How soon.
    pub urgency: Urgency,
    /// The day it was received.
    pub received_on: Date,
    /// The time of that day, where it is known.
    pub received_at: Option<Time>,
    /// Who referred.
    pub referrer_name: String,
    /// For which organisation.
    pub referrer_organisation: String,
}

/// The referrals of one file, as they are read.
pub struct Referrals<'a> {
    sheet: Sheet<'a>,
    numbers: Numbers,
}

/// Reads a list of referrals. `numbers` says which NHS numbers this installation takes.
pub fn read<'a>(bytes: impl Read + 'a, name: &str, numbers: Numbers) -> Result<Referrals<'a>, Failure> {
    Ok(Referrals { sheet: Sheet::read(bytes, name, &[REFERRALS])?, numbers })
}

impl<'a> Referrals<'a> {
    /// The file beneath: its layout, headers and encoding.
    pub fn sheet(&self) -> &Sheet<'a> {
        &self.sheet
    }
}

impl Iterator for Referrals<'_> {
    type Item = Result<Referral, RowFault>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.sheet.next()?;
        Some(row.and_then(|row| referral(&row, self.numbers)))
    }
}

/// Collects the faults of one row, so that its sender sees all of them at once.
struct Cells<'r> {
    row: &'r Row,
    faults: Vec<RowFault>,
}

impl Cells<'_> {
    fn read<T>(&mut self, key: &str, read: impl Fn(&str) -> Option<T>, message: &str) -> Option<T> {
        let value = read(self.row.get(key));
        if value.is_none() {
            self.faults.push(self.row.fault(key, message));
        }
        value
    }

    fn words(&mut self, key: &str, message: &str) -> Option<String> {
        self.read(key, |text| Some(squeeze(text)).filter(|text| !text.is_empty()), message)
    }

    fn nhs_number(&mut self, numbers: Numbers) -> Option<NhsNumber> {
        let text = self.row.get("nhs_number");
        if text.is_empty() {
            return None;
        }
        match NhsNumber::parse(text, numbers) {
            Ok(number) => Some(number),
            Err(failure) => {
                self.faults.push(self.row.fault("nhs_number", failure.to_string()));
                None
            }
        }
    }
}

fn referral(row: &Row, numbers: Numbers) -> Result<Referral, RowFault> {
    const DATE: &str = "This is not a date. Write it like 09/02/1938 or 1938-02-09.";
    let mut cells = Cells { row, faults: Vec::new() };
    let nhs_number = cells.nhs_number(numbers);
    let given_name = cells.words("given_name", "Enter the given name.");
    let family_name = cells.words("family_name", "Enter the family name.");
    let birth_date = cells.read("birth_date", date, DATE);
    let postcode = cells.read("postcode", |text| Postcode::parse(text).ok(), "Enter a UK postcode, like DT1 1AA.");
    let source = cells.read(
        "source",
        source,
        "Enter who sent it: public, self, professional, hospital discharge, voluntary or care home.",
    );
    let reason = cells.read("reason", reason, "Enter the reason for the referral.");
    let urgency = cells.read("urgency", urgency, "Enter routine, urgent or emergency.");
    let received_on = cells.read("received_at", date, "Enter when it was received, like 20/11/2026 14:30.");
    if let (Some(born), Some(received)) = (birth_date, received_on)
        && born > received
    {
        cells.faults.push(row.fault("birth_date", "The person would have been born after the referral was received."));
    }
    let faults = cells.faults;
    let (Some(given_name), Some(family_name), Some(birth_date), Some(postcode), Some(source)) =
        (given_name, family_name, birth_date, postcode, source)
    else {
        return Err(faulty(row, faults));
    };
    let (Some(reason), Some(urgency), Some(received_on), true) = (reason, urgency, received_on, faults.is_empty())
    else {
        return Err(faulty(row, faults));
    };
    let received = moment(row.get("received_at"));
    let address = ["address_1", "address_2", "town"].map(|key| squeeze(row.get(key)));
    Ok(Referral {
        row: row.number,
        nhs_number,
        given_name,
        family_name,
        birth_date,
        address: address.into_iter().filter(|line| !line.is_empty()).collect(),
        postcode,
        phone: squeeze(row.get("phone")),
        source,
        reason,
        urgency,
        received_on: received.map_or(received_on, kernel::Moment::day),
        received_at: received.map(kernel::Moment::time_of_day),
        referrer_name: squeeze(row.get("referrer_name")),
        referrer_organisation: squeeze(row.get("referrer_organisation")),
    })
}

fn faulty(row: &Row, faults: Vec<RowFault>) -> RowFault {
    RowFault::of_all(faults).unwrap_or_else(|| RowFault::new(row.number, "", "The row could not be read.", ""))
}

/// The reason keeps its line breaks: people write paragraphs.
fn reason(text: &str) -> Option<String> {
    Some(text.trim().replace("\r\n", "\n").replace('\r', "\n")).filter(|text| !text.is_empty())
}

fn source(text: &str) -> Option<Source> {
    match crate::layout::plain(text).as_str() {
        "public" | "family" | "friend" | "relative" | "neighbour" | "carer" => Some(Source::Public),
        "self" | "selfreferral" | "person" => Some(Source::Myself),
        "professional" | "gp" | "nurse" | "therapist" | "socialworker" | "practitioner" => Some(Source::Professional),
        "hospitaldischarge" | "hospital" | "discharge" => Some(Source::HospitalDischarge),
        "voluntary" | "voluntarysector" | "charity" => Some(Source::Voluntary),
        "carehome" => Some(Source::CareHome),
        _ => None,
    }
}

fn urgency(text: &str) -> Option<Urgency> {
    match crate::layout::plain(text).as_str() {
        "" | "routine" | "normal" | "standard" => Some(Urgency::Routine),
        "urgent" | "high" => Some(Urgency::Urgent),
        "emergency" | "immediate" => Some(Urgency::Emergency),
        _ => None,
    }
}
