//! From complete keys to what everything else reads.

use std::sync::Arc;

use super::keys::{
    BudgetKeys, ConfigFile, ConfinementKeys, GrantsKeys, LimitsKeys, ReuseKeys, RouteKeys, RuleKeys, ServerKeys,
    TenantKeys, TlsKeys, WptKeys,
};
use super::listeners;
use super::problem::ConfigError;
use super::values::{ApplicationName, IsolationWord, Text};
use crate::policy::{
    Budget, CertificateFiles, ConfinementSettings, Grants, InProcessSettings, Isolation, Limits, LogSettings,
    NameSettings, OutgoingGrant, Policy, Rule, Rules, ServerSettings, Settings, Shadow, TenantSettings, TlsSettings,
    Trust,
};
use crate::router::{Methods, MountedApplication, RouteAnswer, RouteRule};
use crate::stash::StashLimits;

fn given<T>(value: Option<T>, key: &'static str) -> Result<T, ConfigError> {
    value.ok_or(ConfigError::Incomplete(key))
}

/// Fails only where a default is missing.
pub fn settings(keys: ConfigFile) -> Result<Settings, ConfigError> {
    let in_process = given(keys.in_process, "in-process")?;
    Ok(Settings {
        profile: given(keys.profile, "profile")?.0,
        server: server(given(keys.server, "server")?, keys.wpt.as_ref())?,
        names: keys.wpt.as_ref().and_then(names),
        tls: tls(keys.tls),
        in_process: InProcessSettings {
            threads: given(in_process.threads, "in-process.threads")?.0,
            queue: given(in_process.queue, "in-process.queue")?.0,
            max_stuck: given(in_process.max_stuck, "in-process.max-stuck")?.0,
        },
        confinement: confinement(given(keys.confinement, "confinement")?)?,
        log: LogSettings { filter: given(given(keys.log, "log")?.filter, "log.filter")?.0.0 },
        tenants: keys.tenant.unwrap_or_default().into_iter().map(tenant).collect::<Result<_, _>>()?,
    })
}

/// The policy at the top, for those who have no tenants.
pub fn top_policy(keys: &ConfigFile) -> Result<Policy, ConfigError> {
    Policied {
        limits: &keys.limits,
        grants: &keys.grants,
        error_detail: keys.error_detail,
        isolation: keys.isolation,
        reuse: &keys.reuse,
    }
    .policy()
}

fn server(keys: ServerKeys, wpt: Option<&WptKeys>) -> Result<ServerSettings, ConfigError> {
    Ok(ServerSettings {
        listeners: listeners::listeners(&keys, wpt),
        handshake_time: given(keys.handshake_time, "server.handshake-time")?.0.0,
        state: keys.state.map(|folder| folder.0.0),
        grace: given(keys.grace, "server.grace")?.0.0,
        head_time: given(keys.head_time, "server.head-time")?.0.0,
        body_time: given(keys.body_time, "server.body-time")?.0.0,
        write_time: given(keys.write_time, "server.write-time")?.0.0,
        max_connections: given(keys.max_connections, "server.max-connections")?.0,
        max_connections_per_client: keys.max_connections_per_client.map(|number| number.0),
        max_sandboxes: given(keys.max_sandboxes, "server.max-sandboxes")?.0,
        component_size: given(keys.component_size, "server.component-size")?.0.0,
        compile_time: given(keys.compile_time, "server.compile-time")?.0.0,
        pagemap_scan: given(keys.pagemap_scan, "server.pagemap-scan")?.0,
        python_runtime: keys.python_runtime.map(|folder| folder.0.0),
    })
}

fn confinement(keys: ConfinementKeys) -> Result<ConfinementSettings, ConfigError> {
    Ok(ConfinementSettings {
        mode: given(keys.mode, "confinement.mode")?.0,
        read: given(keys.read, "confinement.read")?.into_iter().map(|path| path.0.0).collect(),
        write: given(keys.write, "confinement.write")?.into_iter().map(|path| path.0.0).collect(),
        network: given(keys.network, "confinement.network")?,
        programs: given(keys.programs, "confinement.programs")?,
    })
}

/// None where no host is named.
fn names(keys: &WptKeys) -> Option<NameSettings> {
    let browser_host = keys.browser_host.as_ref()?.0.0.clone();
    let alternate_hosts = keys.alternate_hosts.iter().flatten();
    Some(NameSettings {
        server_host: keys.server_host.as_ref().map_or(&browser_host, |host| &host.0.0).clone(),
        alternate_hosts: alternate_hosts.map(|(name, host)| (name.clone(), host.0.0.clone())).collect(),
        browser_host,
    })
}

fn route(keys: RouteKeys) -> Result<RouteRule, ConfigError> {
    let methods: Vec<String> = keys.method.into_iter().flat_map(|methods| methods.0).map(|method| method.0).collect();
    let methods = match methods.is_empty() || methods.iter().any(|method| method == "*") {
        true => Methods::Any,
        false => Methods::Listed(methods),
    };
    // One without any of them was refused before.
    let path = given(keys.path, "route.path")?.0.0;
    let answer = match (keys.rewrite, keys.status, keys.app) {
        (Some(path), _, _) => RouteAnswer::Rewrite(path.0.0),
        (None, Some(status), _) => RouteAnswer::Status(u16::try_from(status.0).unwrap_or(404)),
        (None, None, Some(app)) => RouteAnswer::Application(mounted(app.0, path.place().unwrap_or_default())),
        (None, None, None) => RouteAnswer::File(keys.file.map(|file| file.0.0), keys.handler.map(|handler| handler.0)),
    };
    Ok(RouteRule { methods, path, answer })
}

fn mounted(app: ApplicationName, place: &str) -> MountedApplication {
    MountedApplication { application: Arc::new(app.0), place: place.to_owned() }
}

fn tls(keys: Option<TlsKeys>) -> TlsSettings {
    // One without the other was refused before.
    let files = keys.and_then(|keys| {
        let (certificate, key) = keys.certificate.zip(keys.key)?;
        Some(CertificateFiles { certificate: certificate.0.0, key: key.0.0 })
    });
    TlsSettings { files }
}

fn tenant(keys: TenantKeys) -> Result<TenantSettings, ConfigError> {
    let policied = Policied {
        limits: &keys.limits,
        grants: &keys.grants,
        error_detail: keys.error_detail,
        isolation: keys.isolation,
        reuse: &keys.reuse,
    };
    let policy = Arc::new(policied.policy()?);
    let stash = given(keys.stash, "stash")?;
    Ok(TenantSettings {
        name: given(keys.name, "tenant.name")?.0.0,
        hosts: keys.hosts.map(|hosts| hosts.0.into_iter().map(|host| host.0).collect()).unwrap_or_default(),
        prefix: keys.prefix.map(|prefix| prefix.0.0).unwrap_or_default(),
        docroot: given(keys.docroot, "tenant.docroot")?.0.0,
        routes: keys.route.into_iter().flatten().map(route).collect::<Result<_, _>>()?,
        application: keys.app.map(|app| mounted(app.0, "")),
        cgi_directories: keys.cgi_directories.into_iter().flatten().map(|directory| directory.0.0).collect(),
        policy,
        rules: Rules::new(keys.rule.unwrap_or_default().into_iter().map(rule).collect::<Result<_, _>>()?),
        budget: budget(given(keys.budget, "budget")?)?,
        stash: StashLimits {
            entries: usize::try_from(given(stash.entries, "stash.entries")?.0).unwrap_or(usize::MAX),
            bytes: given(stash.bytes, "stash.bytes")?.0.bytes(),
        },
    })
}

fn rule(keys: RuleKeys) -> Result<Rule, ConfigError> {
    let policied = Policied {
        limits: &keys.limits,
        grants: &keys.grants,
        error_detail: keys.error_detail,
        isolation: keys.isolation,
        reuse: &keys.reuse,
    };
    let mut policy = policied.policy()?;
    policy.trust = keys.trust.map_or(Trust::Sandbox, |trust| trust.0);
    if keys.shadow.is_some() {
        policy.shadow = Some(Shadow { sample: given(keys.sample, "rule.sample")?.0 });
    }
    Ok(Rule {
        paths: given(keys.path, "rule.path")?.0.0,
        texts: keys.sha256.map(|hashes| hashes.0.into_iter().map(|hash| hash.0).collect()).unwrap_or_default(),
        policy: Arc::new(policy),
    })
}

/// The keys that top, tenants and rules have in common.
struct Policied<'a> {
    limits: &'a Option<LimitsKeys>,
    grants: &'a Option<GrantsKeys>,
    error_detail: Option<bool>,
    isolation: Option<Text<IsolationWord>>,
    reuse: &'a Option<ReuseKeys>,
}

impl Policied<'_> {
    fn policy(&self) -> Result<Policy, ConfigError> {
        Ok(Policy {
            limits: limits(given(self.limits.as_ref(), "limits")?)?,
            grants: grants(given(self.grants.as_ref(), "grants")?)?,
            error_detail: given(self.error_detail, "error-detail")?,
            trust: Trust::Sandbox,
            isolation: self.isolation()?,
            shadow: None,
        })
    }

    fn isolation(&self) -> Result<Isolation, ConfigError> {
        match given(self.isolation, "isolation")?.0 {
            IsolationWord::Request => Ok(Isolation::Request),
            IsolationWord::Handler => {
                let reuse = given(self.reuse.as_ref(), "reuse")?;
                Ok(Isolation::Handler {
                    max_requests: given(reuse.max_requests, "reuse.max-requests")?.0,
                    max_age: given(reuse.max_age, "reuse.max-age")?.0.0,
                })
            }
        }
    }
}

fn limits(keys: &LimitsKeys) -> Result<Limits, ConfigError> {
    Ok(Limits {
        wall: given(keys.wall_time, "limits.wall-time")?.0.0,
        cpu: given(keys.cpu_time, "limits.cpu-time")?.0.0,
        memory: given(keys.memory, "limits.memory")?.0.bytes(),
        host_memory: given(keys.host_memory, "limits.host-memory")?.0.bytes(),
        response: given(keys.response, "limits.response")?.0.0,
        log: given(keys.log_size, "limits.log-size")?.0.bytes(),
        outgoing: given(keys.outgoing, "limits.outgoing")?.0.0,
    })
}

fn grants(keys: &GrantsKeys) -> Result<Grants, ConfigError> {
    Ok(Grants {
        stash: given(keys.stash, "grants.stash")?,
        files: given(keys.files, "grants.files")?.0,
        modules: given(keys.modules, "grants.modules")?,
        raw_writes: given(keys.raw_writes, "grants.raw-writes")?,
        push: given(keys.push, "grants.push")?,
        log: given(keys.log, "grants.log")?,
        clock: given(keys.clock, "grants.clock")?.0.0,
        sleep: given(keys.sleep, "grants.sleep")?,
        outgoing: OutgoingGrant {
            hosts: given(keys.outgoing.as_ref(), "grants.outgoing")?.iter().map(|Text(host)| host.clone()).collect(),
            private: given(keys.outgoing_private, "grants.outgoing-private")?,
        },
        wasi: given(keys.wasi, "grants.wasi")?.0,
    })
}

fn budget(keys: BudgetKeys) -> Result<Budget, ConfigError> {
    Ok(Budget {
        concurrency: given(keys.concurrency, "budget.concurrency")?.0,
        queue: given(keys.queue, "budget.queue")?.0,
        queue_time: given(keys.queue_time, "budget.queue-time")?.0.0,
        requests_per_second: keys.requests_per_second.map(|rate| rate.0),
        client_requests_per_second: keys.client_requests_per_second.map(|rate| rate.0),
    })
}
