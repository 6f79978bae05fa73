//! What the texts say: each handler's own, and those of the modules that it imports.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Audit, Evidence, Needs};
use crate::policy::Grant;
use crate::sandbox::{PythonSandbox, SurveyedNeed};
use crate::tenant::Tenant;

/// One file's text.
struct Surveyed {
    needs: Vec<SurveyedNeed>,
    imports: Vec<String>,
}

/// See [`super::look`].
pub async fn look(sandbox: &Arc<PythonSandbox>, tenant: &Arc<Tenant>, paths: &[String]) -> Audit {
    let mut audit = Audit::default();
    let mut files = BTreeMap::new();
    for path in paths {
        match sandbox.survey(tenant, path).await {
            Ok(needs) => {
                let imports = needs.iter().filter(|need| need.grant == Grant::Modules);
                let imports = imports.flat_map(|need| imported(tenant, path, &need.what)).collect();
                files.insert(path.clone(), Surveyed { needs, imports });
            }
            Err(problem) => audit.problems.push(problem),
        }
    }
    for path in files.keys() {
        match sandbox.check(tenant, path).await {
            Err(problem) if problem.is_no_handler() => {}
            // A file that fails without a request may still be a handler: under another policy, say.
            Ok(()) | Err(_) => {
                audit.handlers.insert(path.clone(), needs_of(path, &files));
            }
        }
    }
    audit
}

/// The needs of the file at `start` and of all that it imports.
fn needs_of(start: &str, files: &BTreeMap<String, Surveyed>) -> Needs {
    let mut needs = Needs::default();
    let mut seen = BTreeSet::new();
    let mut open = vec![start];
    while let Some(path) = open.pop() {
        let Some(file) = files.get(path).filter(|_| seen.insert(path)) else { continue };
        for SurveyedNeed { grant, line, what } in &file.needs {
            let evidence = Evidence::Text { path: path.to_owned(), line: *line, what: what.clone() };
            needs.add(*grant, evidence);
        }
        open.extend(file.imports.iter().map(String::as_str));
    }
    needs
}

/// The files that a dotted name, seen in the file at `path`, may stand for: looked for in its folder and in the docroot.
fn imported(tenant: &Tenant, path: &str, name: &str) -> Vec<String> {
    let folder = path.rfind('/').and_then(|slash| path.get(..slash)).unwrap_or_default();
    let dots = name.len() - name.trim_start_matches('.').len();
    let mut bases = vec![folder.to_owned()];
    if dots == 0 {
        bases.push(String::new());
    }
    for _ in 1..dots {
        bases = bases.iter().map(|base| base.rfind('/').map_or("", |slash| &base[..slash]).to_owned()).collect();
    }
    let parts: Vec<_> = name.split('.').filter(|part| !part.is_empty()).collect();
    let mut found = Vec::new();
    for base in bases {
        let mut place = base;
        for part in &parts {
            place = if place.is_empty() { (*part).to_owned() } else { format!("{place}/{part}") };
            let candidates = [format!("{place}.py"), format!("{place}/__init__.py")];
            found.extend(candidates.into_iter().filter(|file| tenant.docroot.attributes(file).is_ok()));
        }
    }
    found
}
