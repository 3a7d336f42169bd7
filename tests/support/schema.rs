//! Documents held against JSON Schemas.

use std::path::Path;

use serde_json::Value;

/// What checks documents against the schema in a file of the package.
pub(crate) fn validator(schema: &str) -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(schema);
    // In SARIF's pattern of languages a bracket is not escaped, which not every reader of patterns takes.
    let text = std::fs::read_to_string(path).expect("the schema is there").replace("{2}]?$", r"{2}\\]?$");
    let schema: Value = serde_json::from_str(&text).expect("a schema is JSON");
    jsonschema::validator_for(&schema).expect("the schema is one")
}

/// Fails if a document is not as its schema says.
pub(crate) fn follows(schema: &str, document: &Value) {
    let misfits: Vec<String> = validator(schema)
        .iter_errors(document)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(misfits.is_empty(), "{misfits:#?}");
}
