//! One build of a project, by `airlock build` in a process of its own. It ends with the server.

use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process_group};
use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};

/// More of what cargo says is not kept.
const MESSAGE_LIMIT: u64 = 256 << 10;

/// A component that lies beside its place.
#[derive(Debug, Deserialize)]
pub struct Staged {
    /// Where it lies.
    pub staged: PathBuf,
    /// Where it belongs.
    pub file: PathBuf,
}

/// What came of a build.
#[derive(Debug)]
pub struct Outcome {
    /// The components, or how the build ended.
    pub components: Result<Vec<Staged>, String>,
    /// What the compiler said: warnings, if all went well.
    pub messages: String,
}

/// The build's processes: cargo and what it has started are ended with this.
struct ProcessGroup(Option<Pid>);

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        if let Some(group) = self.0.take() {
            // It may have ended by itself.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

/// Builds the project in `folder`.
pub async fn build(folder: &Path) -> std::io::Result<Outcome> {
    let mut command = Command::new("/proc/self/exe");
    command.args(["--log", "error", "build", "--staged"]).arg(folder).args(["--", "--quiet"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0).kill_on_drop(true);
    let mut child = command.spawn()?;
    let mut group = ProcessGroup(child.id().and_then(|id| Pid::from_raw(id.cast_signed())));
    let (output, messages) = tokio::join!(text_of(child.stdout.take()), text_of(child.stderr.take()));
    let outcome = outcome(&mut child, &output, messages).await;
    // Its number may be another's from now on.
    group.0 = None;
    outcome
}

async fn outcome(child: &mut Child, output: &str, messages: String) -> std::io::Result<Outcome> {
    let status = child.wait().await?;
    let components = match status.signal() {
        None if status.success() => Ok(output.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()),
        None => Err("the build failed".to_owned()),
        Some(signal) => Err(format!("the build was ended by signal {signal}")),
    };
    Ok(Outcome { components, messages })
}

async fn text_of(pipe: Option<impl AsyncRead + Unpin>) -> String {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        let mut pipe = pipe.take(MESSAGE_LIMIT);
        // What came before an error is all there is.
        let _ = pipe.read_to_end(&mut bytes).await;
        // Whoever writes on is not to wait for a reader.
        let _ = tokio::io::copy(&mut pipe.into_inner(), &mut tokio::io::sink()).await;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
