//! Compiled handlers and modules: each text is compiled once for an engine and kept by content.
//!
//! What compiled code is differs between engines: bytes that an instance loads, or an object of the interpreter.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};
use thiserror::Error;
use tokio::sync::OnceCell;

use crate::docroot::{Docroot, DocrootError, FileVersion, Kind};
use crate::policy::{ContentHash, Limit};

/// Bytes of code kept; past it all is forgotten and compiled again when it is asked for.
const KEEP_BYTES: usize = 128 << 20;
/// Source files larger than this are not compiled.
const SOURCE_LIMIT: u64 = 16 << 20;

/// What became of a source file.
#[derive(Debug)]
pub struct Program<Code> {
    /// SHA-256 of the source text.
    pub text: ContentHash,
    /// Code for the engine, or why there is none.
    pub compiled: Compiled<Code>,
}

/// Code, or why the text does not compile.
pub type Compiled<Code> = Result<Code, Problem>;

/// Where and why a program is not usable.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// Path below the docroot.
    pub path: String,
    /// From 1 on; 0 when unknown.
    pub line: u32,
    /// Such as `SyntaxError`.
    pub kind: String,
    /// What is wrong, in words.
    pub message: String,
}

impl Problem {
    /// Whether the text is in order, but defines nothing that answers requests: a module.
    pub fn is_no_handler(&self) -> bool {
        self.kind == "NoHandler"
    }
}

/// Why there is no program for a path.
#[derive(Debug, Error)]
pub enum ProgramError {
    /// The file can not be read.
    #[error(transparent)]
    File(#[from] DocrootError),
    /// The source is too large to be one.
    #[error("the source has {0} bytes; at most {SOURCE_LIMIT} are compiled")]
    TooLarge(u64),
    /// The compiler itself failed.
    #[error("compiling failed: {0}")]
    Compiler(String),
    /// Compiling took more than a request may.
    #[error("compiling took more than a request may: {0}")]
    OverLimit(Limit),
}

/// Compiles source text for one engine.
pub trait Compiler: Sync {
    /// What it makes.
    type Code: Send + Sync;

    /// Code for `source`, which lies at `path` below the docroot.
    fn compile(
        &self,
        source: Vec<u8>,
        path: &str,
    ) -> impl Future<Output = Result<Compiled<Self::Code>, ProgramError>> + Send;

    /// About how many bytes `code` takes.
    fn size(&self, code: &Self::Code) -> usize;
}

/// One docroot's programs for one engine.
#[derive(Debug)]
pub struct Programs<Code> {
    kept: Mutex<Kept<Code>>,
}

/// The path counts as well: it is part of the code.
type Key = (String, ContentHash);

#[derive(Debug)]
struct Kept<Code> {
    by_path: HashMap<String, (FileVersion, Arc<Program<Code>>)>,
    by_content: HashMap<Key, Arc<OnceCell<Arc<Program<Code>>>>>,
    bytes: usize,
}

impl<Code> Default for Kept<Code> {
    fn default() -> Self {
        Self { by_path: HashMap::new(), by_content: HashMap::new(), bytes: 0 }
    }
}

impl<Code> Default for Programs<Code> {
    fn default() -> Self {
        Self { kept: Mutex::default() }
    }
}

impl<Code: Send + Sync> Programs<Code> {
    fn kept(&self) -> MutexGuard<'_, Kept<Code>> {
        // What is kept is whole at every moment the lock is held.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The program of the file at `path`, as the file is now.
    pub async fn load(
        &self,
        docroot: &Docroot,
        path: &str,
        compiler: &impl Compiler<Code = Code>,
    ) -> Result<Arc<Program<Code>>, ProgramError> {
        let attributes = docroot.attributes(path)?;
        if attributes.kind == Kind::Folder {
            return Err(DocrootError::IsFolder.into());
        }
        if let Some(program) = self.of_version(path, &attributes.version) {
            return Ok(program);
        }
        let settled = !attributes.version.is_recent();
        if attributes.size > SOURCE_LIMIT {
            return Err(ProgramError::TooLarge(attributes.size));
        }
        let source = docroot.read(path)?;
        let program = self.of_content(source, path, compiler).await?;
        if settled {
            self.kept().by_path.insert(path.to_owned(), (attributes.version, Arc::clone(&program)));
        }
        Ok(program)
    }

    /// The program of the file at `path`, if it has been compiled as the file is now.
    pub fn compiled(&self, docroot: &Docroot, path: &str) -> Option<Arc<Program<Code>>> {
        self.of_version(path, &docroot.attributes(path).ok()?.version)
    }

    fn of_version(&self, path: &str, version: &FileVersion) -> Option<Arc<Program<Code>>> {
        if version.is_recent() {
            return None;
        }
        let kept = self.kept();
        let (of_version, program) = kept.by_path.get(path)?;
        (of_version == version).then(|| Arc::clone(program))
    }

    /// The path and program of the handler that is asked for by `path`. A folder whose name is a handler's stands for its
    /// first `default*.py`.
    pub async fn find_handler(
        &self,
        docroot: &Docroot,
        path: &Arc<str>,
        compiler: &impl Compiler<Code = Code>,
    ) -> Result<(Arc<str>, Arc<Program<Code>>), ProgramError> {
        let default = match self.load(docroot, path, compiler).await {
            Err(ProgramError::File(DocrootError::IsFolder)) => default_in_folder(docroot, path)?,
            found => return found.map(|program| (Arc::clone(path), program)),
        };
        let program = self.load(docroot, &default, compiler).await?;
        Ok((default.into(), program))
    }

    /// The program of a text. Two requests that need the same one wait for one compilation.
    async fn of_content(
        &self,
        source: Vec<u8>,
        path: &str,
        compiler: &impl Compiler<Code = Code>,
    ) -> Result<Arc<Program<Code>>, ProgramError> {
        let text: ContentHash = Sha256::digest(&source).into();
        let cell = Arc::clone(self.kept().by_content.entry((path.to_owned(), text)).or_default());
        let program = cell
            .get_or_try_init(|| async {
                let compiled = compiler.compile(source, path).await?;
                self.count(match &compiled {
                    Ok(code) => compiler.size(code),
                    Err(problem) => problem.message.len(),
                });
                Ok::<_, ProgramError>(Arc::new(Program { text, compiled }))
            })
            .await?;
        Ok(Arc::clone(program))
    }

    fn count(&self, size: usize) {
        let mut kept = self.kept();
        kept.bytes += size + 256;
        if kept.bytes > KEEP_BYTES {
            *kept = Kept::default();
        }
    }
}

fn default_in_folder(docroot: &Docroot, folder: &str) -> Result<String, ProgramError> {
    let names = docroot.list(folder)?;
    let default = names.iter().map(|(name, _)| name).find(|n| n.starts_with("default") && n.ends_with(".py"));
    let name = default.ok_or(DocrootError::NotFound)?;
    Ok(format!("{folder}/{name}"))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl Compiler for Counting {
        type Code = Vec<u8>;

        async fn compile(&self, source: Vec<u8>, _path: &str) -> Result<Compiled<Vec<u8>>, ProgramError> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Ok(Ok(source))
        }

        fn size(&self, code: &Vec<u8>) -> usize {
            code.len()
        }
    }

    #[tokio::test]
    async fn an_edited_file_is_compiled_anew_and_an_equal_text_is_not() {
        let folder = std::env::temp_dir().join(format!("airlock-programs-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let docroot = Docroot::open(&folder).unwrap();
        let (programs, compiler) = (Programs::default(), Counting::default());
        for round in 0..50 {
            let source = format!("{:02}", round % 2);
            std::fs::write(folder.join("a.py"), &source).unwrap();
            let program = programs.load(&docroot, "a.py", &compiler).await.unwrap();
            assert_eq!(program.compiled.as_deref(), Ok(source.as_bytes()));
            assert_eq!(program.text, ContentHash::from(Sha256::digest(&source)));
        }
        assert_eq!(compiler.0.load(Ordering::Relaxed), 2);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
