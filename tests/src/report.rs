//! A failure for a person to read: the differences in words, then both answers side by side.

use crate::compare::Difference;
use crate::raw_http::Received;
use crate::wire_text::readable;

const COLUMN: usize = 76;

/// What is said of one step of a case that failed.
pub fn failure(
    case: &str,
    step: usize,
    why: &[Difference],
    request: &[u8],
    oracle: &Received,
    airlock: &Received,
) -> String {
    let mut text = format!("── {case}, step {step}\n");
    for difference in why {
        text += &format!("   {difference}\n");
    }
    text += &format!("   request:\n{}\n", indented(&readable(request)));
    text += &side_by_side(("oracle", oracle), ("airlock", airlock));
    text
}

fn side_by_side(left: (&str, &Received), right: (&str, &Received)) -> String {
    let title = |(name, received): (&str, &Received)| format!("{name} ({:?})", received.end);
    let column = |received: &Received| -> Vec<String> {
        readable(&received.bytes()).lines().flat_map(|line| wrapped(line, COLUMN)).collect()
    };
    let (one, other) = (column(left.1), column(right.1));
    let mut text = format!("   {:<COLUMN$} │ {}\n", title(left), title(right));
    for index in 0..one.len().max(other.len()) {
        let line = |lines: &[String]| lines.get(index).cloned().unwrap_or_default();
        let mark = if line(&one) == line(&other) { '│' } else { '┃' };
        text += format!("   {:<COLUMN$} {mark} {}", line(&one), line(&other)).trim_end();
        text += "\n";
    }
    text
}

fn wrapped(line: &str, width: usize) -> Vec<String> {
    let characters: Vec<char> = line.chars().collect();
    characters.chunks(width).map(|part| part.iter().collect()).collect()
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("     {line}")).collect::<Vec<_>>().join("\n")
}
