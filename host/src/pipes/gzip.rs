use std::io::Write as _;

use flate2::{Compression, GzBuilder};

use super::expression::Pipe;
use super::{Bounds, PipeProblem};
use crate::static_files::Draft;

/// Bytes compressed between two looks at the time.
const STRETCH: usize = 1 << 20;

/// Compresses the content.
pub fn apply(pipe: &Pipe, draft: &mut Draft, bounds: &Bounds) -> Result<(), PipeProblem> {
    pipe.arguments(0, 0)?;
    let content = draft.take_content(bounds.content)?;
    let mut encoder = GzBuilder::new().write(Vec::new(), Compression::best());
    for stretch in content.chunks(STRETCH) {
        bounds.check_time()?;
        encoder.write_all(stretch).map_err(PipeProblem::Failed)?;
    }
    let compressed = encoder.finish().map_err(PipeProblem::Failed)?;
    draft.fields.set(b"Content-Encoding", "gzip");
    draft.fields.set(b"Content-Length", compressed.len().to_string());
    draft.replace_content(compressed);
    Ok(())
}
