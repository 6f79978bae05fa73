use std::fmt;

use tracing::Level;
use tracing_subscriber::EnvFilter;

use super::{BadText, TextValue};

/// What is logged: a level, or levels by part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFilter(pub String);

impl LogFilter {
    /// As the log wants it.
    pub fn parse(text: &str) -> Result<EnvFilter, BadText> {
        // To the log's own reader, any word is the name of a part.
        if let Some(word) =
            text.split(',').find(|part| !part.contains(['=', '[']) && part.parse::<Level>().is_err() && *part != "off")
        {
            return Err(BadText::new(format!("{word:?} is no level; give error, warn, info, debug, trace or off")));
        }
        EnvFilter::builder().parse(text).map_err(|error| {
            BadText::new(format!("{error}; give a level such as `info`, or `info,airlock::access=debug`"))
        })
    }
}

impl TextValue for LogFilter {
    const NAME: &'static str = "LogFilter";
    const EXPECTED: &'static str = r#"a level such as "info", or levels by part such as "info,airlock::access=debug""#;

    fn read(text: &str) -> Result<Self, BadText> {
        Self::parse(text).map(|_| Self(text.to_owned()))
    }
}

impl fmt::Display for LogFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
