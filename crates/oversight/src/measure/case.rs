//! One case of a measure: why it counts or does not, and what the provider says to it. It names nobody; whoever may open the
//! package finds the person there.

use kernel::{Failure, Quarter, Uuid, moment_in_words};
use measures::Case;
use page::{
    Page,
    components::{SummaryList, SummaryRow, summary_list},
    html,
};
use wire::{Shown, View};

use super::{about, cases_of, narrow::Narrow};
use crate::{
    commissioning::area,
    policy::{ExplainCase, SeeMeasures},
    submission::{explain, frozen::package_of},
};

/// What the JSON says.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct CaseData {
    /// The measure.
    pub code: String,
    /// The quarter.
    pub quarter: String,
    /// The provider.
    pub provider: String,
    /// The area.
    pub area: String,
    /// Whether it is in the numerator.
    pub counts: bool,
    /// Whether it speaks against the provider.
    pub against: bool,
    /// Why.
    pub why: String,
    /// What the provider says to it.
    pub explanation: Option<String>,
}

/// Where a case is.
pub(crate) fn href(code: &str, subject: Uuid, quarter: Quarter) -> String {
    format!("/measures/{code}/cases/{subject}?quarter={}", quarter.code().replace(' ', "+"))
}

/// How a case stands, in words.
pub(crate) const fn standing(counts: bool, against: bool) -> &'static str {
    match (counts, against) {
        (_, true) => "Counts against the provider",
        (true, false) => "Counted",
        (false, false) => "Not counted",
    }
}

/// Where what is counted can be opened by whoever looks: by brokers the package, by its provider the offer or the package.
fn opens(view: &View<'_, '_>, case: &Case, about: &str) -> Option<String> {
    let package = package_of(case)?;
    if view.who.may::<brokerage::policy::ListPackages>() {
        return Some(case.href.clone());
    }
    let own = view.who.organisation_id() == Some(case.organisation);
    match about {
        "answer" if own && view.who.may::<brokerage::policy::ListOffers>() => Some(format!("/offers/{}", case.subject)),
        _ if own && view.who.may::<brokerage::policy::ListAwarded>() => Some(format!("/provider/packages/{package}")),
        _ => None,
    }
}

/// Shows it.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let scope = view.who.scope::<SeeMeasures>()?;
    let (code, subject) = (view.path.text("measure").to_owned(), view.path.uuid("case")?);
    let narrow = Narrow::read(view, &scope)?;
    let quarter = narrow.quarter;
    let cases = cases_of(view.tx, &code, &narrow)?;
    let case = cases.into_iter().find(|case| case.subject == subject).ok_or_else(|| Failure::no_such("case"))?;
    let place = view.house.place;
    let said = place.measure(&code).ok_or_else(|| Failure::no_such("measure"))?;
    let about = about(&code);
    let provider = access::organisation(view.tx, case.organisation)?.name;
    let explained = explain::of_case(view.tx, subject, about)?;
    case.person.into_iter().for_each(|person| view.saw(person, "case of a measure"));
    let against = measures::against(case.counts, said.better);
    let reference = package_of(&case).map(|id| brokerage::reference(id.into())).unwrap_or_default();
    let mut rows = vec![
        SummaryRow::new("Package", reference),
        SummaryRow::new("Provider", provider.as_str()),
        SummaryRow::new("Area", area(place, &case.locality)),
        SummaryRow::new("In the figure", standing(case.counts, against)),
        SummaryRow::new("Why", case.why.as_str()),
    ];
    if said.submitted && against {
        rows.push(SummaryRow::new(
            "What the provider says",
            match &explained {
                Some(one) => format!("{} ({}, {})", one.words, one.by_name, moment_in_words(one.at)),
                None => "Nothing yet".to_owned(),
            },
        ));
    }
    let may_explain = said.submitted && against && view.who.may::<ExplainCase>();
    let body = html! {
        h1 class="nhsuk-heading-l" { span class="nhsuk-caption-l" { (code) ", " (quarter.to_string()) } (said.words) }
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        ul class="nhsuk-list" {
            @if may_explain {
                li { a href=(format!("/measures/{code}/cases/{subject}/explain?quarter={}", quarter.code().replace(' ', "+"))) {
                    @if explained.is_some() { "Change the explanation" } @else { "Explain this case" }
                } }
            }
            @if let Some(href) = opens(view, &case, about) { li { a href=(href) { "Open what is counted" } } }
        }
    };
    let data = CaseData {
        code: code.clone(),
        quarter: quarter.code(),
        provider,
        area: area(place, &case.locality),
        counts: case.counts,
        against,
        why: case.why.clone(),
        explanation: explained.map(|one| one.words),
    };
    let back = format!("/measures/{code}?quarter={}", quarter.code().replace(' ', "+"));
    Shown::with(Page::new("A case of a measure", body).back("All cases", back), &data)
}
