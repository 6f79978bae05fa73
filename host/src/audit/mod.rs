//! Which grants the handlers of a folder need. In: the folder and, if there are some, requests to make. Out: for each
//! handler the grants that its text, or the modules it imports, seem to use, and those it was denied when it ran with none.

mod observed;
mod policy_text;
mod request_lines;
mod static_look;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::policy::Grant;
use crate::programs::Problem;
use crate::sandbox::PythonSandbox;
use crate::tenant::Tenant;

pub use observed::observe;
pub use policy_text::{PolicyText, files_grant};
pub use request_lines::{AuditRequest, RequestLineError, read_requests};

/// Where a need was seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// In the text of a file.
    Text {
        /// Below the docroot.
        path: String,
        /// From 1 on.
        line: u32,
        /// Such as `open()`.
        what: String,
    },
    /// When the handler ran.
    Run {
        /// The request's method and target.
        request: String,
    },
}

/// A handler's needs, with what shows each.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// By grant.
    pub grants: BTreeMap<Grant, BTreeSet<Evidence>>,
    /// Whether files beyond the handler's own folder are needed, as far as running it showed.
    pub beyond_folder: Option<bool>,
}

impl Needs {
    /// Adds what shows that `grant` is needed.
    pub fn add(&mut self, grant: Grant, evidence: Evidence) {
        self.grants.entry(grant).or_default().insert(evidence);
    }
}

/// All handlers of a docroot.
#[derive(Debug, Default)]
pub struct Audit {
    /// By path below the docroot.
    pub handlers: BTreeMap<String, Needs>,
    /// Files that could not be looked at.
    pub problems: Vec<Problem>,
}

/// Looks at the texts of the files at `paths`.
pub async fn look(sandbox: &Arc<PythonSandbox>, tenant: &Arc<Tenant>, paths: &[String]) -> Audit {
    static_look::look(sandbox, tenant, paths).await
}
