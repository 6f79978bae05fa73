//! Pages around test scripts, as `wpt serve` makes them: `X.any.html`, `X.any.worker.html`, `X.window.html` … for the
//! script `X.any.js` or `X.window.js`. In: a request for such a page. Out: a draft of it, with the script's header files and
//! pipes applied. A page that the script's `// META: global=` does not name is not there.

mod kind;
mod metadata;
mod page;

pub use kind::Wrapper;

use metadata::Metadata;

use crate::docroot::Docroot;
use crate::pipes::{Bounds, Pipeline};
use crate::static_files::{Asked, Draft, Parts, StaticProblem, extra_fields};

/// The page that `asked` is for.
pub fn answer(docroot: &Docroot, asked: &Asked, wrapper: Wrapper, bounds: &Bounds) -> Result<Draft, StaticProblem> {
    let script = wrapper.script(&asked.path).ok_or(StaticProblem::NotFound)?;
    let metadata = Metadata::read(&docroot.file(&script)?)?;
    if let Some(global) = wrapper.global()
        && !metadata.globals().contains(global)
    {
        return Err(StaticProblem::NotThisGlobal(global));
    }
    // As the client wrote it, so that it finds the script at the same place.
    let resource = wrapper.resource(&asked.url_path).ok_or(StaticProblem::NotFound)?;
    let query = if asked.query.is_empty() { String::new() } else { format!("?{}", asked.query) };
    let page = page::page(wrapper, &metadata, &page::in_ascii(&resource), &page::in_ascii(&query));
    let mut draft = Draft::new(200, wrapper.content_type(), Parts::bytes(page), true);
    for (name, value) in extra_fields(docroot, asked, &script, bounds)? {
        draft.fields.set(&name, value);
    }
    Pipeline::new(&resource, asked.pipe_expression().as_deref())?.apply(docroot, asked, &mut draft, bounds)?;
    Ok(draft)
}
