//! Compiled handlers and modules: each text is compiled once, in an instance that has run no handler, and kept by content.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};
use thiserror::Error;
use tokio::sync::OnceCell;

use crate::docroot::{Docroot, DocrootError, FileVersion, Kind};

/// Bytes of code kept; past it all is forgotten and compiled again when it is asked for.
const KEEP_BYTES: usize = 128 << 20;
/// Source files larger than this are not compiled.
const SOURCE_LIMIT: u64 = 16 << 20;

/// What became of a source file.
#[derive(Debug)]
pub enum Program {
    /// Code for the runtime.
    Code(Vec<u8>),
    /// It does not compile.
    Problem(Problem),
}

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
}

/// Compiles source text; in the sandbox, an instance of the runtime.
pub trait Compiler {
    /// Code for `source`, which lies at `path` below the docroot.
    fn compile(&self, source: Vec<u8>, path: &str) -> impl Future<Output = Result<Program, ProgramError>> + Send;
}

type ContentKey = [u8; 32];

/// One tenant's programs.
#[derive(Debug, Default)]
pub struct Programs {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    by_path: HashMap<String, (FileVersion, Arc<Program>)>,
    by_content: HashMap<ContentKey, Arc<OnceCell<Arc<Program>>>>,
    bytes: usize,
}

impl Programs {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        // What is kept is whole at every moment the lock is held.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The program of the file at `path`, as the file is now.
    pub async fn load(
        &self,
        docroot: &Docroot,
        path: &str,
        compiler: &impl Compiler,
    ) -> Result<Arc<Program>, ProgramError> {
        let attributes = docroot.attributes(path)?;
        if attributes.kind == Kind::Folder {
            return Err(DocrootError::IsFolder.into());
        }
        let trusted = !attributes.version.is_recent();
        if trusted
            && let Some((version, program)) = self.kept().by_path.get(path)
            && *version == attributes.version
        {
            return Ok(Arc::clone(program));
        }
        if attributes.size > SOURCE_LIMIT {
            return Err(ProgramError::TooLarge(attributes.size));
        }
        let source = docroot.read(path)?;
        let program = self.of_content(source, path, compiler).await?;
        if trusted {
            self.kept().by_path.insert(path.to_owned(), (attributes.version, Arc::clone(&program)));
        }
        Ok(program)
    }

    /// The program of a text. Two requests that need the same one wait for one compilation.
    async fn of_content(
        &self,
        source: Vec<u8>,
        path: &str,
        compiler: &impl Compiler,
    ) -> Result<Arc<Program>, ProgramError> {
        let key = content_key(path, &source);
        let cell = Arc::clone(self.kept().by_content.entry(key).or_default());
        let program = cell
            .get_or_try_init(|| async {
                let program = Arc::new(compiler.compile(source, path).await?);
                self.count(&program);
                Ok::<_, ProgramError>(program)
            })
            .await?;
        Ok(Arc::clone(program))
    }

    fn count(&self, program: &Program) {
        let size = match program {
            Program::Code(code) => code.len(),
            Program::Problem(problem) => problem.message.len(),
        };
        let mut kept = self.kept();
        kept.bytes += size + 256;
        if kept.bytes > KEEP_BYTES {
            *kept = Kept::default();
        }
    }
}

/// The path counts as well: it is part of the code.
fn content_key(path: &str, source: &[u8]) -> ContentKey {
    let mut digest = Sha256::new();
    digest.update((path.len() as u64).to_le_bytes());
    digest.update(path.as_bytes());
    digest.update(source);
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl Compiler for Counting {
        async fn compile(&self, source: Vec<u8>, _path: &str) -> Result<Program, ProgramError> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Ok(Program::Code(source))
        }
    }

    fn text(program: &Program) -> &[u8] {
        match program {
            Program::Code(code) => code,
            Program::Problem(_) => b"problem",
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
            assert_eq!(text(&program), source.as_bytes());
        }
        assert_eq!(compiler.0.load(Ordering::Relaxed), 2);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
