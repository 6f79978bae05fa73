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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::ContentHash;

    #[tokio::test]
    async fn packages_come_before_modules_and_folders_last() {
        let folder = std::env::temp_dir().join(format!("airlock-lookup-{}", std::process::id()));
        for file in ["a/__init__.py", "a.py", "b.py", "b/x.py", "c/x.py"] {
            std::fs::create_dir_all(folder.join(file).parent().unwrap()).unwrap();
            std::fs::write(folder.join(file), "").unwrap();
        }
        let docroot = Docroot::open(&folder).unwrap();
        let docroot = &docroot;
        let load = |path: String| async move {
            docroot.attributes(&path)?;
            Ok(Arc::new(Program { text: ContentHash::default(), compiled: Ok(()) }))
        };
        for (name, found) in [
            ("a", Some("package a/__init__.py")),
            ("b", Some("module b.py")),
            ("c", Some("namespace c")),
            ("d", None),
            ("..", None),
            ("", None),
        ] {
            let text = find(docroot, "", name, load).await.unwrap().map(|found| match found {
                Found::Package(path, _) => format!("package {path}"),
                Found::Module(path, _) => format!("module {path}"),
                Found::Namespace(path) => format!("namespace {path}"),
            });
            assert_eq!(text.as_deref(), found, "{name}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
