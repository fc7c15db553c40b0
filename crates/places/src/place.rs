//! A place, read and checked.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use kernel::{Calendar, Date, Failure, Money, Point, Postcode};
use serde::Deserialize;

use crate::areas::{CalendarEntry, PlaceFile};
use crate::tables::{csv, fault, toml};
use crate::{
    ChargeRules, Commissioner, District, Files, FrameworkProvider, KnownPostcode, Locality, Lot, Measure, Milestone,
    Names, OtherProvider, PackageRules, PaymentRules, Price, QualityForm, SmallArea, Standard, Transfer, Uplift,
    UpliftRule, WarningRules, WorkforceRules, charges, check, lots, measures, people, postcodes, providers, quality,
    standards, workforce,
};

const HOLIDAYS: &str = "bank-holidays.csv";

#[derive(Deserialize)]
struct HolidayEntry {
    date: Date,
}

/// A configured area with its localities, calendar, standards, lots, prices and measures.
#[derive(Debug)]
pub struct Place {
    /// "dorset".
    pub code: String,
    /// "Dorset".
    pub name: String,
    /// Who buys care here, and the councils to which people are sent on.
    pub commissioners: Vec<Commissioner>,
    /// The areas.
    pub localities: Vec<Locality>,
    /// The districts of which they are made.
    pub districts: Vec<District>,
    /// Districts that have gone to another council.
    pub transfers: Vec<Transfer>,
    /// The clocks.
    pub standards: Vec<Standard>,
    /// The lots of the framework.
    pub lots: Vec<Lot>,
    /// The price schedule.
    pub prices: Vec<Price>,
    /// How charges are made, in the order of their dates.
    pub charge_rules: Vec<ChargeRules>,
    /// What a package may do between reviews.
    pub package_rules: PackageRules,
    /// What becomes of agreed rates with a new year of the schedule, in the order of their dates.
    pub uplifts: Vec<Uplift>,
    /// What a care worker's employer must have seen.
    pub workforce: WorkforceRules,
    /// The forms of monitoring visits and self-assessments, in the order of their dates.
    pub quality_forms: Vec<QualityForm>,
    /// When a provider stands on the early warning list.
    pub warning_rules: WarningRules,
    /// How the council's ledger takes payments in.
    pub payment_rules: PaymentRules,
    /// What providers and the framework are measured by.
    pub measures: Vec<Measure>,
    /// What falls due again and again under the contract.
    pub milestones: Vec<Milestone>,
    /// Made-up providers on the framework.
    pub framework_providers: Vec<FrameworkProvider>,
    /// Made-up providers off it.
    pub other_providers: Vec<OtherProvider>,
    /// Where older people live.
    pub small_areas: Vec<SmallArea>,
    /// Names and streets for made-up people.
    pub names: Names,
    calendar: Calendar,
    postcodes_text: &'static str,
    postcodes: OnceLock<Result<Vec<KnownPostcode>, Failure>>,
}

impl Place {
    /// Dorset.
    pub fn dorset() -> Result<&'static Place, Failure> {
        static DORSET_READ: OnceLock<Result<Place, Failure>> = OnceLock::new();
        DORSET_READ.get_or_init(|| Place::read(&Files::DORSET)).as_ref().map_err(Failure::clone)
    }

    /// The place of this code.
    pub fn named(code: &str) -> Result<&'static Place, Failure> {
        match code {
            "dorset" => Place::dorset(),
            _ => Err(Failure::NotFound(format!("There is no place called \u{201c}{code}\u{201d}; there is: dorset."))),
        }
    }

    /// The same place read anew, for one that is to be changed as by [`Place::with_calendar`].
    pub fn again(&self) -> Result<Place, Failure> {
        match self.code.as_str() {
            "dorset" => Place::read(&Files::DORSET),
            other => Err(Failure::internal(format!("the files of the place {other} are not built in"))),
        }
    }

    /// Reads and checks the files of a place.
    pub fn read(files: &Files) -> Result<Place, Failure> {
        let file: PlaceFile = toml("place.toml", files.place)?;
        check::areas(&file)?;
        let areas: Vec<&str> = file.locality.iter().map(|locality| locality.code.as_str()).collect();
        let standards = standards::read(files.standards)?;
        let standard_codes: Vec<&str> = standards.iter().map(|standard| standard.code.as_str()).collect();
        let lots = lots::read_lots(files.lots)?;
        let lot_codes: Vec<&str> = lots.iter().map(|lot| lot.code.as_str()).collect();
        let rules = charges::read(files.rules)?;
        let quality = quality::read(files.quality)?;
        let (measures, milestones) = measures::read(files.measures, &standard_codes)?;
        let small_areas = people::read_small_areas(files.older_people)?;
        check::small_areas(&small_areas, &file.locality)?;
        Ok(Place {
            calendar: calendar(&file.calendar, files.bank_holidays)?,
            prices: lots::read_prices(files.prices, &lots, &areas)?,
            workforce: workforce::read(files.workforce)?,
            quality_forms: quality.form,
            warning_rules: quality.warning,
            measures,
            milestones,
            framework_providers: providers::read_framework(files.framework_providers, &areas, &lot_codes)?,
            other_providers: providers::read_others(files.other_providers, &areas)?,
            names: people::read_names(files.names, files.streets)?,
            charge_rules: rules.charge,
            package_rules: rules.package,
            uplifts: rules.uplift,
            payment_rules: rules.payments,
            postcodes_text: files.postcodes,
            postcodes: OnceLock::new(),
            code: file.code,
            name: file.name,
            commissioners: file.commissioner,
            localities: file.locality,
            districts: file.district,
            transfers: file.transfer,
            standards,
            lots,
            small_areas,
        })
    }

    /// The same place with another calendar: a newer list of bank holidays was imported.
    #[must_use]
    pub fn with_calendar(mut self, calendar: Calendar) -> Self {
        self.calendar = calendar;
        self
    }

    /// The working days of this place.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The clock of this code: "offer.answer".
    pub fn standard(&self, code: &str) -> Option<&Standard> {
        self.standards.iter().find(|standard| standard.code == code)
    }

    /// The measure of this code: "R5".
    pub fn measure(&self, code: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.code == code)
    }

    /// The locality of this code: "west".
    pub fn locality(&self, code: &str) -> Option<&Locality> {
        self.localities.iter().find(|locality| locality.code == code)
    }

    /// The locality in which a district lies.
    pub fn locality_of_district(&self, district: &str) -> Option<&Locality> {
        self.localities.iter().find(|locality| locality.districts.iter().any(|code| code == district))
    }

    /// The locality in which a small area lies.
    pub fn locality_of_lsoa(&self, lsoa: &str) -> Option<&Locality> {
        let area = self.small_areas.iter().find(|area| area.lsoa == lsoa)?;
        self.locality(&area.locality)
    }

    /// The commissioner of this code.
    pub fn commissioner(&self, code: &str) -> Option<&Commissioner> {
        self.commissioners.iter().find(|commissioner| commissioner.code == code)
    }

    /// Whose a package is that is new on this day for somebody who lives in this district (BRK-1).
    pub fn commissioner_of_new_package(&self, district: &str, on: Date) -> Option<&Commissioner> {
        let moved = self.transfer_of(district, on).map(|transfer| &transfer.to);
        let own = self.districts.iter().find(|entry| entry.code == district).map(|entry| &entry.commissioner);
        self.commissioner(moved.or(own)?)
    }

    /// The transfer that holds for a district on a day.
    pub fn transfer_of(&self, district: &str, on: Date) -> Option<&Transfer> {
        let held = self.transfers.iter().filter(|transfer| transfer.district == district && transfer.from <= on);
        held.max_by_key(|transfer| transfer.from)
    }

    /// The most that may be paid for an hour (BRK-8).
    pub fn ceiling(&self, lot: &str, area: &str, kind: &str, on: Date) -> Option<Money> {
        self.price(lot, area, kind, on).map(|price| price.per_hour)
    }

    /// The entry of the price schedule that holds on a day.
    pub fn price(&self, lot: &str, area: &str, kind: &str, on: Date) -> Option<&Price> {
        let held = |price: &&Price| {
            price.lot == lot
                && price.area == area
                && price.kind == kind
                && price.valid_from <= on
                && on <= price.valid_to
        };
        self.prices.iter().find(held)
    }

    /// The last day for which the schedule has prices; every kind of care in every area has one until then.
    pub fn schedule_ends(&self) -> Option<Date> {
        self.prices.iter().map(|price| price.valid_to).max()
    }

    /// The first day of the schedule's year that holds on a day.
    pub fn schedule_since(&self, on: Date) -> Option<Date> {
        let held = self.prices.iter().filter(|price| price.valid_from <= on && on <= price.valid_to);
        held.map(|price| price.valid_from).max()
    }

    /// What becomes of agreed rates when a year of the schedule begins on a day. Where the contract says nothing they stay.
    pub fn uplift_on(&self, day: Date) -> UpliftRule {
        let held = self.uplifts.iter().rev().find(|uplift| uplift.valid_from <= day);
        held.map_or(UpliftRule::None, |uplift| uplift.rule)
    }

    /// The charge rules that hold on a day.
    pub fn charge_rules_on(&self, on: Date) -> Option<&ChargeRules> {
        self.charge_rules.iter().rev().find(|rules| rules.valid_from <= on)
    }

    /// The form of monitoring that holds on a day.
    pub fn quality_form_on(&self, on: Date) -> Option<&QualityForm> {
        self.quality_forms.iter().rev().find(|form| form.valid_from <= on)
    }

    /// The form of monitoring of this version: "2026.1".
    pub fn quality_form(&self, version: &str) -> Option<&QualityForm> {
        self.quality_forms.iter().find(|form| form.version == version)
    }

    /// Every postcode of this place, in the order of the alphabet. Read and checked at the first call.
    pub fn postcodes(&self) -> Result<&[KnownPostcode], Failure> {
        let read = self.postcodes.get_or_init(|| postcodes::read(self.postcodes_text, &self.small_areas));
        read.as_deref().map_err(Failure::clone)
    }

    /// Where a postcode of this place is; none when it is not of this place, or too new to be known.
    pub fn postcode(&self, postcode: &Postcode) -> Result<Option<&KnownPostcode>, Failure> {
        let all = self.postcodes()?;
        let at = all.binary_search_by(|known| known.postcode.cmp(postcode)).ok();
        Ok(at.and_then(|at| all.get(at)))
    }

    /// The postcode of this place that lies nearest to a point, with the distance in kilometres: how a pin on the map finds
    /// its area.
    pub fn nearest_postcode(&self, point: Point) -> Result<Option<(&KnownPostcode, f64)>, Failure> {
        let all = self.postcodes()?.iter().map(|known| (known, known.point.kilometres_to(point)));
        Ok(all.min_by(|(_, a), (_, b)| a.total_cmp(b)))
    }
}

fn calendar(entry: &CalendarEntry, text: &str) -> Result<Calendar, Failure> {
    if entry.holidays != HOLIDAYS {
        return Err(fault("place.toml", format!("calendar, holidays: the file must be {HOLIDAYS}.")));
    }
    let days: Vec<HolidayEntry> = csv(HOLIDAYS, text)?;
    let holidays: BTreeSet<Date> = days.iter().map(|day| day.date).collect();
    if holidays.len() != days.len() {
        return Err(fault(HOLIDAYS, "a day stands twice."));
    }
    let last = holidays.last().map(|day| day.last_of_year());
    if last.is_none_or(|last| entry.known_until > last) {
        let message = "calendar, known_until: it is past the year of the last bank holiday in the list.";
        return Err(fault("place.toml", message));
    }
    Ok(Calendar::new(entry.name.clone(), holidays).with_known_until(entry.known_until))
}
