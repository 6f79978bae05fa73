//! What single values can not show: that they fit each other and what is there.

mod policies;
mod routes;
mod rules;
mod tenants;

use std::collections::BTreeMap;
use std::path::Path;

use super::Origin;
use super::key_path::KeyPath;
use super::keys::ConfigFile;
use super::node::Table;
use super::problem::{ConfigError, Problems};

/// Alternate hosts, and ports of one scheme.
const MOST_NAMES: usize = 16;

/// What this program can do.
#[derive(Clone, Copy, Debug)]
pub struct Build {
    /// Whether it has the engine of trusted handlers.
    pub in_process: bool,
}

impl Build {
    /// This one.
    pub const THIS: Self = Self { in_process: cfg!(feature = "in-process") };
}

/// Fails with all that does not fit. `folder` is the file's.
pub fn check(
    keys: &ConfigFile,
    merged: &Table,
    file: Option<&str>,
    folder: &Path,
    build: Build,
) -> Result<(), ConfigError> {
    let mut problems = Problems::new(file, merged);
    check_listeners(keys, &mut problems);
    check_certificate(keys, &mut problems);
    tenants::check(keys, merged, folder, &mut problems);
    let own_reuse =
        keys.reuse.as_ref().filter(|_| merged.get("reuse").is_some_and(|node| node.origin != Origin::Default));
    check_names(keys, &mut problems);
    routes::check(keys, &mut problems);
    policies::check(keys, own_reuse, &mut problems);
    rules::check(keys, &mut problems);
    problems.into_result()?;
    // What is wrong with a rule is wrong in any build; this comes last.
    let mut problems = Problems::new(file, merged);
    if !build.in_process {
        rules::refuse_in_process(keys, &mut problems);
    }
    problems.into_result()
}

fn check_listeners(keys: &ConfigFile, problems: &mut Problems<'_>) {
    let Some(server) = &keys.server else { return };
    let lists = [("listen", &server.listen), ("listen-tls", &server.listen_tls), ("listen-h2", &server.listen_h2)];
    let mut known = Vec::new();
    for (key, addresses) in lists {
        for (index, address) in addresses.iter().flat_map(|addresses| &addresses.0).enumerate() {
            // Port 0 is another one each time.
            if address.0.port() != 0 && known.contains(address) {
                let path = KeyPath::of("server").key(key).index(index);
                problems.add(path, format!("\"{}\": the address is listed twice; remove it once", address.0));
            }
            known.push(*address);
        }
    }
}

/// A checkout, whoever wrote it, opens no number of ports and asks for no number of names.
fn check_names(keys: &ConfigFile, problems: &mut Problems<'_>) {
    let Some(wpt) = &keys.wpt else { return };
    let path = |key| KeyPath::of("wpt").key(key);
    let hosts = wpt.alternate_hosts.as_ref().map_or(0, BTreeMap::len);
    if hosts > MOST_NAMES {
        problems.add(path("alternate-hosts"), format!("{hosts} hosts: at most {MOST_NAMES} are taken; remove some"));
    }
    for (scheme, ports) in wpt.ports.iter().flatten() {
        if ports.len() > MOST_NAMES {
            let message = format!("{} ports: at most {MOST_NAMES} are taken; remove some", ports.len());
            problems.add(path("ports").key(&scheme.0), message);
        }
    }
}

fn check_certificate(keys: &ConfigFile, problems: &mut Problems<'_>) {
    let Some(tls) = &keys.tls else { return };
    let missing = match (&tls.certificate, &tls.key) {
        (Some(_), None) => ("key", "missing; name the file with the certificate's key"),
        (None, Some(_)) => ("certificate", "missing; name the file with the certificate that the key is for"),
        _ => return,
    };
    problems.add(KeyPath::of("tls").key(missing.0), missing.1);
}
