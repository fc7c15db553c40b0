//! What the program is told: on the command line, in the environment, in one commented file; in that order. Everything is
//! checked before anything starts.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use kernel::{Failure, Numbers, shown, shown_lines};
use store::Location;

/// Where the data lie, and what else every command may be told.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Where {
    /// Folder of an embedded database (SQLite), its key and its files
    #[arg(long, value_name = "DIR", env = "KITH_DATA", conflicts_with = "database")]
    pub data: Option<PathBuf>,
    /// PostgreSQL database: postgres://user:password@host:port/name; on another machine over TLS (?sslrootcert=FILE)
    #[arg(long, value_name = "URL", env = "KITH_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// File with settings (see the commented kith.toml); the command line and the environment go before it
    #[arg(long, value_name = "FILE", env = "KITH_CONFIG")]
    pub config: Option<PathBuf>,
    /// File with the key that seals second factors and key-safe codes; DIR/secret.key unless said otherwise
    #[arg(long, value_name = "FILE", env = "KITH_SECRET_KEY_FILE")]
    pub secret_key_file: Option<PathBuf>,
    /// NHS numbers that are taken: those of the test range, or real ones
    #[arg(long, value_name = "KIND", env = "KITH_NUMBERS", value_parser = ["test", "live"])]
    pub numbers: Option<String>,
    /// Answers as JSON, for scripts
    #[arg(long)]
    pub json: bool,
}

/// What `kith serve` may be told besides.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Listening {
    /// Address and port to listen on; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR", env = "KITH_LISTEN")]
    pub listen: Option<String>,
    /// A proxy in front speaks TLS with browsers: cookies are marked so, and browsers are told to stay with TLS
    #[arg(long, env = "KITH_BEHIND_TLS")]
    pub behind_tls: bool,
    /// Folder into which messages are put, one file each, for a mail server to take; DIR/outgoing unless said otherwise
    #[arg(long, value_name = "DIR", env = "KITH_OUTGOING")]
    pub outgoing: Option<PathBuf>,
}

/// The file. Unknown names are refused: a setting that is not read must not look as if it were.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    data: Option<PathBuf>,
    database: Option<String>,
    listen: Option<String>,
    behind_tls: Option<bool>,
    numbers: Option<String>,
    place: Option<String>,
    secret_key_file: Option<PathBuf>,
    outgoing: Option<PathBuf>,
    mail_from: Option<String>,
    log: Option<String>,
    log_level: Option<String>,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogShape {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Everything, checked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The data.
    pub location: Location,
    /// The key's file.
    pub secret_key_file: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Whether browsers reach it over TLS.
    pub behind_tls: bool,
    /// Which NHS numbers are taken, if that was said; else what this database was begun with.
    pub numbers: Option<Numbers>,
    /// The code of the place.
    pub place: String,
    /// Where messages are put; without it they wait.
    pub outgoing: Option<PathBuf>,
    /// Who messages are from.
    pub mail_from: String,
    /// How the log is written.
    pub log: LogShape,
    /// What is logged: "info".
    pub log_level: String,
}

const NOWHERE: &str = "Say where the data lie: --data DIR for an embedded database in a folder (made when it is not there), or --database URL for PostgreSQL. Example: kith serve --data ./kith-data";

impl Settings {
    /// Reads and checks everything.
    pub fn read(place: &Where, listening: &Listening) -> Result<Self, Failure> {
        let file = place.config.as_deref().map(read_file).transpose()?.unwrap_or_default();
        let location = location(place, &file)?;
        let folder = match &location {
            Location::Folder(folder) => Some(folder.clone()),
            Location::Url(_) => None,
        };
        let key = place.secret_key_file.clone().or(file.secret_key_file);
        let secret_key_file = key.or_else(|| folder.as_ref().map(|folder| folder.join("secret.key")));
        let secret_key_file = secret_key_file.ok_or_else(|| {
            Failure::field("secret_key_file", "With --database, name the file with the key too: --secret-key-file FILE (it is made on the first start). Keep it apart from the database.")
        })?;
        let listen = listening.listen.clone().or(file.listen).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        let numbers = place.numbers.clone().or(file.numbers);
        Ok(Settings {
            location,
            secret_key_file,
            listen: listen.parse().map_err(|_| {
                Failure::field(
                    "listen",
                    format!(
                        "“{}” is not an address with a port, like 127.0.0.1:8080 or [::1]:8080.",
                        shown(&listen, 60)
                    ),
                )
            })?,
            behind_tls: listening.behind_tls || file.behind_tls.unwrap_or(false),
            numbers: numbers.as_deref().map(numbers_named).transpose()?,
            place: file.place.unwrap_or_else(|| "dorset".to_owned()),
            outgoing: listening
                .outgoing
                .clone()
                .or(file.outgoing)
                .or_else(|| folder.map(|folder| folder.join("outgoing"))),
            mail_from: mail_from(file.mail_from)?,
            log: log_shape(file.log.as_deref())?,
            log_level: file.log_level.unwrap_or_else(|| "info".to_owned()),
        })
    }

    /// The folder of an embedded database.
    pub fn folder(&self) -> Option<&Path> {
        match &self.location {
            Location::Folder(folder) => Some(folder),
            Location::Url(_) => None,
        }
    }
}

fn location(place: &Where, file: &File) -> Result<Location, Failure> {
    match (&place.data, &place.database, &file.data, &file.database) {
        (Some(_), Some(_), ..) => Err(Failure::field("data", "Name --data or --database, not both.")),
        (Some(folder), ..) => Ok(Location::Folder(folder.clone())),
        (_, Some(url), ..) => Ok(Location::Url(url.clone())),
        (_, _, Some(_), Some(_)) => Err(Failure::field("data", "The file names data and database; keep one of them.")),
        (_, _, Some(folder), _) => Ok(Location::Folder(folder.clone())),
        (_, _, _, Some(url)) => Ok(Location::Url(url.clone())),
        _ => Err(Failure::field("data", NOWHERE)),
    }
}

fn read_file(path: &Path) -> Result<File, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::field("config", format!("The file {} cannot be read: {error}.", path.display())))?;
    toml::from_str(&text).map_err(|error| {
        Failure::field("config", format!("{}: {}", path.display(), shown_lines(error.to_string().trim())))
    })
}

/// “test” or “live”.
pub fn numbers_named(name: &str) -> Result<Numbers, Failure> {
    match name {
        "test" => Ok(Numbers::Test),
        "live" => Ok(Numbers::Live),
        other => {
            Err(Failure::field("numbers", format!("numbers is “{}”; it must be “test” or “live”.", shown(other, 60))))
        }
    }
}

fn log_shape(name: Option<&str>) -> Result<LogShape, Failure> {
    match name {
        None | Some("text") => Ok(LogShape::Text),
        Some("json") => Ok(LogShape::Json),
        Some(other) => {
            Err(Failure::field("log", format!("log is “{}”; it must be “text” or “json”.", shown(other, 60))))
        }
    }
}

fn mail_from(address: Option<String>) -> Result<String, Failure> {
    let address = address.unwrap_or_else(|| "kith@localhost".to_owned());
    if address.contains('@') && !address.contains(|c: char| c.is_whitespace() || c.is_control()) {
        Ok(address)
    } else {
        Err(Failure::field("mail_from", "mail_from must be an e-mail address, like kith@example.org."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_file(text: &str) -> Result<Settings, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kith.toml");
        std::fs::write(&path, text).unwrap();
        Settings::read(&Where { config: Some(path), ..Where::default() }, &Listening::default())
    }

    #[test]
    fn the_committed_file_is_read_and_says_what_is_the_case_without_it() {
        let settings = with_file(include_str!("../kith.toml")).unwrap();
        assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(
            (settings.numbers, settings.log, settings.place.as_str()),
            (Some(Numbers::Live), LogShape::Text, "dorset")
        );
        assert!(settings.secret_key_file.ends_with("secret.key"));
    }

    #[test]
    fn what_is_not_a_setting_is_refused_with_its_line() {
        let wrong = with_file("data = \"x\"\nlissten = \"127.0.0.1:1\"\n").unwrap_err().to_string();
        assert!(wrong.contains("lissten") && wrong.contains("line 2"), "{wrong}");
        for text in [
            "data = \"x\"\nlisten = \"here\"",
            "data = \"x\"\nnumbers = \"some\"",
            "",
            "data = \"x\"\ndatabase = \"y\"",
        ] {
            assert!(matches!(with_file(text), Err(Failure::Invalid(_))), "{text}");
        }
        for text in ["listen = \"\\u001b[31mx\"", "\"\\u0007\" = 1", "mail_from = \"a\\u0000@b\"", "log = \"\\u001b\""]
        {
            let told = with_file(&format!("data = \"x\"\n{text}")).unwrap_err().to_string();
            assert!(!told.contains(|c: char| c.is_control() && c != '\n'), "{told:?}");
        }
        assert!(with_file("database = \"postgres://x/y\"").unwrap_err().to_string().contains("--secret-key-file"));
    }
}
