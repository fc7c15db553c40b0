//! TLS to a PostgreSQL server: spoken with every server that is on another machine, and always with its certificate
//! checked. What encrypts without looking who answers (`require`, `prefer`) is not offered: it stops nobody who sits
//! between.

use std::sync::Arc;

use kernel::Failure;
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use tokio_postgres::{
    Config,
    config::{Host, SslMode},
};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How a server is spoken to.
pub(crate) struct Address {
    /// Where it is.
    pub(crate) config: Config,
    /// What checks its certificate; none where nothing crosses a network, or where that was said.
    pub(crate) tls: Option<MakeRustlsConnect>,
}

fn wrong(message: impl Into<String>) -> Failure {
    Failure::field("database", message)
}

impl Address {
    /// Reads `postgres://user:password@host:port/name?sslmode=…&sslrootcert=…`, or the same as `host=… user=…`.
    pub(crate) fn read(url: &str) -> Result<Self, Failure> {
        let Parts { rest, mode, authorities } = Parts::of(url);
        let mut config: Config = rest
            .parse()
            .map_err(|_| wrong("The database address is not of the form postgres://user:password@host:port/name."))?;
        let speak = match (mode.as_deref(), &authorities) {
            (None, None) => !is_near(&config),
            (None | Some("verify-full"), _) => true,
            (Some("disable"), None) => false,
            (Some("disable"), Some(_)) => {
                return Err(wrong(
                    "The database address says sslmode=disable and names a file with sslrootcert. Leave one of them out.",
                ));
            }
            (Some(other), _) => {
                return Err(wrong(format!(
                    "The database address says sslmode={other}. Say sslmode=verify-full, which checks whose server it is, or sslmode=disable if the network between them is protected otherwise."
                )));
            }
        };
        config.ssl_mode(if speak { SslMode::Require } else { SslMode::Disable });
        let tls = speak.then(|| client(authorities.as_deref())).transpose()?;
        Ok(Address { config, tls })
    }

    /// What to do about a server that was not reached, where that can be told from what came back.
    pub(crate) fn advice(&self, error: &str) -> &'static str {
        let says = |part: &str| self.tls.is_some() && error.contains(part);
        if says("UnknownIssuer") || says("BadSignature") {
            " Its certificate is not signed by an authority that is trusted here. Name the authority’s file in the address: sslrootcert=FILE."
        } else if says("NotValidForName") || says("not valid for name") {
            " Its certificate is for another name than the one in the address. Use the name that is in the certificate."
        } else if says("Expired") || says("expired") {
            " Its certificate has run out. Have it renewed."
        } else if says("does not support TLS") {
            " The server does not speak TLS. Switch ssl on there, or add sslmode=disable if the network between them is protected otherwise."
        } else {
            ""
        }
    }
}

/// The address without what is ours to read.
struct Parts {
    rest: String,
    mode: Option<String>,
    authorities: Option<String>,
}

impl Parts {
    fn of(url: &str) -> Self {
        let mut parts = Parts { rest: String::new(), mode: None, authorities: None };
        let is_url = url.starts_with("postgres://") || url.starts_with("postgresql://");
        let (head, tail) = if is_url { url.split_once('?').unwrap_or((url, "")) } else { ("", url) };
        if !is_url && !url.contains("sslmode=") && !url.contains("sslrootcert=") {
            // Values may stand in quotes there, so what need not be taken apart is left whole.
            parts.rest = url.to_owned();
            return parts;
        }
        let separator = if is_url { "&" } else { " " };
        let kept: Vec<&str> = tail.split(separator).filter(|pair| !pair.is_empty() && parts.takes(pair)).collect();
        let kept = kept.join(separator);
        parts.rest = match (is_url, kept.is_empty()) {
            (true, true) => head.to_owned(),
            (true, false) => format!("{head}?{kept}"),
            (false, _) => kept,
        };
        parts
    }

    /// Whether this pair is for the library; keeps it when it is ours.
    fn takes(&mut self, pair: &str) -> bool {
        match pair.split_once('=') {
            Some(("sslmode", value)) => self.mode = Some(value.trim_matches('\'').to_owned()),
            Some(("sslrootcert", value)) => self.authorities = Some(value.trim_matches('\'').to_owned()),
            _ => return true,
        }
        false
    }
}

/// Whether every host is this machine itself, so that nothing crosses a network.
fn is_near(config: &Config) -> bool {
    let near = |host: &Host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    config.get_hosts().iter().all(near) && config.get_hostaddrs().iter().all(std::net::IpAddr::is_loopback)
}

/// What checks a server's certificate: by the authorities of one file, or by those this machine trusts.
fn client(authorities: Option<&str>) -> Result<MakeRustlsConnect, Failure> {
    let trusted = match authorities {
        Some(file) => of_file(file)?,
        None => of_this_machine()?,
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(Failure::internal)?.with_root_certificates(trusted).with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn of_file(file: &str) -> Result<RootCertStore, Failure> {
    let told = |why: String| wrong(format!("The file {file} that sslrootcert names {why}"));
    let found = CertificateDer::pem_file_iter(file).map_err(|error| told(format!("cannot be read: {error}.")))?;
    let mut trusted = RootCertStore::empty();
    for certificate in found {
        let certificate =
            certificate.map_err(|error| told(format!("is not a file of certificates (PEM): {error}.")))?;
        trusted.add(certificate).map_err(|error| told(format!("holds a certificate that cannot be used: {error}.")))?;
    }
    if trusted.is_empty() {
        return Err(told("holds no certificate (-----BEGIN CERTIFICATE-----).".into()));
    }
    Ok(trusted)
}

fn of_this_machine() -> Result<RootCertStore, Failure> {
    let mut trusted = RootCertStore::empty();
    trusted.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if trusted.is_empty() {
        return Err(wrong(
            "The database is on another machine, so its certificate is checked, but this machine trusts no authority. Install the system’s certificates (ca-certificates), or name the authority’s file in the address: sslrootcert=FILE.",
        ));
    }
    Ok(trusted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str) -> String {
        Address::read(url).err().map(|failure| failure.to_string()).unwrap_or_default()
    }

    // GOV-6
    #[test]
    fn a_database_on_another_machine_is_spoken_to_over_tls_unless_it_is_said_otherwise() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        let signed = rcgen::generate_simple_self_signed(["db.example".to_owned()]).unwrap();
        std::fs::write(&file, signed.cert.pem()).unwrap();
        let named = format!("sslrootcert={}", file.display());
        let speaks = |url: &str| Address::read(url).unwrap().tls.is_some();
        assert!(!speaks("postgres://kith@localhost/kith") && !speaks("postgres://kith@127.0.0.1:5433/kith"));
        assert!(!speaks("host=/run/postgresql user=kith"));
        assert!(!speaks("postgres://kith@db.example/kith?sslmode=disable"));
        assert!(!speaks("host=db.example user=kith sslmode=disable"));
        for far in ["postgres://kith@db.example/kith", "postgres://kith@10.0.0.7/kith"] {
            assert!(speaks(&format!("{far}?{named}")), "{far}");
            assert!(speaks(&format!("{far}?connect_timeout=3&sslmode=verify-full&{named}")), "{far}");
        }
        assert!(speaks(&format!("host=db.example user=kith {named}")));
        // Asked for on this machine too.
        assert!(speaks(&format!("postgres://kith@localhost/kith?{named}")));
        // A name of this machine with an address of another crosses the network.
        assert!(speaks(&format!("host=localhost hostaddr=10.0.0.7 user=kith {named}")));
        let config = "host=localhost hostaddr=10.0.0.7 user=kith".parse().unwrap();
        assert!(!is_near(&config));
        assert!(!is_near(&"hostaddr=10.0.0.7 user=kith".parse().unwrap()));
    }

    // GOV-6
    #[test]
    fn what_would_not_check_the_certificate_is_refused_in_words() {
        for mode in ["require", "prefer", "verify-ca", "allow"] {
            let said = refused(&format!("postgres://kith@db.example/kith?sslmode={mode}"));
            assert!(said.contains(&format!("sslmode={mode}")) && said.contains("verify-full"), "{said}");
        }
        let said = refused("postgres://kith@db.example/kith?sslmode=verify-full&sslrootcert=/nowhere/ca.pem");
        assert!(said.contains("/nowhere/ca.pem") && said.contains("cannot be read"), "{said}");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        std::fs::write(&file, "not a certificate").unwrap();
        let said = refused(&format!("postgres://kith@db.example/kith?sslrootcert={}", file.display()));
        assert!(said.contains("holds no certificate"), "{said}");
        assert!(refused("postgres://kith@db.example/kith?sslmode=disable&sslrootcert=x").contains("Leave one"));
        assert!(refused("nonsense").contains("not of the form"));
    }
}
