//! One part of a dotted module name in one folder below the docroot, in the order that Python's own finder looks.

use std::sync::Arc;

use crate::docroot::{Docroot, DocrootError, Kind};
use crate::programs::{Program, ProgramError};

/// What a name stands for, and its path below the docroot.
#[derive(Debug)]
pub enum Found<Code> {
    /// A folder with `__init__.py`, whose program this is.
    Package(String, Arc<Program<Code>>),
    /// A source file.
    Module(String, Arc<Program<Code>>),
    /// A folder without `__init__.py`.
    Namespace(String),
}

/// Finds `name` in `folder`; `load` gives the program of a path.
pub async fn find<Code, Load>(
    docroot: &Docroot,
    folder: &str,
    name: &str,
    load: impl Fn(String) -> Load,
) -> Result<Option<Found<Code>>, ProgramError>
where
    Load: Future<Output = Result<Arc<Program<Code>>, ProgramError>>,
{
    if name.is_empty() || name.contains(['/', '\0']) || name == "." || name == ".." {
        return Ok(None);
    }
    let base = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let is_folder = matches!(docroot.attributes(&base), Ok(a) if a.kind == Kind::Folder);
    let package = format!("{base}/__init__.py");
    if is_folder && let Some(program) = present(load(package.clone()).await)? {
        return Ok(Some(Found::Package(package, program)));
    }
    let module = format!("{base}.py");
    if let Some(program) = present(load(module.clone()).await)? {
        return Ok(Some(Found::Module(module, program)));
    }
    Ok(is_folder.then_some(Found::Namespace(base)))
}

fn present<T>(loaded: Result<T, ProgramError>) -> Result<Option<T>, ProgramError> {
    match loaded {
        Ok(program) => Ok(Some(program)),
        Err(ProgramError::File(DocrootError::NotFound | DocrootError::NotFolder | DocrootError::IsFolder)) => Ok(None),
        Err(error) => Err(error),
    }
}
