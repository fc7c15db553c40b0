//! Parts of several pages.

use kernel::{Minutes, Moment, moment_in_words};
use page::{
    Markup,
    components::{SummaryList, SummaryRow, summary_list},
    html,
};

use crate::{invoice::Line, query::Word};

/// A line with its three figures of minutes.
pub(crate) fn line_facts(line: &Line) -> Markup {
    let mut rows =
        vec![SummaryRow::new("Line", line.memo.as_str()), SummaryRow::new("Amount", line.money().to_string())];
    rows.extend(minutes(line.planned_minutes, line.recorded_minutes, line.approved_minutes));
    let why = match (line.adjustment, line.charge) {
        (Some(adjustment), _) => Some(format!("/charges/adjustments/{adjustment}")),
        (None, charge) => charge.map(|charge| format!("/charges/{charge}")),
    };
    if let Some(href) = why {
        let why = html! { a class="nhsuk-link" href=(href) { "How this was charged" } };
        rows.push(SummaryRow::new("Why", why));
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

/// Planned, recorded and approved minutes: three figures, none in the place of another.
pub(crate) fn minutes(planned: i64, recorded: i64, approved: i64) -> [SummaryRow; 3] {
    let row = |name: &str, minutes: i64| SummaryRow::new(name, Minutes::new(minutes).to_string());
    [row("Planned", planned), row("Recorded", recorded), row("Approved", approved)]
}

/// What was said about a query, in order.
pub(crate) fn said(words: &[Word]) -> Markup {
    let act = |word: &Word| match word.act.as_str() {
        "asked" => "asked",
        "agrees" => "agreed to a credit",
        "explains" => "explained",
        "accepts" => "accepted the explanation",
        "keeps" => "kept to the query",
        _ => "said",
    };
    let when = |at: Moment| moment_in_words(at);
    html! {
        h2 class="nhsuk-heading-m" { "What was said" }
        @for word in words {
            p { strong { (word.who) } " " (act(word)) ", " (when(word.at)) ":" }
            blockquote class="nhsuk-inset-text" { p { (word.words) } }
        }
    }
}
