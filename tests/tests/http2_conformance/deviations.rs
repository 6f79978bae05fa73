//! Where Airlock, or rather the library under it, does something else than the RFCs want. docs/http2.md tells of each.

use airlock_tests::http2_frames::error::PROTOCOL_ERROR;
use airlock_tests::places;
use anyhow::{Context, Result, ensure};

use crate::case::Case;
use crate::client::Seen;
use crate::{compression, connection, fields, flow_control, framing, streams};

/// The connection ends as it must, but the code is the one for all errors.
const ENDS_WITH_ANOTHER_CODE: Seen = Seen::GoAway(PROTOCOL_ERROR);

/// Section, part of what is sent, and what comes.
const DEVIATIONS: &[(&str, &str, Seen)] = &[
    ("4.3", "ends in the midst of a field", ENDS_WITH_ANOTHER_CODE),
    ("5.1", "DATA on a stream that the client has ended", ENDS_WITH_ANOTHER_CODE),
    ("5.1", "HEADERS on a stream that the client has ended", ENDS_WITH_ANOTHER_CODE),
    ("5.1", "HEADERS on a stream that the client has reset", ENDS_WITH_ANOTHER_CODE),
    ("6.3", "PRIORITY of another length", ENDS_WITH_ANOTHER_CODE),
    ("6.4", "RST_STREAM of another length", ENDS_WITH_ANOTHER_CODE),
    ("6.5", "SETTINGS with ACK and a value", ENDS_WITH_ANOTHER_CODE),
    ("6.5", "SETTINGS of a length", ENDS_WITH_ANOTHER_CODE),
    ("6.5.2", "INITIAL_WINDOW_SIZE", ENDS_WITH_ANOTHER_CODE),
    ("6.7", "PING of another length", ENDS_WITH_ANOTHER_CODE),
    ("6.9", "WINDOW_UPDATE of another length", ENDS_WITH_ANOTHER_CODE),
    ("8.3", "one in trailers", Seen::Answer(1, Some(200))),
    ("RFC 7541, 2.3.3", "a place", ENDS_WITH_ANOTHER_CODE),
    ("RFC 7541, 2.3.3", "a name at a place", ENDS_WITH_ANOTHER_CODE),
    ("RFC 7541, 4.2", "behind a field", ENDS_WITH_ANOTHER_CODE),
    ("RFC 7541, 4.4", "larger than the table", ENDS_WITH_ANOTHER_CODE),
    ("RFC 7541, 5.1", "no end", ENDS_WITH_ANOTHER_CODE),
    ("RFC 7541, 5.2", "longer than the block", ENDS_WITH_ANOTHER_CODE),
    ("RFC 7541, 5.2", "more than seven bits", ENDS_WITH_ANOTHER_CODE),
    ("RFC 7541, 5.2", "padding of zeros", ENDS_WITH_ANOTHER_CODE),
    ("RFC 7541, 5.2", "the end of all texts", ENDS_WITH_ANOTHER_CODE),
    ("RFC 7541, 6.1", "the place 0", ENDS_WITH_ANOTHER_CODE),
    ("RFC 7541, 6.3", "beyond", ENDS_WITH_ANOTHER_CODE),
    ("RFC 7541, 2.2", "that connection alone", ENDS_WITH_ANOTHER_CODE),
];

/// What comes in a case, if it is another thing than it should be.
pub fn deviation(case: &Case) -> Option<Seen> {
    let known = DEVIATIONS.iter().find(|(section, what, _)| case.section == *section && case.what.contains(what));
    known.map(|(_, _, seen)| *seen)
}

#[test]
fn each_is_of_a_case_and_documented() -> Result<()> {
    let lists = [
        compression::CASES,
        connection::CASES,
        fields::NAMES,
        fields::PSEUDO,
        fields::CONTENT,
        flow_control::CASES,
        framing::CASES,
        streams::STATES,
        streams::FRAMES,
    ];
    let cases: Vec<&Case> = lists.into_iter().flatten().collect();
    let document = std::fs::read_to_string(places::tests_folder().join("../docs/http2.md")).context("docs/http2.md")?;
    for (section, what, _) in DEVIATIONS {
        let found = cases.iter().filter(|case| case.section == *section && case.what.contains(what)).count();
        ensure!(found > 0, "no case: {section}: {what}");
        let rows = document.lines().filter(|line| line.starts_with('|'));
        let number = section.trim_start_matches("RFC 7541, ");
        ensure!(rows.into_iter().any(|row| row.contains(number)), "docs/http2.md does not tell of {section}");
    }
    Ok(())
}
