use std::fmt;

/// The way from the file's top to a value: `tenant[0].limits.wall-time`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyPath(Vec<Step>);

/// One part of the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// To a key of a table.
    Key(String),
    /// To an element of a list, from 0.
    Index(usize),
}

impl KeyPath {
    /// To a key at the top.
    pub fn of(key: &str) -> Self {
        Self::default().key(key)
    }

    /// On to a key.
    pub fn key(&self, key: &str) -> Self {
        self.then(Step::Key(key.to_owned()))
    }

    /// On to an element.
    pub fn index(&self, index: usize) -> Self {
        self.then(Step::Index(index))
    }

    /// From the top on.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    fn then(&self, step: Step) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }
}

impl FromIterator<Step> for KeyPath {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Self {
        Self(steps.into_iter().collect())
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) => {
                    let bare = key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
                    f.write_str(if at == 0 { "" } else { "." })?;
                    if bare && !key.is_empty() { f.write_str(key)? } else { write!(f, "{key:?}")? }
                }
            }
        }
        Ok(())
    }
}
