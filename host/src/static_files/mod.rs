//! Files of the docroot that are no handlers. In: a request for a path. Out: a draft of the response, pipes applied, or
//! what else the path calls for. Refuses compiled Python files, and where the profile says so what begins with a dot.

mod asked;
mod content_type;
mod draft;
mod extra_fields;
mod fields;
mod file_content;
mod freshness;
mod lease;
mod listing;
pub(crate) mod multipart;
mod parts;
mod problem;
pub(crate) mod ranges;

pub use asked::Asked;
#[cfg(test)]
pub use asked::asked;
pub use content_type::{content_type, extension};
pub use draft::Draft;
pub use extra_fields::extra_fields;
pub use fields::FieldSet;
pub use file_content::FileContent;
pub use lease::{Departure, Lease};
pub use parts::{Parts, ReadProblem};
pub use problem::StaticProblem;

use crate::docroot::{Docroot, DocrootError, DocrootFile};
use crate::pipes::{Bounds, Pipeline};
use crate::policy::Profile;
use crate::wrappers::{self, Wrapper};
use ranges::RangeProblem;

/// The index page of a folder.
const INDEX: &str = "index.html";

/// What a file's request is answered with.
#[derive(Debug)]
pub enum FileAnswer {
    /// A response.
    Draft(Draft),
    /// These bytes and nothing else, no head in front.
    AsIs(FileContent),
    /// It is at the same path with a slash behind.
    Redirect,
}

/// What is wanted of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Its content, as its name has it.
    Content,
    /// Its content and nothing else, no head in front.
    AsIs,
    /// A page around it.
    Wrapper(Wrapper),
}

/// The answer to `asked` from `docroot` as `profile` has it.
pub fn answer(
    docroot: &Docroot,
    asked: &Asked,
    wanted: Wanted,
    profile: Profile,
    bounds: &Bounds,
) -> Result<FileAnswer, StaticProblem> {
    match wanted {
        Wanted::Content => content(docroot, asked, profile, bounds),
        Wanted::AsIs => Ok(FileAnswer::AsIs(FileContent::new(Parts::file(docroot.file(&asked.path)?)))),
        Wanted::Wrapper(wrapper) => wrappers::answer(docroot, asked, wrapper, bounds).map(FileAnswer::Draft),
    }
}

fn content(docroot: &Docroot, asked: &Asked, profile: Profile, bounds: &Bounds) -> Result<FileAnswer, StaticProblem> {
    let path = asked.path.trim_end_matches('/');
    if is_withheld(path, profile) {
        return Err(StaticProblem::NotFound);
    }
    match docroot.file(path) {
        Ok(_) if path.len() != asked.path.len() => return Err(StaticProblem::NotFound),
        Ok(file) => return file_answer(docroot, asked, path, file, profile, bounds),
        Err(DocrootError::IsFolder) => {}
        Err(error) => return Err(error.into()),
    }
    if path.ends_with(".asis") && !asked.path.ends_with('/') {
        return Err(StaticProblem::AsIsFolder);
    }
    if !asked.url_path.ends_with('/') {
        return Ok(FileAnswer::Redirect);
    }
    if profile != Profile::Wpt {
        let index = if path.is_empty() { INDEX.to_owned() } else { format!("{path}/{INDEX}") };
        match docroot.file(&index) {
            Ok(file) => return file_answer(docroot, asked, &index, file, profile, bounds),
            Err(DocrootError::NotFound | DocrootError::NotFolder | DocrootError::IsFolder) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let mut entries = docroot.list(path)?;
    entries.retain(|(name, _)| !is_withheld(name, profile));
    let page = listing::listing(&asked.url_path, entries);
    Ok(FileAnswer::Draft(Draft::new(200, "text/html", Parts::bytes(page), true)))
}

/// Whether nobody gets to see it: compiled handlers in any profile, names with a dot in front but in `wpt`.
fn is_withheld(path: &str, profile: Profile) -> bool {
    let is_hidden = |part: &str| part.starts_with('.') && part != ".well-known";
    extension(path).eq_ignore_ascii_case("pyc") || (profile != Profile::Wpt && path.split('/').any(is_hidden))
}

fn file_answer(
    docroot: &Docroot,
    asked: &Asked,
    path: &str,
    file: DocrootFile,
    profile: Profile,
    bounds: &Bounds,
) -> Result<FileAnswer, StaticProblem> {
    if profile == Profile::Files {
        return plain(asked, path, file);
    }
    if path.ends_with(".asis") {
        return Ok(FileAnswer::AsIs(FileContent::new(Parts::file(file))));
    }
    let size = file.size_and_modified_at_opening().0;
    let mut draft = Draft {
        status: 200,
        reason: None,
        fields: FieldSet::default(),
        content: Parts::file(file),
        // A client that knows the length keeps the connection and sees a cut; tests may count on neither.
        tells_length: profile != Profile::Wpt,
        pace: None,
        wait: std::time::Duration::ZERO,
    };
    let extra = extra_fields::extra_fields(docroot, asked, path, bounds)?;
    if !extra.iter().any(|(name, _)| name.eq_ignore_ascii_case(b"content-type")) {
        draft.fields.set(b"Content-Type", content_type(path));
    }
    for (name, value) in extra {
        draft.fields.append(&name, value);
    }
    if let Some(field) = asked.field("range") {
        take_ranges(&mut draft, field, size)?;
    }
    let pipeline = Pipeline::new(path, asked.pipe_expression().as_deref())?;
    pipeline.apply(docroot, asked, &mut draft, bounds)?;
    Ok(FileAnswer::Draft(draft))
}

fn take_ranges(draft: &mut Draft, field: &[u8], size: u64) -> Result<(), StaticProblem> {
    if ranges::are_too_many(field) {
        return Ok(());
    }
    let ranges = ranges::ranges(field, size).map_err(|problem| match problem {
        RangeProblem::NotText => StaticProblem::BadRange,
        RangeProblem::Unsatisfiable(message) => StaticProblem::Unsatisfiable { message, size },
    })?;
    draft.status = 206;
    if let [range] = ranges.as_slice() {
        draft.fields.set(b"Content-Range", range.field(size));
        draft.content = draft.content.slice(range.start, range.end);
        draft.tells_length = true;
    } else {
        let content_type = draft.fields.last(b"content-type").map(<[u8]>::to_vec);
        let (content, boundary) = multipart::multipart(&draft.content, &ranges, size, content_type.as_deref());
        draft.fields.set(b"Content-Type", format!("multipart/byteranges; boundary={boundary}"));
        draft.content = content;
    }
    Ok(())
}

/// A file as a plain web server sends it.
fn plain(asked: &Asked, path: &str, file: DocrootFile) -> Result<FileAnswer, StaticProblem> {
    let (size, modified) = file.size_and_modified_at_opening();
    let mut draft = Draft::new(200, content_type::wide_content_type(path), Parts::file(file), true);
    draft.fields.set(b"Last-Modified", freshness::http_date(modified));
    draft.fields.set(b"Accept-Ranges", "bytes");
    if freshness::is_fresh(asked, modified) {
        draft.status = 304;
        draft.replace_content(bytes::Bytes::new());
    } else if let Some(field) = asked.field("range") {
        take_ranges(&mut draft, field, size)?;
    }
    Ok(FileAnswer::Draft(draft))
}
