//! TLS with a PostgreSQL server, whose certificate is made here. It needs the tests' own server: its user may change the
//! server's settings and write into its folder.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::path::{Path, PathBuf};

use kernel::{Clock, Failure, Ids};
use postgres::{Client, NoTls};
use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair};
use store::{Location, Store, statement};

statement! {
    ENCRYPTED = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
}

struct Authority {
    certificate: Certificate,
    issuer: Issuer<'static, KeyPair>,
}

fn authority() -> Authority {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = params.self_signed(&key).unwrap();
    Authority { certificate, issuer: Issuer::new(params, key) }
}

impl Authority {
    fn file(&self, folder: &Path, name: &str) -> PathBuf {
        let file = folder.join(name);
        std::fs::write(&file, self.certificate.pem()).unwrap();
        file
    }

    /// A certificate for a server of this name, and its key.
    fn server(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        (params.signed_by(&key, &self.issuer).unwrap().pem(), key.serialize_pem())
    }
}

/// The tests' server with a certificate; as it was when this is dropped.
struct Server(Client);

impl Server {
    fn with(url: &str, (certificate, key): &(String, String)) -> Self {
        let mut admin = Client::connect(url, NoTls).unwrap();
        let folder: String = admin.query_one("SHOW data_directory", &[]).unwrap().get(0);
        for (name, text) in [("tls_test.crt", certificate), ("tls_test.key", key)] {
            // COPY would write \n of a text as two characters; a line each keeps the lines.
            let lines: Vec<String> = text.lines().map(|line| format!("('{line}')")).collect();
            let write = format!(
                "COPY (SELECT * FROM (VALUES {}) AS lines) TO PROGRAM 'umask 077; cat > {folder}/{name}'",
                lines.join(", ")
            );
            admin.batch_execute(&write).expect("the tests' own server, whose folder may be written to");
        }
        for setting in ["ssl_cert_file = 'tls_test.crt'", "ssl_key_file = 'tls_test.key'", "ssl = on"] {
            admin.batch_execute(&format!("ALTER SYSTEM SET {setting}")).unwrap();
        }
        let mut server = Server(admin);
        server.reload("on");
        server
    }

    fn reload(&mut self, ssl: &str) {
        self.0.batch_execute("SELECT pg_reload_conf()").unwrap();
        for _ in 0..200 {
            let now: String = self.0.query_one("SHOW ssl", &[]).unwrap().get(0);
            if now == ssl {
                // The postmaster has read it before this session was told.
                std::thread::sleep(std::time::Duration::from_millis(100));
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        panic!("the server did not take its settings");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        for setting in ["ssl", "ssl_cert_file", "ssl_key_file"] {
            let _ = self.0.batch_execute(&format!("ALTER SYSTEM RESET {setting}"));
        }
        let _ = self.0.batch_execute("SELECT pg_reload_conf()");
    }
}

fn open(url: &str) -> Result<Store, Failure> {
    Store::open(&Location::Url(url.to_owned()), Clock::System, Ids::system(), &[])
}

/// Why it cannot be opened.
fn refused(url: &str) -> String {
    open(url).err().map(|failure| failure.to_string()).unwrap_or_default()
}

// GOV-6
#[test]
fn a_server_is_spoken_to_over_tls_and_only_if_its_certificate_holds() {
    let Some(url) = std::env::var("KITH_TEST_POSTGRES").ok().filter(|url| !url.is_empty()) else { return };
    let url = url.split('?').next().unwrap().to_owned();
    let by_name = url.replace("@127.0.0.1:", "@localhost:");
    let folder = tempfile::tempdir().unwrap();
    let (ours, theirs) = (authority(), authority());
    let root = ours.file(folder.path(), "ca.pem");
    let with = |url: &str, root: &Path| format!("{url}?sslmode=verify-full&sslrootcert={}", root.display());

    let said = refused(&with(&url, &root));
    assert!(said.contains("does not speak TLS"), "{said}");

    let server = Server::with(&url, &ours.server("127.0.0.1"));
    let store = open(&with(&url, &root)).unwrap();
    let encrypted = store.read_now(|tx| tx.one(&ENCRYPTED, &[], "session", |row| row.get::<bool>("ssl")));
    assert!(encrypted.unwrap());
    let said = refused(&with(&url, &theirs.file(folder.path(), "other.pem")));
    assert!(said.contains("not signed by an authority that is trusted here") && said.contains("sslrootcert"), "{said}");
    let said = refused(&with(&by_name, &root));
    assert!(said.contains("another name"), "{said}");
    // Without a file it is the authorities of this machine that count, and ours is not among them.
    assert!(!refused(&format!("{url}?sslmode=verify-full")).is_empty());
    assert!(open(&url).is_ok(), "on this machine it may go without");
    drop(server);
}
