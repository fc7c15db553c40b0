//! The OpenAPI 3.1 description, made from the same table the routes are made from.

use serde_json::{Map, Value, json};

use crate::{Field, Gate, Handler, Kind, Route, Slice};

/// Describes every JSON route of these rooms. `extra` are paths the server adds by itself.
pub fn describe(slices: &[Slice], extra: Map<String, Value>) -> Value {
    let mut paths = extra;
    let mut schemas = Map::from_iter([("Done".to_owned(), done()), ("Problem".to_owned(), problem())]);
    for slice in slices {
        for route in &slice.routes {
            if let Some(item) = item(slice.name, route, &mut schemas) {
                paths.insert(format!("/api{}", route.path), item);
            }
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Kith", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "MIT" },
            "description": "Every command a page offers, and the facts behind the pages. Sign in at POST /api/sign-in, then send the token as a bearer token. A command sent twice with one Idempotency-Key is done once."
        },
        "security": [{ "bearer": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas,
            "responses": { "Problem": {
                "description": "What is wrong, where, and what to do (RFC 9457)",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
            } }
        }
    })
}

fn item(tag: &str, route: &Route, schemas: &mut Map<String, Value>) -> Option<Value> {
    let mut operation = json!({
        "tags": [tag], "summary": route.title, "operationId": format!("{}{}", tag, route.path.replace(['/', '{', '}'], "_")),
        "parameters": parameters(route),
    });
    let may = match route.gate {
        Gate::Action(action) => {
            let roles: Vec<_> = action.grants.iter().map(|grant| grant.role.words()).collect();
            format!("Action `{}`: {}.", action.name, roles.join(", "))
        }
        Gate::SignedIn(reason) => format!("Everybody who is signed in: {reason}."),
    };
    set(&mut operation, "description", json!(may));
    let (method, answer) = match route.handler {
        Handler::Page(_, None) => return None,
        Handler::Page(_, Some(schema)) => {
            let mut schema = schema().to_value();
            gather(tag, &mut schema, schemas);
            ("get", schema)
        }
        Handler::Command(fields, ..) => {
            set(
                &mut operation,
                "requestBody",
                json!({
                    "required": true, "content": { "application/json": { "schema": body(fields) } }
                }),
            );
            ("post", json!({ "$ref": "#/components/schemas/Done" }))
        }
    };
    set(&mut operation, "responses", responses(answer));
    Some(json!({ method: operation }))
}

/// Moves the parts of a schema that it refers to among the description's own, under the room's name.
fn gather(tag: &str, schema: &mut Value, schemas: &mut Map<String, Value>) {
    if let Value::Object(object) = schema {
        object.remove("$schema");
        if let Some(Value::Object(parts)) = object.remove("$defs") {
            for (name, mut part) in parts {
                refer(tag, &mut part);
                schemas.insert(format!("{tag}.{name}"), part);
            }
        }
    }
    refer(tag, schema);
}

fn refer(tag: &str, value: &mut Value) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(text) if key == "$ref" => {
                        *text = text.replace("#/$defs/", &format!("#/components/schemas/{tag}."));
                    }
                    other => refer(tag, other),
                }
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|value| refer(tag, value)),
        _ => {}
    }
}

fn set(object: &mut Value, key: &str, value: Value) {
    if let Value::Object(object) = object {
        object.insert(key.to_owned(), value);
    }
}

fn responses(answer: Value) -> Value {
    let mut responses =
        json!({ "200": { "description": "Done", "content": { "application/json": { "schema": answer } } } });
    for status in ["401", "403", "404", "409", "413", "422", "429", "500", "503"] {
        set(&mut responses, status, json!({ "$ref": "#/components/responses/Problem" }));
    }
    responses
}

fn parameters(route: &Route) -> Value {
    let names = route.path.split('/').filter_map(|part| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')));
    let path =
        names.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }));
    let mut all: Vec<_> = path.collect();
    if matches!(route.handler, Handler::Command(..)) {
        all.push(json!({ "name": "Idempotency-Key", "in": "header", "required": false, "schema": { "type": "string" },
            "description": "The same key and body again gives the same reply and does nothing more" }));
    }
    Value::Array(all)
}

/// The JSON body of a command.
fn body(fields: &[Field]) -> Value {
    let properties: Map<_, _> = fields.iter().map(|field| (field.name.to_owned(), schema(field))).collect();
    let required: Vec<_> = fields.iter().filter(|field| field.must.is_some()).map(|field| field.name).collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties, "required": required })
}

fn schema(field: &Field) -> Value {
    let codes = |of: &[(&'static str, &str)]| of.iter().map(|(code, _)| *code).collect::<Vec<_>>();
    let mut schema = match field.kind {
        Kind::Line(most) | Kind::Words(most) => json!({ "type": "string", "maxLength": most }),
        Kind::Name => json!({ "type": "string", "maxLength": 70 }),
        Kind::Whole(least, most, unit) => {
            json!({ "type": "integer", "minimum": least, "maximum": most, "x-unit": unit })
        }
        Kind::Version => json!({ "type": "integer", "minimum": 0 }),
        Kind::Money => json!({ "type": "string", "pattern": "^£?[0-9,]+(\\.[0-9]{1,2})?$", "x-unit": "pounds" }),
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::Time => json!({ "type": "string", "examples": ["08:00", "2:15pm"] }),
        Kind::Choice(of) => json!({ "type": "string", "enum": codes(of) }),
        Kind::Many(of) => json!({ "type": "array", "items": { "type": "string", "enum": codes(of) } }),
        Kind::Yes => json!({ "type": "boolean" }),
        Kind::NhsNumber => json!({ "type": "string", "pattern": "^[0-9 ]{10,12}$" }),
        Kind::Postcode => json!({ "type": "string", "maxLength": 8 }),
        Kind::Email => json!({ "type": "string", "format": "email", "maxLength": 254 }),
        Kind::Id => json!({ "type": "string", "format": "uuid" }),
    };
    set(&mut schema, "title", json!(field.label));
    if !field.hint.is_empty() {
        set(&mut schema, "description", json!(field.hint));
    }
    schema
}

fn done() -> Value {
    json!({
        "type": "object", "required": ["id", "location", "message"],
        "properties": {
            "id": { "type": ["string", "null"], "format": "uuid", "description": "What was made or changed" },
            "location": { "type": "string", "description": "The page to go on with" },
            "message": { "type": "string", "description": "What happened, for people" }
        }
    })
}

fn problem() -> Value {
    json!({
        "type": "object", "required": ["type", "title", "status", "detail", "faults"],
        "properties": {
            "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" },
            "detail": { "type": "string" },
            "faults": { "type": "array", "items": {
                "type": "object", "required": ["field", "message"],
                "properties": { "field": { "type": "string" }, "message": { "type": "string" } }
            } }
        }
    })
}
