//! What serving by some settings needs.

use std::collections::BTreeSet;
use std::fmt;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{places, resolved};
use crate::in_process;
use crate::policy::Settings;
use crate::sandbox::RuntimeFiles;
use crate::tls::state_folder;

/// What a confined process can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Files and folders that can be read, without symbolic links.
    pub reads: BTreeSet<PathBuf>,
    /// Folders that can be read and written.
    pub writes: BTreeSet<PathBuf>,
    /// Connections of its own making.
    pub network: Network,
    /// Whether other programs can be started.
    pub programs: bool,
    /// Whether all files can be opened, whatever is said above.
    pub all_files: bool,
    /// Whether modes, owners and times of files can be changed too.
    pub files_at_will: bool,
}

/// Connections that the process makes itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Network {
    /// None: it answers.
    None,
    /// To other servers, for components with the grant.
    Outgoing,
    /// Of any kind.
    Any,
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Outgoing => "outgoing",
            Self::Any => "any",
        })
    }
}

/// Why settings can not be served by a process that was confined for others.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Beyond {
    /// A folder that was not named at the start.
    #[error(
        "{0} is beyond what the server was confined to at its start: restart it, or name a folder above in confinement.read \
         (or .write) before the next start"
    )]
    Path(PathBuf),
    /// More than answering.
    #[error("connections to other servers are beyond what the server was confined to at its start: restart it")]
    Network,
}

impl Plan {
    /// For `settings`, read from `file`: what they name. [With the system's](Self::with_system) files it can be put in force.
    pub fn of(settings: &Settings, file: Option<&Path>) -> Self {
        let of_operator = &settings.confinement;
        let runtime = RuntimeFiles::locate(settings.server.python_runtime.clone());
        let given = settings.tls.files.iter().flat_map(|files| [&files.certificate, &files.key]);
        let replaced = given.map(PathBuf::as_path).chain(file).flat_map(place_of);
        let reads = runtime
            .iter()
            .map(|runtime| runtime.folder().to_owned())
            .chain(settings.tenants.iter().map(|tenant| tenant.docroot.clone()))
            .chain(replaced)
            .chain(of_operator.read.iter().cloned());
        let writes = state_folder(settings.server.state.clone()).into_iter().chain(of_operator.write.iter().cloned());
        Self {
            reads: reads.map(|path| resolved(&path)).collect(),
            writes: writes.map(|path| resolved(&path)).collect(),
            network: match settings.policies().any(|policy| !policy.grants.outgoing.hosts.is_empty()) {
                _ if of_operator.network => Network::Any,
                true => Network::Outgoing,
                false => Network::None,
            },
            programs: of_operator.programs,
            all_files: false,
            files_at_will: !of_operator.write.is_empty(),
        }
    }

    /// The same with what every program reads: it is as it was at the start, whatever settings come later.
    pub fn with_system(mut self) -> Self {
        let of_system = places::of_the_system().chain(places::own_libraries()).chain(in_process::installation());
        self.reads.extend(of_system.map(|path| resolved(&path)));
        self
    }

    /// The same for a process that also runs code which is trusted with all that the server may do.
    pub fn opened(self) -> Self {
        Self { network: Network::Any, programs: true, all_files: true, files_at_will: true, ..self }
    }

    /// Makes the folders to be written to: rules are for what is there. One that can not be made is found missing by whoever
    /// needs it, who can say more.
    pub fn make_folders(&self) {
        for folder in self.writes.iter().filter(|folder| !folder.exists()) {
            let _ = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
        }
    }

    /// Whether `other` needs nothing that this does not have.
    pub fn covers(&self, other: &Self) -> Result<(), Beyond> {
        if self.all_files {
            return Ok(());
        }
        let below = |path: &PathBuf, roots: &BTreeSet<PathBuf>| path.ancestors().any(|folder| roots.contains(folder));
        let can_be_read = |path: &PathBuf| below(path, &self.reads) || below(path, &self.writes);
        if let Some(path) = other.reads.iter().find(|path| !can_be_read(path)) {
            return Err(Beyond::Path(path.clone()));
        }
        if let Some(path) = other.writes.iter().find(|path| !below(path, &self.writes)) {
            return Err(Beyond::Path(path.clone()));
        }
        if other.network > self.network { Err(Beyond::Network) } else { Ok(()) }
    }
}

/// A file that is read again later, when another may have taken its place: with its folder, unless that holds much else. Then
/// it is the file alone, and a new one in its place can not be read.
fn place_of(file: &Path) -> Vec<PathBuf> {
    [std::path::absolute(file).unwrap_or_else(|_| file.to_owned()), resolved(file)]
        .into_iter()
        .map(|file| match file.parent() {
            Some(folder) if is_of_one_purpose(folder) => folder.to_owned(),
            _ => file,
        })
        .collect()
}

/// Folders for everybody's secrets, and all below them.
const OF_SECRETS: &[&str] = &["/etc/ssl", "/etc/pki", "/run", "/var/run"];

/// Folders that hold what belongs to many, though they lie deeper than most that do.
const OF_MANY: &[&str] = &["/var/lib", "/var/home", "/usr/local"];

/// Neither the root, nor a folder in it, nor somebody's home, nor a place for everybody's secrets.
fn is_of_one_purpose(folder: &Path) -> bool {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let is_a_home = home.as_deref() == Some(folder) || folder.parent().is_some_and(|parent| parent.ends_with("home"));
    let holds_secrets = OF_SECRETS.iter().any(|place| folder.starts_with(place));
    let is_of_many = OF_MANY.iter().any(|place| folder == Path::new(place));
    folder.components().count() > 2 && !is_a_home && !holds_secrets && !is_of_many
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(reads: &[&str], writes: &[&str], network: Network) -> Plan {
        let all = |paths: &[&str]| paths.iter().map(PathBuf::from).collect();
        Plan {
            reads: all(reads),
            writes: all(writes),
            network,
            programs: false,
            all_files: false,
            files_at_will: false,
        }
    }

    #[test]
    fn a_plan_covers_what_lies_below_its_folders() {
        let wide = plan(&["/srv/sites"], &["/var/state"], Network::Outgoing);
        assert_eq!(wide.covers(&plan(&["/srv/sites/alice", "/var/state/x"], &["/var/state"], Network::None)), Ok(()));
        assert_eq!(wide.covers(&plan(&["/srv/other"], &[], Network::None)), Err(Beyond::Path("/srv/other".into())));
        assert_eq!(wide.covers(&plan(&["/srv/sites2"], &[], Network::None)), Err(Beyond::Path("/srv/sites2".into())));
        assert_eq!(wide.covers(&plan(&[], &["/srv/sites"], Network::None)), Err(Beyond::Path("/srv/sites".into())));
        assert_eq!(wide.covers(&plan(&[], &[], Network::Any)), Err(Beyond::Network));
        assert_eq!(wide.opened().covers(&plan(&["/"], &["/"], Network::Any)), Ok(()));
    }

    #[test]
    fn a_file_is_read_with_its_folder_unless_that_holds_much_else() {
        assert_eq!(place_of(Path::new("/srv/airlock/airlock.toml")).first(), Some(&PathBuf::from("/srv/airlock")));
        for file in [
            "/etc/airlock.toml",
            "/home/user/airlock.toml",
            "/airlock.toml",
            "/run/secrets/key.pem",
            "/etc/ssl/private/key.pem",
        ] {
            assert_eq!(place_of(Path::new(file)).first(), Some(&PathBuf::from(file)));
        }
    }
}
