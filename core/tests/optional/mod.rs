use std::collections::BTreeMap;

use serde_json::Value;

/// The fields that a schema lets be left out, and whether each was seen there, and seen left out.
#[derive(Debug, Default)]
pub(crate) struct Seen(BTreeMap<String, (bool, bool)>);

impl Seen {
    pub(crate) fn fields(&self) -> &BTreeMap<String, (bool, bool)> {
        &self.0
    }

    /// Looks at a value that the whole schema is for.
    pub(crate) fn look(&mut self, root: &Value, value: &Value) {
        self.within(root, root, "", value);
    }

    fn within(&mut self, root: &Value, schema: &Value, place: &str, value: &Value) {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.trim_start_matches("#/$defs/");
            self.within(root, &root["$defs"][name], name, value);
        }
        for choice in ["oneOf", "anyOf", "allOf"] {
            for schema in schema[choice].as_array().into_iter().flatten() {
                if may_be(schema, value) {
                    self.within(root, schema, place, value);
                }
            }
        }
        for item in value.as_array().into_iter().flatten() {
            self.within(root, &schema["items"], place, item);
        }
        let Some(fields) = value.as_object() else { return };
        let required = |name: &str| {
            schema["required"].as_array().is_some_and(|of| of.iter().any(|of| of == name))
        };
        for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
            let there = fields.get(name);
            let place = format!("{place}.{name}");
            if !required(name) {
                let seen = self.0.entry(place.clone()).or_default();
                seen.0 |= there.is_some();
                seen.1 |= there.is_none();
            }
            if let Some(value) = there {
                self.within(root, schema, &place, value);
            }
        }
    }
}

/// Whether a variant's tag is the value's: `type` or `kind`.
fn may_be(schema: &Value, value: &Value) -> bool {
    ["type", "kind"].iter().all(|tag| {
        let wanted = &schema["properties"][tag]["const"];
        wanted.is_null() || *wanted == value[tag]
    })
}
