//! From an approved invoice to the ledger and back.

use access::Role;
use imports::{Import, Options, Outcome, Report};
use kernel::{Uuid, date};
use serde_json::json;
use store::Actor;
use testkit::Persona;

use crate::world::{World, at_once, both};

/// An invoice of two visits, £24.00, that finance approved.
fn approved(world: &World<'_>, finance: &Persona) -> Uuid {
    let invoice = world.invoice(&world.manager());
    finance.form(&format!("/invoices/{invoice}/approve"), &[]).assert_done();
    invoice
}

fn run_of(finance: &Persona) -> Uuid {
    finance.form("/payments/new", &[]).assert_done().id()
}

// FIN-4
#[test]
fn one_officer_makes_a_run_another_releases_it_and_the_invoice_is_paid_once() {
    both(|world| {
        let (ellis, robin) = (world.app.persona(Role::Finance), world.app.persona(Role::Finance));
        let invoice = approved(world, &ellis);
        ellis.get("/payments").assert_ok().assert_has("£24.00 approved, in no run yet");
        let draft = ellis.open_form("/payments/new", "/payments/new");
        let made = draft.send(&[]).assert_done();
        assert!(made.notice().contains("You made run PAY-0001: 1 invoice, £24.00."), "{}", made.notice());
        assert_eq!(draft.send(&[]).assert_done().id(), made.id(), "a doubled request makes one run");
        ellis.api("/payments/new", json!({})).assert_refused(409, "No approved invoice waits");
        let path = format!("/payments/{}", made.id());
        ellis
            .get(&format!("/invoices/{invoice}"))
            .assert_ok()
            .assert_has("In run PAY-0001, which waits for its release");
        robin.get("/payments").assert_ok().assert_has(&format!("Finance, another officer than {}", ellis.name));

        // The one who made it cannot release it, and nothing is downloaded before it is.
        ellis.api(&format!("{path}/release"), json!({ "version": 1 })).assert_refused(409, "You made this run");
        ellis.get(&format!("{path}/file")).assert_refused(409, "There is no file yet");
        let provider = world.provider;
        world.manager().get(&format!("{path}/remittance/{provider}")).assert_status(404);
        assert_eq!(world.balance(provider, "paid"), 0);
        robin.form(&format!("{path}/release"), &[]).assert_done();
        assert_eq!((world.balance(provider, "earned"), world.balance(provider, "paid")), (0, 2400));
        robin.api(&format!("{path}/release"), json!({ "version": 2 })).assert_refused(409, "Nothing is paid twice");
        robin
            .api(&format!("{path}/cancel"), json!({ "version": 2, "why": "x" }))
            .assert_refused(409, "released this run");

        ellis.get(&format!("/invoices/{invoice}")).assert_ok().assert_has("Paid on 23 Nov 2026 in run PAY-0001");
        world.manager().get(&format!("/invoices/{invoice}")).assert_ok().assert_has("Paid on 23 Nov 2026");
        let file = ellis.get(&format!("{path}/file")).assert_ok().text;
        assert!(file.starts_with("RunID,SupplierCode,SupplierName,InvoiceNumber,DocumentType,"), "{file}");
        assert!(
            file.contains("PAY-0001,provider-2,Harbour Care,INV-0001,INV,2026-11-01,2026-11-30,24.00,ASC-HOMECARE\r\n"),
            "{file}"
        );
        assert!(file.ends_with("CONTROL,PAY-0001,1,24.00\r\n"), "{file}");
    });
}

// FIN-4
#[test]
fn thirty_two_release_one_run_and_it_is_released_once() {
    both(|world| {
        let (ellis, robin) = (world.app.persona(Role::Finance), world.app.persona(Role::Finance));
        approved(world, &ellis);
        let path = format!("/payments/{}/release", run_of(&ellis));
        let drafts: Vec<_> = (0..32).map(|_| robin.open_form(&path, &path)).collect();
        let replies = at_once(&drafts, &[]);
        assert_eq!(replies.iter().filter(|reply| reply.status == 303).count(), 1);
        for reply in replies.iter().filter(|reply| reply.status != 303) {
            assert_eq!(reply.status, 409);
            assert!(reply.has("released this run already") || reply.has("Somebody changed this"), "{}", reply.told());
        }
        assert_eq!(world.balance(world.provider, "paid"), 2400, "it is paid once");
    });
}

// FIN-4
#[test]
fn a_run_is_cancelled_with_a_reason_and_its_invoices_go_into_the_next() {
    both(|world| {
        let (ellis, robin) = (world.app.persona(Role::Finance), world.app.persona(Role::Finance));
        approved(world, &ellis);
        let path = format!("/payments/{}", run_of(&ellis));
        ellis.form(&format!("{path}/cancel"), &[("why", "")]).assert_refused(422, "Say why");
        ellis.form(&format!("{path}/cancel"), &[("why", "A provider’s code is wrong")]).assert_done();
        robin.api(&format!("{path}/release"), json!({ "version": 2 })).assert_refused(409, "cancelled this run");
        robin.get(&path).assert_ok().assert_has("A provider’s code is wrong");
        let next = robin.form("/payments/new", &[]).assert_done();
        assert!(next.notice().contains("PAY-0002: 1 invoice, £24.00"), "{}", next.notice());
    });
}

// FIN-4
#[test]
fn a_provider_reads_which_invoices_lines_credits_and_corrections_were_paid() {
    both(|world| {
        let (ellis, robin, manager) =
            (world.app.persona(Role::Finance), world.app.persona(Role::Finance), world.manager());
        let invoice = world.invoice(&manager);
        world.credit(&manager, &ellis, invoice, 0, "4.00");
        ellis.form(&format!("/invoices/{invoice}/approve"), &[]).assert_done();
        manager.get("/payments").assert_ok().assert_has("Nothing has been paid yet");
        let run = run_of(&ellis);
        robin.form(&format!("/payments/{run}/release"), &[]).assert_done();
        manager.get("/payments").assert_ok().assert_has("PAY-0001").assert_has("£20.00");
        let path = format!("/payments/{run}/remittance/{}", world.provider);
        manager
            .get(&path)
            .assert_ok()
            .assert_has("INV-0001")
            .assert_has("£24.00")
            .assert_has("−£4.00")
            .assert_has("£20.00");
        let file = manager.get(&format!("{path}/csv")).assert_ok().text;
        assert!(file.contains("PAY-0001,INV-0001,1,visit,Ada Example,2026-11-17,"), "{file}");
        assert!(file.contains(",credit,Ada Example,") && file.contains(",-4.00\r\n"), "{file}");
        let json = manager.api_get(&path).assert_ok().json();
        assert_eq!(json["invoices"][0]["parts"], json!({ "charged": 2400, "corrected": 0, "credited": -400 }));
        // Another provider neither sees the run nor this advice.
        let tide = world.app.organisation(access::OrganisationKind::Provider, "Tide Care");
        let other = world.app.persona_in(Role::ProviderManager, tide);
        other.get(&path).assert_status(404);
        other.get(&format!("/payments/{run}")).assert_status(403);
        other.get("/payments").assert_ok().assert_lacks("PAY-0001");
    });
}

/// Takes the ledger's answer in.
pub fn answer(world: &World<'_>, file: &str, preview: bool) -> Report {
    let import = Import {
        kind: "ledger-answers",
        file: "answer.csv",
        sha256: file,
        options: Options { preview, ..Options::default() },
    };
    let rows: Vec<_> = sheet::ledger::read(file.as_bytes(), "answer.csv").unwrap().collect();
    let take = |step: &mut imports::Step<'_, '_>, row: &sheet::ledger::Answer| -> Result<Outcome, kernel::Failure> {
        charging::take_ledger_answer(step, row)
    };
    imports::run(&world.app.store, &Actor::system("import"), &import, rows.into_iter(), take, &mut |_| {}).unwrap()
}

const HEAD: &str = "Run ID,Supplier code,Invoice,Amount,Date,Status,Reason\n";

// FIN-4
#[test]
fn a_rejected_payment_opens_the_invoice_for_the_next_run_and_what_does_not_match_is_listed() {
    both(|world| {
        let (ellis, robin) = (world.app.persona(Role::Finance), world.app.persona(Role::Finance));
        let invoice = approved(world, &ellis);
        robin.form(&format!("/payments/{}/release", run_of(&ellis)), &[]).assert_done();
        let file = format!(
            "{HEAD}PAY-0001,provider-2,INV-0001,24.00,25/11/2026,rejected,No such supplier\n\
             PAY-0001,,INV-0001,23.00,25/11/2026,paid,\n\
             PAY-0009,,INV-0001,24.00,25/11/2026,paid,\n\
             PAY-0001,,INV-0007,24.00,25/11/2026,paid,\n\
             PAY-0001,,INV-0001,x,25/11/2026,paid,\n"
        );
        let told = answer(world, &file, true);
        assert_eq!((told.run.made, told.run.changed, told.run.faults), (3, 1, 1), "a preview says so");
        assert_eq!(world.balance(world.provider, "paid"), 2400, "and changes nothing");
        let told = answer(world, &file, false);
        assert_eq!((told.run.made, told.run.changed, told.run.faults), (3, 1, 1));
        assert_eq!((told.faults[0].line, told.faults[0].column.as_str()), (6, "Amount"));
        assert_eq!((world.balance(world.provider, "earned"), world.balance(world.provider, "paid")), (2400, 0));
        ellis
            .get(&format!("/invoices/{invoice}"))
            .assert_ok()
            .assert_has("The ledger rejected it in run PAY-0001 (No such supplier)");
        let list = ellis.get("/payments/answers").assert_ok();
        list.assert_has("The ledger says £23.00; the run says £24.00.")
            .assert_has("There is no released payment run PAY-0009.")
            .assert_has("has no invoice INV-0007");

        // The same lines in another file change nothing.
        let told = answer(world, &format!("{file}\n"), false);
        assert_eq!((told.run.made, told.run.changed, told.run.unchanged), (0, 0, 4));

        // The invoice goes into the next run, and the ledger takes it.
        let next = run_of(&robin);
        ellis.form(&format!("/payments/{next}/release"), &[]).assert_done();
        let told = answer(world, &format!("{HEAD}PAY-0002,,INV-0001,24.00,27/11/2026,paid,\n"), false);
        assert_eq!(told.run.changed, 1);
        ellis.get(&format!("/payments/{next}")).assert_ok().assert_has("Paid; the ledger confirmed it for 27 Nov 2026");

        // Somebody deals with what is listed.
        let open = ellis.get("/payments/answers").attributes("a", "href");
        let one = open.into_iter().find(|href| href.starts_with("/payments/answers/")).unwrap();
        ellis.form(&one, &[("words", "The ledger sent a corrected line")]).assert_done();
        ellis
            .api(&one, json!({ "version": 2, "words": "Again" }))
            .assert_refused(409, "dealt with this answer already");
        ellis.get("/payments").assert_ok().assert_has("2 answers to look at");
    });
}

// FIN-4
#[test]
fn an_invoice_below_nothing_waits_until_it_can_be_set_against_another() {
    both(|world| {
        let (finance, manager) = (world.app.persona(Role::Finance), world.manager());
        world.award(2400, date(2026, 10, 1));
        let visit = world.approve(date(2026, 10, 20));
        let first =
            manager.form("/provider/invoices/new", &[("length", "month"), ("start", "2026-10-01")]).assert_done();
        world.say("visit.corrected", visit, date(2026, 10, 20), json!({ "minutes": 15 }));
        let second =
            manager.form("/provider/invoices/new", &[("length", "month"), ("start", "2026-11-01")]).assert_done();
        finance.form(&format!("/invoices/{}/approve", second.id()), &[]).assert_done();
        finance.get("/payments/new").assert_ok().assert_has("Left out for now").assert_has("−£6.00");
        finance.api("/payments/new", json!({})).assert_refused(409, "there is nothing to pay");
        finance.form(&format!("/invoices/{}/approve", first.id()), &[]).assert_done();
        let made = finance.form("/payments/new", &[]).assert_done();
        assert!(made.notice().contains("2 invoices, £6.00"), "{}", made.notice());
        world.app.persona(Role::Finance).form(&format!("/payments/{}/release", made.id()), &[]).assert_done();
        let file = finance.get(&format!("/payments/{}/file", made.id())).assert_ok().text;
        assert!(file.contains(",CRN,2026-11-01,2026-11-30,-6.00,"), "{file}");
    });
}
