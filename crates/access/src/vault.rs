use chacha20poly1305::{
    ChaCha20Poly1305,
    aead::{Aead, KeyInit, Payload},
};
use kernel::{Failure, Ids};
use sha2::{Digest, Sha256};

/// The key for what must not lie readable in the database: home-access codes and second factors. It lies outside the
/// database, so a stolen copy of the data alone opens nothing.
#[derive(Clone)]
pub struct Vault {
    cipher: ChaCha20Poly1305,
    print: [u8; 32],
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// A vault with this key.
    pub fn new(key: [u8; 32]) -> Self {
        let print = Sha256::new().chain_update(b"kith fingerprint").chain_update(key).finalize().into();
        Vault { cipher: ChaCha20Poly1305::new(&key.into()), print }
    }

    /// A digest that cannot be reckoned without the key: what is kept of a form to know it again must not let anybody try
    /// out which short code stood in it. `digest` is a digest already, so that its length is always the same.
    pub fn keyed(&self, digest: &str) -> String {
        let sum = Sha256::new().chain_update(self.print).chain_update(digest.as_bytes()).finalize();
        sum.iter().map(|byte| format!("{byte:02x}")).collect()
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

    // REC-2
    #[test]
    fn a_keyed_digest_needs_the_key() {
        let (one, other) = (Vault::new([1; 32]), Vault::new([2; 32]));
        assert_eq!(one.keyed("abc"), Vault::new([1; 32]).keyed("abc"));
        assert_ne!(one.keyed("abc"), other.keyed("abc"));
        assert_ne!(one.keyed("abc"), one.keyed("abd"));
    }
}
