//! Who works in the made-up place: signed in over HTTP by both factors, with the visits they can write about.

use super::client::{self, Connection};
use crate::Outcome;
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;

/// Somebody's session.
pub type Token = Arc<str>;

/// Who sends commands.
#[derive(Debug, Clone)]
pub struct Cast {
    /// Takes calls.
    pub call_handler: Token,
    /// Visits of today on which somebody of the provider's office can write notes.
    pub notes: Vec<(Token, String)>,
    /// Visits that their worker may begin now.
    pub arrivals: Vec<(Token, String)>,
}

impl Cast {
    /// Signs them in. A code serves once, so this is done once for each set of data.
    pub fn sign_in(address: SocketAddr, built: &Value) -> Outcome<Self> {
        let listed = built.get("sign_ins").and_then(Value::as_array).cloned().unwrap_or_default();
        let (mut call_handler, mut notes, mut arrivals) = (None, Vec::new(), Vec::new());
        for one in &listed {
            let role = one.get("role").and_then(Value::as_str).unwrap_or_default();
            match role {
                "Call handler" => call_handler = Some(token(address, one)?),
                "Scheduler" => {
                    let token = token(address, one)?;
                    let day = ask(address, "/api/schedule", &token)?;
                    notes.extend(visits(&day).into_iter().map(|(id, _)| (Arc::clone(&token), id)));
                }
                "Care worker" => {
                    let token = token(address, one)?;
                    let round = ask(address, "/api/rounds", &token)?;
                    let ahead = visits(&round).into_iter().filter(|(_, state)| state == "assigned");
                    arrivals.extend(ahead.map(|(id, _)| (Arc::clone(&token), id)));
                }
                _ => {}
            }
        }
        let call_handler = call_handler.ok_or("The demo has no call handler.")?;
        if notes.is_empty() {
            return Err("The demo has no visits today to write notes on.".to_owned());
        }
        Ok(Cast { call_handler, notes, arrivals })
    }
}

fn ask(address: SocketAddr, path: &str, token: &str) -> Outcome<Value> {
    let answer = client::get(address, path, token).map_err(|e| format!("{path}: {e}"))?;
    if answer.status == 200 { Ok(answer.json()) } else { Err(format!("{path} answered {}", answer.status)) }
}

/// The visits in an answer, wherever they stand in it: id and state.
fn visits(value: &Value) -> Vec<(String, String)> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    if let (Some(id), Some(_), Some(state)) = (text("id"), text("planned_start"), text("state")) {
        return vec![(id, state)];
    }
    match value {
        Value::Array(all) => all.iter().flat_map(visits).collect(),
        Value::Object(all) => all.values().flat_map(visits).collect(),
        _ => Vec::new(),
    }
}

/// Signs somebody in by what the demo printed of them.
pub fn token(address: SocketAddr, one: &Value) -> Outcome<Token> {
    let text = |key: &str| one.get(key).and_then(Value::as_str).unwrap_or_default();
    let secret = totp_rs::Secret::try_from_base32(text("totp_secret")).map_err(|e| format!("A demo's secret: {e}"))?;
    let codes = totp_rs::Builder::new().with_secret(secret).build().map_err(|e| format!("A demo's secret: {e}"))?;
    let code = codes.generate_current().to_string();
    let body = serde_json::json!({ "email": text("email"), "password": text("password"), "code": code }).to_string();
    let asked = Connection::open(address).and_then(|mut connection| connection.post("/api/sign-in", "", "", &body));
    let answer = asked.map_err(|e| format!("Signing in as {}: {e}", text("email")))?;
    let told = answer.json();
    let token = told.get("token").and_then(Value::as_str);
    let token = token.ok_or_else(|| format!("Signing in as {}: {}", text("email"), answer.words()))?;
    Ok(Arc::from(token))
}
