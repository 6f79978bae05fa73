//! From a request's host and path to its tenant; the whole set of tenants is replaced at once when the configuration changes.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use thiserror::Error;

use super::Tenant;
use super::lookup::Lookup;
use crate::policy::Settings;

/// Why a tenant could not be made.
#[derive(Debug, Error)]
#[error("tenant {tenant}: opening the docroot {}: {error}; name a folder that exists and that this user may read", docroot.display())]
pub struct TenantError {
    /// Whose.
    pub tenant: String,
    /// The folder.
    pub docroot: PathBuf,
    /// What the system said.
    pub error: std::io::Error,
}

/// All tenants of one configuration.
#[derive(Debug, Default)]
pub struct Tenants {
    all: Vec<Arc<Tenant>>,
    lookup: Lookup,
    by_name: HashMap<String, usize>,
}

/// A request's tenant.
#[derive(Clone, Debug)]
pub struct Match {
    /// Whose request it is.
    pub tenant: Arc<Tenant>,
    /// Bytes of the path in front that only tell the tenant; what follows is the path in its docroot.
    pub prefix: usize,
}

impl Tenants {
    /// As configured; tenants that were there before keep their stash and what is compiled.
    pub fn new(settings: &Settings, before: Option<&Self>) -> Result<Self, TenantError> {
        let mut tenants = Self::default();
        for of_tenant in &settings.tenants {
            let before = before.and_then(|before| before.named(&of_tenant.name)).map(|before| &**before);
            let tenant = Tenant::new(of_tenant, settings.profile, before).map_err(|error| TenantError {
                tenant: of_tenant.name.clone(),
                docroot: of_tenant.docroot.clone(),
                error,
            })?;
            tenants.add(tenant, &of_tenant.hosts, &of_tenant.prefix);
        }
        Ok(tenants)
    }

    fn add(&mut self, tenant: Tenant, hosts: &[String], prefix: &str) {
        let position = self.all.len();
        self.lookup.add(hosts, prefix, position);
        self.by_name.insert(tenant.name.to_string(), position);
        self.all.push(Arc::new(tenant));
    }

    /// The tenant of that name.
    pub fn named(&self, name: &str) -> Option<&Arc<Tenant>> {
        self.by_name.get(name).and_then(|position| self.all.get(*position))
    }

    /// All of them, in the order of the configuration.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Tenant>> {
        self.all.iter()
    }

    /// The tenant for a request to `host` (as in the field, with or without a port) for the decoded `path` (`/…`).
    /// A host's own name goes before a wildcard, a wildcard before none, then the longer prefix counts.
    pub fn find(&self, host: &str, path: &str) -> Option<Match> {
        let host =
            if self.lookup.tells_hosts() { host_name(host).unwrap_or_default() } else { "" }.to_ascii_lowercase();
        let (position, prefix) = self.lookup.find(&host, path)?;
        Some(Match { tenant: Arc::clone(self.all.get(position)?), prefix })
    }
}

/// The host of `host:port` and `[::1]:port`, without a dot at the end. None of what is neither (RFC 9112, 3.2): some take
/// `a:1@b` for `a`, others for `b`.
fn host_name(host: &str) -> Option<&str> {
    let (name, port) = match host.rfind(':') {
        Some(colon) if !host.ends_with(']') => host.split_at(colon),
        _ => (host, ""),
    };
    let is_name = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(address) => address.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":.".contains(&byte)),
        None => name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=".contains(&byte)),
    };
    let is_port = port.bytes().skip(1).all(|byte| byte.is_ascii_digit());
    (is_name && is_port).then(|| name.strip_suffix('.').unwrap_or(name))
}

/// The tenants that new requests find. A request keeps those it began with.
#[derive(Debug)]
pub struct LiveTenants(RwLock<Arc<Tenants>>);

impl LiveTenants {
    /// Those of the start.
    pub fn new(tenants: Tenants) -> Self {
        Self(RwLock::new(Arc::new(tenants)))
    }

    /// Those of now.
    pub fn current(&self) -> Arc<Tenants> {
        // An Arc is whole whenever the lock can be had.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// For requests from now on.
    pub fn replace(&self, tenants: Tenants) {
        let mut current = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *current, Arc::new(tenants));
        drop(current);
        before.iter().for_each(|tenant| {
            tenant.kept.close();
            tenant.kept_components.close();
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docroot::Docroot;
    use crate::policy::{Limits, Policy, Profile};

    fn tenants(entries: &[(&str, &[&str], &str)]) -> Tenants {
        let policy = Arc::new(Policy::new(Profile::Exposed, Limits::default()));
        let mut tenants = Tenants::default();
        for (name, hosts, prefix) in entries {
            let docroot = Docroot::open(&std::env::temp_dir()).unwrap();
            let tenant = Tenant { name: (*name).into(), ..Tenant::alone(docroot, Arc::clone(&policy)) };
            let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
            tenants.add(tenant, &hosts, prefix);
        }
        tenants
    }

    #[test]
    fn the_closest_host_and_then_the_longest_prefix_count() {
        let tenants = tenants(&[
            ("any", &[], ""),
            ("wild", &["*.example"], ""),
            ("own", &["a.example", "[::1]"], ""),
            ("short", &[], "/x"),
            ("long", &[], "/x/y"),
        ]);
        let name = |host, path| tenants.find(host, path).map(|found| (found.tenant.name.to_string(), found.prefix));
        assert_eq!(name("other:80", "/"), Some(("any".into(), 0)));
        assert_eq!(name("b.EXAMPLE:80", "/x"), Some(("wild".into(), 0)));
        assert_eq!(name("a.example.", "/x"), Some(("own".into(), 0)));
        assert_eq!(name("[::1]:8000", "/"), Some(("own".into(), 0)));
        assert_eq!(name(".example", "/"), Some(("any".into(), 0)));
        assert_eq!(name("", "/x"), Some(("short".into(), 2)));
        assert_eq!(name("", "/x/y/z.py"), Some(("long".into(), 4)));
        assert_eq!(name("", "/xy"), Some(("any".into(), 0)));
    }

    #[test]
    fn what_is_no_host_is_no_tenants() {
        let tenants = tenants(&[("own", &["a.example"], ""), ("wild", &["*.example"], ""), ("any", &[], "")]);
        for host in [
            "a.example:1@b.test",
            "a.example:x",
            "b.test@a.example",
            "b.test/a.example",
            "b.test#.example",
            "a.example:1:2",
        ] {
            assert_eq!(
                tenants.find(host, "/").map(|found| found.tenant.name.to_string()),
                Some("any".into()),
                "{host}"
            );
        }
    }

    #[test]
    fn a_request_for_nobody_finds_nobody() {
        assert!(tenants(&[("own", &["a.example"], "")]).find("b.example", "/").is_none());
        assert!(tenants(&[("own", &[], "/a")]).find("b.example", "/b").is_none());
    }
}
