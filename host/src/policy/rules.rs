use std::sync::Arc;

use globset::GlobMatcher;

use super::Policy;

/// SHA-256 of a file's content.
pub type ContentHash = [u8; 32];

/// Sets the policy of the handlers whose path it matches.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Over handler paths as URLs have them, `/a/b.py`.
    pub paths: GlobMatcher,
    /// The texts it is for; empty: any.
    pub texts: Vec<ContentHash>,
    /// What it sets: the tenant's own policy, changed.
    pub policy: Arc<Policy>,
}

/// A tenant's rules, in order: the first that matches counts.
#[derive(Clone, Debug, Default)]
pub struct Rules(Vec<Rule>);

impl Rules {
    /// In the order given.
    pub fn new(rules: Vec<Rule>) -> Self {
        Self(rules)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.0.iter()
    }

    /// The first rule for the handler at `path` (below the docroot, no slash in front). `text` gives the hash of the
    /// handler's text and is called only when a rule asks for it; a rule that does is passed over where there is none.
    pub fn find(&self, path: &str, mut text: impl FnMut() -> Option<ContentHash>) -> Option<&Rule> {
        if self.0.is_empty() {
            return None;
        }
        let url_path = format!("/{path}");
        self.0.iter().find(|rule| {
            rule.paths.is_match(&url_path)
                && (rule.texts.is_empty() || text().is_some_and(|hash| rule.texts.contains(&hash)))
        })
    }
}
