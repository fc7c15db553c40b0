use chacha20poly1305::{
    ChaCha20Poly1305,
    aead::{Aead, KeyInit, Payload},
};
use kernel::{Failure, Ids};

/// The key for what must not lie readable in the database: home-access codes and second factors. It lies outside the
/// database, so a stolen copy of the data alone opens nothing.
#[derive(Clone)]
pub struct Vault {
    cipher: ChaCha20Poly1305,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// A vault with this key.
    pub fn new(key: [u8; 32]) -> Self {
        Vault { cipher: ChaCha20Poly1305::new(&key.into()) }
    }

    /// Seals a text. `purpose` says what it is and whose ("key-safe:<person>"): a sealed text copied into another row or
    /// column does not open there.
    pub fn seal(&self, ids: &Ids, purpose: &str, text: &str) -> Result<Vec<u8>, Failure> {
        let nonce = ids.bytes::<12>();
        let payload = Payload { msg: text.as_bytes(), aad: purpose.as_bytes() };
        let sealed = self.cipher.encrypt(&nonce.into(), payload).map_err(|_| Failure::internal("sealing failed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed for the same purpose.
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<String, Failure> {
        let (nonce, sealed) = sealed.split_first_chunk::<12>().ok_or_else(wrong_key)?;
        let payload = Payload { msg: sealed, aad: purpose.as_bytes() };
        let opened = self.cipher.decrypt(&(*nonce).into(), payload).map_err(|_| wrong_key())?;
        String::from_utf8(opened).map_err(|_| wrong_key())
    }
}

fn wrong_key() -> Failure {
    Failure::internal(
        "a sealed value does not open: the key file is not the one it was sealed with, or the value was changed",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_opens_only_with_its_key_and_for_its_purpose() {
        let (vault, ids) = (Vault::new([1; 32]), Ids::seeded(1));
        let sealed = vault.seal(&ids, "key-safe:1", "4711").unwrap();
        assert_eq!(vault.open("key-safe:1", &sealed).unwrap(), "4711");
        assert!(vault.open("key-safe:2", &sealed).is_err());
        assert!(Vault::new([2; 32]).open("key-safe:1", &sealed).is_err());
        assert!(vault.open("key-safe:1", &sealed[..5]).is_err());
    }
}
