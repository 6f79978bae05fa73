//! The parity corpus itself: large enough, without a member of the contract left out or a file left over.

use std::collections::BTreeSet;
use std::path::PathBuf;

use airlock_tests::corpus::Group;
use airlock_tests::{coverage, meant, places};
use anyhow::Result;

fn groups() -> Result<Vec<Group>> {
    Group::read_all(&places::parity_folder().join("cases"))
}

#[test]
fn the_corpus_is_large_enough() -> Result<()> {
    let mut pairs = BTreeSet::new();
    for group in groups()? {
        for case in group.cases {
            for step in &case.steps {
                pairs.insert(format!(
                    "{} {} {:?} {:?} {:?}",
                    step.method, step.target, step.headers, step.body, step.raw
                ));
            }
        }
    }
    assert!(pairs.len() >= 180, "{} different requests", pairs.len());
    Ok(())
}

#[test]
fn every_member_of_the_contract_is_touched() -> Result<()> {
    let (counts, unknown) = coverage::cases_by_member(&groups()?)?;
    for (member, cases) in &counts {
        println!("{cases:4}  {member}");
    }
    let untouched: Vec<&String> = counts.iter().filter(|(_, cases)| **cases == 0).map(|(member, _)| member).collect();
    assert!(untouched.is_empty(), "no case touches {untouched:?}");
    assert!(unknown.is_empty(), "`covers` names what members.toml does not: {unknown:?}");
    Ok(())
}

#[test]
fn every_file_of_the_docroot_has_a_use() -> Result<()> {
    let requested: BTreeSet<PathBuf> =
        groups()?.iter().flat_map(|group| &group.cases).flat_map(coverage::handlers_of).collect();
    let helpers = coverage::helpers()?;
    let files: BTreeSet<PathBuf> = places::files_below(&places::parity_docroot())?.into_iter().collect();
    for helper in &helpers {
        let (path, user) = (PathBuf::from(&helper.path), PathBuf::from(&helper.used_by));
        assert!(files.contains(&path), "helpers.toml names {path:?}, which is not there");
        assert!(requested.contains(&user), "{path:?} is used by {user:?}, which no case asks for");
    }
    let known: BTreeSet<PathBuf> =
        helpers.into_iter().map(|helper| PathBuf::from(helper.path)).chain(requested).collect();
    let unused: Vec<_> = files.difference(&known).collect();
    assert!(unused.is_empty(), "neither asked for by a case nor listed in helpers.toml: {unused:?}");
    Ok(())
}

#[test]
fn every_meant_difference_is_met() -> Result<()> {
    let listed = meant::read(&places::parity_folder().join("meant_differences.toml"))?;
    let groups = groups()?;
    let steps = groups.iter().flat_map(|group| &group.cases).flat_map(|case| &case.steps);
    let met: BTreeSet<&String> = steps.filter_map(|step| step.meant.as_ref()).collect();
    let listed: BTreeSet<&String> = listed.keys().collect();
    assert_eq!(met, listed, "differences that cases name, and those in meant_differences.toml");
    Ok(())
}
