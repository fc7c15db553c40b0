use std::collections::BTreeMap;

use kernel::{Date, Failure, Id, Money, NhsNumber, Postcode, Time, Uuid};

/// One read field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Typed {
    Absent,
    Text(String),
    Whole(i64),
    Money(Money),
    Date(Date),
    Time(Time),
    Many(Vec<String>),
    Yes(bool),
    NhsNumber(NhsNumber),
    Postcode(Postcode),
    Id(Uuid),
}

/// The fields of a command as they were read: checked, typed, and only those the command declares. Asking for a field the
/// command does not declare is a fault of the program and says so.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values(BTreeMap<&'static str, Typed>);

macro_rules! read {
    ($($(#[$doc:meta])* $must:ident, $may:ident, $variant:ident => $ty:ty;)+) => {$(
        $(#[$doc])*
        pub fn $must(&self, name: &str) -> Result<$ty, Failure> {
            self.$may(name)?.ok_or_else(|| Failure::internal(format!("field “{name}” was not given")))
        }

        /// The same, when it was given.
        pub fn $may(&self, name: &str) -> Result<Option<$ty>, Failure> {
            match self.get(name)? {
                Typed::$variant(value) => Ok(Some(value.clone())),
                Typed::Absent => Ok(None),
                other => Err(Failure::internal(format!("field “{name}” was read as {other:?}"))),
            }
        }
    )+};
}

impl Values {
    pub(crate) fn set(&mut self, name: &'static str, typed: Typed) {
        self.0.insert(name, typed);
    }

    fn get(&self, name: &str) -> Result<&Typed, Failure> {
        self.0.get(name).ok_or_else(|| Failure::internal(format!("the command has no field “{name}”")))
    }

    read! {
        /// A text or a choice.
        text, opt_text, Text => String;
        /// A whole number.
        whole, opt_whole, Whole => i64;
        /// An amount of money.
        money, opt_money, Money => Money;
        /// A day.
        date, opt_date, Date => Date;
        /// A time of day.
        time, opt_time, Time => Time;
        /// An NHS number.
        nhs_number, opt_nhs_number, NhsNumber => NhsNumber;
        /// A postcode.
        postcode, opt_postcode, Postcode => Postcode;
        /// An id.
        uuid, opt_uuid, Id => Uuid;
        /// What was chosen of several.
        many, opt_many, Many => Vec<String>;
    }

    /// An id that knows what it names.
    pub fn id<T>(&self, name: &str) -> Result<Id<T>, Failure> {
        self.uuid(name).map(Id::from)
    }

    /// Whether the box was ticked.
    pub fn yes(&self, name: &str) -> Result<bool, Failure> {
        match self.get(name)? {
            Typed::Yes(yes) => Ok(*yes),
            other => Err(Failure::internal(format!("field “{name}” was read as {other:?}"))),
        }
    }

    /// The version of the row that the page showed.
    pub fn version(&self) -> Result<i64, Failure> {
        self.whole("version")
    }

    /// A choice, through the reader of the thing it names.
    pub fn choice<T: std::str::FromStr<Err = Failure>>(&self, name: &str) -> Result<T, Failure> {
        self.text(name)?.parse()
    }
}
