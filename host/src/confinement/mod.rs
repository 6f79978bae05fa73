//! The second wall: what the server can do at all, whatever runs in it. Before it serves, the process gives up for ever what
//! serving does not need: other files (Landlock), other system calls (seccomp), new privileges. The first wall is the sandbox.
//!
//! In: the settings. Out: a process that is confined, or a word about what the kernel lacks. Landlock counts for the thread
//! that asks for it and those it starts: [`Confinement::begin`] belongs before all other threads.

mod files;
mod filters;
mod places;
mod plan;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod system_calls;
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
mod system_calls {
    /// None are listed for this machine.
    pub fn needed(_at_will: bool) -> impl Iterator<Item = libc::c_long> {
        std::iter::empty()
    }
}

use std::path::{Path, PathBuf};

use thiserror::Error;

pub use self::plan::{Beyond, Network, Plan};

use crate::policy::{ConfinementMode, Settings, Trust};

/// A process that is confined, and to what.
#[derive(Debug)]
pub struct Confinement {
    plan: Plan,
}

/// Why the process could not be confined.
#[derive(Debug, Error)]
pub enum ConfinementError {
    /// The kernel has no such thing, or it is switched off.
    #[error(
        "confinement.mode is \"required\", and {0}. Run the server on a kernel that has it (Linux 5.13 or newer, built and started with \
         landlock), or set confinement.mode = \"auto\""
    )]
    Lacking(String),
    /// The kernel has it, and refused.
    #[error("confining the server: {0}. To serve without the second wall set confinement.mode = \"off\"")]
    Refused(String),
    /// Building runs other programs.
    #[error(
        "serve --watch builds, for which confinement.mode = \"required\" leaves no room: leave --watch away, or set it to \"auto\""
    )]
    Watching,
}

impl Confinement {
    /// Confines this thread, and those that it starts from now on, to what `settings` need. `file`: where they were read from.
    /// None: the process is not confined, and the log says so where that is not what the settings say.
    pub fn begin(settings: &Settings, file: Option<&Path>, watches: bool) -> Result<Option<Self>, ConfinementError> {
        let mode = settings.confinement.mode;
        match (mode, watches) {
            (ConfinementMode::Off, _) => return Ok(None),
            (ConfinementMode::Required, true) => return Err(ConfinementError::Watching),
            (ConfinementMode::Auto, true) => {
                tracing::warn!("not confined: --watch builds, and that needs other programs and files");
                return Ok(None);
            }
            (_, false) => {}
        }
        let plan = Plan::of(settings, file);
        let is_open = mode == ConfinementMode::Auto && trusts(settings);
        let plan = if is_open { plan.opened() } else { plan };
        plan.make_folders();
        for path in settings.confinement.read.iter().chain(&settings.confinement.write).filter(|path| !path.exists()) {
            tracing::warn!(path = %path.display(), "of confinement.read or .write, not there: it can not be opened until a restart");
        }
        let files = if is_open { Outcome { is_confined: false, lacks: None } } else { files::confine(&plan)? };
        let calls = filters::confine(&plan)?;
        let lacking: Vec<String> = [files.lacks, calls.lacks].into_iter().flatten().collect();
        if mode == ConfinementMode::Required && !(files.is_confined && calls.is_confined) {
            return Err(ConfinementError::Lacking(lacking.join("; ")));
        }
        for lack in &lacking {
            tracing::warn!("the second wall has a gap: {lack}");
        }
        if !files.is_confined && !calls.is_confined {
            return Ok(None);
        }
        let said = if is_open {
            "confined, but for files, network and programs, which trusted handlers may use: confinement.mode = \"required\" keeps them from it"
        } else {
            "confined: the server can do what serving needs, and nothing else"
        };
        tracing::info!(
            files = if files.is_confined { "Landlock" } else { "all" },
            calls = if calls.is_confined { "seccomp" } else { "all" },
            network = %plan.network,
            programs = plan.programs,
            "{said}"
        );
        Ok(Some(Self { plan }))
    }

    /// Gives up making connections and listening, once the server listens.
    pub fn seal(&self) -> Result<(), ConfinementError> {
        filters::seal(self.plan.network)
    }

    /// Whether `settings` can be served by a process that is confined like this. Handlers that they trust are confined with it.
    pub fn covers(&self, settings: &Settings, file: Option<&Path>) -> Result<(), Beyond> {
        if !self.plan.all_files && settings.confinement.mode == ConfinementMode::Auto && trusts(settings) {
            tracing::warn!(
                "trusted handlers are confined as the server has been since its start; a restart gives them its rights"
            );
        }
        self.plan.covers(&Plan::of(settings, file))
    }
}

/// Whether any handler runs in the server's process.
fn trusts(settings: &Settings) -> bool {
    let mut rules = settings.tenants.iter().flat_map(|tenant| tenant.rules.iter());
    rules.any(|rule| rule.policy.trust == Trust::InProcess)
}

/// What came of one part of the wall.
struct Outcome {
    is_confined: bool,
    /// What the kernel does not have, in words.
    lacks: Option<String>,
}

/// `path` without symbolic links, if it is there.
fn resolved(path: &Path) -> PathBuf {
    path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}
