//! An attack that is bytes: a row of `tests/wire_attacks/*.toml`.

use airlock_tests::places;
use airlock_tests::wire_text::isomorphic;
use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::lane::Lane;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    attack: Vec<Row>,
}

/// See the module. It says one of `refused`, `reads`, `broken` and `answers`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// One of a kind in the corpus.
    pub name: String,
    /// What it tries, in a sentence.
    pub trick: String,
    /// What is sent, a character for each byte. `{method} {lane}` stands for each lane in turn, `{many}` for `many`.
    bytes: String,
    /// A text and how many of it.
    many: Option<(String, usize)>,
    /// Refused with one of these, and the connection closed.
    refused: Option<Vec<u16>>,
    /// One request with this body, whoever reads it.
    reads: Option<String>,
    /// The body is none. What stands before the break, if that may be taken for the whole, is `content`.
    #[serde(default)]
    broken: bool,
    content: Option<String>,
    /// One request that is answered with one of these.
    answers: Option<Vec<u16>>,
    /// The content of that answer.
    pub shows: Option<String>,
    /// Its Location.
    pub location: Option<String>,
    /// The connection ends with the answer.
    #[serde(default)]
    pub ends: bool,
    /// Part of the line that the log has.
    pub log: Option<String>,
}

/// What has to come of a row.
pub enum Expected<'a> {
    Refused(&'a [u16]),
    Reads(&'a str),
    Broken(Option<&'a str>),
    Answers(&'a [u16]),
}

impl Row {
    /// The rows of the table of that name.
    pub fn read_all(table: &str) -> Result<Vec<Self>> {
        let file = places::tests_folder().join("wire_attacks").join(format!("{table}.toml"));
        let text = std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        let table: Table = toml::from_str(&text).with_context(|| format!("in {}", file.display()))?;
        Ok(table.attack)
    }

    /// What has to come of it.
    pub fn expected(&self) -> Result<Expected<'_>> {
        Ok(match (&self.refused, &self.reads, self.broken, &self.answers) {
            (Some(statuses), None, false, None) => Expected::Refused(statuses),
            (None, Some(body), false, None) => Expected::Reads(body),
            (None, None, true, None) => Expected::Broken(self.content.as_deref()),
            (None, None, false, Some(statuses)) => Expected::Answers(statuses),
            _ => bail!("{}: say one of refused, reads, broken and answers", self.name),
        })
    }

    /// Whether it is played in each lane.
    pub fn is_for_lanes(&self) -> bool {
        self.bytes.contains("{lane}")
    }

    /// Whether it is so long that a connection which is closed may lose the answer.
    pub fn is_long(&self) -> bool {
        self.many.is_some()
    }

    /// What is sent in a lane.
    pub fn bytes_for(&self, lane: &Lane) -> Result<Vec<u8>> {
        let many = self.many.as_ref().map(|(text, times)| text.repeat(*times)).unwrap_or_default();
        let text = self.bytes.replace("{method}", lane.method).replace("{lane}", lane.target).replace("{many}", &many);
        isomorphic(&text).with_context(|| self.name.clone())
    }
}
