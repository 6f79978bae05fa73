//! Programs whose place in the path says how they are called: `*.wsgi`, `*.wasm`, files in CGI directories, and handlers that
//! the path goes on behind.

use std::sync::{Arc, LazyLock};

use wasmparser::Parser;

use super::{Route, Routed};
use crate::docroot::{Docroot, Kind};
use crate::exchange::{Application, Mount, ServerInterface};
use crate::policy::Profile;

/// How much of a file is looked at to see what it is written in.
const FIRST_LINE: usize = 128;

/// As much of a file as tells a WebAssembly component from a core module.
const PREAMBLE: usize = 8;

/// What a `.wsgi` file defines, as mod_wsgi has it.
static WSGI_FILE: LazyLock<Arc<Application>> =
    LazyLock::new(|| Arc::new(Application { module: None, callable: "application".to_owned() }));

/// How a `.wsgi` file is called.
pub fn wsgi_file() -> ServerInterface {
    ServerInterface::Wsgi(Arc::clone(&WSGI_FILE))
}

/// The program that the path leads to or through, if there is one.
pub fn route(docroot: &Docroot, profile: Profile, cgi_directories: &[String], path: &str) -> Option<Routed> {
    let directory = cgi_directories.iter().find_map(|directory| {
        let directory = directory.trim_start_matches('/');
        path.strip_prefix(directory).filter(|rest| rest.is_empty() || rest.starts_with('/')).map(|_| directory)
    });
    if let Some(directory) = directory {
        return Some(in_cgi_directory(docroot, path, directory));
    }
    programs(path).find_map(|(end, ending)| {
        let file = path.get(..end)?;
        match ending {
            Ending::Wsgi if is_folder(docroot, file) => None,
            Ending::Wsgi => Some(mounted(Route::Handler(file.to_owned()), wsgi_file(), file)),
            Ending::Wasm if is_component_handler(docroot, profile, file, end == path.len()) => {
                Some(mounted(Route::Component(file.to_owned()), ServerInterface::File, file))
            }
            Ending::Wasm => None,
            // wptserve has no such paths.
            Ending::Python if end == path.len() || profile == Profile::Wpt || !is_file(docroot, file) => None,
            Ending::Python => Some(mounted(Route::Handler(file.to_owned()), ServerInterface::FileWithPathInfo, file)),
        }
    })
}

/// The `.wsgi` file or component at the beginning of a path that could not be one of the docroot as a whole, for what is behind
/// the file.
pub fn behind_program(docroot: &Docroot, path: &str) -> Option<Routed> {
    let (end, ending) = programs(path).find(|(_, ending)| !matches!(ending, Ending::Python))?;
    let file = path.get(..end)?;
    // What a docroot's paths are made of, see `docroot_path`.
    let is_sound = !file.contains("..") && !file.contains(['\\', '\0', char::REPLACEMENT_CHARACTER]);
    if !is_sound || !is_file(docroot, file) {
        return None;
    }
    match ending {
        Ending::Wasm => {
            is_component(docroot, file).then(|| mounted(Route::Component(file.to_owned()), ServerInterface::File, file))
        }
        _ => Some(mounted(Route::Handler(file.to_owned()), wsgi_file(), file)),
    }
}

/// Whether a `.wasm` file is a handler. Core modules are also what pages load: where the docroot is a web site or a test
/// suite they are sent; else they are taken for handlers that somebody forgot to make components of.
fn is_component_handler(docroot: &Docroot, profile: Profile, file: &str, is_all: bool) -> bool {
    match profile {
        Profile::Wpt => is_all && is_component(docroot, file),
        Profile::Files => is_component(docroot, file),
        Profile::Exposed if is_all => !is_folder(docroot, file),
        Profile::Exposed => is_file(docroot, file),
    }
}

fn is_component(docroot: &Docroot, path: &str) -> bool {
    docroot.file(path).and_then(|file| file.read_at(0, PREAMBLE)).is_ok_and(|start| Parser::is_component(&start))
}

/// The route of `interface` for the program at `file`, which the path's beginning names.
fn mounted(route: Route, interface: ServerInterface, file: &str) -> Routed {
    let mount = Mount { interface, parts: parts(file) };
    Routed { mount, ..Routed::from(route) }
}

/// How many parts `path` (decoded, without empty ones) has.
pub fn parts(path: &str) -> usize {
    path.split('/').filter(|part| !part.is_empty()).count()
}

#[derive(Clone, Copy)]
enum Ending {
    Python,
    Wsgi,
    Wasm,
}

/// The parts of the path that are named like programs: where each ends.
fn programs(path: &str) -> impl Iterator<Item = (usize, Ending)> {
    let ends = path.split('/').scan(0, |end, part| {
        let here = *end + part.len();
        *end = here + 1;
        Some((here, part))
    });
    ends.filter_map(|(end, part)| match part {
        part if part.ends_with(".wsgi") => Some((end, Ending::Wsgi)),
        part if part.ends_with(".py") => Some((end, Ending::Python)),
        part if part.ends_with(".wasm") => Some((end, Ending::Wasm)),
        _ => None,
    })
}

fn is_file(docroot: &Docroot, path: &str) -> bool {
    docroot.attributes(path).is_ok_and(|attributes| attributes.kind == Kind::File)
}

fn is_folder(docroot: &Docroot, path: &str) -> bool {
    docroot.attributes(path).is_ok_and(|attributes| attributes.kind == Kind::Folder)
}

/// The first file on the way from the directory on. Nothing in there is ever sent as a file.
fn in_cgi_directory(docroot: &Docroot, path: &str, directory: &str) -> Routed {
    let mut end = directory.len();
    while let Some(rest) = path.get(end + 1..).filter(|rest| !rest.is_empty()) {
        end += 1 + rest.find('/').unwrap_or(rest.len());
        let file = path.get(..end).unwrap_or_default();
        match docroot.attributes(file) {
            Ok(attributes) if attributes.kind == Kind::Folder => {}
            Ok(_) => return cgi_program(docroot, file),
            Err(_) => return Route::Status(404).into(),
        }
    }
    // A folder: what is in it is nobody's business.
    Route::Status(403).into()
}

fn cgi_program(docroot: &Docroot, file: &str) -> Routed {
    let name = file.rsplit('/').next().unwrap_or_default();
    let interface = if name.starts_with("nph-") { ServerInterface::CgiNph } else { ServerInterface::Cgi };
    if name.ends_with(".wasm") {
        return mounted(Route::Command(file.to_owned()), interface, file);
    }
    if name.ends_with(".py") || is_python(docroot, file) {
        return mounted(Route::Handler(file.to_owned()), interface, file);
    }
    tracing::warn!(
        script = file,
        "not run: a CGI program has to be Python (.py, or #! with python) or a Wasm command (.wasm)"
    );
    Route::Status(403).into()
}

/// Whether the file's first line names Python as its interpreter.
fn is_python(docroot: &Docroot, file: &str) -> bool {
    let Ok(start) = docroot.file(file).and_then(|file| file.read_at(0, FIRST_LINE)) else { return false };
    let line = start.split(|&byte| byte == b'\n').next().unwrap_or_default();
    line.starts_with(b"#!") && memchr::memmem::find(line, b"python").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> (std::path::PathBuf, Docroot) {
        let folder = std::env::temp_dir().join(format!("airlock-programs-{}-{}", std::process::id(), files.len()));
        for (file, content) in files {
            let file = folder.join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, content).unwrap();
        }
        let docroot = Docroot::open(&folder).unwrap();
        (folder, docroot)
    }

    #[test]
    fn the_path_goes_on_behind_a_program() {
        let (place, docroot) = folder(&[
            ("a/app.wsgi", ""),
            ("a/h.py", ""),
            ("b.py/x.txt", ""),
            ("b.py/in.wsgi", ""),
            ("c.wsgi/in.wsgi", ""),
        ]);
        let route = |profile, path| route(&docroot, profile, &[], path).map(|routed| (routed.route, routed.mount));
        let wsgi = |parts| Mount { interface: wsgi_file(), parts };
        let app = || Route::Handler("a/app.wsgi".into());
        assert_eq!(route(Profile::Wpt, "a/app.wsgi"), Some((app(), wsgi(2))));
        assert_eq!(route(Profile::Exposed, "a/app.wsgi/x/y.py/"), Some((app(), wsgi(2))));
        for path in ["b.py/in.wsgi", "c.wsgi/in.wsgi"] {
            assert_eq!(route(Profile::Exposed, path), Some((Route::Handler(path.into()), wsgi(2))));
        }
        let goes_on = Mount { interface: ServerInterface::FileWithPathInfo, parts: 2 };
        assert_eq!(route(Profile::Exposed, "a/h.py/x"), Some((Route::Handler("a/h.py".into()), goes_on)));
        for (profile, path) in
            [(Profile::Wpt, "a/h.py/x"), (Profile::Exposed, "a/h.py"), (Profile::Exposed, "b.py/x.txt")]
        {
            assert_eq!(route(profile, path), None, "{path}");
        }
        std::fs::remove_dir_all(place).unwrap();
    }

    #[test]
    fn cgi_directories_hold_programs_alone() {
        let (place, docroot) = folder(&[
            ("cgi-bin/a.py", ""),
            ("cgi-bin/in/nph-b.py", ""),
            ("cgi-bin/c", "#!/usr/bin/env python3\n"),
            ("cgi-bin/d.sh", "#!/bin/sh\n"),
            ("cgi-bin/e.wasm", ""),
            ("cgi-binary/x", ""),
        ]);
        let directories = ["/cgi-bin".to_owned()];
        let found = |path| {
            let routed = route(&docroot, Profile::Files, &directories, path)?;
            Some((routed.route, routed.mount.interface, routed.mount.parts))
        };
        let handler = |path: &str, interface, parts| Some((Route::Handler(path.to_owned()), interface, parts));
        let refused = |status| Some((Route::Status(status), ServerInterface::File, usize::MAX));
        assert_eq!(found("cgi-bin/a.py/x/y"), handler("cgi-bin/a.py", ServerInterface::Cgi, 2));
        assert_eq!(found("cgi-bin/in/nph-b.py"), handler("cgi-bin/in/nph-b.py", ServerInterface::CgiNph, 3));
        assert_eq!(found("cgi-bin/c/"), handler("cgi-bin/c", ServerInterface::Cgi, 2));
        assert_eq!(found("cgi-bin/e.wasm"), Some((Route::Command("cgi-bin/e.wasm".into()), ServerInterface::Cgi, 2)));
        assert_eq!(found("cgi-bin/d.sh"), refused(403));
        assert_eq!(found("cgi-bin/"), refused(403));
        assert_eq!(found("cgi-bin"), refused(403));
        assert_eq!(found("cgi-bin/none"), refused(404));
        assert_eq!(found("cgi-binary/x"), None);
        std::fs::remove_dir_all(place).unwrap();
    }
}
