//! Fields of the form `value; name=value; name="value"`.

use std::collections::BTreeMap;

/// Texts by name. A part of a form can have a great many of them.
pub type Parameters = BTreeMap<String, String>;

/// The value, and the parameters: names in lower case, quoted strings unquoted.
pub fn parse(line: &str) -> (String, Parameters) {
    let mut pieces = split(line).into_iter();
    let value = pieces.next().unwrap_or_default().to_owned();
    let mut parameters = Parameters::new();
    for piece in pieces {
        let Some((name, text)) = piece.split_once('=') else { continue };
        parameters.insert(name.trim().to_lowercase(), unquoted(text.trim()));
    }
    (value, parameters)
}

/// The parameter with that name.
pub fn parameter(parameters: &Parameters, name: &str) -> Option<String> {
    parameters.get(name).cloned()
}

fn unquoted(text: &str) -> String {
    match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inside) => inside.replace("\\\\", "\\").replace("\\\"", "\""),
        None => text.to_owned(),
    }
}

/// The pieces between semicolons, except semicolons inside quotes.
fn split(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    let mut before = ' ';
    for (position, character) in line.char_indices() {
        match character {
            '"' if before != '\\' => quoted = !quoted,
            // A semicolon at the very start of a piece ends it whatever stands around it, as in wptserve.
            ';' if !quoted || position == start => {
                pieces.push(line.get(start..position).unwrap_or_default().trim());
                start = position + 1;
                quoted = false;
            }
            _ => {}
        }
        before = character;
    }
    pieces.push(line.get(start..).unwrap_or_default().trim());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_taken_apart() {
        let (value, parameters) = parse(r#"form-data; NAME="a;\"b"; x=1;y ; x=2"#);
        assert_eq!(value, "form-data");
        assert_eq!(parameter(&parameters, "name").as_deref(), Some("a;\"b"));
        assert_eq!(parameter(&parameters, "x").as_deref(), Some("2"));
        assert_eq!(parameter(&parameters, "y"), None);
    }

    #[test]
    fn a_great_many_parameters_are_no_burden() {
        let line: String = (0..300_000).map(|number| format!(";{number}=1")).collect();
        assert_eq!(parse(&line).1.len(), 300_000);
    }
}
