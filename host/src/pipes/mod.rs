//! Pipes: what the query's `pipe` or a file's name does to a response. In: an expression and a draft of the response.
//! Out: the changed draft. Refuses expressions that do not parse, with the position, and what costs more than a request
//! may.

mod bounds;
mod expression;
mod gzip;
mod problem;
mod reasons;
mod slice;
mod template;
mod trickle;

pub use bounds::{AbandonedOnDrop, Bounds};
pub use problem::PipeProblem;
pub use template::{Escaping, template};
pub use trickle::{Act, Pace};

use crate::docroot::Docroot;
use crate::python_values::whole;
use crate::static_files::{Asked, Draft, extension};
use expression::{Argument, Pipe, PipeKind, parse};

/// Files that are markup, in whose templates values are escaped.
const MARKUP: &[&str] = &["html", "htm", "xht", "xhtml", "xml", "svg"];

/// The pipes of one request, in order.
#[derive(Debug, Default)]
pub struct Pipeline {
    pipes: Vec<Pipe>,
}

impl Pipeline {
    /// The pipes for the file at `path`: one if its name says that it is a template, then those of the query.
    pub fn new(path: &str, expression: Option<&str>) -> Result<Self, PipeProblem> {
        let mut pipes = Vec::new();
        if path.contains(".sub.") {
            let escaping = if MARKUP.contains(&extension(path)) { "html" } else { "none" };
            pipes.push(Pipe::of_file_name(PipeKind::Sub, escaping));
        }
        if let Some(expression) = expression {
            pipes.extend(parse(expression)?);
        }
        Ok(Self { pipes })
    }

    /// Lets each pipe change the draft.
    pub fn apply(
        &self,
        docroot: &Docroot,
        asked: &Asked,
        draft: &mut Draft,
        bounds: &Bounds,
    ) -> Result<(), PipeProblem> {
        for pipe in &self.pipes {
            bounds.check_time()?;
            match pipe.kind {
                PipeKind::Sub => sub(pipe, docroot, asked, draft, bounds)?,
                PipeKind::Status => status(pipe, draft)?,
                PipeKind::Header => header(pipe, draft)?,
                PipeKind::Slice => slice::apply(pipe, draft)?,
                PipeKind::Trickle => trickle::apply(pipe, draft)?,
                PipeKind::Gzip => gzip::apply(pipe, draft, bounds)?,
            }
        }
        Ok(())
    }
}

fn sub(pipe: &Pipe, docroot: &Docroot, asked: &Asked, draft: &mut Draft, bounds: &Bounds) -> Result<(), PipeProblem> {
    let escaping = Escaping::named(pipe.arguments(0, 1)?.first().map_or("html", |argument| &argument.text));
    let content = draft.take_content(bounds.content)?;
    draft.replace_content(template(docroot, asked, &content, escaping, bounds)?);
    Ok(())
}

fn status(pipe: &Pipe, draft: &mut Draft) -> Result<(), PipeProblem> {
    let [code] = pipe.arguments(1, 1)? else { return Ok(()) };
    let number = whole(&code.text).and_then(|code| u16::try_from(code).ok()).filter(|code| *code < 1000);
    draft.status = number.ok_or_else(|| code.problem("is no status code"))?;
    draft.reason = Some(reasons::reason(draft.status).into());
    Ok(())
}

fn header(pipe: &Pipe, draft: &mut Draft) -> Result<(), PipeProblem> {
    let appends = match pipe.arguments(2, 3)?.get(2) {
        None => false,
        Some(argument) => match argument.text.to_lowercase().as_str() {
            "true" | "1" => true,
            "false" | "0" => false,
            _ => return Err(argument.problem("is neither true nor false")),
        },
    };
    let [name, value, ..] = pipe.arguments.as_slice() else { return Ok(()) };
    let (name, value) = (field_text(name)?, field_text(value)?);
    if appends {
        draft.fields.append(&name, value);
    } else {
        draft.fields.set(&name, value);
    }
    Ok(())
}

/// A text for a field, Latin-1. It comes from the client: what could end the field is refused in every profile.
fn field_text(argument: &Argument) -> Result<Vec<u8>, PipeProblem> {
    let bytes = argument.text.chars().map(|character| u8::try_from(u32::from(character)).ok());
    let bytes: Option<Vec<u8>> = bytes.collect();
    let bytes = bytes.ok_or_else(|| argument.problem("has characters that no header field has"))?;
    if bytes.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
        return Err(argument.problem("has a line break or NUL, which no header field may have"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
