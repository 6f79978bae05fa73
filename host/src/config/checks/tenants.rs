use std::collections::HashMap;
use std::path::Path;

use crate::config::key_path::KeyPath;
use crate::config::keys::{ConfigFile, TenantKeys};
use crate::config::node::{Node, Table, Value};
use crate::config::problem::Problems;
use crate::config::{Origin, tenant_path};

/// Names, routes and docroots.
pub fn check(keys: &ConfigFile, merged: &Table, folder: &Path, problems: &mut Problems<'_>) {
    if keys.tenants().is_empty() {
        problems.add(
            KeyPath::of("tenant"),
            "there is none; add a [[tenant]] with name and docroot, or name a folder to serve on the command line",
        );
    }
    let mut names = HashMap::new();
    let mut routes = HashMap::new();
    for (index, tenant) in keys.tenants().iter().enumerate() {
        let path = tenant_path(index);
        match &tenant.name {
            None => problems.add(path.key("name"), "missing; a tenant needs a name of its own"),
            Some(name) => {
                if let Some(first) = names.insert(&name.0.0, index) {
                    let message =
                        format!("{:?}: {} has this name too; each needs one of its own", name.0.0, tenant_path(first));
                    problems.add(path.key("name"), message);
                }
            }
        }
        check_routes(tenant, index, &mut routes, problems);
        match find(merged, index) {
            None => problems.add(path.key("docroot"), "missing; a tenant needs a folder to serve"),
            Some((text, origin)) => {
                if let Err(message) = check_folder(text, origin, folder) {
                    problems.add(path.key("docroot"), format!("{text:?}: {message}"));
                }
            }
        }
    }
}

/// The docroot as it is written, and where.
fn find(merged: &Table, index: usize) -> Option<(&str, &Origin)> {
    match merged.get("tenant")?.list()?.get(index)?.table()?.get("docroot")? {
        Node { value: Value::Text(text), origin } => Some((text, origin)),
        _ => None,
    }
}

fn check_folder(text: &str, origin: &Origin, folder: &Path) -> Result<(), String> {
    let (base, place) = match origin {
        Origin::File(_) => (folder, "the file's folder"),
        _ => (Path::new(""), "the folder that the command runs in"),
    };
    match std::fs::metadata(base.join(text)) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err("not a folder; name the folder that the handlers lie in".to_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && Path::new(text).is_absolute() => {
            Err("no such folder; make it, or name one that exists".to_owned())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(format!("no such folder; make it, or name one that exists, counted from {place}"))
        }
        Err(error) => Err(format!("{error}; name a folder that this user may read")),
    }
}

/// A host (none: any) with a prefix, and who has it.
type Routes<'a> = HashMap<(Option<&'a str>, &'a str), usize>;

fn check_routes<'a>(tenant: &'a TenantKeys, index: usize, routes: &mut Routes<'a>, problems: &mut Problems<'_>) {
    let prefix = tenant.prefix.as_ref().map(|prefix| prefix.0.0.as_str()).unwrap_or_default();
    let with_prefix = if prefix.is_empty() { String::new() } else { format!(" with the prefix {prefix:?}") };
    let Some(hosts) = &tenant.hosts else {
        if let Some(first) = routes.insert((None, prefix), index) {
            let first = tenant_path(first);
            let all = if prefix.is_empty() {
                "without hosts and prefix".to_owned()
            } else {
                format!("without hosts{with_prefix}")
            };
            problems.add(
                tenant_path(index),
                format!(
                    "{first} is {all} too, so it is not clear who answers; give one of them hosts or another prefix"
                ),
            );
        }
        return;
    };
    for (at, host) in hosts.0.iter().enumerate() {
        let Some(first) = routes.insert((Some(&host.0), prefix), index) else { continue };
        let path = tenant_path(index).key("hosts").index(at);
        let message = if first == index {
            format!("{:?}: the host is listed twice; remove it once", host.0)
        } else {
            let first = tenant_path(first);
            format!(
                "{:?}: {first} has this host{with_prefix} too, so it is not clear who answers; give one of them another host or prefix",
                host.0
            )
        };
        problems.add(path, message);
    }
}
