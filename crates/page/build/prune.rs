//! A style sheet cut down to the classes that are kept. It reads the minified style sheet of the design system, not any
//! style sheet: blocks in braces, selectors in commas, strings in quotation marks.

/// One entry of the list of what is kept: a class, or the beginning of classes when it ends in `*`; `!` takes away again.
struct Keep<'a> {
    kept: Vec<&'a str>,
    dropped: Vec<&'a str>,
}

impl<'a> Keep<'a> {
    fn read(list: &'a str) -> Self {
        let lines = || list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        Keep {
            kept: lines().filter(|line| !line.starts_with('!')).collect(),
            dropped: lines().filter_map(|line| line.strip_prefix('!')).collect(),
        }
    }

    fn class(&self, class: &str) -> bool {
        let fits = |pattern: &&str| match pattern.strip_suffix('*') {
            Some(start) => class.starts_with(start),
            None => class == *pattern,
        };
        self.kept.iter().any(fits) && !self.dropped.iter().any(fits)
    }

    /// A selector is kept when all of its classes are, what stands in `:not(…)` left aside.
    fn selector(&self, selector: &str) -> bool {
        let mut rest = String::new();
        let mut depth = 0_usize;
        let mut left = selector;
        while let Some(c) = left.chars().next() {
            if depth == 0 && left.starts_with(":not(") {
                depth = 1;
                left = left.get(5..).unwrap_or_default();
                continue;
            }
            match c {
                '(' if depth > 0 => depth += 1,
                ')' if depth > 0 => depth -= 1,
                _ if depth == 0 => rest.push(c),
                _ => {}
            }
            left = left.get(c.len_utf8()..).unwrap_or_default();
        }
        rest.split('.').skip(1).all(|part| {
            let end = part.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '\\' | '@')));
            let class = part.get(..end.unwrap_or(part.len())).unwrap_or_default();
            class.is_empty() || class.starts_with(|c: char| c.is_ascii_digit()) || self.class(class)
        })
    }
}

/// The style sheet without fonts, without the typeface that only the NHS may use, and without classes that are not kept.
pub fn prune(css: &str, list: &str) -> String {
    let css = css.split("/*# sourceMappingURL").next().unwrap_or_default();
    rules(css, &Keep::read(list)).replace("Frutiger W01,", "").replace("\"Frutiger W01\",", "")
}

/// Our own style sheet without comments and indentation.
pub fn tighten(css: &str) -> String {
    let mut out = String::new();
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.lines()
        .map(str::trim)
        .collect::<Vec<_>>()
        .join("\n")
        .replace(" {\n", "{")
        .replace(";\n", ";")
        .replace(",\n", ",")
}

fn rules(css: &str, keep: &Keep<'_>) -> String {
    let mut out = String::new();
    let mut rest = css;
    while let Some((at, stop)) = find(rest, "{;") {
        let (head, after) = (rest.get(..at).unwrap_or_default().trim(), rest.get(at + 1..).unwrap_or_default());
        if stop == ';' {
            if !head.starts_with("@charset") {
                out.push_str(head);
                out.push(';');
            }
            rest = after;
            continue;
        }
        let end = closing(after);
        let body = after.get(..end).unwrap_or_default();
        rest = after.get(end + 1..).unwrap_or_default();
        if let Some(kept) = rule(head, body, keep) {
            out.push_str(&kept);
        }
    }
    out
}

fn rule(head: &str, body: &str, keep: &Keep<'_>) -> Option<String> {
    if head.starts_with("@font-face") {
        return None;
    }
    // Rules for Internet Explorer, which could not show the rest either.
    if head.contains("screen\\0") || head.contains("-ms-high-contrast:none") {
        return None;
    }
    if ["@media", "@supports", "@container", "@layer"].iter().any(|at| head.starts_with(at)) {
        let inner = rules(body, keep);
        return (!inner.is_empty()).then(|| format!("{head}{{{inner}}}"));
    }
    if head.starts_with('@') {
        return Some(format!("{head}{{{body}}}"));
    }
    let kept: Vec<&str> = split(head).into_iter().filter(|selector| keep.selector(selector)).collect();
    (!kept.is_empty() && !body.is_empty()).then(|| format!("{}{{{body}}}", kept.join(",")))
}

/// The first of `wanted` that stands outside strings and brackets.
fn find(css: &str, wanted: &str) -> Option<(usize, char)> {
    let mut quote = None;
    let mut depth = 0_usize;
    for (at, c) in css.char_indices() {
        match (quote, c) {
            (Some(q), _) if q == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, _) if depth == 0 && wanted.contains(c) => return Some((at, c)),
            _ => {}
        }
    }
    None
}

/// Where the block ends that has just begun.
fn closing(css: &str) -> usize {
    let mut quote = None;
    let mut depth = 0_usize;
    for (at, c) in css.char_indices() {
        match (quote, c) {
            (Some(q), _) if q == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '{') => depth += 1,
            (None, '}') if depth == 0 => return at,
            (None, '}') => depth -= 1,
            _ => {}
        }
    }
    css.len()
}

/// Selectors between commas that stand outside brackets.
fn split(selectors: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let mut rest = selectors;
    while let Some((at, _)) = find(rest, ",") {
        all.push(rest.get(..at).unwrap_or_default().trim());
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    all.push(rest.trim());
    all
}
