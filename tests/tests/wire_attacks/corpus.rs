//! What the corpus consists of: each attack has a name of its own and a trick, and each table is played.

use std::collections::BTreeSet;

use airlock_tests::places;
use anyhow::{Context, Result, ensure};

use crate::attack::Attack;
use crate::row::Row;

/// Fewer, and some were lost.
const FEWEST: usize = 240;

/// Looks through tables and attacks.
pub fn examine(tables: &[&str], attacks: &[&[Attack]]) -> Result<()> {
    let files = std::fs::read_dir(places::tests_folder().join("wire_attacks")).context("the folder of the tables")?;
    for file in files {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            ensure!(tables.contains(&name), "{} is played by no test", path.display());
        }
    }
    let mut told: Vec<(String, String)> = Vec::new();
    for table in tables {
        let rows = Row::read_all(table)?;
        ensure!(!rows.is_empty(), "{table} has no rows");
        for row in rows {
            row.expected()?;
            told.push((row.name, row.trick));
        }
    }
    told.extend(attacks.iter().copied().flatten().map(|attack| (attack.name.to_owned(), attack.trick.to_owned())));
    ensure!(told.len() >= FEWEST, "{} attacks", told.len());
    let mut names = BTreeSet::new();
    for (name, trick) in &told {
        ensure!(names.insert(name), "two attacks are named {name}");
        ensure!(trick.ends_with('.') && trick.len() > 10, "{name}: its trick is no sentence");
    }
    Ok(())
}
