use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use tokio::task::JoinSet;

use super::project_build::{self, Staged};
use super::projects::Projects;
use super::tree::{Tree, Version};
use crate::programs::Problem;
use crate::sandbox::PythonSandbox;
use crate::tenant::Tenant;

/// How many bytes tell a component from a core module.
const WASM_HEADER: usize = 8;

/// A docroot as it was at the last look, and what is being built in it.
#[derive(Default)]
pub struct DocrootWatch {
    /// Python files and components; none before the first look.
    files: Option<BTreeMap<PathBuf, Version>>,
    folders: Vec<PathBuf>,
    projects: Projects,
    /// At most one task: cargo uses all processors for each project. What was built comes out.
    builds: JoinSet<Vec<PathBuf>>,
}

impl DocrootWatch {
    /// Finds what has changed since the last look, and sees to it.
    pub async fn look(&mut self, sandbox: &Arc<PythonSandbox>, tenant: &Arc<Tenant>) {
        let root = PathBuf::from(tenant.docroot.location());
        let Some(tree) = in_background(move || Tree::of(&root)).await else { return };
        self.folders = tree.folders;
        let before = self.files.replace(tree.files);
        for (path, version) in self.files.iter().flatten() {
            if before.as_ref().is_some_and(|before| before.get(path) != Some(version)) {
                changed(sandbox, tenant, path);
            }
        }
        // What changes during a build is seen when it has ended.
        if self.builds.is_empty() {
            let mut projects = std::mem::take(&mut self.projects);
            let found = in_background(move || (projects.due(tree.projects), projects)).await;
            let Some((to_build, projects)) = found else { return };
            self.projects = projects;
            if !to_build.is_empty() {
                self.builds.spawn(build_all(to_build, Arc::clone(sandbox), Arc::clone(tenant)));
            }
        }
    }

    /// The folders in which changes matter.
    pub fn folders(&self) -> impl Iterator<Item = PathBuf> {
        self.folders.iter().cloned()
    }

    /// Ready when the builds under way have ended; never where there are none.
    pub async fn builds_ended(&mut self) {
        match self.builds.join_next().await {
            Some(built) => built.into_iter().flatten().for_each(|folder| self.projects.built(&folder)),
            None => std::future::pending().await,
        }
    }
}

/// A file is not as it was at the last look.
fn changed(sandbox: &Arc<PythonSandbox>, tenant: &Arc<Tenant>, path: &Path) {
    let Some(path) = below_docroot(tenant, path) else { return };
    let (sandbox, tenant) = (Arc::clone(sandbox), Arc::clone(tenant));
    // Compiling takes its time, and nothing waits for it.
    tokio::spawn(async move {
        match path.ends_with(".wasm") {
            true => component_changed(&sandbox, &tenant, &path).await,
            false => python_changed(&sandbox, &tenant, &path).await,
        }
    });
}

/// Compiles a Python file for its next request, and says what is wrong with it.
async fn python_changed(sandbox: &Arc<PythonSandbox>, tenant: &Arc<Tenant>, path: &str) {
    // A file that can not be read is gone again, or shows at the next request.
    let Ok(program) = sandbox.program(tenant, path).await else { return };
    match &program.compiled {
        Ok(_) => tracing::info!(tenant = &*tenant.name, file = path, "changed"),
        Err(Problem { line, kind, message, .. }) => {
            tracing::error!(
                tenant = &*tenant.name,
                file = path,
                line,
                "changed, and it does not compile: {kind}: {message}"
            );
        }
    }
}

/// Compiles a component for its next request, and says why it will be refused. Core modules are for whoever asks.
async fn component_changed(sandbox: &PythonSandbox, tenant: &Arc<Tenant>, path: &str) {
    let start = tenant.docroot.file(path).and_then(|file| file.read_at(0, WASM_HEADER));
    if !start.is_ok_and(|start| wasmparser::Parser::is_component(&start)) {
        return;
    }
    match sandbox.load_component(tenant, path, path).await {
        Ok(()) => tracing::info!(tenant = &*tenant.name, file = path, "changed, and loaded"),
        Err(why) => tracing::error!(tenant = &*tenant.name, file = path, "changed, and it is refused: {why}"),
    }
}

/// Builds these, one after the other.
async fn build_all(projects: Vec<PathBuf>, sandbox: Arc<PythonSandbox>, tenant: Arc<Tenant>) -> Vec<PathBuf> {
    for folder in &projects {
        let project = below_docroot(&tenant, folder).filter(|path| !path.is_empty()).unwrap_or_else(|| ".".to_owned());
        tracing::info!(tenant = &*tenant.name, project, "rebuilding");
        let started = Instant::now();
        let outcome = match project_build::build(folder).await {
            Ok(outcome) => outcome,
            Err(error) => {
                tracing::error!(tenant = &*tenant.name, project, "running the build: {error}");
                continue;
            }
        };
        for line in outcome.messages.lines() {
            tracing::warn!(project, "{line}");
        }
        match outcome.components {
            Ok(components) => {
                for component in &components {
                    put_in_place(component, &sandbox, &tenant).await;
                }
                tracing::info!(tenant = &*tenant.name, project, "rebuilt in {:.1?}", started.elapsed());
            }
            Err(why) => tracing::error!(tenant = &*tenant.name, project, "{why}; what was built before stays in use"),
        }
    }
    projects
}

/// Swaps a component in when it is compiled, so that no request waits for that.
async fn put_in_place(Staged { staged, file }: &Staged, sandbox: &PythonSandbox, tenant: &Arc<Tenant>) {
    if let (Some(staged), Some(file)) = (below_docroot(tenant, staged), below_docroot(tenant, file)) {
        // Why it is refused is said when it is in its place.
        let _ = sandbox.load_component(tenant, &staged, &file).await;
    }
    if let Err(error) = std::fs::rename(staged, file) {
        tracing::error!(from = %staged.display(), to = %file.display(), "moving the component to its place: {error}");
    }
}

/// The path of a file as requests have it.
fn below_docroot(tenant: &Tenant, path: &Path) -> Option<String> {
    path.strip_prefix(tenant.docroot.location()).ok()?.to_str().map(str::to_owned)
}

/// On a thread that may wait for the disk; none if the server is going down.
async fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}
