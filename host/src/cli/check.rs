use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::{BudgetFlags, Shared, async_runtime, handler_files, open_docroot};
use crate::programs::Problem;
use crate::sandbox::PythonSandbox;
use crate::tenant::Tenant;

/// `airlock check`
#[derive(Args, Debug)]
pub struct Check {
    /// The folder to check
    #[arg(env = "AIRLOCK_DOCROOT", value_name = "DIR")]
    docroot: PathBuf,
    /// Print one JSON object instead of lines
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    budget: BudgetFlags,
}

/// What `--json` prints.
#[derive(serde::Serialize)]
struct Report {
    checked: usize,
    /// Files that define no handler; others may import them.
    modules: Vec<String>,
    problems: Vec<Problem>,
}

impl Check {
    /// Fails if any handler does.
    pub fn run(self, shared: &Shared) -> anyhow::Result<ExitCode> {
        let docroot = open_docroot(&self.docroot)?;
        let mut unreadable = Vec::new();
        let paths = handler_files::python(&docroot, &mut unreadable);
        let components = handler_files::webassembly(&docroot);
        let tenant = Arc::new(Tenant::alone(docroot, Arc::new(self.budget.policy(shared)?)));
        let mut report = Report { checked: paths.len() + components.len(), modules: Vec::new(), problems: unreadable };
        async_runtime()?.block_on(async {
            let sandbox = PythonSandbox::start(shared.python_runtime.clone(), 1)?;
            for path in &paths {
                match sandbox.check(&tenant, path).await {
                    Ok(()) => {}
                    Err(problem) if problem.is_no_handler() => report.modules.push(problem.path),
                    Err(problem) => report.problems.push(problem),
                }
            }
            for path in &components {
                report.problems.extend(sandbox.check_component(&tenant, path).await.err());
            }
            anyhow::Ok(())
        })?;
        self.print(&report)?;
        Ok(if report.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn print(&self, report: &Report) -> anyhow::Result<()> {
        if self.json {
            println!("{}", serde_json::to_string_pretty(report)?);
            return Ok(());
        }
        for problem in &report.problems {
            let Problem { path, line, kind, message } = problem;
            println!("{path}:{line}: {kind}: {}", message.escape_debug());
        }
        let handlers = report.checked.saturating_sub(report.modules.len());
        println!(
            "{} checked ({handlers} handlers, {} modules without one), {} with problems",
            report.checked,
            report.modules.len(),
            report.problems.len()
        );
        Ok(())
    }
}
