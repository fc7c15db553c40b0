use jiff::civil::{Date, Time};
use kernel::{Failure, Fault, Money, NhsNumber, Numbers, Postcode, Uuid};

use crate::{
    Sent,
    values::{Typed, Values},
};

/// One field of a command, declared once: the form shows it, the reader checks it, the OpenAPI description names it.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The name it is sent under, in forms and in JSON alike.
    pub name: &'static str,
    /// The question, in plain English.
    pub label: &'static str,
    /// Help under the question.
    pub hint: &'static str,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// What is said when it is left out; none when it may be.
    pub must: Option<&'static str>,
}

/// What kind of answer a field takes.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// One line of text of at most so many characters.
    Line(usize),
    /// Several lines of text of at most so many characters.
    Words(usize),
    /// A person's name, given or family.
    Name,
    /// A whole number from, to, and its unit ("minutes"; empty for none).
    Whole(i64, i64, &'static str),
    /// Pounds and pence, not negative.
    Money,
    /// A day. Forms send three parts, JSON an ISO date.
    Date,
    /// A time of day: "14:15", "2:15pm".
    Time,
    /// One of these: what is sent, and what it says.
    Choice(&'static [(&'static str, &'static str)]),
    /// Any number of these.
    Many(&'static [(&'static str, &'static str)]),
    /// A box to tick.
    Yes,
    /// An NHS number of the range this system works with.
    NhsNumber,
    /// A postcode.
    Postcode,
    /// An e-mail address.
    Email,
    /// The id of something; the page offers the choice itself.
    Id,
    /// The version of the row that the page showed, so that a stale page cannot overwrite newer facts. Not shown.
    Version,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $ty:ty),*) => $kind:expr;)+) => {$(
        $(#[$doc])*
        pub const fn $name(name: &'static str, label: &'static str $(, $arg: $ty)*) -> Self {
            Field { name, label, hint: "", kind: $kind, must: None }
        }
    )+};
}

impl Field {
    kinds! {
        /// One line of at most 200 characters.
        line() => Kind::Line(200);
        /// Several lines of at most 4,000 characters.
        words() => Kind::Words(4000);
        /// A given or family name.
        person_name() => Kind::Name;
        /// A whole number.
        whole(least: i64, most: i64, unit: &'static str) => Kind::Whole(least, most, unit);
        /// An amount of money.
        money() => Kind::Money;
        /// A day.
        date() => Kind::Date;
        /// A time of day.
        time() => Kind::Time;
        /// One of several.
        choice(of: &'static [(&'static str, &'static str)]) => Kind::Choice(of);
        /// Any number of several.
        many(of: &'static [(&'static str, &'static str)]) => Kind::Many(of);
        /// A box to tick.
        yes() => Kind::Yes;
        /// An NHS number.
        nhs_number() => Kind::NhsNumber;
        /// A postcode.
        postcode() => Kind::Postcode;
        /// An e-mail address.
        email() => Kind::Email;
        /// The id of something.
        id() => Kind::Id;
    }

    /// The version of the row the page showed.
    pub const fn version() -> Self {
        Field {
            name: "version",
            label: "Version",
            hint: "",
            kind: Kind::Version,
            must: Some("The page was not sent whole. Open it again and send it once more."),
        }
    }

    /// With help under the question.
    pub const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    /// It may not be left out; what is said when it is.
    pub const fn must(mut self, message: &'static str) -> Self {
        self.must = Some(message);
        self
    }

    /// Reads a command's fields out of what was sent; every fault names its field, and all of them are told at once.
    pub fn read(fields: &[Field], sent: &Sent, numbers: Numbers) -> Result<Values, Failure> {
        let (mut values, mut faults) = (Values::default(), Vec::new());
        for field in fields {
            match field.read_one(sent, numbers) {
                Ok(typed) => values.set(field.name, typed),
                Err(fault) => faults.push(fault),
            }
        }
        faults.extend(sent.strangers(fields).into_iter().map(|name| Fault {
            message: format!("There is no field “{}” here. The fields are: {}.", short(&name), names(fields)),
            field: short(&name),
        }));
        if faults.is_empty() { Ok(values) } else { Err(Failure::Invalid(faults)) }
    }

    /// What was answered, as people say it; none when nothing was, or nothing that they would know.
    pub(crate) fn in_words(&self, sent: &Sent) -> Option<String> {
        let words = |code: &str, of: &[(&str, &str)]| {
            of.iter().find(|(known, _)| *known == code).map_or(code, |(_, words)| words).to_owned()
        };
        let told = match self.kind {
            Kind::Version => String::new(),
            Kind::Id if sent.first(self.name).is_empty() => String::new(),
            Kind::Id => "What you chose from the list".to_owned(),
            Kind::Yes if sent.first(self.name).is_empty() => String::new(),
            Kind::Yes => "Yes".to_owned(),
            Kind::Choice(of) => words(sent.first(self.name), of),
            Kind::Many(of) => {
                let all: Vec<_> =
                    sent.all(self.name).filter(|code| !code.is_empty()).map(|code| words(code, of)).collect();
                all.join(", ")
            }
            Kind::Date => match self.day(sent) {
                Ok(Typed::Date(date)) => kernel::day_in_words(date),
                _ => self.parts_of_day(sent).join(" ").trim().to_owned(),
            },
            _ => sent.first(self.name).to_owned(),
        };
        Some(told).filter(|told| !told.is_empty())
    }

    fn parts_of_day(&self, sent: &Sent) -> [String; 3] {
        ["day", "month", "year"].map(|part| sent.first(&format!("{}-{part}", self.name)).trim().to_owned())
    }

    fn read_one(&self, sent: &Sent, numbers: Numbers) -> Result<Typed, Fault> {
        let typed = match self.kind {
            Kind::Many(of) => self.many_of(sent, of)?,
            Kind::Yes => Typed::Yes(matches!(sent.first(self.name), "yes" | "true" | "on" | "1")),
            Kind::Date => self.day(sent)?,
            _ => match sent.first(self.name).trim() {
                "" => Typed::Absent,
                text => self.one(text, numbers)?,
            },
        };
        match (self.must, &typed) {
            (Some(message), Typed::Absent | Typed::Yes(false)) => Err(self.fault(message)),
            (Some(message), Typed::Many(chosen)) if chosen.is_empty() => Err(self.fault(message)),
            _ => Ok(typed),
        }
    }

    fn one(&self, text: &str, numbers: Numbers) -> Result<Typed, Fault> {
        match self.kind {
            Kind::Line(most) => self.short_enough(kernel::clean_line(text), most),
            Kind::Words(most) => self.short_enough(kernel::clean_words(text), most),
            Kind::Name => self.typed(kernel::clean_name(text), Typed::Text),
            Kind::Email => self.email_address(text),
            Kind::NhsNumber => self.typed(NhsNumber::parse(text, numbers), Typed::NhsNumber),
            Kind::Postcode => self.typed(Postcode::parse(text), Typed::Postcode),
            Kind::Money => match self.typed(Money::parse(text), Typed::Money)? {
                Typed::Money(money) if money.is_negative() => {
                    Err(self.fault(format!("{}: enter an amount of nothing or more, like 12.50.", self.label)))
                }
                typed => Ok(typed),
            },
            Kind::Whole(least, most, unit) => self.whole_number(text, least, most, unit),
            Kind::Version => self.whole_number(text, 0, i64::MAX, ""),
            Kind::Time => time_of_day(text)
                .map(Typed::Time)
                .ok_or_else(|| self.fault(format!("{}: enter a time like 8am, 2:15pm or 14:15.", self.label))),
            Kind::Choice(of) => match of.iter().find(|(code, _)| *code == text) {
                Some((code, _)) => Ok(Typed::Text((*code).to_owned())),
                None => Err(self.fault(format!("{}: “{}” is not one of the choices.", self.label, short(text)))),
            },
            Kind::Id => text
                .parse::<Uuid>()
                .map(Typed::Id)
                .map_err(|_| self.fault(format!("{}: choose one from the list.", self.label))),
            Kind::Many(_) | Kind::Yes | Kind::Date => Err(self.fault("The program reads this field wrongly.")),
        }
    }

    fn typed<T>(&self, read: Result<T, Failure>, to: impl FnOnce(T) -> Typed) -> Result<Typed, Fault> {
        read.map(to).map_err(|failure| match failure {
            Failure::Invalid(faults) => {
                self.fault(faults.first().map(|fault| fault.message.clone()).unwrap_or_default())
            }
            other => self.fault(other.to_string()),
        })
    }

    fn short_enough(&self, text: Result<String, Failure>, most: usize) -> Result<Typed, Fault> {
        match self.typed(text, Typed::Text)? {
            Typed::Text(text) if text.is_empty() => Ok(Typed::Absent),
            Typed::Text(text) if text.chars().count() > most => Err(self.fault(format!(
                "{}: write at most {most} characters; this has {}.",
                self.label,
                text.chars().count()
            ))),
            typed => Ok(typed),
        }
    }

    fn whole_number(&self, text: &str, least: i64, most: i64, unit: &str) -> Result<Typed, Fault> {
        match kernel::without_commas(text).and_then(|text| text.parse::<i64>().ok()) {
            Some(number) if (least..=most).contains(&number) => Ok(Typed::Whole(number)),
            _ => Err(self.fault(format!(
                "{}: enter a whole number from {least} to {most}{}{unit}.",
                self.label,
                if unit.is_empty() { "" } else { " " }
            ))),
        }
    }

    fn email_address(&self, text: &str) -> Result<Typed, Fault> {
        let (name, host) = text.split_once('@').unwrap_or_default();
        // What a mail server would take for something else than an address is refused with what nobody sees.
        let strange = |c: char| c.is_whitespace() || "@<>,;:\"()[]\\".contains(c);
        let sound = !name.is_empty() && !name.contains(strange) && host.contains('.') && !host.contains(strange);
        let lower = text.to_lowercase();
        if sound && lower.len() <= 254 && kernel::clean_line(&lower).as_ref() == Ok(&lower) {
            Ok(Typed::Text(lower))
        } else {
            Err(self.fault("Enter an e-mail address, like name@example.org."))
        }
    }

    fn many_of(&self, sent: &Sent, of: &[(&str, &str)]) -> Result<Typed, Fault> {
        let chosen: Vec<String> = sent.all(self.name).filter(|text| !text.is_empty()).map(str::to_owned).collect();
        match chosen.iter().find(|text| !of.iter().any(|(code, _)| code == text)) {
            Some(stranger) => {
                Err(self.fault(format!("{}: “{}” is not one of the choices.", self.label, short(stranger))))
            }
            None => Ok(Typed::Many(each_once(chosen))),
        }
    }

    fn day(&self, sent: &Sent) -> Result<Typed, Fault> {
        let whole = sent.first(self.name).trim();
        if !whole.is_empty() {
            return self.in_our_time(whole.parse().ok());
        }
        let parts = self.parts_of_day(sent);
        if parts.iter().all(String::is_empty) {
            return Ok(Typed::Absent);
        }
        let [day, month, year] = parts;
        let read = || {
            let (year, month) = (year.parse::<i16>().ok()?, month.parse::<i8>().ok()?);
            Date::new(year, month, day.parse::<i8>().ok()?).ok()
        };
        self.in_our_time(read())
    }

    fn in_our_time(&self, date: Option<Date>) -> Result<Typed, Fault> {
        match date {
            Some(date) if kernel::OUR_YEARS.contains(&date.year()) => Ok(Typed::Date(date)),
            Some(_) => Err(self.fault(format!("{}: enter the year with four digits, like 2026.", self.label))),
            None => Err(self.fault(format!("{}: enter a real date, like 27 3 2026.", self.label))),
        }
    }

    fn fault(&self, message: impl Into<String>) -> Fault {
        Fault { field: self.name.to_owned(), message: message.into() }
    }
}

fn each_once(chosen: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    chosen.into_iter().filter(|one| seen.insert(one.clone())).collect()
}

fn names(fields: &[Field]) -> String {
    let names: Vec<_> = fields.iter().map(|field| field.name).collect();
    if names.is_empty() { "none".into() } else { names.join(", ") }
}

fn short(text: &str) -> String {
    kernel::shown(text, 40)
}

/// "8am", "8:30 pm", "14:15", "0815", "midday".
fn time_of_day(text: &str) -> Option<Time> {
    let text: String = text.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    match text.as_str() {
        "midnight" => return Time::new(0, 0, 0, 0).ok(),
        "midday" | "noon" => return Time::new(12, 0, 0, 0).ok(),
        _ => {}
    }
    let (digits, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(digits), _) => (digits, Some(0)),
        (_, Some(digits)) => (digits, Some(12)),
        _ => (text.as_str(), None),
    };
    let (hour, minute) = match digits.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        Some(_) => return None,
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None if half.is_some() || digits.len() <= 2 => (digits, "00"),
        None => return None,
    };
    if !hour.bytes().chain(minute.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match half {
        Some(add) if (1..=12).contains(&hour) => hour % 12 + add,
        Some(_) => return None,
        None => hour,
    };
    Time::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    const FIELDS: &[Field] = &[
        Field::person_name("family_name", "Family name").must("Enter the family name."),
        Field::date("start", "Start"),
        Field::whole("length", "Length", 15, 720, "minutes"),
        Field::choice("kind", "Kind", &[("a", "A"), ("b", "B")]),
        Field::many("days", "Days", &[("mon", "Monday"), ("tue", "Tuesday")]),
        Field::nhs_number("nhs_number", "NHS number"),
    ];

    fn read(body: &str) -> Result<Values, Failure> {
        Field::read(FIELDS, &Sent::from_form(body), Numbers::Test)
    }

    fn faults(body: &str) -> Vec<String> {
        match read(body) {
            Err(Failure::Invalid(faults)) => faults.into_iter().map(|fault| fault.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_form_and_a_json_body_say_the_same() {
        let form =
            read("family_name=O%27Neill&start-day=1&start-month=2&start-year=2026&length=30&days=mon&days=tue&csrf=x")
                .unwrap();
        let body = r#"{"family_name":"O'Neill","start":"2026-02-01","length":30,"days":["mon","tue"]}"#;
        let json = Field::read(FIELDS, &Sent::from_json(body).unwrap(), Numbers::Test).unwrap();
        assert_eq!(format!("{form:?}"), format!("{json:?}"));
        assert_eq!(form.date("start").unwrap(), date(2026, 2, 1));
        assert_eq!(form.whole("length").unwrap(), 30);
    }

    #[test]
    fn every_fault_is_told_at_once_and_names_its_field() {
        assert_eq!(
            faults("start-day=30&start-month=2&start-year=2026&length=5&kind=c&days=sun&nhs_number=9990000000"),
            ["family_name", "start", "length", "kind", "days", "nhs_number"]
        );
        assert_eq!(faults("family_name=A&colour=red"), ["colour"]);
        assert_eq!(faults("family_name=A&start=9999-12-31"), ["start"]);
        assert_eq!(faults("family_name=A&start=-9999-01-01"), ["start"]);
    }

    fn one(field: Field, text: &str) -> Result<Typed, Fault> {
        field.read_one(&Sent::from_pairs(&[(field.name, text)]), Numbers::Test)
    }

    // GOV-5
    #[test]
    fn an_email_address_is_one_that_a_mail_server_takes_for_nothing_else() {
        let email = |text: &str| one(Field::email("email", "E-mail"), text);
        assert_eq!(email("Ada.O'Neill+1@Example.org"), Ok(Typed::Text("ada.o'neill+1@example.org".into())));
        for text in [
            "a\0@b.c",
            "a\u{1b}[31m@b.c",
            "a@b@c.d",
            "a>@b.c",
            "a,b@c.d",
            "a@b c.d",
            "\u{202e}a@b.c",
            "a@b",
            "a\u{fffd}@b.c",
        ] {
            assert!(email(text).unwrap_err().message.contains("e-mail address"), "{text:?}");
        }
    }

    // FIN-1, VIS-1
    #[test]
    fn numbers_are_what_was_typed() {
        let whole = |text: &str| one(Field::whole("n", "Length", 0, 100_000, "minutes"), text);
        assert_eq!(whole("1,000"), Ok(Typed::Whole(1000)));
        // Four and a half is not forty-five.
        assert!(["4,5", "1,0000", ",1", "1,,000"].iter().all(|text| whole(text).is_err()));
        let money = |text: &str| one(Field::money("m", "Amount"), text);
        assert_eq!(money("0"), Ok(Typed::Money(Money::ZERO)));
        assert!(money("-0.01").unwrap_err().message.contains("nothing or more"));
        assert!(time_of_day("8:+5").is_none() && time_of_day("-0:30").is_none() && time_of_day("+8am").is_none());
    }

    // INT-1
    #[test]
    fn what_is_chosen_twice_is_chosen_once() {
        let sent = Sent::from_form("days=mon&days=tue&days=mon");
        let values = Field::read(&[FIELDS[4]], &sent, Numbers::Test).unwrap();
        assert_eq!(values.many("days").unwrap(), ["mon", "tue"]);
    }

    // GOV-5, INT-1
    #[test]
    fn a_hundred_thousand_strange_names_are_told_shortly_and_a_nul_is_no_text() {
        let body = (0..50_000).map(|n| format!("{n:x}=&")).collect::<String>() + "%1B%5B31m=";
        let Err(Failure::Invalid(faults)) = read(&body) else { panic!("taken") };
        let bytes: usize = faults.iter().map(|fault| fault.message.len() + fault.field.len()).sum();
        assert!(faults.len() <= 11 && bytes < 4000, "{} faults, {bytes} bytes", faults.len());
        assert!(!read("family_name=A&%1B=1").unwrap_err().to_string().contains('\u{1b}'));
        for sent in
            [Sent::from_form("once=a%00b&%00=1"), Sent::from_json(r#"{"once":"a\u0000b","\u0000":"1"}"#).unwrap()]
        {
            assert_eq!((sent.first("once"), sent.first("\u{fffd}")), ("a\u{fffd}b", "1"));
        }
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        let written =
            ["8am", "8:30 pm", "14:15", "0815", "12am", "12pm", "midday", "9"].map(|text| time_of_day(text).unwrap());
        let meant = [(8, 0), (20, 30), (14, 15), (8, 15), (0, 0), (12, 0), (12, 0), (9, 0)];
        assert_eq!(written, meant.map(|(h, m)| time(h, m, 0, 0)));
        assert!(
            ["25:00", "13pm", "8:5", "soon", "", "123", "99999999999999", "1\u{e9}2", "\u{1f550}"]
                .iter()
                .all(|text| time_of_day(text).is_none())
        );
    }
}
