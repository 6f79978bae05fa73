//! The effective configuration as a file that says the same, each value with where it comes from.

use std::fmt::{self, Write};

use super::node::{Node, Table, Value};

/// Writes a complete tree as TOML. `file` is the file's name.
pub fn show(tree: &Table, file: Option<&str>) -> Result<String, fmt::Error> {
    let mut out = String::new();
    table(tree, "", file, &mut out)?;
    Ok(out)
}

fn table(table_: &Table, name: &str, file: Option<&str>, out: &mut String) -> fmt::Result {
    let kept = matches!(table_.get("isolation"), Some(Node { value: Value::Text(word), .. }) if word == "handler");
    for (key, node) in table_.iter() {
        if let Some(value) = leaf(&node.value) {
            // A line's end in the file's name would end the comment.
            let origin = node.origin.show(file).to_string().replace(char::is_control, "?");
            writeln!(out, "{key} = {value}  # {origin}")?;
        }
    }
    for (key, node) in table_.iter() {
        let full = if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
        match &node.value {
            // It would be refused, because it has no effect.
            Value::Table(_) if key == "reuse" && !kept => {}
            Value::Table(inner) => {
                writeln!(out, "\n[{full}]")?;
                table(inner, &full, file, out)?;
            }
            Value::List(list) if leaf(&node.value).is_none() => {
                for inner in list.iter().filter_map(Node::table) {
                    writeln!(out, "\n[[{full}]]")?;
                    table(inner, &full, file, out)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// As it stands behind the equals sign; none: as a table of its own.
fn leaf(value: &Value) -> Option<String> {
    Some(match value {
        Value::Text(text) => toml::Value::String(text.clone()).to_string(),
        Value::Whole(number) => number.to_string(),
        Value::Number(number) => toml::Value::Float(*number).to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Moment(moment) => moment.clone(),
        Value::List(list) => {
            let elements: Option<Vec<String>> = list.iter().map(|element| leaf(&element.value)).collect();
            format!("[{}]", elements?.join(", "))
        }
        Value::Table(_) => return None,
    })
}
