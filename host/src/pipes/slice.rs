use super::PipeProblem;
use super::expression::{Argument, Pipe};
use crate::python_values::whole;
use crate::static_files::Draft;

/// Takes the bytes from the first argument up to the second, both as Python counts them, `null` for none.
pub fn apply(pipe: &Pipe, draft: &mut Draft) -> Result<(), PipeProblem> {
    let arguments = pipe.arguments(1, 2)?;
    let bound = |at: usize| arguments.get(at).map_or(Ok(None), offset);
    let (start, end) = (bound(0)?, bound(1)?);
    draft.settle();
    let len = draft.content.len();
    let start = start.map_or(0, |offset| absolute(offset, len));
    let end = end.map_or(len, |offset| absolute(offset, len));
    draft.content = draft.content.slice(start, end);
    draft.tells_length = true;
    draft.fields.set(b"Content-Length", draft.content.len().to_string());
    Ok(())
}

fn offset(argument: &Argument) -> Result<Option<i64>, PipeProblem> {
    if argument.text.eq_ignore_ascii_case("null") {
        return Ok(None);
    }
    whole(&argument.text).map(Some).ok_or_else(|| argument.problem("is no whole number"))
}

/// An offset from the start; negative ones count from the end.
fn absolute(offset: i64, len: u64) -> u64 {
    let distance = offset.unsigned_abs();
    if offset < 0 { len.saturating_sub(distance) } else { distance.min(len) }
}
