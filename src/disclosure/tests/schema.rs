//! The published schema describes what is published.

use serde_json::{Value, json};

use crate::base::{Day, Text};
use crate::disclosure::correction::document::{Amendment, NewName, Says};
use crate::disclosure::fixture::Case;
use crate::disclosure::texts::flag::Names;
use crate::disclosure::texts::tests::published;
use crate::disclosure::{CorrectionOrder, CutOrder, Ledger, correct};

/// Checks a value against the parts of JSON Schema that our schema uses; the fault names the place.
fn check(schema: &Value, root: &Value, value: &Value, at: &str) -> Result<(), String> {
    let fail = |what: &str| Err(format!("{at}: {what}"));
    if let Some(name) = schema["$ref"].as_str() {
        let target = name
            .strip_prefix('#')
            .and_then(|pointer| root.pointer(pointer));
        return target.map_or_else(|| fail(name), |target| check(target, root, value, at));
    }
    if let Some(one) = schema["oneOf"].as_array() {
        let fits = one
            .iter()
            .filter(|s| check(s, root, value, at).is_ok())
            .count();
        return if fits == 1 {
            Ok(())
        } else {
            fail(&format!("fits {fits} of {}", one.len()))
        };
    }
    if schema["const"] != Value::Null && schema["const"] != *value {
        return fail("is not the constant");
    }
    if schema["enum"]
        .as_array()
        .is_some_and(|all| !all.contains(value))
    {
        return fail("is not in the list");
    }
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        _ => false,
    };
    let fits = match &schema["type"] {
        Value::String(kind) => is(kind),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).any(is),
        _ => true,
    };
    if !fits {
        return fail("is of the wrong type");
    }
    if let Some(object) = value.as_object() {
        for key in schema["required"].as_array().into_iter().flatten() {
            if !key.as_str().is_some_and(|key| object.contains_key(key)) {
                return fail(&format!("lacks {key}"));
            }
        }
        for (key, inner) in object {
            let at = format!("{at}/{key}");
            let property = &schema["properties"][key];
            let further = &schema["additionalProperties"];
            match (property, further) {
                (Value::Null, Value::Bool(false)) => return Err(format!("{at}: is unknown")),
                (Value::Null, Value::Object(_)) => check(further, root, inner, &at)?,
                (Value::Null, _) => {}
                _ => check(property, root, inner, &at)?,
            }
        }
    }
    for (index, inner) in value.as_array().into_iter().flatten().enumerate() {
        check(&schema["items"], root, inner, &format!("{at}/{index}"))?;
    }
    Ok(())
}

#[test]
fn a_later_release_fits_the_schema_too() {
    let schema: Value =
        serde_json::from_str(include_str!("../../../docs/release.schema.json")).unwrap();
    let case = Case::new(&[0, 0, 0, 6, 7, 6, 7, 8, 7], 1, 1);
    let mut ledger = Ledger::open(Vec::new()).unwrap();
    let first = [case.protect(&mut ledger).unwrap()];
    let order = CutOrder::By("facilitator".into());
    let (second, _) = case.supplement(&first, &order, &mut ledger).unwrap();
    let document: Value = serde_json::from_str(second.to_json()).unwrap();
    check(&schema, &schema, &document, "").unwrap();
    assert_eq!(document["groups"][1]["kind"], "cut");
    for (place, value) in [
        ("/adds_to", json!("none")),
        ("/groups/1/members", json!({})),
        ("/groups/1/kind", json!("slice")),
    ] {
        let mut altered = document.clone();
        *altered.pointer_mut(place).unwrap() = value;
        assert!(check(&schema, &schema, &altered, "").is_err(), "{place}");
    }
}

#[test]
fn a_release_fits_the_schema_and_an_altered_one_does_not() {
    let schema: Value =
        serde_json::from_str(include_str!("../../../docs/release.schema.json")).unwrap();
    for seed in 0..8 {
        let release = Case::new(&[0, 0, 0, 6, 7, 6, 4, 8, 5], seed, seed).release();
        let document: Value = serde_json::from_str(release.to_json()).unwrap();
        check(&schema, &schema, &document, "").unwrap();
        let alterations: [(&str, Value); 4] = [
            ("/format", json!("pejling.release/2")),
            ("/groups/0/size", json!(null)),
            ("/tables/0/cells/0/figures", json!({ "hidden": "answers" })),
            ("/policy/extra", json!(1)),
        ];
        for (place, value) in alterations {
            let mut altered = document.clone();
            match altered.pointer_mut(place) {
                Some(found) => *found = value,
                None => altered["policy"]["extra"] = value,
            }
            assert!(check(&schema, &schema, &altered, "").is_err(), "{place}");
        }
    }
}

#[test]
fn published_texts_fit_the_schema_and_altered_ones_do_not() {
    let schema: Value =
        serde_json::from_str(include_str!("../../../docs/texts.schema.json")).unwrap();
    let document: Value = serde_json::from_str(published().to_json()).unwrap();
    check(&schema, &schema, &document, "").unwrap();
    let alterations: [(&str, Value); 4] = [
        ("/format", json!("pejling.release/1")),
        ("/questions/0/lists/0/texts/0", json!({"left_out": "x"})),
        ("/questions/0/lists/0/texts/0", json!("x")),
        ("/groups/0/direct", json!(0)),
    ];
    for (place, value) in alterations {
        let mut altered = document.clone();
        *altered.pointer_mut(place).unwrap() = value;
        assert!(check(&schema, &schema, &altered, "").is_err(), "{place}");
    }
}

#[test]
fn a_correction_fits_the_schema_and_one_with_a_figure_does_not() {
    let schema: Value =
        serde_json::from_str(include_str!("../../../docs/correction.schema.json")).unwrap();
    let mut ledger = Ledger::open(Vec::new()).unwrap();
    let case = Case::new(&[0, 0, 0, 6, 7, 6, 7, 8, 7], 1, 1);
    let release = case.protect(&mut ledger).unwrap();
    let text = |words: &str| Text::new(words, words);
    let name = |label_en: Option<&str>| NewName {
        group: "t1".into(),
        label: "Nord".into(),
        label_en: label_en.map(str::to_owned),
    };
    let amended = |note, name| {
        Says::Amended(Amendment {
            note,
            names: vec![name],
        })
    };
    for says in [
        Says::Withdrawn,
        amended(None, name(None)),
        amended(Some(text("Note")), name(Some("North"))),
    ] {
        let order = CorrectionOrder {
            reason: text("Grund"),
            says: says.clone(),
        };
        let day = Day::new(2026, 4, 9).unwrap();
        let mut ledger = ledger.clone();
        let made = correct(&release, &order, &Names::default(), day, &mut ledger).unwrap();
        let document: Value = serde_json::from_str(made.to_json()).unwrap();
        check(&schema, &schema, &document, "").unwrap();
        let alterations: [(&str, Value); 4] = [
            ("/format", json!("pejling.release/1")),
            (
                "/says",
                json!({"amended": {"note": null, "names": [], "count": 3}}),
            ),
            ("/says", json!("gone")),
            ("/reason", json!("Grund")),
        ];
        for (place, value) in alterations {
            let mut altered = document.clone();
            *altered.pointer_mut(place).unwrap() = value;
            assert!(check(&schema, &schema, &altered, "").is_err(), "{place}");
        }
    }
}
