//! No file without a row, no row without a file, no promise and no lane without tricks, and no name twice.

use std::collections::BTreeSet;

use airlock_tests::attacks::corpus::{PROMISES, folder, tricks};
use airlock_tests::places::files_below;
use anyhow::Result;

/// How many tricks there are, at the least, in all and against each promise.
const TRICKS: usize = 80;
const AGAINST_EACH: usize = 4;

#[test]
fn the_corpus_is_whole() -> Result<()> {
    let mut total = 0;
    let mut played = BTreeSet::new();
    for promise in PROMISES {
        let tricks = tricks(promise)?;
        assert!(tricks.len() >= AGAINST_EACH, "{promise}: {} tricks", tricks.len());
        total += tricks.len();
        let mut files = BTreeSet::new();
        for trick in &tricks {
            let file = trick.file()?;
            assert!(files.insert(file), "{promise}/{}: another row", trick.name);
            let lanes: BTreeSet<_> = trick.lanes.iter().collect();
            assert_eq!(lanes.len(), trick.lanes.len(), "{promise}/{}: a lane twice", trick.name);
            played.extend(trick.lanes.iter().map(|lane| lane.as_str()));
        }
        let there: BTreeSet<_> =
            files_below(&folder(promise))?.into_iter().map(|file| folder(promise).join(file)).collect();
        assert_eq!(files, there, "{promise}: files and rows");
    }
    let all = ["handler", "writer", "class", "application", "script", "nph", "component", "command"];
    assert_eq!(played, BTreeSet::from(all), "the lanes");
    assert!(total >= TRICKS, "{total} tricks");
    Ok(())
}
