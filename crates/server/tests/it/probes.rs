use access::Role;
use kernel::Uuid;
use testkit::{App, Persona, Reply};
use wire::{Gate, Handler, Route};

/// The path with an id that names nothing in each of its parts.
fn nowhere(route: &Route) -> (String, bool) {
    let mut parts = false;
    let path = route.path.split('/').map(|part| match part.starts_with('{') {
        true => {
            parts = true;
            "01990000-0000-7000-8000-00000000dead"
        }
        false => part,
    });
    let path: Vec<_> = path.collect();
    (path.join("/"), parts)
}

fn everybody(app: &App) -> Vec<Persona> {
    let somebody = Uuid::from_u128(0xbeef);
    let one = |role: &Role| match role {
        Role::Person => app.own(somebody),
        Role::Carer => app.carer_of(somebody),
        role => app.persona(*role),
    };
    Role::ALL.iter().map(one).collect()
}

fn may(route: &Route, role: Role) -> bool {
    match route.gate {
        Gate::SignedIn(reason) => {
            assert!(reason.len() > 10, "{} is open to everybody who is signed in and does not say why", route.path);
            true
        }
        Gate::Action(action) => action.reach_of(role).is_some(),
    }
}

struct Probe<'a> {
    route: &'a Route,
    faults: Vec<String>,
}

impl Probe<'_> {
    fn expect(&mut self, who: &str, reply: &Reply, holds: bool) {
        if !holds {
            let told = reply.told();
            let told: String = told.chars().take(300).collect();
            self.faults.push(format!("{} as {who}: {told}", self.route.title));
        }
    }

    fn ask(&mut self, path: &str, api: bool, persona: &Persona, parts: bool) {
        let (role, words) = (persona.role, persona.role.words());
        let reply = if api { persona.api_get(path) } else { persona.get(path) };
        self.judge(words, &reply, may(self.route, role), parts);
    }

    fn judge(&mut self, words: &str, reply: &Reply, may: bool, parts: bool) {
        let holds = match (may, parts) {
            (false, _) => reply.status == 403,
            (true, true) => (300..500).contains(&reply.status),
            (true, false) => reply.status < 500,
        };
        self.expect(words, reply, holds);
    }

    fn signed_out(&mut self, app: &App, path: &str) {
        let visitor = app.visitor();
        let reply = visitor.get(path);
        let to_sign_in = |reply: &Reply| reply.location.as_deref().is_some_and(|to| to.starts_with("/sign-in"));
        self.expect("nobody", &reply, reply.status == 303 && to_sign_in(&reply));
        match self.route.handler {
            Handler::Command(..) => {
                let reply = visitor.api(path, serde_json::json!({}));
                self.expect("nobody", &reply, reply.status == 401);
                let reply = visitor.post_raw(path, "");
                self.expect("nobody", &reply, reply.status == 303 && to_sign_in(&reply));
            }
            Handler::Page(_, Some(_)) => {
                let reply = visitor.api_get(path);
                self.expect("nobody", &reply, reply.status == 401);
            }
            Handler::Page(_, None) => {}
        }
    }
}

// GOV-1
#[test]
fn every_route_is_asked_as_every_role_and_as_nobody() {
    testkit::on_sqlite_with(server::house::slices, &crate::options(), probe_everything);
}

// GOV-1
#[test]
fn every_route_is_asked_as_every_role_and_as_nobody_on_postgresql() {
    testkit::on_postgres_with(server::house::slices, &crate::options(), probe_everything);
}

fn probe_everything(app: &App) {
    let (everybody, mut faults) = (everybody(app), Vec::new());
    for route in app.site.slices.iter().flat_map(|slice| &slice.routes) {
        let (path, parts) = nowhere(route);
        let mut probe = Probe { route, faults: Vec::new() };
        probe.signed_out(app, &path);
        for persona in &everybody {
            probe.ask(&path, false, persona, parts);
            match route.handler {
                Handler::Command(..) => {
                    let reply = persona.api(&path, serde_json::json!({}));
                    probe.judge(persona.role.words(), &reply, may(route, persona.role), parts);
                }
                Handler::Page(_, Some(_)) => probe.ask(&path, true, persona, parts),
                Handler::Page(_, None) => {}
            }
        }
        faults.append(&mut probe.faults);
    }
    assert!(faults.is_empty(), "{} answers are not as the policy says:\n{}", faults.len(), faults.join("\n"));
}

// GOV-1
#[test]
fn no_route_is_beside_the_tables() {
    testkit::both_with(server::house::slices, &crate::options(), |app| {
        let router = format!("{:?}", server::serve::application(&app.site));
        let mut known: Vec<String> = server::public::list().iter().map(|public| public.path.to_owned()).collect();
        for route in app.site.slices.iter().flat_map(|slice| &slice.routes) {
            known.extend([route.path.to_owned(), format!("/api{}", route.path)]);
        }
        let paths: Vec<&str> = router.split('"').filter(|text| text.starts_with('/')).collect();
        assert!(paths.len() >= server::public::list().len(), "the router no longer tells its paths:\n{router}");
        let strange: Vec<_> = paths.iter().filter(|path| !known.iter().any(|known| known == *path)).collect();
        // axum's own two: what is under no path at all.
        let strange: Vec<_> = strange.into_iter().filter(|path| !path.contains("__private__axum")).collect();
        assert!(strange.is_empty(), "these routes are in no table: {strange:?}");
        assert!(server::public::list().iter().all(|public| public.reason.len() > 10));
    });
}
