//! The contract as its files say it, read without the product.

use std::{collections::BTreeSet, path::Path};

use jiff::civil::{Date, Time, Weekday};

pub struct Rules {
    from: Date,
    pub tolerance: i64,
    pub step: i64,
    pub least: i64,
    pub two: i64,
    pub holiday: i64,
    pub notice: i64,
    pub late: i64,
    pub no_access: i64,
    bands: Vec<(String, Time, Time, i64)>,
}

pub struct Contract {
    rules: Vec<Rules>,
    holidays: BTreeSet<Date>,
    /// Lot, area, kind, first day, last day, pence.
    prices: Vec<(String, String, String, Date, Date, i64)>,
}

fn table(text: &str) -> Vec<Vec<String>> {
    text.lines().skip(1).map(|line| line.split(',').map(|part| part.trim().to_owned()).collect()).collect()
}

impl Contract {
    pub fn read(folder: &Path) -> Self {
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        let holidays = table(&read("bank-holidays.csv")).iter().map(|line| line[0].parse().unwrap()).collect();
        let price = |line: Vec<String>| {
            let day = |n: usize| line[n].parse::<Date>().unwrap();
            (line[0].clone(), line[1].clone(), line[2].clone(), day(3), day(4), line[5].parse().unwrap())
        };
        let rules: toml::Table = read("rules.toml").parse().unwrap();
        let rules = rules["charge"].as_array().unwrap().iter().map(rules_of).collect();
        Contract { rules, holidays, prices: table(&read("prices.csv")).into_iter().map(price).collect() }
    }

    pub fn rules(&self, day: Date) -> &Rules {
        self.rules.iter().filter(|rules| rules.from <= day).max_by_key(|rules| rules.from).unwrap()
    }

    pub fn price(&self, lot: &str, area: &str, kind: &str, day: Date) -> Option<i64> {
        let held = self.prices.iter().find(|(own, place, what, from, to, _)| {
            own == lot && place == area && what == kind && *from <= day && day <= *to
        });
        held.map(|(.., pence)| *pence)
    }

    pub fn is_holiday(&self, day: Date) -> bool {
        self.holidays.contains(&day)
    }

    /// The last moment of so many working days after a day: the midnight that ends the last of them.
    pub fn working_days_after(&self, day: Date, mut days: i64) -> i64 {
        let mut day = day;
        while days > 0 {
            day = day.tomorrow().unwrap();
            let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            days -= i64::from(!weekend && !self.is_holiday(day));
        }
        super::rows::midnight(day.tomorrow().unwrap())
    }
}

fn rules_of(value: &toml::Value) -> Rules {
    let number = |name: &str| value[name].as_integer().unwrap();
    assert_eq!(value["rounding"].as_str(), Some("half-up"), "the oracle rounds half up");
    let band = |band: &toml::Value| {
        let time = |name: &str| band[name].as_datetime().unwrap().to_string().parse::<Time>().unwrap();
        let percent = band["percent"].as_integer().unwrap();
        (band["days"].as_str().unwrap().to_owned(), time("from"), time("to"), percent)
    };
    Rules {
        from: value["valid_from"].as_datetime().unwrap().to_string().parse().unwrap(),
        tolerance: number("tolerance_minutes"),
        step: number("charge_step_minutes"),
        least: number("minimum_paid_minutes"),
        two: number("two_workers_percent"),
        holiday: number("bank_holiday_percent"),
        notice: number("cancellation_notice_hours"),
        late: number("late_cancellation_percent"),
        no_access: number("no_access_percent"),
        bands: value["bands"].as_array().unwrap().iter().map(band).collect(),
    }
}

impl Rules {
    /// The percentage of the minute that begins at this time of this day.
    pub fn percent(&self, day: Date, time: Time, holiday: bool) -> i64 {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let days = |word: &str| match word {
            "weekdays" => !weekend,
            "weekends" => weekend,
            _ => true,
        };
        let within = |from: Time, to: Time| {
            if from < to { from <= time && time < to } else { time >= from || time < to }
        };
        let own = self.bands.iter().find(|(word, from, to, _)| days(word) && within(*from, *to)).unwrap().3;
        if holiday { own.max(self.holiday) } else { own }
    }
}
