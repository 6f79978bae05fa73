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
    /// None are, for this machine.
    pub const ARE_LISTED: bool = false;

    /// None.
    pub fn needed(_at_will: bool) -> impl Iterator<Item = libc::c_long> {
        std::iter::empty()
    }
}

use std::path::{Path, PathBuf};

use thiserror::Error;

pub use self::plan::{Beyond, Network, Plan};

use crate::policy::{ConfinementMode, ConfinementSettings, Settings};

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
        let is_open = mode == ConfinementMode::Auto && settings.trusts_handlers();
        let plan = Plan::of(settings, file).with_system();
        let plan = if is_open { plan.opened() } else { plan };
        plan.make_folders();
        warn_of_missing(&settings.confinement);
        let walls = Walls::raise(&plan)?;
        let is_whole = walls.files.is_confined && walls.calls.is_confined;
        if mode == ConfinementMode::Required && !is_whole {
            return Err(ConfinementError::Lacking(walls.lacks().collect::<Vec<_>>().join("; ")));
        }
        walls.tell(&plan);
        let is_any = walls.files.is_confined || walls.calls.is_confined;
        Ok(is_any.then_some(Self { plan }))
    }

    /// Gives up making connections and listening, once the server listens.
    pub fn seal(&self) -> Result<(), ConfinementError> {
        filters::seal(self.plan.network)
    }

    /// Whether `settings` can be served by a process that is confined like this. Handlers that they trust are confined with it.
    pub fn covers(&self, settings: &Settings, file: Option<&Path>) -> Result<(), Beyond> {
        if !self.plan.all_files && settings.confinement.mode == ConfinementMode::Auto && settings.trusts_handlers() {
            tracing::warn!(
                "trusted handlers are confined as the server has been since its start; a restart gives them its rights"
            );
        }
        self.plan.covers(&Plan::of(settings, file))
    }
}

/// Landlock's rules are for what is there.
fn warn_of_missing(of_operator: &ConfinementSettings) {
    for path in of_operator.read.iter().chain(&of_operator.write).filter(|path| !path.exists()) {
        tracing::warn!(path = %path.display(), "of confinement.read or .write, not there: it can not be opened until a restart");
    }
}

/// What came of both parts of the wall.
struct Walls {
    files: Outcome,
    calls: Outcome,
}

impl Walls {
    /// Confines this thread, and those it starts, to `plan`.
    fn raise(plan: &Plan) -> Result<Self, ConfinementError> {
        let files = if plan.all_files { Outcome { is_confined: false, lacks: None } } else { files::confine(plan)? };
        Ok(Self { files, calls: filters::confine(plan)? })
    }

    fn lacks(&self) -> impl Iterator<Item = &str> {
        [&self.files, &self.calls].into_iter().filter_map(|outcome| outcome.lacks.as_deref())
    }

    /// What lacks, and what the process can still do.
    fn tell(&self, plan: &Plan) {
        for lack in self.lacks() {
            tracing::warn!("the second wall has a gap: {lack}");
        }
        if !self.files.is_confined && !self.calls.is_confined {
            return;
        }
        let said = if plan.all_files {
            "confined, but for files, network and programs, which trusted handlers may use: confinement.mode = \"required\" keeps them from it"
        } else {
            "confined: the server can do what serving needs, and nothing else"
        };
        tracing::info!(
            files = if self.files.is_confined { "Landlock" } else { "all" },
            calls = if self.calls.is_confined { "seccomp" } else { "all" },
            network = %plan.network,
            programs = plan.programs,
            "{said}"
        );
    }
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
