//! Files of the docroot that are no handlers.

mod content_type;
mod file_content;

use crate::docroot::{Docroot, DocrootError};
use crate::exchange::{Field, ResponseHead};

pub use content_type::content_type;
pub use file_content::FileContent;

/// The index page of a folder.
const INDEX: &str = "index.html";

/// What a file's request is answered with.
pub enum FileAnswer {
    /// The file.
    Content(ResponseHead, FileContent),
    /// It is at the same path with a slash behind.
    Redirect,
}

/// The file at `path` below the docroot, or the index page of the folder there.
pub fn answer(docroot: &Docroot, path: &str) -> Result<FileAnswer, DocrootError> {
    let folder = path.is_empty() || path.ends_with('/');
    let path = if folder { format!("{path}{INDEX}") } else { path.to_owned() };
    let file = match docroot.file(&path) {
        Ok(file) => file,
        // Links in the index page are relative to the folder.
        Err(DocrootError::IsFolder) if !folder => {
            docroot.file(&format!("{path}/{INDEX}"))?;
            return Ok(FileAnswer::Redirect);
        }
        Err(DocrootError::IsFolder) => return Err(DocrootError::NotFound),
        Err(error) => return Err(error),
    };
    let content = FileContent::new(file)?;
    let mut head = ResponseHead::plain(200, content_type(&path));
    head.fields.push(Field { name: b"Content-Length".to_vec(), value: content.left().to_string().into_bytes() });
    Ok(FileAnswer::Content(head, content))
}
