//! Inheritance: tenants get what they leave out from the top, rules from their tenant.

use std::path::Path;

use super::Origin;
use super::defaults::grant_values;
use super::node::{Node, Table, Value};
use crate::policy::Grants;

/// What a tenant has from the top.
const OF_TENANT: &[&str] =
    &["error-detail", "isolation", "reuse", "limits", "grants", "budget", "stash", "route", "app", "cgi-directories"];
/// What a rule has from its tenant.
const OF_RULE: &[&str] = &["error-detail", "isolation", "reuse", "limits", "grants"];
/// What the host can not keep from code in its own process.
pub const BEYOND_WITHHOLDING: &[&str] = &["files", "modules", "clock", "sleep"];
/// The part of a trusted handler's requests that are run a second time.
const SAMPLE: f64 = 0.01;

/// Writes every tenant and every rule out in full, folders from the root on. `folder` is the file's.
pub fn complete(mut top: Table, folder: &Path) -> Result<Table, std::io::Error> {
    if let Some(Node { value: Value::Table(server), .. }) = top.get_mut("server") {
        make_absolute(server, "python-runtime", folder)?;
        make_absolute(server, "state", folder)?;
    }
    if let Some(Node { value: Value::Table(tls), .. }) = top.get_mut("tls") {
        make_absolute(tls, "certificate", folder)?;
        make_absolute(tls, "key", folder)?;
    }
    if let Some(Node { value: Value::Table(confinement), .. }) = top.get_mut("confinement") {
        for key in ["read", "write"] {
            make_all_absolute(confinement, key, folder)?;
        }
    }
    if let Some(Node { value: Value::List(mut tenants), origin }) = top.remove("tenant") {
        for tenant in &mut tenants {
            let Value::Table(tenant) = &mut tenant.value else { continue };
            inherit(tenant, &top, OF_TENANT);
            make_absolute(tenant, "docroot", folder)?;
            complete_rules(tenant);
        }
        top.insert("tenant", Node::new(Value::List(tenants), origin));
    }
    Ok(top)
}

fn complete_rules(tenant: &mut Table) {
    let Some(Node { value: Value::List(mut rules), origin }) = tenant.remove("rule") else { return };
    for rule in &mut rules {
        let Value::Table(rule) = &mut rule.value else { continue };
        if rule.get("trust").is_none() {
            rule.insert("trust", Node::new(Value::Text("sandbox".to_owned()), Origin::Default));
        }
        if rule.get("shadow").is_some() && rule.get("sample").is_none() {
            rule.insert("sample", Node::new(Value::Number(SAMPLE), Origin::Default));
        }
        inherit(rule, tenant, OF_RULE);
        if is_in_process(rule) {
            for (key, mut node) in grant_values(&Grants::all()) {
                if BEYOND_WITHHOLDING.contains(&key) {
                    node.origin = Origin::InProcess;
                    rule.insert_at("grants", key, node);
                }
            }
        }
    }
    tenant.insert("rule", Node::new(Value::List(rules), origin));
}

fn is_in_process(rule: &Table) -> bool {
    matches!(rule.get("trust"), Some(Node { value: Value::Text(trust), .. }) if trust == "in-process")
}

/// Lays what `child` says over what `parent` says.
fn inherit(child: &mut Table, parent: &Table, keys: &[&str]) {
    for key in keys {
        let Some(inherited) = parent.get(key) else { continue };
        match (child.remove(key), inherited) {
            (Some(Node { value: Value::Table(own), origin }), Node { value: Value::Table(inherited), .. }) => {
                let mut both = inherited.clone();
                both.merge(own);
                child.insert(key, Node::new(Value::Table(both), origin));
            }
            (Some(own), _) => child.insert(key, own),
            (None, inherited) => child.insert(key, inherited.clone()),
        }
    }
}

/// Folders in the file count from the file, all others from where the program was started.
fn make_absolute(table: &mut Table, key: &str, folder: &Path) -> Result<(), std::io::Error> {
    table.get_mut(key).map_or(Ok(()), |node| make_node_absolute(node, folder))
}

/// The same of a list.
fn make_all_absolute(table: &mut Table, key: &str, folder: &Path) -> Result<(), std::io::Error> {
    match table.get_mut(key) {
        Some(Node { value: Value::List(paths), .. }) => {
            paths.iter_mut().try_for_each(|path| make_node_absolute(path, folder))
        }
        _ => Ok(()),
    }
}

fn make_node_absolute(node: &mut Node, folder: &Path) -> Result<(), std::io::Error> {
    if let Node { value: Value::Text(path), origin } = node {
        let full = match origin {
            Origin::File(_) => std::path::absolute(folder.join(&*path))?,
            _ => std::path::absolute(&*path)?,
        };
        // Both parts are UTF-8, or the folder's name shows as well as it can.
        *path = full.to_string_lossy().into_owned();
    }
    Ok(())
}
