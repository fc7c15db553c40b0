//! Travel times without a map: great circle, times how much longer roads are, by speed.

use crate::place::{check, metres};
use crate::{Place, Profile, TravelError, TravelTimes};

/// How people travel where there is no map.
#[derive(Debug, Clone, PartialEq)]
pub struct Mode {
    /// Its name: `walk`, `cycle`, `drive`.
    pub name: String,
    /// How much longer the way is than the great circle.
    pub circuity: f64,
    /// Speed in kilometres an hour.
    pub speed: f64,
    /// How many recorded trips it was calibrated from; 0 if it is an assumption.
    pub trips: usize,
}

/// A recorded trip: from where to where (latitude, longitude), and how many seconds it took.
pub type Trip = ((f64, f64), (f64, f64), f64);

/// Trips over a shorter distance say more about finding the door than about travelling.
const LEAST_METRES: f64 = 100.0;

/// With fewer trips than this, an assumption is better than a calibration.
pub const LEAST_TRIPS: usize = 5;

impl Mode {
    /// What is assumed of a profile until trips have been recorded.
    pub fn assumed(profile: Profile) -> Self {
        let (circuity, speed) = match profile {
            Profile::Walk => (1.3, 4.8),
            Profile::Cycle => (1.35, 14.0),
            Profile::Drive => (1.35, 38.0),
        };
        Mode { name: profile.name().to_owned(), circuity, speed, trips: 0 }
    }

    /// The mode that agrees with recorded trips: the median over all trips of what was driven against what was expected, so that neither
    /// a break on the way nor a wrong address spoils it. Trips tell time, not length, so the circuity stays and the speed is fitted.
    pub fn calibrated(profile: Profile, trips: &[Trip]) -> Result<Self, TravelError> {
        let assumed = Mode::assumed(profile);
        let usable = |(from, to, seconds): &Trip| {
            let distance = metres(*from, *to);
            (distance.is_finite() && distance >= LEAST_METRES && seconds.is_finite() && *seconds > 0.0)
                .then(|| seconds / assumed.seconds(distance))
        };
        let mut ratios: Vec<f64> = trips.iter().filter_map(usable).collect();
        if ratios.len() < LEAST_TRIPS {
            return Err(TravelError::FewTrips { usable: ratios.len(), given: trips.len() });
        }
        ratios.sort_by(f64::total_cmp);
        let upper = ratios.get(ratios.len() / 2).copied().unwrap_or(1.0);
        let lower = ratios.get((ratios.len() - 1) / 2).copied().unwrap_or(upper);
        let speed = assumed.speed / ((lower + upper) / 2.0);
        Ok(Mode { speed, trips: ratios.len(), ..assumed })
    }

    /// Where times of this mode come from.
    pub fn source(&self) -> String {
        let speed = libm::round(self.speed * 10.0) / 10.0;
        let basis = match self.trips {
            0 => "assumed".to_owned(),
            trips => format!("from {trips} trips"),
        };
        format!("great circle × {} at {speed} km/h, {basis}", self.circuity)
    }

    fn seconds(&self, metres: f64) -> f64 {
        metres * self.circuity / (self.speed / 3.6)
    }

    /// Travel times between places, the same both ways.
    pub fn travel_times(&self, places: &[Place]) -> Result<TravelTimes, TravelError> {
        check(places)?;
        let sound = |value: f64| value.is_finite() && value > 0.0;
        if !sound(self.circuity) || !sound(self.speed) {
            return Err(TravelError::Mode(self.name.clone()));
        }
        Ok(TravelTimes::of(places, &self.name, self.source(), |addresses| {
            let mut seconds = Vec::with_capacity(addresses.len() * addresses.len());
            for from in addresses {
                let time = |to: &_| self.whole_seconds((from.lat, from.lon), to);
                seconds.extend(addresses.iter().map(|to| time(&(to.lat, to.lon))));
            }
            seconds
        }))
    }

    fn whole_seconds(&self, from: (f64, f64), to: &(f64, f64)) -> i32 {
        // A number beyond the largest becomes the largest.
        libm::ceil(self.seconds(metres(from, *to))) as i32
    }
}
