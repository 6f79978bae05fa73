//! 6. The trusted side stays clean.

use airlock_tests::attacks::corpus::{Lane, Outcome, Trick, tricks};
use airlock_tests::attacks::docroot::SITE;
use airlock_tests::attacks::siege::Siege;
use airlock_tests::engine::Engine;
use airlock_tests::requests::{ask, get};
use anyhow::{Context, Result, ensure};

use crate::AT_ONCE;

const TRUSTED: &str = "trust = \"in-process\"\n";

/// Serves a trusted handler for each trick, beside which it lies. `covers` is what the rule covers. What runs leaves a file
/// outside.
fn besides(name: &str, covers: &str, test: impl FnOnce(&Siege, &[Trick]) -> Result<()>) -> Result<()> {
    if !Engine::InProcess.is_there() {
        return Ok(());
    }
    let tricks = tricks("trusted")?;
    let siege = Siege::lay(name, &[], &format!("[[tenant.rule]]\npath = \"{covers}\"\n{TRUSTED}"))?;
    for trick in &tricks {
        lay_beside(&siege, trick)?;
    }
    test(&siege, &tricks)?;
    siege.others_were_served()
}

fn lay_beside(siege: &Siege, trick: &Trick) -> Result<()> {
    let beside = trick.beside.as_ref().with_context(|| format!("trusted/{} lies nowhere", trick.name))?;
    let folder = format!("{SITE}/trusted/{}", trick.name);
    let outside = format!("{:?}", siege.outside.path());
    let text = std::fs::read_to_string(trick.file()?)?.replace("OUTSIDE", &outside);
    siege.folder.write(&format!("{folder}/{}", beside.lies_at), text)?;
    let does = &beside.trusted;
    let handler = format!(
        "import os\nimport sys\n\nhere = os.path.dirname(os.path.abspath(__file__))\nsys.path.insert(0, here)\n\n\n\
         def main(request, response):\n    try:\n        {does}\n    except ImportError as error:\n        \
         return \"raised %s: %s\" % (type(error).__name__, error)\n    return \"done\"\n"
    );
    siege.folder.write(&format!("{folder}/handler.py"), handler)?;
    Ok(())
}

fn said(siege: &Siege, trick: &Trick) -> Result<String> {
    let answer = ask(siege.address(), &get(&format!("/trusted/{}/handler.py", trick.name)))?;
    ensure!(answer.status == 200, "{} {}", answer.status, answer.text());
    Ok(answer.text())
}

#[test]
fn nothing_untrusted_runs_in_process() -> Result<()> {
    besides("trusted", "/trusted/*/handler.py", |siege, tricks| {
        siege.play(tricks, AT_ONCE, |siege, trick, _: Lane| {
            let said = said(siege, trick)?;
            match trick.outcome()? {
                Outcome::Denied(error) => ensure!(said.starts_with(&format!("raised {error}")), "{said}"),
                Outcome::Contained(wanted) => ensure!(said == wanted, "{said}"),
                outcome => anyhow::bail!("{outcome:?} is none of a file beside"),
            }
            ensure!(!siege.outside.place("ran").exists(), "it ran");
            Ok(())
        })
    })
}

/// The control: where a rule covers them as well, they run.
#[test]
fn what_is_trusted_runs_in_process() -> Result<()> {
    besides("trusted-control", "/**", |siege, tricks| {
        let controls: Vec<Trick> = tricks.iter().filter(|trick| trick.control.is_some()).cloned().collect();
        siege.play(&controls, 1, |siege, trick, _: Lane| {
            let said = said(siege, trick)?;
            ensure!(Some(&said) == trick.control.as_ref(), "{said}");
            std::fs::remove_file(siege.outside.place("ran")).context("it did not run")
        })
    })
}
