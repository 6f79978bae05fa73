//! From the tree to typed keys, with everything that does not fit.

use serde::Deserialize as _;

use super::from_node::{FromTable, MismatchKind};
use super::keys::ConfigFile;
use super::nearest::nearest;
use super::node::Table;
use super::problem::{ConfigError, Problems};

/// More than anyone reads at once.
const MOST_PROBLEMS: usize = 50;

/// Reads the keys. Serde stops at the first that does not fit: that one is noted and taken out, and the rest read again.
pub fn read(tree: &Table, file: Option<&str>) -> Result<ConfigFile, ConfigError> {
    let mut problems = Problems::new(file, tree);
    let mut rest = tree.clone();
    loop {
        let mismatch = match ConfigFile::deserialize(FromTable(&rest)) {
            Ok(keys) => return problems.into_result().map(|()| keys),
            Err(mismatch) => mismatch,
        };
        let path = mismatch.path();
        problems.add(path.clone(), message(&mismatch.kind, &path));
        if problems.count() >= MOST_PROBLEMS || !rest.prune(&path) {
            return problems.into_result().map(|()| ConfigFile::default());
        }
    }
}

fn message(kind: &MismatchKind, path: &super::KeyPath) -> String {
    let known = match kind {
        MismatchKind::Value(message) => return message.clone(),
        MismatchKind::UnknownKey(known) => known,
    };
    let key = match path.steps().last() {
        Some(super::key_path::Step::Key(key)) => key.as_str(),
        _ => "",
    };
    let hint = nearest(key, known.iter().copied()).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    format!("unknown key{hint} (keys here: {})", known.join(", "))
}
