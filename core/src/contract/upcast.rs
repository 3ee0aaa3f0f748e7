//! From the form in which a domain event was written, step by step, to the one that it has today.

use serde_json::{Map, Value};

use super::Invalid;
use crate::aggregate::Upcast;

/// The fields of a domain event, `type` apart.
type Fields = Map<String, Value>;

/// Brings what was recorded, `(wire name, schema version, fields)`, to today's form.
///
/// # Errors
/// `Invalid` where no step leads on: a newer version wrote it.
pub(super) fn upcast<'a>(
    steps: &[Upcast],
    today: impl Fn(&str) -> Option<u16>,
    (mut name, mut version, mut fields): (&'a str, u16, Fields),
) -> Result<(&'a str, Fields), Invalid> {
    fields.remove("type");
    // Each step is taken once at the most: steps that run in a circle end.
    for _ in 0..=steps.len() {
        if today(name) == Some(version) {
            return Ok((name, fields));
        }
        let Some(step) = steps.iter().find(|step| step.from == (name, version)) else { break };
        fields = (step.fields)(fields);
        (name, version) = step.to;
    }
    let (path, reason) = match today(name) {
        None => ("type", "expected the name of a domain event".to_owned()),
        Some(known) => ("schema_version", format!("expected at most {known}, got {version}")),
    };
    Err(Invalid { code: "input.unknown_type", path: path.to_owned(), reason })
}

/// What is wrong with a room's steps, in words: each form that was ever written leads to today's.
#[cfg(test)]
fn gaps(steps: &[Upcast], today: &[(&str, u16)]) -> Vec<String> {
    let known = |name: &str| today.iter().find(|of| of.0 == name).map(|of| of.1);
    let starts = steps.iter().map(|step| step.from);
    let older = today.iter().flat_map(|(name, version)| (1..*version).map(move |v| (*name, v)));
    let mut gaps: Vec<_> = starts
        .clone()
        .chain(older)
        .filter(|(name, version)| upcast(steps, known, (name, *version, Fields::new())).is_err())
        .map(|(name, version)| format!("{name} @ {version} leads nowhere"))
        .collect();
    let twice = starts.filter(|from| steps.iter().filter(|step| step.from == *from).count() > 1);
    gaps.extend(twice.map(|(name, version)| format!("{name} @ {version} leads to two forms")));
    let current = steps.iter().filter(|step| known(step.from.0) == Some(step.from.1));
    gaps.extend(current.map(|step| format!("{} @ {} is today's form", step.from.0, step.from.1)));
    gaps
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::DomainEvent;

    /// A sign was first put up with a text, then with a title, then in a language; then the whole
    /// was called a poster.
    const STEPS: &[Upcast] = &[
        Upcast { from: ("sign.put_up", 1), to: ("sign.put_up", 2), fields: text_is_title },
        Upcast { from: ("sign.put_up", 2), to: ("poster.put_up", 1), fields: |fields| fields },
        Upcast { from: ("poster.put_up", 1), to: ("poster.put_up", 2), fields: in_portuguese },
    ];
    const TODAY: &[(&str, u16)] = &[("poster.put_up", 2), ("poster.taken_down", 1)];

    fn text_is_title(mut fields: Fields) -> Fields {
        if let Some(text) = fields.remove("text") {
            fields.insert("title".to_owned(), text);
        }
        fields
    }

    fn in_portuguese(mut fields: Fields) -> Fields {
        fields.insert("language".to_owned(), json!("pt"));
        fields
    }

    fn today(name: &str) -> Option<u16> {
        TODAY.iter().find(|of| of.0 == name).map(|of| of.1)
    }

    fn read(name: &str, version: u16, data: Value) -> Result<(String, Value), Invalid> {
        let fields = data.as_object().cloned().unwrap();
        upcast(STEPS, today, (name, version, fields))
            .map(|(name, fields)| (name.to_owned(), Value::Object(fields)))
    }

    #[test]
    fn every_older_form_becomes_todays_under_its_new_name() {
        let wanted = ("poster.put_up".to_owned(), json!({ "title": "Hoje", "language": "pt" }));
        for (name, version, data) in [
            ("sign.put_up", 1, json!({ "type": "sign.put_up", "text": "Hoje" })),
            ("sign.put_up", 2, json!({ "type": "sign.put_up", "title": "Hoje" })),
            ("poster.put_up", 1, json!({ "type": "poster.put_up", "title": "Hoje" })),
        ] {
            assert_eq!(read(name, version, data), Ok(wanted.clone()), "{name} @ {version}");
        }
    }

    #[test]
    fn a_form_of_the_future_is_refused() {
        for (name, version, path) in [
            ("poster.put_up", 3, "schema_version"),
            ("poster.taken_down", 0, "schema_version"),
            ("poster.burnt", 1, "type"),
            ("sign.put_up", 3, "type"),
        ] {
            let refused = read(name, version, json!({})).unwrap_err();
            assert_eq!((refused.code, &*refused.path), ("input.unknown_type", path));
        }
    }

    #[test]
    fn steps_that_run_in_a_circle_end() {
        let circle = [
            Upcast { from: ("a.b", 1), to: ("a.b", 2), fields: |fields| fields },
            Upcast { from: ("a.b", 2), to: ("a.b", 1), fields: |fields| fields },
        ];
        assert!(upcast(&circle, today, ("a.b", 1, Fields::new())).is_err());
        assert_eq!(gaps(&circle, &[]).len(), 2);
    }

    #[test]
    fn a_gap_in_the_steps_is_found() {
        assert_eq!(gaps(STEPS, TODAY), [""; 0]);
        let without = |nth: usize| {
            let (before, after) = STEPS.split_at(nth);
            [before, &after[1..]].concat()
        };
        assert_eq!(gaps(&without(1), TODAY), ["sign.put_up @ 1 leads nowhere"]);
        let last = gaps(&without(2), TODAY);
        assert!(last.contains(&"poster.put_up @ 1 leads nowhere".to_owned()), "{last:?}");
        // Nobody wrote down how the second form is read.
        let raised = [("poster.put_up", 3), ("poster.taken_down", 1)];
        assert!(gaps(STEPS, &raised).contains(&"poster.put_up @ 2 leads nowhere".to_owned()));
    }

    #[test]
    fn a_fork_and_a_step_from_todays_form_are_found() {
        let fork = [STEPS, &[Upcast { to: ("poster.put_up", 2), ..STEPS[0] }]].concat();
        assert!(gaps(&fork, TODAY).contains(&"sign.put_up @ 1 leads to two forms".to_owned()));
        let beyond = Upcast { from: ("poster.put_up", 2), ..STEPS[2] };
        let beyond = gaps(&[STEPS, &[beyond]].concat(), TODAY);
        assert!(beyond.contains(&"poster.put_up @ 2 is today's form".to_owned()));
    }

    #[test]
    fn the_rooms_have_no_gap() {
        let names = DomainEvent::wire_names();
        let version = |name| DomainEvent::schema_version(name).unwrap();
        let today: Vec<_> = names.iter().map(|name| (*name, version(name))).collect();
        assert_eq!(gaps(&DomainEvent::upcasts(), &today), [""; 0]);
    }
}
