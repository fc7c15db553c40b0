use http::{HeaderMap, header};

/// Whose page a form was sent from, by the browser's own word, which a page cannot forge. A program that is no browser can
/// say what it likes, but holds nobody's cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// A page of ours.
    Here,
    /// A page of another site.
    Elsewhere,
    /// It was not said.
    Unsaid,
}

impl Sender {
    /// Reads `Origin` and `Sec-Fetch-Site`; one word against it is enough, and without one for it nothing is known.
    pub fn of(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let site = text("sec-fetch-site");
        let origin = text(header::ORIGIN.as_str()).map(|origin| match origin.split_once("://") {
            Some(("http" | "https", host)) => host,
            _ => "",
        });
        let from_host = origin.map(|origin| !origin.is_empty() && Some(origin) == text(header::HOST.as_str()));
        match (site, from_host) {
            (Some(site), _) if !matches!(site, "same-origin" | "none") => Sender::Elsewhere,
            (_, Some(false)) => Sender::Elsewhere,
            (Some("same-origin"), _) | (_, Some(true)) => Sender::Here,
            _ => Sender::Unsaid,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&'static str, &'static str)]) -> Sender {
        let pairs = pairs.iter().chain(&[("host", "kith.example")]);
        Sender::of(&pairs.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect())
    }

    // GOV-5
    #[test]
    fn one_word_against_it_is_enough() {
        assert_eq!(of(&[]), Sender::Unsaid);
        assert_eq!(of(&[("sec-fetch-site", "none")]), Sender::Unsaid);
        assert_eq!(of(&[("origin", "https://kith.example")]), Sender::Here);
        assert_eq!(of(&[("sec-fetch-site", "same-origin")]), Sender::Here);
        for elsewhere in ["https://evil.example", "null", "", "https://kith.example.evil.example", "://kith.example"] {
            assert_eq!(of(&[("origin", elsewhere)]), Sender::Elsewhere);
            assert_eq!(of(&[("origin", elsewhere), ("sec-fetch-site", "same-origin")]), Sender::Elsewhere);
        }
        for elsewhere in ["cross-site", "same-site"] {
            assert_eq!(of(&[("origin", "https://kith.example"), ("sec-fetch-site", elsewhere)]), Sender::Elsewhere);
        }
    }
}
