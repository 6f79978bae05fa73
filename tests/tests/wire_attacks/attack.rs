//! An attack of several moves.

use anyhow::{Context, Result, ensure};

use crate::scene::Scene;

/// See the module.
pub struct Attack {
    /// One of a kind in the corpus.
    pub name: &'static str,
    /// What it tries, in a sentence.
    pub trick: &'static str,
    /// Does it. An error when the server does not take it as it should.
    pub launch: fn(&Scene) -> Result<()>,
}

/// Launches attacks one after the other, each with someone who is served meanwhile.
pub fn launch_all(scene: Scene, attacks: &[Attack]) -> Result<()> {
    let mut failures = Vec::new();
    for attack in attacks {
        let innocents = scene.innocents().context(attack.name)?;
        if let Err(error) = (attack.launch)(&scene) {
            failures.push(format!("{}: {error:#}", attack.name));
        }
        innocents.finish().context(attack.name)?;
    }
    ensure!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n"));
    scene.conclude()
}
