//! The same commands without HTTP, for the demo, imports and scripts inside the program: the same gate, the same fields, the
//! same unit of work.

use access::Who;
use kernel::Failure;
use store::Store;

use crate::{Act, Done, Field, FormState, Handler, House, Params, Route, Sent, Shown, Slice, View, answer::Saw};

/// Does the command at `path` as `who`, as if they had sent its form.
pub fn perform(
    store: &Store,
    house: &House,
    slices: &[Slice],
    who: &Who,
    path: &str,
    sent: &Sent,
) -> Result<Done, Failure> {
    let (route, parts) = find(slices, path, |route| matches!(route.handler, Handler::Command(..)))?;
    let Handler::Command(fields, _, submit) = route.handler else { return Err(Failure::no_such("command")) };
    route.gate.admit(who)?;
    let values = Field::read(fields, sent, house.numbers)?;
    let (who, house) = (who.clone(), house.clone());
    store.write_now(who.actor(), move |work| {
        let now = work.at;
        submit(&mut Act { work, who: &who, house: &house, now, path: &parts, values: &values })
    })
}

/// What the page at `path` shows `who`; what it read of people is not journalled, so it is not for people to look at.
pub fn look(store: &Store, house: &House, slices: &[Slice], who: &Who, path: &str) -> Result<Shown, Failure> {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let (route, parts) = find(slices, path, |_| true)?;
    let show = match route.handler {
        Handler::Page(show, _) | Handler::Command(_, show, _) => show,
    };
    route.gate.admit(who)?;
    let (now, sent) = (store.clock().now(), Sent::default());
    let query = Params::new(Sent::from_form(query).pairs().iter().cloned());
    store.read_now(|tx| {
        let form = FormState { sent: &sent, faults: &[], csrf: "", once: "" };
        show(&mut View { tx, who, house, now, path: &parts, query: &query, form, saw: Saw::default() })
    })
}

/// What a form to `path` says, in the words of its questions: each question that was answered, and the answer.
pub fn in_words(slices: &[Slice], path: &str, sent: &Sent) -> Vec<(String, String)> {
    let path = path.split('?').next().unwrap_or_default();
    let fields =
        match find(slices, path, |route| matches!(route.handler, Handler::Command(..))).map(|(it, _)| it.handler) {
            Ok(Handler::Command(fields, ..)) => fields,
            _ => &[],
        };
    let told = fields.iter().filter_map(|field| Some((field.label.to_owned(), field.in_words(sent)?)));
    let others = sent.strangers(fields).into_iter().map(|name| {
        let value = sent.first(&name).to_owned();
        (name.replace(['_', '-'], " "), value)
    });
    told.chain(others.filter(|(_, value)| !value.is_empty())).collect()
}

fn find(slices: &[Slice], path: &str, wanted: impl Fn(&Route) -> bool) -> Result<(Route, Params), Failure> {
    let routes = slices.iter().flat_map(|slice| slice.routes.iter()).filter(|route| wanted(route));
    // A literal part is a closer match than a part in braces, as it is for the HTTP router.
    let matches = routes.filter_map(|route| Some((route, parts(route.path, path)?)));
    let found = matches.min_by_key(|(_, parts)| parts.len());
    let (route, parts) = found.ok_or_else(|| Failure::internal(format!("no route leads to {path}")))?;
    Ok((*route, Params::new(parts)))
}

fn parts(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    if template.len() != path.len() {
        return None;
    }
    let mut parts = Vec::new();
    for (wanted, given) in template.into_iter().zip(path) {
        match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => parts.push((name.to_owned(), given.to_owned())),
            None if wanted == given => {}
            None => return None,
        }
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_matches_its_template_part_by_part() {
        assert_eq!(parts("/offers/{offer}/accept", "/offers/7/accept"), Some(vec![("offer".into(), "7".into())]));
        assert_eq!(parts("/offers/{offer}/accept", "/offers/7/decline"), None);
        assert_eq!(parts("/offers", "/offers/7"), None);
    }
}
