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
            return Err(BadText::new("a time from 1ns to 365days is needed; write it as 500ms, 10s or 2m"));
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

/// From the largest on, in nanoseconds, and the least number of each that is written in it: 60s is no 1m.
const UNITS: [(&str, u128, u128); 6] = [
    ("h", 3_600_000_000_000, 1),
    ("m", 60_000_000_000, 2),
    ("s", 1_000_000_000, 1),
    ("ms", 1_000_000, 1),
    ("us", 1_000, 1),
    ("ns", 1, 0),
];

impl fmt::Display for Time {
    /// Exactly, in the largest unit that goes into it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.0.as_nanos();
        let unit = UNITS.iter().find(|(_, size, least)| time.is_multiple_of(*size) && time / size >= *least);
        let (unit, size, _) = unit.unwrap_or(&("ns", 1, 0));
        write!(f, "{}{unit}", time / size)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Time(self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_they_are_read() {
        for text in ["1ns", "1500us", "500ms", "1s", "60s", "90s", "2m", "1h", "25h"] {
            assert_eq!(Time::read(text).unwrap().to_string(), text);
        }
        for text in ["0s", "5", "-1s", "2years", "soon", ""] {
            assert!(Time::read(text).is_err(), "{text}");
        }
        assert!(Clock::read("1h").is_ok());
        assert!(Clock::read("61m").is_err());
    }
}
