//! The fields that files beside a file give to its response: `__dir__.headers` of its folder, then `X.headers` of its
//! own; of each the `.sub.headers`, a template, if there is one. Refuses lines without a colon, and values from the
//! request that would begin a line of their own.

use super::StaticProblem;
use super::asked::Asked;
use crate::docroot::{Docroot, DocrootError};
use crate::pipes::{Bounds, Escaping, template};

/// Most bytes of such a file.
const MOST: u64 = 1 << 20;

/// Names and values, in order.
pub type Lines = Vec<(Vec<u8>, Vec<u8>)>;

/// All of them for the file at `path`.
pub fn extra_fields(docroot: &Docroot, asked: &Asked, path: &str, bounds: &Bounds) -> Result<Lines, StaticProblem> {
    let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let mut lines = beside(docroot, asked, &format!("{folder}__dir__"), bounds)?;
    lines.extend(beside(docroot, asked, path, bounds)?);
    Ok(lines)
}

fn beside(docroot: &Docroot, asked: &Asked, path: &str, bounds: &Bounds) -> Result<Lines, StaticProblem> {
    if let Some(text) = read(docroot, &format!("{path}.sub.headers"))? {
        if !bounds.allow_work() {
            return Err(StaticProblem::Works);
        }
        return lines(&template(docroot, asked, &text, Escaping::Field, bounds)?, path);
    }
    read(docroot, &format!("{path}.headers"))?.map_or(Ok(Vec::new()), |text| lines(&text, path))
}

fn read(docroot: &Docroot, path: &str) -> Result<Option<Vec<u8>>, StaticProblem> {
    let file = match docroot.file(path) {
        Ok(file) => file,
        Err(DocrootError::Unreadable | DocrootError::Failed(_)) => {
            tracing::warn!(path, "a file of header fields can not be read and is passed over");
            return Ok(None);
        }
        Err(_) => return Ok(None),
    };
    if file.size_and_modified()?.0 > MOST {
        return Err(StaticProblem::BadFields(path.to_owned(), "is longer than 1 MiB"));
    }
    Ok(Some(file.read_all()?))
}

/// `Name: value` each, with the white space around both taken away.
fn lines(text: &[u8], path: &str) -> Result<Lines, StaticProblem> {
    let pairs = text.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_empty());
    let pair = |line: &[u8]| {
        let colon = memchr::memchr(b':', line)?;
        let (name, value) = line.split_at(colon);
        Some((stripped(name).to_vec(), stripped(value.get(1..).unwrap_or_default()).to_vec()))
    };
    let pairs =
        pairs.map(|line| pair(line).ok_or(StaticProblem::BadFields(path.to_owned(), "has a line without a colon")));
    pairs.collect()
}

/// `bytes.strip()`: white space in ASCII, the vertical tab included.
fn stripped(text: &[u8]) -> &[u8] {
    let is_kept = |byte: &u8| !byte.is_ascii_whitespace() && *byte != 0x0b;
    let Some(first) = text.iter().position(is_kept) else { return &[] };
    let last = text.iter().rposition(is_kept).unwrap_or(first);
    text.get(first..=last).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::stripped;

    #[test]
    fn white_space_around_is_taken_away() {
        assert_eq!(stripped(b" \t\x0b a b\x0c\r"), b"a b");
        assert_eq!(stripped(b"a"), b"a");
        assert_eq!(stripped(b" \x0b "), b"");
        assert_eq!(stripped(b""), b"");
    }
}
