//! `multipart/form-data` bodies (RFC 7578), with the tolerance of wptserve.

use memchr::memmem;

use super::form::{Form, FormValue};
use super::header_parameters::{parameter, parse as parse_parameters};
use super::url::latin1;
use crate::HandlerError;

/// The parts of a body, by name.
pub fn parse(body: &[u8], boundary: &str) -> Result<Form, HandlerError> {
    let printable = boundary.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if boundary.is_empty() || boundary.len() > 201 || boundary.ends_with(' ') || !printable {
        return Err(HandlerError::failed(format!("Invalid boundary in multipart form: {boundary:?}")));
    }
    let mark = format!("--{boundary}").into_bytes();
    let mut form = Form::default();
    let mut start = after_first_delimiter(body, &mark);
    while let Some(begun) = start.filter(|&begun| begun < body.len()) {
        let (headers, content) = read_headers(body, begun);
        let (end, following) = find_delimiter(body, &mark, content);
        let (name, value) = part(headers, body.get(content..end).unwrap_or_default())?;
        form.add(name, value);
        start = following;
    }
    Ok(form)
}

fn part(headers: Vec<(String, String)>, content: &[u8]) -> Result<(Vec<u8>, FormValue), HandlerError> {
    let header = |name: &str| headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
    let (_, disposition) = parse_parameters(header("content-disposition").map_or("", |(_, value)| value));
    let (content_type, _) = parse_parameters(header("content-type").map_or("text/plain", |(_, value)| value));
    if content_type.starts_with("multipart/") || content_type == "application/x-www-form-urlencoded" {
        return Err(HandlerError::failed(format!("a form inside a form: {content_type}")));
    }
    let name = parameter(&disposition, "name");
    let name = name.ok_or_else(|| HandlerError::failed("a part of the multipart form has no name"))?;
    // A file input without a chosen file has an empty name and counts as plain text.
    let filename = parameter(&disposition, "filename").filter(|name| !name.is_empty());
    let value = FormValue { content: content.to_vec(), filename, content_type: Some(content_type), headers };
    Ok((name.chars().map(|character| u8::try_from(character).unwrap_or(b'?')).collect(), value))
}

/// Where the first part begins: behind a line of the mark and blanks. What comes before counts for nothing.
fn after_first_delimiter(body: &[u8], mark: &[u8]) -> Option<usize> {
    let mut position = 0;
    while let Some(found) = memmem::find(body.get(position..)?, mark).map(|at| position + at) {
        let line = memchr::memrchr(b'\n', body.get(position..found)?).map_or(position, |at| position + at + 1);
        position = next_line(body, found);
        if body.get(line..position)?.trim_ascii() == mark {
            return Some(position);
        }
    }
    None
}

/// Where the part that begins at `start` ends, and where the next one begins if it was not the last.
fn find_delimiter(body: &[u8], mark: &[u8], start: usize) -> (usize, Option<usize>) {
    let delimiter = [b"\n", mark].concat();
    // One byte back: the content may be empty, and then the line end in front of the delimiter is the blank line's.
    let from = start.saturating_sub(1);
    for found in memmem::find_iter(body.get(from..).unwrap_or_default(), &delimiter) {
        let line = from + found + 1;
        let next = next_line(body, line);
        let rest = body.get(line + mark.len()..next).unwrap_or_default().trim_ascii_end();
        if rest.is_empty() || rest == b"--" {
            return (without_line_end(body, start, line), rest.is_empty().then_some(next));
        }
    }
    // Nothing closes the part. What may be the beginning of the delimiter's line end is not its content either.
    let content = body.get(start..).unwrap_or_default();
    let end = if content.ends_with(b"\r") { body.len() - 1 } else { without_line_end(body, start, body.len()) };
    (end, None)
}

/// Where the line after that of `position` begins.
fn next_line(body: &[u8], position: usize) -> usize {
    let rest = body.get(position..).unwrap_or_default();
    memchr::memchr(b'\n', rest).map_or(body.len(), |end| position + end + 1)
}

/// The end of a part: the line end in front of a delimiter is the delimiter's.
fn without_line_end(body: &[u8], start: usize, end: usize) -> usize {
    let content = body.get(start..end).unwrap_or_default();
    let shorter = content.strip_suffix(b"\r\n").or_else(|| content.strip_suffix(b"\n")).unwrap_or(content);
    start + shorter.len()
}

/// The header lines of a part, and where its content begins.
fn read_headers(body: &[u8], start: usize) -> (Vec<(String, String)>, usize) {
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut position = start;
    while position < body.len() {
        let next = next_line(body, position);
        let line = latin1(body.get(position..next).unwrap_or_default());
        position = next;
        if line.trim().is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = headers.last_mut() {
                value.push_str(line.trim_end_matches(['\r', '\n']));
            }
        } else if let Some((name, value)) = line.split_once(':') {
            headers.push((name.to_owned(), value.trim().to_owned()));
        }
    }
    headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-length"));
    (headers, position)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_files_are_told_apart() {
        let body = b"preamble\r\n--B\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nNotes\r\n--B\r\n\
            content-disposition: form-data; name=upload; filename=\"a.txt\"\r\nContent-Type: text/x\r\n\r\n\
            line\r\n--Bx\r\n\r\n--B--\r\nepilogue";
        let form = parse(body, "B").unwrap();
        assert_eq!(form.first("title"), Some(&b"Notes"[..]));
        let upload = &form.values("upload")[0];
        assert_eq!((upload.filename(), upload.content_type()), (Some("a.txt"), Some("text/x")));
        assert_eq!(upload.content(), b"line\r\n--Bx\r\n");
    }

    #[test]
    fn what_nothing_closes_is_taken_as_it_is() {
        let form = parse(b"--B\nContent-Disposition: form-data; name=x\n\nhalf\n", "B").unwrap();
        assert_eq!(form.first("x"), Some(&b"half"[..]));
        let empty = parse(b"--B\nContent-Disposition: form-data; name=x\n\n--B--", "B").unwrap();
        assert_eq!(empty.first("x"), Some(&b""[..]));
        assert!(parse(b"--B --B\n--B\n", "B").unwrap().is_empty());
        assert!(parse(b"", "").is_err());
        assert!(parse(b"nothing", "B").unwrap().is_empty());
    }

    #[test]
    fn a_long_line_of_marks_is_looked_at_once() {
        assert!(parse(&b"--B".repeat(2_000_000), "B").unwrap().is_empty());
    }
}
