use std::fmt::Write;

use access::{Reach, Role};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/access.md");

const HEAD: &str = "# Who may do what

Made from the policies of the rooms; a test keeps it so (`KITH_UPDATE=1 cargo nextest run -p server matrix` writes it anew).
What is not here is nobody's.

**all**: everything in the place. **own organisation**: what belongs to the organisation they act for. **own record**: about
themselves, or the person who named them as carer. **given to them**: what was assigned to them.
";

fn reach(reach: Reach) -> &'static str {
    match reach {
        Reach::Place => "all",
        Reach::Organisation => "own organisation",
        Reach::Own => "own record",
        Reach::Assigned => "given to them",
    }
}

fn printed() -> String {
    let mut text = HEAD.to_owned();
    for slice in server::house::slices().iter().filter(|slice| !slice.actions.is_empty()) {
        write!(text, "\n## {}\n\n| action | may | who |\n|---|---|---|\n", slice.name).unwrap();
        for action in slice.actions {
            let who = Role::ALL.iter().filter_map(|role| {
                action.reach_of(*role).map(|it| format!("{} ({})", role.words().to_lowercase(), reach(it)))
            });
            let who: Vec<_> = who.collect();
            writeln!(text, "| `{}` | {} | {} |", action.name, action.words, who.join(", ")).unwrap();
        }
    }
    text.push_str("\n## For everybody, signed in or not\n\n| route | why |\n|---|---|\n");
    for public in server::public::list() {
        writeln!(text, "| {} {} | {} |", public.method, public.path, public.reason).unwrap();
    }
    text
}

// GOV-1
#[test]
fn the_printed_matrix_is_the_policy() {
    let printed = printed();
    if std::env::var("KITH_UPDATE").is_ok() {
        std::fs::write(PATH, &printed).unwrap();
    }
    let kept = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(
        kept == printed,
        "docs/access.md is not what the rooms' policies say. Read what changed, then write it anew:\n    KITH_UPDATE=1 cargo nextest run -p server matrix"
    );
}

#[test]
fn every_action_has_a_name_of_its_own_and_every_route_an_action_of_a_policy() {
    let slices = server::house::slices();
    let mut names: Vec<_> = slices.iter().flat_map(|slice| slice.actions).map(|action| action.name).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(all, names.len(), "two actions have one name");
    for route in slices.iter().flat_map(|slice| &slice.routes) {
        if let wire::Gate::Action(action) = route.gate {
            assert!(names.contains(&action.name), "{}: {} stands in no policy", route.path, action.name);
        }
    }
}
