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
