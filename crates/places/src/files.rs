//! The tables of each place, embedded.

/// The text of every file of one place.
#[derive(Debug, Clone, Copy)]
pub struct Files {
    /// `place.toml`
    pub place: &'static str,
    /// `bank-holidays.csv`
    pub bank_holidays: &'static str,
    /// `standards.toml`
    pub standards: &'static str,
    /// `lots.toml`
    pub lots: &'static str,
    /// `prices.csv`
    pub prices: &'static str,
    /// `rules.toml`
    pub rules: &'static str,
    /// `workforce.toml`
    pub workforce: &'static str,
    /// `quality-standards.toml`
    pub quality: &'static str,
    /// `measures.toml`
    pub measures: &'static str,
    /// `framework_providers.csv`
    pub framework_providers: &'static str,
    /// `other_providers.csv`
    pub other_providers: &'static str,
    /// `postcodes.csv`
    pub postcodes: &'static str,
    /// `older_people.csv`
    pub older_people: &'static str,
    /// `names.csv`
    pub names: &'static str,
    /// `streets.txt`
    pub streets: &'static str,
}

macro_rules! embedded {
    ($directory:literal) => {
        Files {
            place: include_str!(concat!("../../../places/", $directory, "/place.toml")),
            bank_holidays: include_str!(concat!("../../../places/", $directory, "/bank-holidays.csv")),
            standards: include_str!(concat!("../../../places/", $directory, "/standards.toml")),
            lots: include_str!(concat!("../../../places/", $directory, "/lots.toml")),
            prices: include_str!(concat!("../../../places/", $directory, "/prices.csv")),
            rules: include_str!(concat!("../../../places/", $directory, "/rules.toml")),
            workforce: include_str!(concat!("../../../places/", $directory, "/workforce.toml")),
            quality: include_str!(concat!("../../../places/", $directory, "/quality-standards.toml")),
            measures: include_str!(concat!("../../../places/", $directory, "/measures.toml")),
            framework_providers: include_str!(concat!("../../../places/", $directory, "/framework_providers.csv")),
            other_providers: include_str!(concat!("../../../places/", $directory, "/other_providers.csv")),
            postcodes: include_str!(concat!("../../../places/", $directory, "/postcodes.csv")),
            older_people: include_str!(concat!("../../../places/", $directory, "/older_people.csv")),
            names: include_str!(concat!("../../../places/", $directory, "/names.csv")),
            streets: include_str!(concat!("../../../places/", $directory, "/streets.txt")),
        }
    };
}

impl Files {
    /// The files of Dorset.
    pub const DORSET: Files = embedded!("dorset");
}
