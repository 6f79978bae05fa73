//! The components of the files in docroots, loaded when they are first asked for, and again when a file has changed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};
use thiserror::Error;
use tokio::sync::Semaphore;
use wasmparser::Parser;
use wasmtime::component::Component;

use super::Components;
use super::compiled_files;
use super::compiler_process::{self, CompileError};
use super::loaded::Loaded;
use crate::docroot::{Docroot, DocrootError, FileVersion, Kind};
use crate::engine::Task;
use crate::policy::ContentHash;
use crate::tenant::Tenant;

/// Files of a tenant that are remembered, and bytes of their compiled code; past it all are forgotten and loaded again.
const MOST_FILES: usize = 4096;
const MOST_BYTES: usize = 1 << 30;
/// Contents of all tenants after which those are forgotten that no tenant has any more.
const MANY_CONTENTS: usize = 1024;
/// Requests of a tenant that may wait for its components to be loaded.
const MOST_WAITING: usize = 64;
/// How long a failure is remembered that may have passed by then.
const FAILURE_LASTS: Duration = Duration::from_secs(10);
/// How WebAssembly begins.
const MAGIC: &[u8] = b"\0asm";

/// Why a file could not be loaded. What is wrong with the component itself is its [`Loaded`].
#[derive(Clone, Debug, Error)]
pub enum LoadError {
    /// It can not be read.
    #[error("reading the component: {0}")]
    File(Arc<DocrootError>),
    /// It is larger than the operator has set.
    #[error("the component has {size} bytes; at most {most} are compiled (server.component-size)")]
    TooLarge {
        /// Its bytes.
        size: u64,
        /// The limit.
        most: u64,
    },
    /// The server could not do it.
    #[error(transparent)]
    Compiler(#[from] CompileError),
    /// As many requests wait for components of this tenant as may.
    #[error("the tenant's components are still being compiled")]
    Busy,
    /// The server is going down, or a thread of it failed.
    #[error("loading the component was broken off: {0}")]
    Broken(String),
}

/// One docroot's components, by path.
pub struct TenantComponents {
    by_path: Mutex<Files>,
    /// They are compiled one after the other.
    compiling: tokio::sync::Mutex<()>,
    waiting: Arc<Semaphore>,
}

#[derive(Default)]
struct Files {
    loaded: HashMap<Arc<str>, (FileVersion, Arc<Loaded>)>,
    /// Of compiled code.
    bytes: usize,
    /// What could not be loaded just now.
    failed: HashMap<Arc<str>, (FileVersion, Instant, LoadError)>,
}

impl Default for TenantComponents {
    fn default() -> Self {
        Self {
            by_path: Mutex::default(),
            compiling: tokio::sync::Mutex::default(),
            waiting: Arc::new(Semaphore::new(MOST_WAITING)),
        }
    }
}

/// Components of equal content are one.
#[derive(Default)]
pub struct ByContent(Mutex<HashMap<ContentHash, Weak<Loaded>>>);

impl std::fmt::Debug for TenantComponents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TenantComponents").field("files", &self.files().loaded.len()).finish_non_exhaustive()
    }
}

impl TenantComponents {
    fn files(&self) -> MutexGuard<'_, Files> {
        // A table of whole entries at every moment.
        self.by_path.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The component of the file at `path`, if it has been loaded as the file is now.
    fn get(&self, docroot: &Docroot, path: &str) -> Option<Result<Arc<Loaded>, LoadError>> {
        let version = docroot.attributes(path).ok()?.version;
        if version.is_recent() {
            return None;
        }
        let files = self.files();
        if let Some((_, loaded)) = files.loaded.get(path).filter(|(of_version, _)| *of_version == version) {
            return Some(Ok(Arc::clone(loaded)));
        }
        let (of_version, failed, error) = files.failed.get(path)?;
        (*of_version == version && failed.elapsed() < FAILURE_LASTS).then(|| Err(error.clone()))
    }

    fn put(&self, path: &Arc<str>, version: FileVersion, loaded: &Arc<Loaded>) {
        let mut files = self.files();
        if files.loaded.len() >= MOST_FILES || files.bytes.saturating_add(loaded.size) > MOST_BYTES {
            *files = Files::default();
        }
        files.bytes = files.bytes.saturating_add(loaded.size);
        let before = files.loaded.insert(Arc::clone(path), (version, Arc::clone(loaded)));
        files.bytes = files.bytes.saturating_sub(before.map_or(0, |(_, before)| before.size));
    }

    /// Remembers for a while that the file could not be loaded.
    fn put_failure(&self, path: &Arc<str>, version: FileVersion, error: &LoadError) {
        let mut files = self.files();
        files.failed.retain(|_, (_, failed, _)| failed.elapsed() < FAILURE_LASTS);
        files.failed.insert(Arc::clone(path), (version, Instant::now(), error.clone()));
    }
}

impl ByContent {
    fn contents(&self) -> MutexGuard<'_, HashMap<ContentHash, Weak<Loaded>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, text: &ContentHash) -> Option<Arc<Loaded>> {
        self.contents().get(text)?.upgrade()
    }

    fn put(&self, loaded: &Arc<Loaded>) {
        let mut contents = self.contents();
        if contents.len() >= MANY_CONTENTS {
            contents.retain(|_, loaded| loaded.strong_count() > 0);
        }
        contents.insert(loaded.text, Arc::downgrade(loaded));
    }
}

impl Components {
    /// The component that `task` names. A file that has not been loaded is, in the background: that goes on when this
    /// request's time is over, and the next one finds what came of it.
    pub(super) async fn component(self: &Arc<Self>, task: &Task) -> Result<Arc<Loaded>, LoadError> {
        let Task { tenant, handler, .. } = task;
        match tenant.components.get(&tenant.docroot, handler) {
            Some(loaded) => loaded,
            None => self.load(Arc::clone(tenant), Arc::clone(handler)).await,
        }
    }

    /// The component of a tenant's file, loaded in the background if it has not been.
    pub(super) async fn load(self: &Arc<Self>, tenant: Arc<Tenant>, path: Arc<str>) -> Result<Arc<Loaded>, LoadError> {
        let Ok(waits) = Arc::clone(&tenant.components.waiting).try_acquire_owned() else { return Err(LoadError::Busy) };
        let own = Arc::clone(self);
        let loading = self.background.spawn(async move {
            let _waits = waits;
            let _turn = tenant.components.compiling.lock().await;
            match tenant.components.get(&tenant.docroot, &path) {
                Some(loaded) => loaded,
                None => own.load_file(&tenant, &path).await,
            }
        });
        loading.await.unwrap_or_else(|error| Err(LoadError::Broken(error.to_string())))
    }

    async fn load_file(self: &Arc<Self>, tenant: &Arc<Tenant>, path: &Arc<str>) -> Result<Arc<Loaded>, LoadError> {
        let (own, docroot, file) = (Arc::clone(self), Arc::clone(tenant), Arc::clone(path));
        let read = self.background.spawn_blocking(move || read(&docroot.docroot, &file, own.settings.size));
        let Source { version, wasm, text } =
            read.await.unwrap_or_else(|error| Err(LoadError::Broken(error.to_string())))?;
        let loaded = match self.by_content.get(&text) {
            Some(loaded) => loaded,
            None => match self.of_content(wasm, text, &tenant.name, path).await {
                Ok(loaded) => loaded,
                Err(error) => {
                    tenant.components.put_failure(path, version, &error);
                    return Err(error);
                }
            },
        };
        tenant.components.put(path, version, &loaded);
        Ok(loaded)
    }

    async fn of_content(
        self: &Arc<Self>,
        wasm: Vec<u8>,
        text: ContentHash,
        tenant: &str,
        path: &str,
    ) -> Result<Arc<Loaded>, LoadError> {
        let made = match (self.compiled_before(text).await?, not_a_component(&wasm)) {
            (Some(component), _) => {
                tracing::debug!(tenant, handler = path, "component loaded as it was compiled before");
                Ok(component)
            }
            (None, Some(why)) => Err(why),
            (None, None) => self.compile(wasm, text, tenant, path).await?,
        };
        let loaded = Loaded::new(text, made);
        self.by_content.put(&loaded);
        Ok(loaded)
    }

    /// What an earlier run of the server has left. Its digest takes a while: not on a thread that runs handlers.
    async fn compiled_before(self: &Arc<Self>, text: ContentHash) -> Result<Option<Component>, LoadError> {
        let own = Arc::clone(self);
        let load = move || own.files.as_ref().and_then(|files| files.load(&own.engine, &text));
        self.background.spawn_blocking(load).await.map_err(|error| LoadError::Broken(error.to_string()))
    }

    /// Compiles; the inner result is for what will be the same each time.
    async fn compile(
        self: &Arc<Self>,
        wasm: Vec<u8>,
        text: ContentHash,
        tenant: &str,
        path: &str,
    ) -> Result<Result<Component, String>, LoadError> {
        let Ok(_place) = self.compilers.acquire().await else {
            return Err(LoadError::Broken("the server is going down".into()));
        };
        let started = Instant::now();
        let compiled = match compiler_process::compile(&wasm, self.settings.compile_time).await {
            Ok(compiled) => compiled,
            Err(error) if error.is_of_file() => return Ok(Err(error.to_string())),
            Err(error) => return Err(error.into()),
        };
        let milliseconds = started.elapsed().as_millis() as u64;
        tracing::info!(tenant, handler = path, bytes = wasm.len(), milliseconds, "component compiled");
        let own = Arc::clone(self);
        let loaded = self.background.spawn_blocking(move || {
            let kept = own.files.as_ref().and_then(|files| files.keep(&own.engine, &text, &compiled));
            kept.map_or_else(|| compiled_files::in_memory(&own.engine, &compiled), Ok)
        });
        let loaded = loaded.await.map_err(|error| LoadError::Broken(error.to_string()))?;
        Ok(loaded.map_err(|error| format!("it does not fit the sandbox: {error:#}")))
    }
}

struct Source {
    version: FileVersion,
    wasm: Vec<u8>,
    text: ContentHash,
}

fn read(docroot: &Docroot, path: &str, most: u64) -> Result<Source, LoadError> {
    let file = |error: DocrootError| LoadError::File(Arc::new(error));
    let attributes = docroot.attributes(path).map_err(file)?;
    if attributes.kind == Kind::Folder {
        return Err(file(DocrootError::IsFolder));
    }
    if attributes.size > most {
        return Err(LoadError::TooLarge { size: attributes.size, most });
    }
    let wasm = read_at_most(docroot, path, most).map_err(file)?;
    if wasm.len() as u64 > most {
        return Err(LoadError::TooLarge { size: wasm.len() as u64, most });
    }
    let text = Sha256::digest(&wasm).into();
    Ok(Source { version: attributes.version, wasm, text })
}

/// A file that may grow while it is read, as far as one byte behind `most`.
fn read_at_most(docroot: &Docroot, path: &str, most: u64) -> Result<Vec<u8>, DocrootError> {
    const PIECE: u64 = 4 << 20;
    let file = docroot.file(path)?;
    let mut content = Vec::new();
    loop {
        let left = (most + 1).saturating_sub(content.len() as u64);
        let piece = file.read_at(content.len() as u64, left.min(PIECE) as usize)?;
        if piece.is_empty() {
            return Ok(content);
        }
        content.extend_from_slice(&piece);
    }
}

/// Why the bytes can not be a component's.
pub fn not_a_component(wasm: &[u8]) -> Option<String> {
    if !wasm.starts_with(MAGIC) {
        return Some("it is not WebAssembly: it does not begin with `\\0asm`".to_owned());
    }
    if Parser::is_component(wasm) {
        return None;
    }
    Some(format!(
        "it is a core module{}; a handler has to be a component: `airlock build` makes one of a Rust project",
        exports_of(wasm)
    ))
}

/// What a core module exports, in words.
fn exports_of(wasm: &[u8]) -> String {
    const MOST: usize = 20;
    let exports = Parser::new(0).parse_all(wasm).find_map(|payload| match payload.ok()? {
        wasmparser::Payload::ExportSection(exports) => Some(exports),
        _ => None,
    });
    let names: Vec<_> = exports
        .into_iter()
        .flatten()
        .filter_map(|export| Some(export.ok()?.name.escape_debug().to_string()))
        .take(MOST)
        .collect();
    if names.is_empty() { String::new() } else { format!(" that exports {}", names.join(", ")) }
}
