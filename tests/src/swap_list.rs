//! What a server takes for the kernel's list of swap areas: a file of the test's in place of `/proc/swaps`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::scratch::Scratch;

const HEADINGS: &str = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";
const AREA: &str = "/swapfile                               file\t\t2097148\t\t524288\t\t-2\n";

/// The list. Processes see it that are started by its command, each in a mount namespace of its own.
pub struct SwapList {
    _folder: Scratch,
    file: PathBuf,
}

impl SwapList {
    /// A list with no area; an error where this process may not have others see it.
    pub fn new() -> Result<Self> {
        let folder = Scratch::new("swaps")?;
        let list = Self { file: folder.write("swaps", HEADINGS)?, _folder: folder };
        let probe = list.command(Path::new("grep")).args(["-c", "Filename", "/proc/swaps"]).output();
        let probe = probe.context("starting unshare (of the package util-linux)")?;
        if !probe.status.success() {
            bail!("mounting a file over /proc/swaps failed: {}", String::from_utf8_lossy(&probe.stderr));
        }
        Ok(list)
    }

    /// Swap is switched on, or off.
    pub fn set(&self, swaps: bool) -> Result<()> {
        let list = if swaps { [HEADINGS, AREA].concat() } else { HEADINGS.to_owned() };
        // In place: it is this very file that is mounted.
        std::fs::write(&self.file, list).with_context(|| format!("writing {}", self.file.display()))
    }

    /// A command that becomes `program`, which sees the list.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("unshare");
        if !rustix::process::geteuid().is_root() {
            command.arg("--map-root-user");
        }
        let script = r#"mount --bind "$0" /proc/swaps && exec "$@""#;
        command.args(["--mount", "sh", "-c", script]).arg(&self.file).arg(program);
        command
    }
}
