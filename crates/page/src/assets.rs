//! The style sheet, the script and the icon, built into the program. Their names hold a hash of their content, so that a
//! browser may keep them for ever.

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// A file that pages refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    /// The content.
    pub bytes: &'static [u8],
    /// Its type, for the `Content-Type` header.
    pub content_type: &'static str,
    /// Its version, for the `ETag` header, quotation marks included.
    pub etag: &'static str,
}

/// The file at this path (`/assets/kith-….css`), if there is one.
pub fn get(path: &str) -> Option<Asset> {
    ALL.iter().find(|(name, _)| *name == path).map(|(_, asset)| *asset)
}

/// The path of the style sheet.
pub fn stylesheet() -> &'static str {
    STYLESHEET
}

/// The path of the script.
pub fn script() -> &'static str {
    SCRIPT
}

/// The path of the icon.
pub fn icon() -> &'static str {
    ICON
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_under_their_hashed_names_alone() {
        let css = get(stylesheet()).unwrap();
        assert!(stylesheet().starts_with("/assets/kith-") && stylesheet().ends_with(".css"));
        assert_eq!(css.content_type, "text/css; charset=utf-8");
        assert!(stylesheet().contains(css.etag.trim_matches('"')));
        assert!(get(script()).is_some() && get(icon()).is_some());
        assert_eq!(get("/assets/kith.css"), None);
        assert_eq!(get("/assets/../Cargo.toml"), None);
    }

    // The typeface and the logo of the NHS are not ours to use, and no page may ask another host for anything.
    #[test]
    fn the_style_sheet_has_no_fonts_and_asks_no_other_host() {
        let css = std::str::from_utf8(get(stylesheet()).unwrap().bytes).unwrap();
        for bad in ["Frutiger", "@font-face", "@import", "https://", "http://", "sourceMappingURL"] {
            assert!(!css.contains(bad), "{bad}");
        }
        assert_eq!(css.matches('{').count(), css.matches('}').count());
    }

    #[test]
    fn the_lock_file_names_no_host() {
        let lock = include_str!("../assets/package-lock.json");
        assert!(!lock.contains("resolved") && !lock.contains("://"));
    }
}
