//! Playing a group of the corpus to both servers. Each group has servers of its own, so that no group can see what
//! another left in a stash or a module table.
//!
//! `AIRLOCK_PARITY_AGAINST=oracle` puts a second oracle in Airlock's place: nothing may differ then, which shows that
//! the corpus is deterministic. `AIRLOCK_PARITY_PRINT=1` prints every answer of the oracle.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use anyhow::{Context, Result, bail};

use crate::airlock_process::Airlock;
use crate::compare::{Rules, compare};
use crate::configured::Configured;
use crate::corpus::{Case, Group, Profile};
use crate::engine::Engine;
use crate::exchange::{play, request_bytes};
use crate::meant::{self, Comparison, MeantDifferences};
use crate::oracle_process::Oracle;
use crate::places;
use crate::report;
use crate::scratch::Scratch;
use crate::wire_text::{Placeholders, readable};

/// Play `cases/<name>.toml` with handlers in `engine`; an error holds everything that differs.
pub fn run(name: &str, engine: Engine) -> Result<()> {
    if !engine.is_there() {
        return Ok(());
    }
    let parity = places::parity_folder();
    let group = Group::read(&parity.join("cases").join(format!("{name}.toml")))?;
    let meant = meant::read(&parity.join("meant_differences.toml"))?;
    let name = &format!("{name}-{}", engine.as_str());
    let docroot = places::parity_docroot();
    let oracle = if group.named { Oracle::start_named(&docroot, name) } else { Oracle::start(&docroot, name) }?;
    let mut others = Others::new(name, engine, group.named)?;

    let mut failures = Vec::new();
    for case in &group.cases {
        let tested = others.address(case.profile)?;
        failures.extend(run_case(case, &meant, oracle.address(), tested, others.engine())?);
    }
    if failures.is_empty() {
        return Ok(());
    }
    bail!("{} of {} cases of {name} differ\n\n{}", failures.len(), group.cases.len(), failures.join("\n"))
}

/// None if all is well, else the report.
fn run_case(
    case: &Case,
    meant: &MeantDifferences,
    oracle: SocketAddr,
    tested: SocketAddr,
    engine: Option<Engine>,
) -> Result<Option<String>> {
    let docroot = places::parity_docroot();
    let docroot = docroot.to_string_lossy();

    let expected = play(case, oracle).with_context(|| format!("case {:?}, oracle", case.name))?;
    let found = play(case, tested).with_context(|| format!("case {:?}, Airlock", case.name))?;
    let mut text = String::new();
    for (index, step) in case.steps.iter().enumerate() {
        let (Some(expected), Some(found)) = (expected.get(index), found.get(index)) else {
            bail!("case {:?} has no answer to step {}", case.name, index + 1);
        };
        if std::env::var_os("AIRLOCK_PARITY_PRINT").is_some() {
            println!("── {}, step {}\n{}\n", case.name, index + 1, readable(&expected.received.bytes()));
        }
        let comparison = match &step.meant {
            Some(id) => {
                let meant = meant.get(id).with_context(|| format!("no meant difference is named {id:?}"))?;
                engine.map_or(Comparison::Exact, |engine| meant.comparison_in(engine))
            }
            None => Comparison::Exact,
        };
        let rules = Rules { case, step, comparison, oracle_docroot: &docroot };
        let differences = compare(&rules, expected, found)?;
        if !differences.is_empty() {
            let request = request_bytes(step, &Placeholders::new(&case.name, tested.port()))?;
            text +=
                &report::failure(&case.name, index + 1, &differences, &request, &expected.received, &found.received);
        }
    }
    Ok((!text.is_empty()).then_some(text))
}

/// What is compared with the oracle: Airlock, one process for each profile that the group uses.
enum Others {
    Airlock { name: String, engine: Engine, running: BTreeMap<Profile, Airlock> },
    Named { server: Configured, engine: Engine },
    Oracle(Oracle),
}

impl Others {
    fn new(name: &str, engine: Engine, named: bool) -> Result<Self> {
        let (docroot, second) = (places::parity_docroot(), format!("{name}-second"));
        match std::env::var("AIRLOCK_PARITY_AGAINST").as_deref() {
            Ok("oracle") if named => Ok(Self::Oracle(Oracle::start_named(&docroot, &second)?)),
            Ok("oracle") => Ok(Self::Oracle(Oracle::start(&docroot, &second)?)),
            Ok(other) => bail!("AIRLOCK_PARITY_AGAINST is {other:?}; it can be \"oracle\""),
            Err(_) if named => {
                let configuration = named_configuration(engine)?;
                let server = Configured::start_in(Scratch::new(name)?, name, &configuration)?;
                Ok(Self::Named { server, engine })
            }
            Err(_) => Ok(Self::Airlock { name: name.to_owned(), engine, running: BTreeMap::new() }),
        }
    }

    /// None for an oracle.
    fn engine(&self) -> Option<Engine> {
        match self {
            Self::Airlock { engine, .. } | Self::Named { engine, .. } => Some(*engine),
            Self::Oracle(_) => None,
        }
    }

    fn address(&mut self, profile: Profile) -> Result<SocketAddr> {
        match self {
            Self::Oracle(oracle) => Ok(oracle.address()),
            Self::Named { server, .. } => Ok(server.address()),
            Self::Airlock { name, engine, running } => {
                if let Some(airlock) = running.get(&profile) {
                    return Ok(airlock.address());
                }
                let airlock = Airlock::start_with(&places::parity_docroot(), profile.as_str(), name, engine.flags())?;
                let address = airlock.address();
                running.insert(profile, airlock);
                Ok(address)
            }
        }
    }
}

/// The docroot of the corpus on the hosts of web-platform-tests, with a port for HTTP/2.
fn named_configuration(engine: Engine) -> Result<String> {
    let docroot = places::parity_docroot();
    let docroot = docroot.to_str().context("a path in UTF-8")?;
    let trust = match engine {
        Engine::Sandbox => "",
        Engine::InProcess => "[[tenant.rule]]\npath = \"/**\"\ntrust = \"in-process\"\n",
    };
    Ok(format!(
        r#"profile = "wpt"
server.listen-h2 = ["127.0.0.1:0"]
server.state = "state"

[wpt]
browser-host = "web-platform.test"
alternate-hosts = {{ alt = "not-web-platform.test" }}

[[tenant]]
name = "default"
docroot = "{docroot}"

{trust}"#
    ))
}
