//! New projects, each a small one that runs. In: a folder that is not there yet, and a language. Out: its files. Refuses
//! names that cargo or a URL would stumble over, and folders with something in them.

mod guest_crate;
mod name;

use std::path::{Path, PathBuf};

pub use guest_crate::GuestCrateError;
pub use name::NameError;

/// What a handler is written in, and how it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// A component by the crate `airlock-guest`.
    Rust,
    /// A file with `main(request, response)`.
    Python,
    /// An application of PEP 3333.
    Wsgi,
}

/// Why there is no new project.
#[derive(Debug, thiserror::Error)]
pub enum NewProjectError {
    /// Not a name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// Where a Rust handler's crate is, is not known.
    #[error(transparent)]
    GuestCrate(#[from] GuestCrateError),
    /// It would be mixed with something else.
    #[error("{path} is there already, and it is not an empty folder: choose another name, or remove it", path = .0.display())]
    Occupied(PathBuf),
    /// A file can not be written.
    #[error("writing {path}: {error}", path = path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

impl Template {
    /// The files of a project of this name: path and content, with `@name@` and `@guest@` to be filled in.
    fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Rust => &[
                ("Cargo.toml", include_str!("rust/Cargo.toml.template")),
                ("src/lib.rs", include_str!("rust/lib.rs.template")),
                (".gitignore", include_str!("rust/gitignore.template")),
            ],
            Self::Python => &[
                ("hello.py", include_str!("python/hello.py.template")),
                ("README.md", include_str!("python/README.md.template")),
            ],
            Self::Wsgi => &[
                ("app.wsgi", include_str!("wsgi/app.wsgi.template")),
                ("README.md", include_str!("wsgi/README.md.template")),
            ],
        }
    }

    /// What to do in the project's folder, a command a line: the last one is for another terminal.
    pub fn next_commands(self, name: &str) -> Vec<String> {
        let ask = |file: &str| format!("curl 'http://127.0.0.1:8000/{file}?name=Ada'");
        match self {
            Self::Rust => vec!["airlock build".into(), "airlock serve .".into(), ask(&format!("{name}.wasm"))],
            Self::Python => vec!["airlock serve .".into(), ask("hello.py")],
            Self::Wsgi => vec!["airlock serve .".into(), ask("app.wsgi")],
        }
    }
}

/// Writes a project into the new folder `folder`, whose last part is its name. `guest` is the folder of the crate
/// `airlock-guest`, where it is not to be found otherwise. The name.
pub fn write(template: Template, folder: &Path, guest: Option<&Path>) -> Result<String, NewProjectError> {
    let name = name::of(folder)?;
    let guest = match template {
        Template::Rust => guest_crate::dependency(guest)?,
        Template::Python | Template::Wsgi => String::new(),
    };
    if !is_free(folder) {
        return Err(NewProjectError::Occupied(folder.to_owned()));
    }
    for (path, content) in template.files() {
        let path = folder.join(path);
        let content = content.replace("@name@", &name).replace("@guest@", &guest);
        let written =
            std::fs::create_dir_all(path.parent().unwrap_or(folder)).and_then(|()| std::fs::write(&path, content));
        written.map_err(|error| NewProjectError::Write { path, error })?;
    }
    Ok(name)
}

/// Whether nothing is there, or an empty folder.
fn is_free(folder: &Path) -> bool {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound && folder.symlink_metadata().is_err(),
    }
}
