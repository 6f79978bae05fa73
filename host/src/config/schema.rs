use schemars::generate::SchemaSettings;

use super::keys::ConfigFile;

/// The JSON schema of the file, for editors.
pub fn schema() -> Result<String, serde_json::Error> {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<ConfigFile>();
    serde_json::to_string_pretty(&schema)
}
