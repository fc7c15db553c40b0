use serde_json::Value;
use wire::Handler;

use crate::house;

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(text) if key == "$ref" => found.push(text.clone()),
                    other => references(other, found),
                }
            }
        }
        Value::Array(all) => all.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

// INT-5
#[test]
fn the_description_has_every_command_and_every_fact() {
    house(|app| {
        let description = app.visitor().get("/openapi.json").assert_ok().json();
        assert_eq!(description["openapi"], "3.1.0");
        let mut ids = Vec::new();
        for route in app.site.slices.iter().flat_map(|slice| &slice.routes) {
            let item = &description["paths"][format!("/api{}", route.path)];
            let (method, wanted) = match route.handler {
                Handler::Command(..) => ("post", true),
                Handler::Page(_, schema) => ("get", schema.is_some()),
            };
            assert_eq!(item[method].is_object(), wanted, "{method} {}", route.path);
            ids.extend(item[method]["operationId"].as_str().map(str::to_owned));
        }
        assert!(description["paths"]["/api/sign-in"]["post"].is_object());
        let all = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(all, ids.len(), "two operations have one id");
        let mut found = Vec::new();
        references(&description, &mut found);
        for reference in found {
            let pointer = reference.strip_prefix('#').unwrap_or_default();
            assert!(description.pointer(pointer).is_some(), "{reference} leads nowhere");
        }
    });
}

#[test]
fn the_program_says_how_it_is() {
    house(|app| {
        let visitor = app.visitor();
        assert_eq!(visitor.get("/health").assert_ok().json()["status"], "ok");
        assert_eq!(visitor.get("/ready").assert_ok().json()["ready"], true);
        visitor.get("/accessibility").assert_ok().assert_has("Accessibility statement");
        let style = page::assets::stylesheet();
        let style = visitor.get(style).assert_ok();
        assert_eq!(style.headers["cache-control"], "public, max-age=31536000, immutable");
        let again =
            visitor.get_with(page::assets::stylesheet(), &[("if-none-match", style.headers["etag"].to_str().unwrap())]);
        assert_eq!((again.status, again.bytes.len()), (304, 0));
        visitor.get("/assets/nothing.css").assert_status(404);
        let page = visitor.get("/sign-in").assert_ok();
        assert!(page.headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
        assert_eq!(page.headers["cache-control"], "no-store");
    });
}
