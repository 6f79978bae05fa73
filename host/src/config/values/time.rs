use std::fmt;
use std::time::Duration;

use super::{BadText, TextValue};

/// A time that something may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time(pub Duration);

/// The resolution of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock(pub Duration);

/// Longer than any request may take, short enough to be added to any clock.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Coarser than any handler could make use of.
const COARSEST: Duration = Duration::from_secs(60 * 60);

impl TextValue for Time {
    const NAME: &'static str = "Time";
    const EXPECTED: &'static str = r#"a time in quotes, such as "500ms", "10s" or "2m""#;
    const PATTERN: &'static str = "^ *[0-9]";

    fn read(text: &str) -> Result<Self, BadText> {
        let time = humantime::parse_duration(text).map_err(|error| said(error, "write it as 500ms, 10s or 2m"))?;
        if time.is_zero() || time > LONGEST {
            let longest = humantime::format_duration(LONGEST);
            return Err(BadText::new(format!("a time from 1ns to {longest} is needed; write it as 500ms, 10s or 2m")));
        }
        Ok(Self(time))
    }
}

impl TextValue for Clock {
    const NAME: &'static str = "Clock";
    const EXPECTED: &'static str = r#"a time from 1ns to 1h in quotes, such as "1ns", "1ms" or "1s""#;
    const PATTERN: &'static str = "^ *[0-9]";

    fn read(text: &str) -> Result<Self, BadText> {
        let time = humantime::parse_duration(text).map_err(|error| said(error, "write it as 1ns, 1ms or 1s"))?;
        if time.is_zero() || time > COARSEST {
            return Err(BadText::new("a time from 1ns to 1h is needed; write it as 1ns, 1ms or 1s"));
        }
        Ok(Self(time))
    }
}

fn said(error: humantime::DurationError, remedy: &str) -> BadText {
    BadText::new(format!("{error}; {remedy}"))
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        humantime::format_duration(self.0).fmt(f)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        humantime::format_duration(self.0).fmt(f)
    }
}
