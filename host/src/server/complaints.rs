use std::time::{Duration, Instant};

/// Between two lines about the same trouble.
const PERIOD: Duration = Duration::from_secs(1);

/// Says how often something may be said: what happens thousands of times a second is one line of the log.
#[derive(Debug, Default)]
pub struct Complaints {
    last: Option<Instant>,
    untold: u64,
}

impl Complaints {
    /// Notes that it has happened. How often it did since it was last told, if it is to be told now.
    pub fn note(&mut self, now: Instant) -> Option<u64> {
        self.untold += 1;
        if self.last.is_some_and(|last| now.duration_since(last) < PERIOD) {
            return None;
        }
        self.last = Some(now);
        Some(std::mem::take(&mut self.untold))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_a_second_tells_of_all() {
        let mut complaints = Complaints::default();
        let start = Instant::now();
        assert_eq!(complaints.note(start), Some(1));
        assert_eq!(complaints.note(start + PERIOD / 4), None);
        assert_eq!(complaints.note(start + PERIOD / 2), None);
        assert_eq!(complaints.note(start + PERIOD), Some(3));
    }
}
