use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};

use super::{BudgetFlags, Shared, async_runtime, open_docroot};
use crate::sandbox::{ComponentMeasurement, Measured, Measurement, PythonSandbox};
use crate::tenant::Tenant;

/// `airlock measure`
#[derive(Args, Debug)]
pub struct Measure {
    /// The handler's file
    file: PathBuf,
    /// An instance for each request, or one kept for all on a thread
    #[arg(long, value_enum, default_value = "fresh")]
    instances: Instances,
    /// Threads that run at once
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Requests on each thread
    #[arg(long, default_value_t = 1000)]
    requests: usize,
    /// What of the file is called, where that is a WSGI application; instances begin with it loaded
    #[arg(long, value_name = "CALLABLE")]
    application: Option<String>,
    /// Have each instance load the application
    #[arg(long, requires = "application")]
    unprepared: bool,
    #[command(flatten)]
    budget: BudgetFlags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Instances {
    Fresh,
    Kept,
}

#[derive(serde::Serialize)]
struct Report {
    requests: usize,
    seconds: f64,
    per_request_us: f64,
    instantiate_us: f64,
    call_us: f64,
    drop_us: f64,
}

impl Measure {
    /// Prints one line of JSON: times per request in microseconds, after a tenth of the requests to warm up.
    pub fn run(self, shared: &Shared) -> anyhow::Result<ExitCode> {
        let file = self.file.canonicalize().with_context(|| format!("finding the handler {}", self.file.display()))?;
        let (Some(folder), Some(name)) = (file.parent(), file.file_name().and_then(|name| name.to_str())) else {
            bail!("{} is no handler file", file.display());
        };
        let tenant = Arc::new(Tenant::alone(open_docroot(folder)?, Arc::new(self.budget.policy(shared)?)));
        let runtime = async_runtime()?;
        let measured = runtime.block_on(self.measured(shared, tenant, name))?;
        let fresh = self.instances == Instances::Fresh;
        measured.run(self.threads, self.requests / 10 + 1, fresh)?;
        let (elapsed, cost) = measured.run(self.threads, self.requests, fresh)?;
        let requests = self.requests * self.threads;
        let each = |time: Duration| time.as_secs_f64() * 1e6 / requests as f64;
        let report = Report {
            requests,
            seconds: elapsed.as_secs_f64(),
            per_request_us: each(cost.instantiate + cost.call + cost.drop),
            instantiate_us: each(cost.instantiate),
            call_us: each(cost.call),
            drop_us: each(cost.drop),
        };
        println!("{}", serde_json::to_string(&report)?);
        Ok(ExitCode::SUCCESS)
    }

    async fn measured(&self, shared: &Shared, tenant: Arc<Tenant>, name: &str) -> anyhow::Result<Box<dyn Measured>> {
        let sandbox = PythonSandbox::start(shared.python_runtime.clone(), self.threads)?;
        if name.ends_with(".wasm") {
            return Ok(Box::new(ComponentMeasurement::new(&sandbox, &tenant, name.into()).await?));
        }
        let program = sandbox.program(&tenant, name).await?;
        if let Err(problem) = &program.compiled {
            bail!("line {}: {}", problem.line, problem.message);
        }
        let handler = Measurement::new(sandbox, tenant, name.into(), program);
        let Some(callable) = self.application.clone() else { return Ok(Box::new(handler)) };
        let mut application = handler.of_application(callable);
        if !self.unprepared && !application.prepare().await {
            bail!("the application can not be loaded ahead of its requests; see the log");
        }
        Ok(Box::new(application))
    }
}
