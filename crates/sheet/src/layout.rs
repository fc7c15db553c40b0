//! Layouts: which columns a kind of file has, by whatever name its sender gives them.

use kernel::Failure;

/// One column of a layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The name by which the program asks for it, and the first header that is accepted for it.
    pub key: &'static str,
    /// Other headers that mean the same. Case, spaces and punctuation are ignored.
    pub aliases: &'static [&'static str],
    /// Whether a file without it is of another layout.
    pub required: bool,
}

impl Column {
    /// A column without which the file makes no sense.
    pub const fn required(key: &'static str, aliases: &'static [&'static str]) -> Self {
        Column { key, aliases, required: true }
    }

    /// A column that may be left out.
    pub const fn optional(key: &'static str, aliases: &'static [&'static str]) -> Self {
        Column { key, aliases, required: false }
    }

    /// The name to show a person: the first alias, which is how senders write it, or else the key.
    pub fn title(&self) -> &'static str {
        self.aliases.first().copied().unwrap_or(self.key)
    }
}

/// How to know a file of this layout that comes without a header.
#[derive(Debug, Clone, Copy)]
pub struct Headless {
    /// How many cells each row has.
    pub columns: usize,
    /// Where each key stands, counted from 0.
    pub positions: &'static [(&'static str, usize)],
    /// What the cell of a key looks like, so that a file with as many columns but other contents is not taken for this one.
    pub tell: (&'static str, fn(&str) -> bool),
}

/// One kind of file.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// What people call it.
    pub name: &'static str,
    /// The columns that are read; others are left alone.
    pub columns: &'static [Column],
    /// How to read it when it has no header.
    pub headless: Option<Headless>,
}

/// A layout found in a file: which cell each key is in.
#[derive(Debug, Clone)]
pub(crate) struct Fit {
    pub(crate) layout: Layout,
    pub(crate) keys: Vec<(&'static str, usize)>,
    pub(crate) headless: bool,
}

/// Header text with everything but letters and digits left out.
pub(crate) fn plain(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Layout {
    /// A file with the header alone, for somebody to fill in.
    pub fn empty_file(&self) -> Vec<u8> {
        let titles: Vec<&str> = self.columns.iter().map(Column::title).collect();
        crate::write_csv_for_spreadsheets(&titles, std::iter::empty::<[&str; 0]>())
    }

    /// Where the keys are in this header; required columns that are missing are the error.
    fn match_header(&self, plain_headers: &[String]) -> Result<Vec<(&'static str, usize)>, Vec<&'static Column>> {
        let mut keys = Vec::new();
        let mut missing = Vec::new();
        for column in self.columns {
            let names = std::iter::once(&column.key).chain(column.aliases);
            let found =
                names.map(|name| plain(name)).find_map(|name| plain_headers.iter().position(|header| *header == name));
            match found {
                Some(position) => keys.push((column.key, position)),
                None if column.required => missing.push(column),
                None => {}
            }
        }
        if missing.is_empty() { Ok(keys) } else { Err(missing) }
    }

    fn match_headless(&self, cells: &[String]) -> Option<Vec<(&'static str, usize)>> {
        let headless = self.headless.as_ref()?;
        let (key, looks_right) = headless.tell;
        let position = headless.positions.iter().find(|(name, _)| *name == key)?.1;
        let fits = cells.len() == headless.columns && cells.get(position).is_some_and(|cell| looks_right(cell));
        fits.then(|| headless.positions.to_vec())
    }
}

/// The layout with most columns found in this row as a header, or as a first row without one.
pub(crate) fn best_fit(cells: &[String], layouts: &[Layout]) -> Option<Fit> {
    let headers: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
    let by_header = layouts
        .iter()
        .filter_map(|layout| Some(Fit { layout: *layout, keys: layout.match_header(&headers).ok()?, headless: false }))
        .reduce(|best, fit| if fit.keys.len() > best.keys.len() { fit } else { best });
    by_header.or_else(|| {
        layouts
            .iter()
            .find_map(|layout| Some(Fit { layout: *layout, keys: layout.match_headless(cells)?, headless: true }))
    })
}

/// What to tell the sender of a file that fits no layout.
pub(crate) fn no_fit(name: &str, cells: &[String], layouts: &[Layout]) -> Failure {
    let headers: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
    let nearest = layouts.iter().filter_map(|layout| Some((layout, layout.match_header(&headers).err()?))).min_by_key(
        |(layout, missing)| {
            let needed = layout.columns.iter().filter(|column| column.required).count();
            // The share of the needed columns that is missing, in thousandths.
            missing.len() * 1000 / needed.max(1)
        },
    );
    let found = shown(cells);
    let message = match nearest {
        Some((layout, missing)) => {
            let required = layout.columns.iter().filter(|column| column.required);
            let needs: Vec<&str> = required.map(Column::title).collect();
            let lacks: Vec<&str> = missing.iter().map(|column| column.title()).collect();
            format!(
                "The columns of {name} were not recognised. The nearest layout is \u{201c}{}\u{201d}, which needs: {}. Not found: {}. The file's first row has: {found}.",
                layout.name,
                needs.join(", "),
                lacks.join(", ")
            )
        }
        None => format!("The columns of {name} were not recognised. The file's first row has: {found}."),
    };
    Failure::field("file", message)
}

fn shown(cells: &[String]) -> String {
    let mut words: Vec<String> = cells.iter().take(12).map(|cell| kernel::shown(cell, 40)).collect();
    if cells.len() > 12 {
        words.push(format!("and {} more", cells.len() - 12));
    }
    words.join(", ")
}
