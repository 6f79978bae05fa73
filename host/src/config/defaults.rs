//! The lowest layer: what is so unless someone says otherwise.

use super::Origin;
use super::node::{Node, Table, Value};
use super::values::{Clock, Size, Time, Word as _};
use crate::policy::{Budget, ConfinementMode, Grants, Limits, PagemapScan, Policy, Profile};
use crate::stash::StashLimits;

/// How many requests a kept instance answers.
const REUSE_MAX_REQUESTS: u32 = 1000;

/// All keys that have a default, with the values of a profile.
pub fn defaults(profile: Profile) -> Table {
    let policy = Policy::new(profile, Limits::default());
    let (limits, grants) = (&policy.limits, &policy.grants);
    let mut top = Table::default();
    top.insert("profile", text(profile.word()));
    top.insert("error-detail", flag(policy.error_detail));
    top.insert("isolation", text("request"));
    // As Python's own server has them.
    let cgi_directories = if profile == Profile::Files { vec![text("/cgi-bin"), text("/htbin")] } else { Vec::new() };
    top.insert("cgi-directories", new(Value::List(cgi_directories)));
    let sections = [
        ("reuse", vec![("max-requests", whole(REUSE_MAX_REQUESTS)), ("max-age", text("60s"))]),
        ("server", server()),
        ("in-process", vec![("threads", whole(16u32)), ("queue", whole(1024u32)), ("max-stuck", whole(16u32))]),
        ("confinement", confinement(profile)),
        ("log", vec![("filter", text("info"))]),
        ("limits", limit_values(limits)),
        ("grants", grant_values(grants)),
        ("budget", budget_values(&Budget::default())),
        ("stash", stash_values(&StashLimits::default())),
    ];
    for (section, entries) in sections {
        for (key, node) in entries {
            top.insert_at(section, key, node);
        }
    }
    top
}

fn server() -> Vec<(&'static str, Node)> {
    vec![
        ("listen", new(Value::List(vec![text("127.0.0.1:8000")]))),
        ("handshake-time", text("10s")),
        ("grace", text("10s")),
        ("head-time", text("30s")),
        ("body-time", text("30s")),
        ("write-time", text("60s")),
        ("max-connections", whole(20_000u32)),
        ("max-sandboxes", whole(12_000u32)),
        ("component-size", text(Size(64 << 20))),
        ("compile-time", text("120s")),
        ("pagemap-scan", text(PagemapScan::default().word())),
    ]
}

/// A test server's operator is at home in what it runs.
fn confinement(profile: Profile) -> Vec<(&'static str, Node)> {
    let mode = if profile == Profile::Exposed { ConfinementMode::Auto } else { ConfinementMode::Off };
    let none = || new(Value::List(Vec::new()));
    vec![
        ("mode", text(mode.word())),
        ("read", none()),
        ("write", none()),
        ("network", flag(false)),
        ("programs", flag(false)),
    ]
}

fn limit_values(limits: &Limits) -> Vec<(&'static str, Node)> {
    vec![
        ("wall-time", text(Time(limits.wall))),
        ("cpu-time", text(Time(limits.cpu))),
        ("memory", text(Size(limits.memory as u64))),
        ("host-memory", text(Size(limits.host_memory as u64))),
        ("response", text(Size(limits.response))),
        ("log-size", text(Size(limits.log as u64))),
        ("outgoing", text(Size(limits.outgoing))),
    ]
}

/// Also what in-process code has in any case is one of these.
pub fn grant_values(grants: &Grants) -> Vec<(&'static str, Node)> {
    vec![
        ("stash", flag(grants.stash)),
        ("files", text(grants.files.word())),
        ("modules", flag(grants.modules)),
        ("raw-writes", flag(grants.raw_writes)),
        ("push", flag(grants.push)),
        ("log", flag(grants.log)),
        ("clock", text(Clock(grants.clock))),
        ("sleep", flag(grants.sleep)),
        ("outgoing", new(Value::List(grants.outgoing.hosts.iter().map(text).collect()))),
        ("outgoing-private", flag(grants.outgoing.private)),
        ("wasi", text(grants.wasi.word())),
    ]
}

fn budget_values(budget: &Budget) -> Vec<(&'static str, Node)> {
    let mut values = vec![
        ("concurrency", whole(budget.concurrency)),
        ("queue", whole(budget.queue)),
        ("queue-time", text(Time(budget.queue_time))),
    ];
    values.extend(budget.requests_per_second.map(|rate| ("requests-per-second", new(Value::Number(rate)))));
    let of_client = budget.client_requests_per_second;
    values.extend(of_client.map(|rate| ("client-requests-per-second", new(Value::Number(rate)))));
    values
}

fn stash_values(stash: &StashLimits) -> Vec<(&'static str, Node)> {
    let entries = i64::try_from(stash.entries).unwrap_or(i64::MAX);
    vec![("entries", new(Value::Whole(entries))), ("bytes", text(Size(stash.bytes as u64)))]
}

fn new(value: Value) -> Node {
    Node::new(value, Origin::Default)
}

fn text(value: impl ToString) -> Node {
    new(Value::Text(value.to_string()))
}

fn whole(value: impl Into<i64>) -> Node {
    new(Value::Whole(value.into()))
}

fn flag(value: bool) -> Node {
    new(Value::Flag(value))
}
