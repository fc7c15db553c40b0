//! The list behind a figure of the ranking: every case that was counted (BRK-4). It names no person.

use std::collections::BTreeSet;

use kernel::{Failure, Moment, Period, Uuid, moment_in_words};
use page::{
    Page,
    components::{Cell, Table, table},
    html,
    show::empty_state,
};
use schemars::JsonSchema;
use store::{Row, Tx, params, statement};
use wire::{Shown, View};

use super::{factor::Factor, league, window};
use crate::{HandBackReason, PackageId, package::reference};

/// How many cases a list shows.
const MOST: i64 = 500;

statement! {
    OFFERS = "SELECT o.id, o.package, o.state, o.sent_at, o.closed_at, CASE WHEN p.contingency_at <= o.sent_at
            OR EXISTS (SELECT 1 FROM hand_back h WHERE h.package = o.package AND h.at <= o.sent_at) THEN 1 ELSE 0 END AS hard
        FROM offer o JOIN package p ON p.id = o.package
        WHERE o.provider = $1 AND o.sent_at >= $2 AND o.sent_at < $3 AND o.state NOT IN ('open', 'withdrawn')
        ORDER BY o.sent_at DESC, o.id LIMIT $4";
    BACK = "SELECT h.package, h.at, h.reason, a.offer FROM hand_back h JOIN award a ON a.id = h.award
        WHERE h.provider = $1 AND h.at >= $2 AND h.at < $3 ORDER BY h.at DESC, h.id LIMIT $4";
    BEGUN = "SELECT a.package, a.offer, a.awarded_at, a.minutes_awarded, COALESCE(p.agreed_minutes, p.minutes_per_week) AS agreed
        FROM award a JOIN package p ON p.id = a.package
        WHERE a.provider = $1 AND a.awarded_at < $3 AND (a.ended_at IS NULL OR a.ended_at >= $2)
          AND a.minutes_awarded IS NOT NULL AND a.first_care_at IS NOT NULL AND p.award = a.id
        ORDER BY a.awarded_at DESC, a.id LIMIT $4";
    CHOSEN = "SELECT o.package, MIN(o.sent_at) AS sent_at,
        (SELECT x.id FROM offer x WHERE x.package = o.package AND x.provider = $1 ORDER BY x.sent_at, x.id LIMIT 1) AS offer FROM offer o JOIN offer_round r ON r.package = o.package AND r.number = o.round JOIN package p ON p.id = o.package
        WHERE (r.basis = 'choice' OR (p.wish = 'choice' AND p.wish_provider = o.provider)) AND o.provider = $1 AND o.sent_at >= $2 AND o.sent_at < $3
        GROUP BY o.package ORDER BY 2 DESC, 1 LIMIT $4";
}

/// A case that was counted.
#[derive(Debug, Clone, serde::Serialize, JsonSchema)]
pub struct CaseLine {
    /// What it is called.
    pub name: String,
    /// Its page, when whoever looks may open it.
    pub href: Option<String>,
    /// When.
    pub at: Option<String>,
    /// How it counts.
    pub words: String,
    #[serde(skip)]
    when: Option<Moment>,
}

/// Whether there is a list behind a factor's figure.
pub(super) const fn has_list(factor: Factor) -> bool {
    !matches!(factor, Factor::Tender | Factor::Safeguarding | Factor::Bundles)
}

/// Who looks: the provider itself, which opens its offers and not the buyer's pages; or somebody who may see what quality knows.
#[derive(Debug, Clone, Copy)]
struct Looks {
    own: bool,
    quality: bool,
}

fn case(package: PackageId, href: Option<String>, when: Moment, words: String) -> CaseLine {
    CaseLine { name: reference(package), href, at: Some(when.to_string()), words, when: Some(when) }
}

fn offers(tx: &mut Tx<'_>, factor: Factor, of: (Uuid, Moment, Moment), looks: Looks) -> Result<Vec<CaseLine>, Failure> {
    let (provider, from, to) = of;
    let all = tx.all(&OFFERS, params![provider, from, to, MOST], |row: &Row| {
        let (id, package): (Uuid, PackageId) = (row.get("id")?, row.get("package")?);
        let (state, hard): (String, i64) = (row.get("state")?, row.get("hard")?);
        let counts = match factor {
            Factor::TurnDowns => state != "expired",
            Factor::Hard => hard == 1,
            _ => true,
        };
        let words = match state.as_str() {
            "accepted" => "Yes",
            "declined" => "No",
            _ => "No answer in time",
        };
        let words = if hard == 1 { format!("{words}, hard to place") } else { words.to_owned() };
        let href = if looks.own { format!("/offers/{id}") } else { format!("/packages/{package}") };
        Ok(counts.then(|| row.get("sent_at").map(|sent| case(package, Some(href), sent, words))))
    })?;
    all.into_iter().flatten().collect()
}

fn of_packages(
    tx: &mut Tx<'_>,
    factor: Factor,
    of: (Uuid, Moment, Moment),
    looks: Looks,
) -> Result<Vec<CaseLine>, Failure> {
    let (provider, from, to) = of;
    let params = params![provider, from, to, MOST];
    let href = |row: &Row, package: PackageId| -> Result<Option<String>, Failure> {
        Ok(Some(match looks.own {
            true => format!("/offers/{}", row.get::<Uuid>("offer")?),
            false => format!("/packages/{package}"),
        }))
    };
    match factor {
        Factor::HandBacks => tx.all(&BACK, params, |row: &Row| {
            let package: PackageId = row.get("package")?;
            let reason: HandBackReason = row.parse("reason")?;
            Ok(case(
                package,
                href(row, package)?,
                row.get("at")?,
                format!("Handed back: {}", reason.words().to_lowercase()),
            ))
        }),
        Factor::Reductions => tx.all(&BEGUN, params, |row: &Row| {
            let package: PackageId = row.get("package")?;
            let (awarded, agreed): (kernel::Minutes, kernel::Minutes) =
                (row.get("minutes_awarded")?, row.get("agreed")?);
            let less = if agreed < awarded { "Reduced: " } else { "" };
            let words = format!("{less}{awarded} a week at the award, {agreed} by the plan now");
            Ok(case(package, href(row, package)?, row.get("awarded_at")?, words))
        }),
        _ => tx.all(&CHOSEN, params, |row: &Row| {
            let package: PackageId = row.get("package")?;
            Ok(case(
                package,
                href(row, package)?,
                row.get("sent_at")?,
                "Offered because the person chose this provider".into(),
            ))
        }),
    }
}

/// What stands with a case that a provider may not open: it counts all the same, and nothing of it is told (QUA-2, H11).
const KEPT: &str = "Whoever said it must not be named to you, so only the council opens it";

/// What quality knows. A provider opens what was said about it as it may everywhere; what is kept from it stands last, without a
/// word of it.
fn of_quality(
    tx: &mut Tx<'_>,
    factor: Factor,
    (provider, window): (Uuid, Period),
    looks: Looks,
) -> Result<Vec<CaseLine>, Failure> {
    let facts = quality::facts(tx, window)?.remove(&provider).unwrap_or_default();
    let kept = if looks.own { quality::kept_from(tx, provider, window)? } else { BTreeSet::new() };
    let line = |kind: &str, id: Uuid, name: &str, words: String| {
        let open = !kept.contains(&id);
        let told = [words, if open { String::new() } else { KEPT.to_owned() }];
        CaseLine {
            name: name.to_owned(),
            href: (open && (looks.own || looks.quality)).then(|| format!("/quality/{kind}/{id}")),
            at: None,
            words: told.iter().filter(|words| !words.is_empty()).cloned().collect::<Vec<_>>().join(". "),
            when: None,
        }
    };
    let all = |ids: &[Uuid], not: &[Uuid], name: &str, words: &str| -> Vec<CaseLine> {
        let ids = ids.iter().filter(|id| !not.contains(id));
        ids.map(|id| line("feedback", *id, name, words.to_owned())).collect()
    };
    let mut lines = match factor {
        Factor::Monitoring => {
            let visit = |visit: &quality::Scored| {
                let words =
                    format!("Signed on {}: {}", kernel::day_in_words(visit.signed_on), quality::per_cent(visit.tenths));
                line("reviews", visit.review, "Monitoring visit", words)
            };
            facts.monitoring.iter().map(visit).collect()
        }
        Factor::Localities => {
            let mut said = all(&facts.praised, &[], "Compliment", "Said by a professional");
            said.extend(all(&facts.faulted, &[], "Complaint", "Said by a professional"));
            said
        }
        Factor::Complaints => {
            let mut upheld = all(&facts.upheld, &facts.faulted, "Complaint", "Upheld");
            upheld.extend(all(&facts.partly_upheld, &facts.faulted, "Complaint", "Upheld in part"));
            upheld
        }
        _ => all(&facts.compliments, &facts.praised, "Compliment", ""),
    };
    lines.sort_by_key(|line| line.href.is_none());
    Ok(lines)
}

fn lines(view: &mut View<'_, '_>, provider: Uuid, looks: Looks) -> Result<(Factor, Vec<CaseLine>), Failure> {
    let factor = view.path.text("factor").parse::<Factor>().ok().filter(|factor| has_list(*factor));
    let factor = factor.ok_or_else(|| Failure::no_such("factor"))?;
    let window = window(view.house.place, view.now)?;
    let of = (provider, Moment::start_of(window.from()), Moment::start_of(window.to()));
    let lines = match factor {
        Factor::Response | Factor::TurnDowns | Factor::Hard => offers(view.tx, factor, of, looks)?,
        Factor::HandBacks | Factor::Reductions | Factor::Choice => of_packages(view.tx, factor, of, looks)?,
        _ => of_quality(view.tx, factor, (provider, window), looks)?,
    };
    Ok((factor, lines))
}

/// The cases of one provider, for those who buy.
pub fn page(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let provider = league::in_path(view)?;
    let name = crate::provider_row(view.tx, provider)?.name;
    let quality = view.who.may::<quality::policy::SeeQuality>();
    let found = lines(view, provider, Looks { own: false, quality })?;
    shown(found, &name, &format!("/ranking/providers/{provider}"))
}

/// The cases of whoever looks.
pub fn own(view: &mut View<'_, '_>) -> Result<Shown, Failure> {
    let provider = league::own_row(view)?;
    let found = lines(view, provider.id, Looks { own: true, quality: false })?;
    shown(found, "your organisation", "/ranking/own")
}

fn shown((factor, lines): (Factor, Vec<CaseLine>), name: &str, back: &str) -> Result<Shown, Failure> {
    let rows = lines.iter().map(|line| {
        vec![
            match &line.href {
                Some(href) => Cell::link(line.name.as_str(), href.clone()),
                None => Cell::from(line.name.as_str()),
            },
            Cell::from(line.when.map(moment_in_words).unwrap_or_default()),
            Cell::from(line.words.as_str()),
        ]
    });
    let table = table(&Table {
        caption: format!("{} of {name}", factor.words()).into(),
        head: ["Case", "When", "How it counts"].into_iter().map(Cell::from).collect(),
        rows: rows.collect(),
        responsive: true,
        ..Table::default()
    });
    let body = html! {
        h1 class="nhsuk-heading-l" { (factor.words()) ": " (name) }
        p { (factor.how()) }
        @if lines.is_empty() { (empty_state("Nothing was counted in the last months.")) } @else { (table) }
        @if i64::try_from(lines.len()).unwrap_or_default() == MOST { p { "These are the latest " (MOST) "." } }
    };
    Shown::with(Page::new(factor.words(), body).back("Back to the score", back.to_owned()), &lines)
}
