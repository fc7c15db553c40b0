//! Tables on the way out.

/// Whether a spreadsheet would run this cell: it begins like a formula and is not simply a number.
pub fn looks_like_formula(cell: &str) -> bool {
    let Some(first) = cell.chars().next() else { return false };
    if !matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}')
    {
        return false;
    }
    let digits = cell.strip_prefix(['+', '-']).unwrap_or_default();
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.matches('.').count() <= 1;
    !is_number
}

/// A table as CSV, lines ended as RFC 4180 asks. Cells that a spreadsheet would run get an apostrophe in front, so that a name typed
/// into a form cannot become a formula on a finance officer's machine.
pub fn write_csv<H, R, C>(headers: &[H], rows: R) -> Vec<u8>
where
    H: AsRef<str>,
    R: IntoIterator,
    R::Item: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::with_capacity(1024));
    // Writing to memory cannot fail, and rows may differ in length.
    let _ = writer.write_record(headers.iter().map(|header| safe(header.as_ref())));
    for row in rows {
        let _ = writer.write_record(row.into_iter().map(|cell| safe(cell.as_ref())));
    }
    writer.into_inner().unwrap_or_default()
}

/// As [`write_csv`], with the byte order mark without which Excel reads UTF-8 as Windows-1252.
pub fn write_csv_for_spreadsheets<H, R, C>(headers: &[H], rows: R) -> Vec<u8>
where
    H: AsRef<str>,
    R: IntoIterator,
    R::Item: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    let mut bytes = b"\xEF\xBB\xBF".to_vec();
    bytes.extend(write_csv(headers, rows));
    bytes
}

fn safe(cell: &str) -> String {
    if looks_like_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    // INT-4, INT-5
    #[test]
    fn formulas_leave_as_text_and_numbers_as_numbers() {
        let bytes = write_csv(
            &["name", "pounds"],
            [["=HYPERLINK(\"x\")", "-12.50"], ["@sum, \u{e9}", "+44 7700 900123"], ["plain", "-2+3"]],
        );
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(
            text,
            "name,pounds\r\n\"'=HYPERLINK(\"\"x\"\")\",-12.50\r\n\"'@sum, \u{e9}\",'+44 7700 900123\r\nplain,'-2+3\r\n"
        );
        assert!(write_csv_for_spreadsheets(&["a"], Vec::<[&str; 1]>::new()).starts_with(b"\xEF\xBB\xBFa"));
    }
}
