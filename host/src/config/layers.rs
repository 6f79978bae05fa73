//! Default, file, environment and flag, one over the other.

use super::defaults::defaults;
use super::key_path::KeyPath;
use super::node::{Node, Table, Value};
use super::problem::{ConfigError, Problems};
use super::values::TextValue as _;
use super::{FlagLayer, Origin};
use crate::policy::Profile;

/// The name of a tenant that only the command line knows of.
const LONE_TENANT: &str = "default";

/// Lays them over each other. Fails if a flag for one tenant meets several.
pub fn merge(from_file: Table, flags: &FlagLayer, file: Option<&str>) -> Result<Table, ConfigError> {
    let profile = [&flags.keys, &from_file].into_iter().find_map(|layer| match &layer.get("profile")?.value {
        Value::Text(name) => Profile::read(name).ok(),
        _ => None,
    });
    let mut merged = defaults(profile.unwrap_or(Profile::Exposed));
    merged.merge(from_file);
    merged.merge(flags.keys.clone());
    let tenants = merged.get("tenant").and_then(Node::list).map_or(0, <[_]>::len);
    if tenants > 1 {
        refuse_flags_for_one(flags, file)?;
        return Ok(merged);
    }
    if let Some(docroot) = &flags.docroot
        && tenants == 0
    {
        let mut tenant = Table::default();
        tenant.insert("name", Node::new(Value::Text(LONE_TENANT.to_owned()), Origin::Default));
        tenant.insert("docroot", docroot.clone());
        let node = Node::new(Value::Table(tenant), docroot.origin.clone());
        merged.insert("tenant", Node::new(Value::List(vec![node]), docroot.origin.clone()));
    }
    if let Some(Node { value: Value::List(tenants), .. }) = merged.get_mut("tenant")
        && let Some(Node { value: Value::Table(tenant), .. }) = tenants.first_mut()
    {
        if let Some(docroot) = &flags.docroot {
            tenant.insert("docroot", docroot.clone());
        }
        put_in_front(tenant, &flags.trust);
    }
    Ok(merged)
}

fn refuse_flags_for_one(flags: &FlagLayer, file: Option<&str>) -> Result<(), ConfigError> {
    // So that the message names flag or variable, not the file's line.
    let mut asked = Table::default();
    let mut messages = Vec::new();
    if let Some(docroot) = &flags.docroot {
        asked.insert("docroot", docroot.clone());
        messages.push((
            "docroot",
            "a folder on the command line is for one tenant, and the file has several; set docroot at the tenants",
        ));
    }
    if let Some(trust) = flags.trust.first() {
        asked.insert("trust", trust.clone());
        messages.push((
            "trust",
            "trust on the command line is for one tenant, and the file has several; write a [[tenant.rule]] with trust = \"in-process\"",
        ));
    }
    let mut problems = Problems::new(file, &asked);
    for (key, message) in messages {
        problems.add(KeyPath::of(key), message);
    }
    problems.into_result()
}

fn put_in_front(tenant: &mut Table, trust: &[Node]) {
    if trust.is_empty() {
        return;
    }
    let rule = |glob: &Node| {
        let mut rule = Table::default();
        rule.insert("path", glob.clone());
        rule.insert("trust", Node::new(Value::Text("in-process".to_owned()), glob.origin.clone()));
        Node::new(Value::Table(rule), glob.origin.clone())
    };
    let mut rules: Vec<Node> = trust.iter().map(rule).collect();
    if let Some(Node { value: Value::List(own), .. }) = tenant.remove("rule") {
        rules.extend(own);
    }
    tenant.insert("rule", Node::new(Value::List(rules), Origin::Default));
}
