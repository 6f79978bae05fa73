//! Landlock: the files and folders that can be opened.

use landlock::{
    ABI, Access as _, AccessFs, BitFlags, CompatLevel, Compatible as _, LandlockStatus, Ruleset, RulesetAttr as _,
    RulesetCreatedAttr as _, RulesetError, RulesetStatus, Scope, path_beneath_rules,
};

use super::plan::Plan;
use super::{ConfinementError, Outcome, places};

/// The newest Landlock that adds to this wall: 6 keeps signals and abstract sockets inside. What a kernel does not have of it
/// is left out.
const NEWEST: ABI = ABI::V6;

/// Confines this thread, and those it starts.
pub fn confine(plan: &Plan) -> Result<Outcome, ConfinementError> {
    let status = restrict(plan).map_err(|error| ConfinementError::Refused(format!("Landlock: {error}")))?;
    let is_confined = status.ruleset != RulesetStatus::NotEnforced;
    let lacks = match (status.ruleset, status.landlock) {
        (RulesetStatus::FullyEnforced, _) => None,
        (_, LandlockStatus::Available { effective_abi, .. }) => Some(format!(
            "this kernel's Landlock is of version {}, which leaves out what came until {}: see docs/confinement.md",
            effective_abi as i32, NEWEST as i32
        )),
        (_, LandlockStatus::NotEnabled) => {
            Some("this kernel was started without Landlock: all files that this user may open can be opened".to_owned())
        }
        (_, LandlockStatus::NotImplemented) => {
            Some("this kernel has no Landlock: all files that this user may open can be opened".to_owned())
        }
    };
    Ok(Outcome { is_confined, lacks })
}

fn restrict(plan: &Plan) -> Result<landlock::RestrictionStatus, RulesetError> {
    let mut handled = AccessFs::from_all(NEWEST);
    let mut read: BitFlags<AccessFs> = AccessFs::ReadFile | AccessFs::ReadDir;
    if plan.programs {
        read |= AccessFs::Execute;
        // Of a terminal, say.
        handled.remove(AccessFs::IoctlDev);
    }
    // What is no file on a disk is not made by serving.
    let write = read | (AccessFs::from_write(NEWEST) & handled & !(AccessFs::MakeChar | AccessFs::MakeBlock));
    Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(handled)?
        .scope(Scope::from_all(NEWEST))?
        .create()?
        .add_rules(path_beneath_rules(&plan.reads, read))?
        .add_rules(path_beneath_rules(&plan.writes, write))?
        .add_rules(path_beneath_rules(places::devices(), AccessFs::ReadFile | AccessFs::WriteFile))?
        // It compiles components in a process of its own.
        .add_rules(path_beneath_rules(places::own_program(), AccessFs::ReadFile | AccessFs::Execute))?
        .restrict_self()
}
