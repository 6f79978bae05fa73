use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;

use super::{BudgetFlags, Shared, async_runtime, handler_files, open_docroot};
use crate::audit::{self, PolicyText};
use crate::docroot::Docroot;
use crate::sandbox::PythonSandbox;
use crate::tenant::Tenant;

/// `airlock audit`
#[derive(Args, Debug)]
pub struct Audit {
    /// The folder with the handlers
    #[arg(env = "AIRLOCK_DOCROOT", value_name = "DIR")]
    docroot: PathBuf,
    /// Requests to make, one a line (`GET /a.py?x=1`, or JSON with method, target, headers, body): what a handler is
    /// denied when it runs with nothing granted, it needs
    #[arg(long, value_name = "FILE")]
    requests: Option<PathBuf>,
    #[command(flatten)]
    budget: BudgetFlags,
}

impl Audit {
    /// Prints the least policy. Fails when a file could not be looked at.
    pub fn run(self, shared: &Shared) -> anyhow::Result<ExitCode> {
        let mut problems = Vec::new();
        let docroot = open_docroot(&self.docroot)?;
        let paths = handler_files::python(&docroot, &mut problems);
        let requests = self.read_requests()?;
        let policy = self.budget.policy(shared)?;
        let tenant = Arc::new(Tenant::alone(docroot, Arc::new(policy.clone())));
        let mut found = async_runtime()?.block_on(async {
            let sandbox = PythonSandbox::start(shared.python_runtime.clone(), 1)?;
            let mut found = audit::look(&sandbox, &tenant, &paths).await;
            let again = || Docroot::open(&self.docroot);
            let strangers = audit::observe(&mut found, &sandbox, again, &policy, &requests).await?;
            if strangers > 0 {
                tracing::warn!(requests = strangers, "requests that no handler answers were left out");
            }
            anyhow::Ok(found)
        })?;
        found.problems.extend(problems);
        let text = PolicyText { audit: &found, docroot: &self.docroot.to_string_lossy(), requests: requests.len() };
        print!("{text}");
        Ok(if found.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn read_requests(&self) -> anyhow::Result<Vec<audit::AuditRequest>> {
        let Some(file) = &self.requests else { return Ok(Vec::new()) };
        let name = file.display();
        let text = std::fs::read_to_string(file).with_context(|| format!("reading the requests from {name}"))?;
        audit::read_requests(&text).with_context(|| format!("reading the requests from {name}"))
    }
}
