//! Which denials were logged: one line for each handler and grant, however often it asks.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::policy::Grant;

/// Remembered at most; past it all are forgotten and logged again.
const MOST: usize = 10_000;

/// See the module.
#[derive(Debug, Default)]
pub struct Denials(Mutex<HashSet<(Arc<str>, Grant)>>);

impl Denials {
    /// What `handler` was denied, in no particular order.
    pub fn of(&self, handler: &str) -> Vec<Grant> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter().filter(|(of, _)| &**of == handler).map(|(_, grant)| *grant).collect()
    }

    /// Whether this is the first time that `handler` is denied `grant`.
    pub fn is_first(&self, handler: &Arc<str>, grant: Grant) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MOST {
            seen.clear();
        }
        seen.insert((Arc::clone(handler), grant))
    }
}
