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
use crate::corpus::{Case, Group, Profile};
use crate::engine::Engine;
use crate::exchange::{play, request_bytes};
use crate::meant::{self, Comparison, MeantDifferences};
use crate::oracle_process::Oracle;
use crate::places;
use crate::report;
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
    let oracle = Oracle::start(&places::parity_docroot(), name)?;
    let mut others = Others::new(name, engine)?;

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
    Oracle(Oracle),
}

impl Others {
    fn new(name: &str, engine: Engine) -> Result<Self> {
        match std::env::var("AIRLOCK_PARITY_AGAINST").as_deref() {
            Ok("oracle") => Ok(Self::Oracle(Oracle::start(&places::parity_docroot(), &format!("{name}-second"))?)),
            Ok(other) => bail!("AIRLOCK_PARITY_AGAINST is {other:?}; it can be \"oracle\""),
            Err(_) => Ok(Self::Airlock { name: name.to_owned(), engine, running: BTreeMap::new() }),
        }
    }

    /// None for an oracle.
    fn engine(&self) -> Option<Engine> {
        match self {
            Self::Airlock { engine, .. } => Some(*engine),
            Self::Oracle(_) => None,
        }
    }

    fn address(&mut self, profile: Profile) -> Result<SocketAddr> {
        match self {
            Self::Oracle(oracle) => Ok(oracle.address()),
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
