use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use kernel::{Failure, Ids};

/// A password as it is kept: argon2id with its salt and costs, in the usual text form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Password(String);

// OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane.
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

impl Password {
    /// Keeps a new password. It must be at least 12 characters; nothing else is asked of it (NCSC).
    pub fn keep(ids: &Ids, password: &str) -> Result<Self, Failure> {
        if password.chars().count() < 12 {
            return Err(Failure::field(
                "password",
                "The password must be at least 12 characters. Three random words do well.",
            ));
        }
        if password.len() > 1024 {
            return Err(Failure::field("password", "The password must be at most 1,024 bytes long."));
        }
        let salt = ids.bytes::<16>();
        let hash = derive(password, &salt, MEMORY, PASSES, LANES)?;
        Ok(Password(format!(
            "$argon2id$v=19$m={MEMORY},t={PASSES},p={LANES}${}${}",
            STANDARD_NO_PAD.encode(salt),
            STANDARD_NO_PAD.encode(hash)
        )))
    }

    /// As it was kept.
    pub fn from_kept(text: String) -> Self {
        Password(text)
    }

    /// The text to keep.
    pub fn as_kept(&self) -> &str {
        &self.0
    }

    /// Whether this is the password. Takes the same time whatever the answer.
    pub fn is(&self, password: &str) -> bool {
        self.check(password).unwrap_or(false)
    }

    fn check(&self, password: &str) -> Option<bool> {
        let mut parts = self.0.split('$').skip(3);
        let (costs, salt, hash) = (parts.next()?, parts.next()?, parts.next()?);
        let mut costs = costs.split(',').map(|cost| cost.get(2..).and_then(|n| n.parse().ok()));
        let (memory, passes, lanes) = (costs.next()??, costs.next()??, costs.next()??);
        let salt = STANDARD_NO_PAD.decode(salt).ok()?;
        let hash = STANDARD_NO_PAD.decode(hash).ok()?;
        let given = derive(password, &salt, memory, passes, lanes).ok()?;
        let differing = given.iter().zip(&hash).fold(0, |sum, (a, b)| sum | (a ^ b));
        Some(differing == 0 && given.len() == hash.len())
    }
}

fn derive(password: &str, salt: &[u8], memory: u32, passes: u32, lanes: u32) -> Result<[u8; 32], Failure> {
    let params = Params::new(memory, passes, lanes, Some(32)).map_err(Failure::internal)?;
    let mut out = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, &mut out)
        .map_err(Failure::internal)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    // GOV-5
    #[test]
    fn a_kept_password_knows_its_password_only() {
        let kept = Password::keep(&Ids::seeded(1), "correct horse battery").unwrap();
        assert!(kept.as_kept().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(kept.is("correct horse battery"));
        assert!(!kept.is("correct horse batterz"));
        assert!(!Password::from_kept("nonsense".into()).is("nonsense"));
        assert!(Password::keep(&Ids::seeded(1), "short").is_err());
    }
}
