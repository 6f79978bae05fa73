//! Compiling, in a process of its own: a hostile component can make the compiler slow, large or fail, and none of that
//! reaches the server. The process gets WebAssembly on its standard input and gives compiled code on its output.

use std::io::{Read as _, Write as _};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Resource, Rlimit};
use thiserror::Error;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};
use wasmtime::Engine;

use super::engine;

/// The subcommand that runs [`compile_for_parent`].
pub const SUBCOMMAND: &str = "compile-component";
/// Memory of the compiler.
const MEMORY: u64 = 4 << 30;
/// Machine code is at most so many times as large as WebAssembly, and a file's frame.
const GROWTH: u64 = 16;
const FRAME: u64 = 1 << 20;
/// What is made of one file is in the server's memory for a moment.
const MOST: u64 = 512 << 20;
/// What a compiler says when it fails.
const MESSAGE: u64 = 16 << 10;
/// On a busy machine, processor time is longer in coming.
const PATIENCE: u32 = 5;
const PRIORITY: i32 = 15;

/// Why there is no code.
#[derive(Clone, Debug, Error)]
pub enum CompileError {
    /// The component is not valid, or uses what this engine does not have.
    #[error("{0}")]
    Invalid(String),
    /// It takes too long.
    #[error("compiling it takes longer than {0:?} of processor time (server.compile-time); make it smaller")]
    Slow(Duration),
    /// The compiler ended without saying why.
    #[error("the compiler ended on it: {0}")]
    Crashed(String),
    /// It has not ended in time, on a machine that is busy.
    #[error("compiling it has not ended within {0:?}")]
    Late(Duration),
    /// It could not be started or talked to: nothing is known of the component.
    #[error("running the compiler: {0}")]
    System(String),
}

impl CompileError {
    /// Whether the same file would fail again for sure.
    pub fn is_of_file(&self) -> bool {
        matches!(self, Self::Invalid(_) | Self::Slow(_))
    }
}

/// Compiles `wasm` within so much processor time.
pub async fn compile(wasm: &[u8], time: Duration) -> Result<Vec<u8>, CompileError> {
    let system = |error: std::io::Error| CompileError::System(error.to_string());
    let mut child = Command::new("/proc/self/exe")
        .args([SUBCOMMAND, &time.as_secs().max(1).to_string()])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(system)?;
    let patience = time.saturating_mul(PATIENCE);
    let talked = tokio::time::timeout(patience, talk(&mut child, wasm)).await;
    let Ok(talked) = talked else { return Err(CompileError::Late(patience)) };
    let (compiled, message, status) = talked.map_err(system)?;
    if status.success() { Ok(compiled) } else { Err(failure(status, &message, time)) }
}

/// What the compiler wrote, what it said, how it ended.
async fn talk(child: &mut Child, wasm: &[u8]) -> std::io::Result<(Vec<u8>, Vec<u8>, ExitStatus)> {
    let (Some(mut input), Some(output), Some(errors)) = (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(std::io::Error::other("its streams are closed"));
    };
    let write = async move {
        // A compiler that has ended says why elsewhere.
        let _ = input.write_all(wasm).await;
    };
    let most = (wasm.len() as u64).saturating_mul(GROWTH).saturating_add(FRAME).min(MOST);
    let (mut compiled, mut message) = (Vec::new(), Vec::new());
    let (mut output, mut errors) = (output.take(most), errors.take(MESSAGE));
    let ((), read, said) = tokio::join!(write, output.read_to_end(&mut compiled), errors.read_to_end(&mut message));
    read?;
    said?;
    // One that writes on would wait for ever.
    drop((output, errors));
    Ok((compiled, message, child.wait().await?))
}

fn failure(status: ExitStatus, message: &[u8], time: Duration) -> CompileError {
    use std::os::unix::process::ExitStatusExt as _;
    let message = String::from_utf8_lossy(message).trim().to_owned();
    match status.signal() {
        Some(libc::SIGXCPU) => CompileError::Slow(time),
        None if status.code() == Some(1) && !message.is_empty() => CompileError::Invalid(message),
        _ => CompileError::Crashed(format!("{status}{}{message}", if message.is_empty() { "" } else { ": " })),
    }
}

/// The process: limits itself, compiles what its standard input has within so many seconds of processor time.
pub fn compile_for_parent(seconds: u64) -> anyhow::Result<()> {
    let limit =
        |resource, most| rustix::process::setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    // At the hard limit the signal would be the one that ends whatever takes too much memory.
    let time = Rlimit { current: Some(seconds), maximum: Some(seconds.saturating_add(5)) };
    rustix::process::setrlimit(Resource::Cpu, time)?;
    // Where memory runs out, this is what has to go, not the server. A confined one has no say in it: there the limit below,
    // which is its own, has to do.
    match std::fs::write("/proc/self/oom_score_adj", "1000") {
        Err(error) if error.kind() != std::io::ErrorKind::PermissionDenied => return Err(error.into()),
        _ => {}
    }
    limit(Resource::Data, MEMORY)?;
    limit(Resource::Core, 0)?;
    limit(Resource::Fsize, 0)?;
    rustix::process::setpriority_process(None, PRIORITY)?;
    let mut wasm = Vec::new();
    std::io::stdin().lock().read_to_end(&mut wasm)?;
    // The files that the process still needs are open.
    limit(Resource::Nofile, 0)?;
    let engine = Engine::new(&engine::compilation())?;
    let compiled = engine.precompile_component(&wasm)?;
    std::io::stdout().lock().write_all(&compiled)?;
    Ok(())
}
