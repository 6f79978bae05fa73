use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform as _};
use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

use super::keys::ConfigFile;

/// The JSON schema of the file, for editors.
pub fn schema() -> Result<String, serde_json::Error> {
    let mut schema = SchemaGenerator::new(SchemaSettings::draft2020_12()).into_root_schema_for::<ConfigFile>();
    RecursiveTransform(without_null).transform(&mut schema);
    serde_json::to_string_pretty(&schema)
}

/// A key can be left out, but TOML has no null.
fn without_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [one] = &mut types[..] {
            let one = one.take();
            schema.insert("type".to_owned(), one);
        }
    }
    let Some(Value::Array(choices)) = schema.get_mut("anyOf") else { return };
    choices.retain(|choice| choice.get("type").is_none_or(|name| name != "null"));
    if let [Value::Object(one)] = &mut choices[..] {
        let one = std::mem::take(one);
        schema.remove("anyOf");
        for (key, value) in one {
            schema.ensure_object().entry(key).or_insert(value);
        }
    }
}
