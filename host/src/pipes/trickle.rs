//! `trickle(d1:100:r2)`: content in pieces with waits between them.

use std::time::Duration;

use super::PipeProblem;
use super::expression::{Argument, Pipe};
use crate::python_values::{real, whole};
use crate::static_files::Draft;

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act {
    /// Nothing, for a while.
    Wait(Duration),
    /// So many bytes.
    Send(u64),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Act(Act),
    /// The steps before it once more, until the content ends. Only at the end.
    Repeat(usize),
}

/// How a content trickles: its steps and how far they have come.
#[derive(Clone, Debug)]
pub struct Pace {
    steps: Vec<Step>,
    /// The next step.
    at: usize,
    /// Where the block begins that is repeated, once it is.
    block: Option<usize>,
    rest_sent: bool,
}

/// Gives the content a pace. Unless the response says otherwise, nobody is to cache it.
pub fn apply(pipe: &Pipe, draft: &mut Draft) -> Result<(), PipeProblem> {
    let [delays] = pipe.arguments(1, 1)? else { return Ok(()) };
    let pace = Pace::parse(delays)?;
    draft.settle();
    let is_said = [b"Cache-Control".as_slice(), b"Pragma", b"Expires"].into_iter().any(|name| draft.fields.has(name));
    if !is_said {
        draft.fields.set(b"Cache-Control", "no-cache, no-store, must-revalidate");
        draft.fields.set(b"Pragma", "no-cache");
        draft.fields.set(b"Expires", "0");
    }
    draft.tells_length = false;
    draft.pace = Some(pace);
    Ok(())
}

impl Pace {
    fn parse(delays: &Argument) -> Result<Self, PipeProblem> {
        let mut steps: Vec<Step> = Vec::new();
        let mut at = delays.at;
        for item in delays.text.split(':') {
            let problem = |what: &str| PipeProblem::at(at, format!("{item:?} {what}"));
            let step = match item.strip_prefix('d') {
                Some(seconds) => Step::Act(Act::Wait(
                    real(seconds)
                        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
                        .ok_or_else(|| problem("is no delay, such as d0.5"))?,
                )),
                None => match item.strip_prefix('r') {
                    Some(count) => Step::Repeat(
                        whole(count)
                            .and_then(|count| usize::try_from(count).ok())
                            .filter(|count| count % 2 == 0)
                            .ok_or_else(|| problem("repeats no even number of steps"))?,
                    ),
                    None => Step::Act(Act::Send(
                        whole(item)
                            .and_then(|count| u64::try_from(count).ok())
                            .ok_or_else(|| problem("is no delay (d1), size (100) or repetition (r2)"))?,
                    )),
                },
            };
            if steps.last().is_some_and(|last| last.is_like(&step)) {
                return Err(problem("follows one of its kind; write their sum"));
            }
            steps.push(step);
            at += item.chars().count() + 1;
        }
        if let Some((Step::Repeat(count), before)) = steps.split_last() {
            let sends = |step: &&Step| matches!(step, Step::Act(Act::Send(count)) if *count > 0);
            if !before.iter().rev().take(*count).any(|step| sends(&step)) {
                return Err(PipeProblem::at(delays.at, format!("{:?} repeats nothing that sends a byte", delays.text)));
            }
        }
        Ok(Self { steps, at: 0, block: None, rest_sent: false })
    }

    /// What comes next, with `left` bytes still to send; none at the end.
    pub fn next(&mut self, left: u64) -> Option<Act> {
        loop {
            let last = self.steps.len().saturating_sub(1);
            if let Some(begin) = self.block.filter(|_| self.at == last) {
                if left == 0 {
                    return None;
                }
                self.at = begin;
            }
            let Some(step) = self.steps.get(self.at) else {
                return (left > 0 && !std::mem::replace(&mut self.rest_sent, true)).then_some(Act::Send(left));
            };
            match *step {
                Step::Repeat(count) if self.at == last => {
                    self.block = Some(last.saturating_sub(count));
                    continue;
                }
                // Within the steps it says nothing.
                Step::Repeat(_) => self.at += 1,
                Step::Act(act) => {
                    self.at += 1;
                    match act {
                        Act::Send(count) if count.min(left) == 0 => {}
                        Act::Send(count) => return Some(Act::Send(count.min(left))),
                        wait => return Some(wait),
                    }
                }
            }
        }
    }

    /// All its waits together, for content of `len` bytes.
    pub fn total(&self, len: u64) -> Duration {
        let sum = |steps: &[Step]| {
            steps.iter().fold((Duration::ZERO, 0u64), |(time, bytes), step| match step {
                Step::Act(Act::Wait(wait)) => (time.saturating_add(*wait), bytes),
                Step::Act(Act::Send(count)) => (time, bytes.saturating_add(*count)),
                Step::Repeat(_) => (time, bytes),
            })
        };
        let (time, sent) = sum(&self.steps);
        let Some((Step::Repeat(count), before)) = self.steps.split_last() else { return time };
        let (block_time, block_bytes) = sum(before.get(before.len().saturating_sub(*count)..).unwrap_or_default());
        let times = len.saturating_sub(sent).div_ceil(block_bytes.max(1));
        time.saturating_add(block_time.saturating_mul(u32::try_from(times).unwrap_or(u32::MAX)))
    }
}

impl Step {
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Act(one), Self::Act(two)) => std::mem::discriminant(one) == std::mem::discriminant(two),
            (Self::Repeat(_), Self::Repeat(_)) => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Act, Pace};
    use crate::pipes::expression::Argument;

    fn pace(text: &str) -> Result<Pace, String> {
        Pace::parse(&Argument { text: text.to_owned(), at: 9 }).map_err(|problem| problem.to_string())
    }

    /// What comes of content of `left` bytes, and the time it takes.
    fn played(text: &str, mut left: u64) -> (String, Duration) {
        let mut pace = pace(text).unwrap();
        let (mut acts, mut time) = (String::new(), Duration::ZERO);
        let total = pace.total(left);
        while let Some(act) = pace.next(left) {
            match act {
                Act::Wait(wait) => {
                    time += wait;
                    acts += "w";
                }
                Act::Send(count) => {
                    left -= count;
                    acts += &count.to_string();
                }
            }
        }
        assert_eq!((left, time), (0, total), "{text}");
        (acts, time)
    }

    #[test]
    fn paces() {
        assert_eq!(played("d1", 5), ("w5".into(), Duration::from_secs(1)));
        assert_eq!(played("2:d0.5", 5), ("2w3".into(), Duration::from_millis(500)));
        assert_eq!(played("2:d1:r2", 5).0, "2w2w1w");
        assert_eq!(played("3:d1:1:r2", 5).0, "3w1w1");
        assert_eq!(played("d1:9", 5).0, "w5");
        assert_eq!(played("9:d1", 5).0, "5w");
        assert_eq!(played("2:r2:d1", 5).0, "2w3");
        assert_eq!(played("1:d1:r8", 2).0, "1w1w");
        assert_eq!(played("2:d1:r2", 0).0, "w");
    }

    #[test]
    fn what_is_none_or_would_never_end() {
        for text in
            ["", "x", "d", "dx", "d-1", "dinf", "dnan", "-1", "r1", "1:2", "d1:d2", "d1:r2", "1:d1:r0", "0:r2", "r2"]
        {
            assert!(pace(text).is_err(), "{text}");
        }
        assert!(pace("5:d1:x").unwrap_err().starts_with("pipe expression, position 14: \"x\""));
    }
}
