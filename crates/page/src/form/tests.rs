use scraper::{Html, Selector};

use super::*;

fn values(html: &Markup, selector: &str, attribute: &str) -> Vec<String> {
    let html = Html::parse_fragment(&html.0);
    let selector = Selector::parse(selector).unwrap();
    html.select(&selector).map(|e| e.value().attr(attribute).unwrap_or_default().to_owned()).collect()
}

fn sent(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

// GOV-9
#[test]
fn a_date_keeps_what_was_typed_and_its_error_leads_to_the_day() {
    let sent = sent(&[("start-day", "31"), ("start-month", "Feb"), ("start-year", "2026")]);
    let faults = [Fault { field: "start".into(), message: "31 February is not a day".into() }];
    let html = FieldView::new("start", "Start").again(&sent, &faults).date();
    assert_eq!(values(&html, "input", "value"), ["31", "Feb", "2026"]);
    assert_eq!(values(&html, "input", "name"), ["start-day", "start-month", "start-year"]);
    assert_eq!(values(&html, "input", "id"), ["start", "start-month", "start-year"]);
    assert_eq!(values(&html, ".nhsuk-form-group--error fieldset", "aria-describedby"), ["start-date-error"]);
}

#[test]
fn a_date_that_was_stored_is_split() {
    let html = FieldView::new("start", "Start").value("2026-02-03").date();
    assert_eq!(values(&html, "input", "value"), ["3", "2", "2026"]);
}

#[test]
fn what_was_ticked_stays_ticked_and_what_was_unticked_stays_so() {
    let items = [Choice::new("a", "A"), Choice::new("b", "B"), Choice::new("c", "C")];
    let field = || FieldView::new("x", "X").values(["a"]);
    let again = sent(&[("csrf", "1"), ("x", "b"), ("x", "c")]);
    assert_eq!(values(&field().again(&again, &[]).many(&items), "input[checked]", "value"), ["b", "c"]);
    let none = sent(&[("csrf", "1")]);
    assert!(values(&field().again(&none, &[]).many(&items), "input[checked]", "value").is_empty());
    assert_eq!(values(&field().again(&[], &[]).many(&items), "input[checked]", "value"), ["a"]);
}

#[test]
fn up_to_six_choices_are_radios_and_more_are_a_list() {
    let items: Vec<Choice> = (0..7).map(|n| Choice::new(n.to_string(), format!("Choice {n}"))).collect();
    let field = FieldView::new("x", "X").value("3");
    assert_eq!(values(&field.choice(&items[..6]), "input[type=radio][checked]", "value"), ["3"]);
    assert_eq!(values(&field.choice(&items), "select option[selected]", "value"), ["3"]);
    assert_eq!(values(&FieldView::new("x", "X").choice(&items), "option[selected]", "value"), [""]);
}

#[test]
fn a_password_is_never_sent_back() {
    let again = sent(&[("password", "secret")]);
    let html = FieldView::new("password", "Password").again(&again, &[]).password("current-password");
    assert!(!html.0.contains("secret"));
}

// GOV-9
#[test]
fn every_kind_of_field_has_a_label_of_its_own_and_the_id_of_its_name() {
    let field = FieldView::new("x", "The question").hint("Help").error("Wrong");
    let choices = [Choice::new("a", "A")];
    for html in [
        field.line(),
        field.words(),
        field.whole("minutes"),
        field.money(),
        field.date(),
        field.time(),
        field.radios(&choices),
        field.list(&choices),
        field.many(&choices),
        field.yes(),
        field.nhs_number(),
        field.postcode(),
        field.email(),
        field.one_time_code(),
        field.file(".csv"),
    ] {
        let first = values(&html, "input, select, textarea", "id");
        assert_eq!(first.first().map(String::as_str), Some("x"), "{}", html.0);
        assert_eq!(values(&html, "label[for='x']", "for").len(), 1, "{}", html.0);
        assert!(html.0.contains("The question") && html.0.contains("Wrong") && html.0.contains("Help"));
        assert!(!values(&html, "[aria-describedby]", "aria-describedby").is_empty(), "{}", html.0);
    }
}

#[test]
fn forms_send_the_token_back() {
    let html = form("/x", "secret", &html! {});
    assert_eq!(values(&html, "form[method=post] input[name=csrf][type=hidden]", "value"), ["secret"]);
}
