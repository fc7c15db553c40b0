use kernel::Postcode;

use super::{Known, sealed};

/// Ada O’Neill-Example of Flat 2, 14 Made Up Lane, Sherborne, BA21 5BT; her carer is Bea Example.
fn ada() -> Known {
    known("Ada", "O’Neill-Example", &["Flat 2, 14 Made Up Lane", "Yeovil Marsh"], &["Bea Example"])
}

fn known(given: &str, family: &str, lines: &[&str], carers: &[&str]) -> Known {
    let carers: Vec<String> = carers.iter().map(|name| (*name).to_owned()).collect();
    let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    let row = people::PersonRow {
        id: kernel::Uuid::nil().into(),
        version: 1,
        given_name: given.into(),
        family_name: family.into(),
        name: format!("{given} {family}"),
        birth: None,
        nhs_number: None,
        nhs_status: String::new(),
        local_number: Some("L-00417".into()),
        gender: None,
        address_lines: lines,
        town: Some("Sherborne".into()),
        postcode: Some(Postcode::parse("BA21 5BT").unwrap()),
        locality: Some("west".into()),
        district: None,
        point: None,
        located_by: None,
        located_why: None,
        phone: None,
        email: None,
        language: None,
        interpreter: false,
        needs: Vec::new(),
        adjustments: None,
        practice_code: None,
        practice_name: None,
        created_at: kernel::Moment::from_micros(0),
        died: None,
        death: people::Death::None,
        merged: None,
    };
    Known::from(&row, &carers, &["West Dorset"])
}

fn all(known: &Known, told: &[(&str, &str)]) {
    for (text, wanted) in told {
        assert_eq!(sealed(text, known), *wanted, "{text}");
    }
}

// BRK-3
#[test]
fn a_name_in_free_words_is_not_told_before_the_award() {
    let told = [
        ("Ada wants to bake", "the person wants to bake"),
        ("Mrs Example's stairs", "Mrs the person's stairs"),
        ("Help ADA, then Example.", "Help the person, then the person."),
        ("Ada O'Neill-Example likes tea", "the person likes tea"),
        ("Ada O’Neill likes tea; Mrs ONeill does", "the person likes tea; Mrs the person does"),
        ("A. O’Neill-Example", "the person"),
        ("Adaptations; examples", "Adaptations; examples"),
        ("a person who eats", "a person who eats"),
    ];
    all(&ada(), &told);
    all(&known("Zoë", "Zoë", &[], &[]), &[("Zoë, Zoe\u{308} or ZOE", "the person or the person")]);
}

// BRK-3
#[test]
fn a_name_that_is_an_ordinary_word_is_hidden_only_with_a_capital() {
    let will = known("Will", "Young", &[], &["May Li"]);
    all(
        &will,
        &[
            ("Will will get up; he may feel young again", "the person will get up; he may feel young again"),
            ("Ask May Li or Mrs Li", "Ask (name) or Mrs (name)"),
            ("Will Young", "the person"),
        ],
    );
}

// BRK-3
#[test]
fn the_names_of_carers_and_of_whoever_is_called_a_relative_are_not_told() {
    let told = [
        ("Bea has the key. Ring Bea Example.", "(name) has the key. Ring (name)."),
        ("Her daughter Jane Smith-Brown calls", "Her daughter (name) calls"),
        ("Neighbour Bert has a key", "Neighbour (name) has a key"),
        ("the son (Tom) comes on Fridays", "the son (name) comes on Fridays"),
        ("Mr Brown next door, Dr Patel", "Mr (name) next door, Dr (name)"),
        ("Her sister lives away. Take care.", "Her sister lives away. Take care."),
        ("Daughter Visits on Monday", "Daughter Visits on Monday"),
        ("Ring the husband. Monday is best", "Ring the husband. Monday is best"),
    ];
    all(&ada(), &told);
}

// BRK-3
#[test]
fn the_address_is_not_told_however_it_is_written_and_the_town_is() {
    let told = [
        ("Lives at Flat 2, 14 Made Up Lane, Sherborne.", "Lives at (address), Sherborne."),
        ("14 made up ln", "(address)"),
        ("the shop in MADE UP LANE", "the shop in (address)"),
        ("at number 14; flat 2 is upstairs", "at (address); (address) is upstairs"),
        ("the 14 Made Up door", "the (address) door"),
        ("Made Up, third door", "(address), third door"),
        ("out in Yeovil Marsh", "out in (address)"),
        ("bed made up each morning", "bed made up each morning"),
        ("14 days, 2 workers, West Dorset", "14 days, 2 workers, West Dorset"),
    ];
    all(&ada(), &told);
    let cottage = known("Ada", "Example", &["Rosebank", "High Street"], &[]);
    all(&cottage, &[("Rosebank, up the High St", "(address), up the (address)"), ("a high step", "a high step")]);
}

// BRK-3
#[test]
fn a_postcode_is_told_by_its_first_half_at_most() {
    let told = [
        ("BA21 5BT", "BA21"),
        ("at ba215bt or ba21  5bt.", "at BA21 or BA21."),
        ("her son at dt1 1aa", "her son at DT1"),
        ("ends in 5BT", "ends in (postcode)"),
        ("vitamin B12 1st of the month", "vitamin B12 1st of the month"),
        ("from 9 to 12 2nd floor, 3pm", "from 9 to 12 2nd floor, 3pm"),
    ];
    all(&ada(), &told);
}

// BRK-3
#[test]
fn phone_numbers_of_any_form_and_e_mail_addresses_are_not_told() {
    for number in [
        "01935 812345",
        "01935812345",
        "01935-812-345",
        "(01935) 812345",
        "(01935) 81 23 45",
        "07700 900123",
        "07700 900 123",
        "07700.900.123",
        "+44 7700 900123",
        "+44 (0)1935 812345",
        "+447700900123",
        "0044 7700 900 123",
        "020 7946 0123",
        "0800 123456",
    ] {
        assert_eq!(sealed(&format!("Ring {number} first"), &ada()), "Ring (phone number) first", "{number}");
    }
    let told = [
        ("01935 812345 2 workers", "(phone number) 2 workers"),
        ("01935 812345, 07700 900123", "(phone number)"),
        ("01935 812345 07700 900123 or 01935 812345", "(phone number) or (phone number)"),
        ("7700 900123", "(number)"),
        ("Sherborne 812345", "Sherborne (number)"),
        ("Write to bea.example+ada@example.org.", "Write to (e-mail address)."),
        ("by mail (Ada@example.org)", "by mail (e-mail address)"),
    ];
    all(&ada(), &told);
}

// BRK-3
#[test]
fn numbers_like_an_nhs_number_are_not_told() {
    let told = [
        ("NHS 999 000 0018", "NHS (number)"),
        ("NHS 999-000-0018.", "NHS (number)."),
        ("9990000018", "(number)"),
        ("local L-00417", "local (number)"),
    ];
    all(&ada(), &told);
}

// BRK-3, H21
#[test]
fn ordinary_words_times_days_and_doses_stay_as_they_are() {
    for text in [
        "07:30 to 08:00, 30 minutes, 2 workers",
        "at 07.30, 12.15 and 18.00",
        "at 0730 0800 1230",
        "between 0730-0800 and 1230-1300",
        "on 27.11.2026 and 01-12-2026, 2026-11-27",
        "01 12 2026 07 30",
        "500 mg, 1,000 ml, 25000 units, 0.5 mg, 10 20 30",
        "BP 120/80 130/85 125/70",
        "from 10 to 11.30, twice a day, 45 minutes each",
        "Hoist, 2 workers; stairs: 14 steps, 3rd floor, b12",
        "NHS bed, HbA1c 48, H2O, size 12 14",
        "Wash, dress and eat at the table; she may want to rest",
        "",
        "Ünïcödé – “quotes” … 💊 0",
    ] {
        assert_eq!(sealed(text, &ada()), text);
    }
}

proptest::proptest! {
    // BRK-3: whatever is written around it, what the record knows does not come through; and nothing panics.
    #[test]
    fn nothing_comes_through_whatever_stands_around_it(before in "[a-z .,;:\n(]{0,12}", after in "[ .,;:\n)][a-z .,;:\n)]{0,12}", any in ".{0,40}") {
        let known = ada();
        for secret in ["Ada", "O’Neill-Example", "14 Made Up Lane", "BA21 5BT", "07700 900123", "999 000 0018", "a@b.org"] {
            let out = sealed(&format!("{before} {secret}{after}"), &known);
            proptest::prop_assert!(!out.contains(secret), "{:?}", out);
        }
        sealed(&any, &known);
    }
}
