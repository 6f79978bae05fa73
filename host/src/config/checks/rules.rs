use std::time::Duration;

use crate::config::key_path::KeyPath;
use crate::config::keys::{ConfigFile, GrantsKeys, RuleKeys};
use crate::config::problem::Problems;
use crate::config::rule_path;
use crate::config::values::Text;
use crate::policy::{FilesGrant, Trust};

/// That each rule says for what it is, and nothing that its engine can not do.
pub fn check(keys: &ConfigFile, problems: &mut Problems<'_>) {
    for (path, rule) in rules(keys) {
        if rule.path.is_none() {
            problems.add(path.key("path"), "missing; a rule needs a pattern such as \"/resources/**\"");
        }
        if is_in_process(rule) {
            if let Some(grants) = &rule.grants {
                check_grants(grants, &path.key("grants"), problems);
            }
        } else if rule.shadow.is_some() {
            let message = "only trusted handlers are run a second time; set trust = \"in-process\", or remove the key";
            problems.add(path.key("shadow"), message);
        }
        if rule.sample.is_some() && rule.shadow.is_none() {
            let message = "nothing is run a second time; set shadow = \"sandbox\" beside it, or remove the key";
            problems.add(path.key("sample"), message);
        }
    }
}

/// Says of each trusted rule that there is no engine for it.
pub fn refuse_in_process(keys: &ConfigFile, problems: &mut Problems<'_>) {
    for (path, rule) in rules(keys) {
        if is_in_process(rule) {
            problems.add(
                path.key("trust"),
                "\"in-process\": this airlock was built without the in-process engine; build it with the cargo feature in-process, or set trust = \"sandbox\"",
            );
        }
    }
}

fn rules(keys: &ConfigFile) -> impl Iterator<Item = (KeyPath, &RuleKeys)> {
    keys.tenants().iter().enumerate().flat_map(|(index, tenant)| {
        tenant.rules().iter().enumerate().map(move |(at, rule)| (rule_path(index, at), rule))
    })
}

fn is_in_process(rule: &RuleKeys) -> bool {
    rule.trust == Some(Text(Trust::InProcess))
}

fn check_grants(grants: &GrantsKeys, path: &KeyPath, problems: &mut Problems<'_>) {
    let withheld = [
        ("files", grants.files.is_some_and(|Text(files)| files != FilesGrant::Docroot)),
        ("modules", grants.modules == Some(false)),
        ("clock", grants.clock.is_some_and(|Text(clock)| clock.0 > Duration::from_nanos(1))),
        ("sleep", grants.sleep == Some(false)),
    ];
    for (key, _) in withheld.iter().filter(|(_, withheld)| *withheld) {
        problems.add(
            path.key(key),
            "it can not be withheld from code that runs in-process; remove the key, or set trust = \"sandbox\"",
        );
    }
}
