//! Where one may walk, cycle and drive, and how fast, by OpenStreetMap's tags as they are used in Britain.

use std::{fmt, str::FromStr};

/// How somebody travels along roads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// On foot.
    Walk,
    /// By bicycle.
    Cycle,
    /// By car.
    Drive,
}

/// Walking speed in kilometres an hour: on roads, and from a road to a door.
pub(crate) const WALKING: f32 = 4.8;
/// Riding speed.
const RIDING: f32 = 15.0;
/// What is left of a speed limit on the way: bends, crossings, other people.
const OF_THE_LIMIT: f32 = 0.8;
/// A ferry that does not say how long it takes.
const FERRY: f32 = 6.0;

impl Profile {
    /// All of them.
    pub const ALL: [Profile; 3] = [Profile::Walk, Profile::Cycle, Profile::Drive];

    /// `walk`, `cycle`, `drive`.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Walk => "walk",
            Profile::Cycle => "cycle",
            Profile::Drive => "drive",
        }
    }

    /// The keys that say who may go here, the most telling last.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Profile::Walk => &["access", "foot"],
            Profile::Cycle => &["access", "vehicle", "bicycle"],
            Profile::Drive => &["access", "vehicle", "motor_vehicle", "motorcar"],
        }
    }

    /// What the tags say outright (may, may not, or nothing), and the key that says it.
    fn allowed(self, tags: Tags<'_>) -> Option<(bool, &'static str)> {
        let told = |value: &str| match value {
            "no" | "private" | "agricultural" | "forestry" | "emergency" | "military" | "use_sidepath" | "bus"
            | "psv" | "permit" => Some(false),
            "yes" | "designated" | "permissive" | "destination" | "customers" | "residents" | "delivery"
            | "official" => Some(true),
            _ => None,
        };
        self.keys().iter().rev().find_map(|key| Some((told(tags.get(key)?)?, *key)))
    }

    /// Whether a node of a road stops this profile: a bollard a car, a stile a bicycle.
    pub(crate) fn stopped_at(self, tags: Tags<'_>) -> bool {
        let Some(barrier) = tags.get("barrier") else {
            return tags.get("highway").is_none() && matches!(self.allowed(tags), Some((false, _)));
        };
        if let Some((allowed, _)) = self.allowed(tags) {
            return !allowed;
        }
        let locked = tags.get("locked") == Some("yes");
        match barrier {
            "wall" | "fence" | "hedge" | "retaining_wall" | "ditch" => true,
            "stile" | "kissing_gate" | "turnstile" | "full-height_turnstile" | "hampshire_gate" => {
                self != Profile::Walk
            }
            "bollard" | "block" | "cycle_barrier" | "motorcycle_barrier" | "jersey_barrier" | "planter" | "log"
            | "debris" | "chain" | "horse_stile" | "bus_trap" | "sump_buster" => self == Profile::Drive,
            "gate" | "lift_gate" | "swing_gate" => locked && self == Profile::Drive,
            _ => false,
        }
    }

    /// How a way may be used, if at all.
    pub(crate) fn way(self, tags: Tags<'_>) -> Use {
        let Some(speed) = self.speed(tags) else { return Use::default() };
        let (ahead, back) = self.directions(tags);
        let limit = |direction: &str| match self {
            Profile::Drive => tags.get(direction).and_then(limit).map(|limit| limit * OF_THE_LIMIT),
            _ => None,
        };
        let most = drive_class(tags.get("highway").unwrap_or_default()).map_or(speed, |(_, most)| most);
        let pace = |open: bool, key: &str| if open { limit(key).map_or(speed, |other| other.min(most)) } else { 0.0 };
        Use { ahead: pace(ahead, "maxspeed:forward"), back: pace(back, "maxspeed:backward") }
    }

    /// Kilometres an hour on a way, `None` where this profile may not go.
    fn speed(self, tags: Tags<'_>) -> Option<f32> {
        let (allowed, key) = self.allowed(tags).unzip();
        if allowed == Some(false) {
            return None;
        }
        let Some(highway) = tags.get("highway") else {
            let ferry = tags.get("route") == Some("ferry") && (allowed == Some(true) || self == Profile::Walk);
            return ferry.then_some(FERRY);
        };
        // Whether this profile is named, and not only anybody.
        let asked = key.is_some_and(|key| !matches!(key, "access" | "vehicle"));
        match self {
            Profile::Walk => walk_class(highway, asked),
            Profile::Cycle => cycle_class(highway, asked, tags),
            Profile::Drive => {
                let Some((usual, most)) = drive_class(highway) else {
                    return (asked && matches!(highway, "track" | "pedestrian" | "bridleway")).then_some(12.0);
                };
                let limit = tags.get("maxspeed").and_then(limit);
                Some(limit.map_or(usual, |limit| (limit * OF_THE_LIMIT).min(most)))
            }
        }
    }

    /// Whether one may go along a way, and against it.
    fn directions(self, tags: Tags<'_>) -> (bool, bool) {
        let told = |value: &str| match value {
            "yes" | "true" | "1" => Some((true, false)),
            "-1" | "reverse" => Some((false, true)),
            "no" | "false" | "0" | "alternating" => Some((true, true)),
            "reversible" => Some((false, false)),
            _ => None,
        };
        let own = match self {
            Profile::Walk => return tags.get("oneway:foot").and_then(told).unwrap_or((true, true)),
            Profile::Cycle => tags.get("oneway:bicycle").and_then(told),
            Profile::Drive => {
                let mut keys = ["oneway:motorcar", "oneway:motor_vehicle"].into_iter();
                keys.find_map(|key| tags.get(key).and_then(told))
            }
        };
        if let Some(own) = own {
            return own;
        }
        let round = matches!(tags.get("junction"), Some("roundabout" | "circular"));
        let implied = round || tags.get("highway") == Some("motorway");
        let all = tags.get("oneway").and_then(told).unwrap_or(if implied { (true, false) } else { (true, true) });
        if self == Profile::Cycle && contraflow(tags) { (true, true) } else { all }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Profile {
    type Err = String;

    /// Its name, or another usual word for it.
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "walk" | "foot" => Ok(Profile::Walk),
            "cycle" | "bicycle" | "bike" => Ok(Profile::Cycle),
            "drive" | "car" => Ok(Profile::Drive),
            _ => Err(format!("“{text}” is none of walk (foot), cycle (bicycle, bike) and drive (car).")),
        }
    }
}

/// Whether bicycles may go against a one-way street.
fn contraflow(tags: Tags<'_>) -> bool {
    let sides = ["cycleway", "cycleway:left", "cycleway:right", "cycleway:both"];
    let opposite = sides.iter().any(|key| tags.get(key).is_some_and(|value| value.starts_with("opposite")));
    let lanes = ["cycleway:left:oneway", "cycleway:right:oneway", "cycleway:both:oneway"];
    opposite || lanes.iter().any(|key| matches!(tags.get(key), Some("no" | "-1")))
}

fn walk_class(highway: &str, asked: bool) -> Option<f32> {
    match highway {
        "steps" => Some(3.0),
        // No road yet, or no more.
        "construction" | "proposed" | "planned" | "demolished" | "dismantled" | "razed" | "abandoned" | "disused" => {
            None
        }
        "motorway" | "motorway_link" | "raceway" | "bus_guideway" | "busway" | "escape" | "no" | "rest_area"
        | "services" | "elevator" => asked.then_some(WALKING),
        _ => Some(WALKING),
    }
}

fn cycle_class(highway: &str, asked: bool, tags: Tags<'_>) -> Option<f32> {
    if tags.get("bicycle") == Some("dismount") {
        // Who gets off walks, where one may.
        return Profile::Walk.speed(tags);
    }
    match highway {
        "cycleway" | "trunk" | "trunk_link" | "primary" | "primary_link" | "secondary" | "secondary_link"
        | "tertiary" | "tertiary_link" | "unclassified" | "residential" | "road" | "service" | "living_street" => {
            Some(RIDING)
        }
        "track" | "bridleway" => Some(10.0),
        "path" | "footway" | "pedestrian" if asked => Some(12.0),
        "busway" if asked => Some(RIDING),
        _ => None,
    }
}

/// What is usual on a road without a limit of its own, and the most that is driven there whatever the limit: a lane may be limited to
/// sixty miles an hour and never see forty.
fn drive_class(highway: &str) -> Option<(f32, f32)> {
    match highway {
        "motorway" => Some((90.0, 105.0)),
        "trunk" => Some((70.0, 95.0)),
        "primary" => Some((50.0, 80.0)),
        "motorway_link" | "trunk_link" => Some((50.0, 70.0)),
        "secondary" => Some((45.0, 75.0)),
        "primary_link" | "secondary_link" => Some((40.0, 60.0)),
        "tertiary" => Some((40.0, 65.0)),
        "tertiary_link" => Some((35.0, 50.0)),
        "unclassified" => Some((35.0, 50.0)),
        "residential" | "road" => Some((25.0, 40.0)),
        "service" => Some((15.0, 25.0)),
        "living_street" => Some((10.0, 15.0)),
        _ => None,
    }
}

/// A speed limit in kilometres an hour: `30 mph`, `50`, `GB:nsl_single`.
fn limit(text: &str) -> Option<f32> {
    const MILE: f32 = 1.609_344;
    let speed = match text.trim() {
        "walk" => WALKING,
        "national" | "GB:national" | "GB:nsl_single" | "GB:rural" => 60.0 * MILE,
        "none" | "GB:nsl_dual" | "GB:motorway" => 70.0 * MILE,
        "GB:urban" | "GB:nsl_restricted" => 30.0 * MILE,
        "GB:zone20" => 20.0 * MILE,
        other => {
            let digits = other.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(other.len());
            let (value, unit) = other.split_at(digits);
            let value: f32 = value.parse().ok()?;
            if unit.trim_start().starts_with("mph") { value * MILE } else { value }
        }
    };
    (3.0..=200.0).contains(&speed).then_some(speed)
}

/// Minutes that a ferry says it takes: `25`, `00:25`, `01:10:00`.
pub(crate) fn duration(text: &str) -> Option<f32> {
    let parts: Vec<f32> = text.split(':').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    let minutes = match *parts.as_slice() {
        [minutes] => minutes,
        [hours, minutes] => hours * 60.0 + minutes,
        [hours, minutes, seconds] => hours * 60.0 + minutes + seconds / 60.0,
        _ => return None,
    };
    (0.5..=2880.0).contains(&minutes).then_some(minutes)
}

/// How fast one goes along a way and against it, in kilometres an hour; 0 where one may not.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Use {
    pub(crate) ahead: f32,
    pub(crate) back: f32,
}

impl Use {
    pub(crate) fn none(self) -> bool {
        self.ahead <= 0.0 && self.back <= 0.0
    }
}

/// The tags of one thing of the map.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tags<'a>(pub(crate) &'a [(&'a str, &'a str)]);

impl<'a> Tags<'a> {
    pub(crate) fn get(self, key: &str) -> Option<&'a str> {
        self.0.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }
}
