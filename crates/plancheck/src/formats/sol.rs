//! Answers as `.sol`: `Route #1: 3 5`, then `Cost 123.4`.

use crate::{
    day::{Answer, Round, Stop, What},
    report::{Paper, Unreadable},
};

/// Rounds in the order of the file, and the cost that is stated, with half a unit of its last digit.
pub(super) struct Sol {
    pub answer: Answer,
    pub cost: Option<(f64, f64)>,
}

/// Reads an answer. Routes are taken in the order of the file, whatever their numbers; a line `Unserved: 4 7` tells what is left.
pub(super) fn read(text: &str) -> Result<Sol, Unreadable> {
    let mut sol = Sol { answer: Answer::default(), cost: None };
    for (n, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        let wrong = |what: String| Unreadable::new(Paper::Answer, format!("line {}", n + 1), what);
        let lower = line.to_ascii_lowercase();
        if line.is_empty() {
            continue;
        } else if let Some(rest) = lower.strip_prefix("route") {
            let Some((name, stops)) = rest.split_once(':') else {
                return Err(wrong("must be “Route #1: 3 5 …”, and has no colon".to_owned()));
            };
            if name.trim().trim_start_matches('#').parse::<u64>().is_err() {
                return Err(wrong(format!("must be “Route #1: 3 5 …”, and the route's number is “{}”", name.trim())));
            }
            let worker = (sol.answer.rounds.len() + 1).to_string();
            let stops = ids(stops).map_err(wrong)?.into_iter().map(stop).collect();
            sol.answer.rounds.push(Round { worker, stops, ..Round::default() });
        } else if let Some(rest) = lower.strip_prefix("unserved") {
            sol.answer.unserved.extend(ids(rest.trim_start_matches(':')).map_err(wrong)?);
        } else if let Some(rest) = lower.strip_prefix("cost") {
            if sol.cost.is_some() {
                return Err(wrong("the cost is stated twice".to_owned()));
            }
            sol.cost = Some(cost(rest.trim_start_matches(':').trim()).map_err(wrong)?);
        } else {
            return Err(wrong(format!("must be a route, the unserved or the cost, and is “{}”", short(line))));
        }
    }
    if sol.answer.rounds.is_empty() && sol.answer.unserved.is_empty() && sol.cost.is_none() {
        return Err(Unreadable::new(Paper::Answer, "", "there is no line “Route #1: …” in it"));
    }
    Ok(sol)
}

fn short(line: &str) -> String {
    line.chars().take(40).collect()
}

fn stop(id: String) -> Stop {
    Stop { what: What::Part(id, 0), begins: None, ends: None, travel: None }
}

fn ids(text: &str) -> Result<Vec<String>, String> {
    let one = |word: &str| match word.parse::<u64>() {
        Ok(number) => Ok(number.to_string()),
        Err(_) => Err(format!("“{}” is not a customer's number", short(word))),
    };
    text.split_whitespace().map(one).collect()
}

fn cost(text: &str) -> Result<(f64, f64), String> {
    let number = text.parse::<f64>().ok().filter(|cost| cost.is_finite() && (0.0..=1e12).contains(cost));
    let number = number.ok_or_else(|| format!("the cost “{}” is not an ordinary number", short(text)))?;
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    Ok((number, 0.5 * 10_f64.powi(-i32::try_from(decimals.min(12)).unwrap_or_default())))
}
