//! Fields of the form `value; name=value; name="value"`.

/// The value, and the parameters: names in lower case, quoted strings unquoted.
pub fn parse(line: &str) -> (String, Vec<(String, String)>) {
    let mut pieces = split(line).into_iter();
    let value = pieces.next().unwrap_or_default().to_owned();
    let mut parameters: Vec<(String, String)> = Vec::new();
    for piece in pieces {
        let Some((name, text)) = piece.split_once('=') else { continue };
        let (name, text) = (name.trim().to_lowercase(), unquoted(text.trim()));
        match parameters.iter_mut().find(|(other, _)| *other == name) {
            Some((_, last)) => *last = text,
            None => parameters.push((name, text)),
        }
    }
    (value, parameters)
}

/// The parameter with that name.
pub fn parameter(parameters: &[(String, String)], name: &str) -> Option<String> {
    parameters.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone())
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
}
