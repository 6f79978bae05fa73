//! `{{…}}` in a text: replaced by what is known of the request and the server.

mod functions;
mod known;
mod tokens;
mod value;

use std::collections::BTreeMap;

use super::{Bounds, PipeProblem};
use crate::docroot::Docroot;
use crate::python_values::html_escaped;
use crate::static_files::Asked;
use functions::Function;
use tokens::{Token, tokens};
use value::Value;

/// How values are made fit for where they are put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Escaping {
    /// For markup.
    Html,
    /// Not at all.
    None,
    /// For a header field: as they are, and a mistake if they could end it.
    Field,
    /// Nobody knows; a mistake if there is anything to replace.
    Unknown(String),
}

impl Escaping {
    /// By the name a pipe has for it.
    pub fn named(name: &str) -> Self {
        match name {
            "html" => Self::Html,
            "none" => Self::None,
            other => Self::Unknown(other.to_owned()),
        }
    }
}

/// `content` with its replacements. Variables live from one replacement to the next.
pub fn template(
    docroot: &Docroot,
    asked: &Asked,
    content: &[u8],
    escaping: Escaping,
    bounds: &Bounds,
) -> Result<Vec<u8>, PipeProblem> {
    let mut replacer = Replacer { docroot, asked, bounds, variables: BTreeMap::new() };
    let mut replaced = Vec::with_capacity(content.len());
    let (mut done, mut from) = (0, 0);
    let part = |from: usize, to: usize| content.get(from..to).unwrap_or_default();
    while let Some(open) = memchr::memmem::find(part(from, content.len()), b"{{").map(|at| from + at) {
        let Some(close) = memchr::memchr(b'}', part(open + 2, content.len())).map(|at| open + 2 + at) else { break };
        if content.get(close + 1) != Some(&b'}') {
            // Whatever opens before the brace ends there as well.
            from = close + 1;
            continue;
        }
        bounds.check_time()?;
        let value = replacer.replacement(part(open + 2, close), &escaping);
        let value = value.map_err(|failure| failure.at(open + 1))?;
        replaced.extend_from_slice(part(done, open));
        replaced.extend_from_slice(value.as_bytes());
        if replaced.len() as u64 > bounds.content {
            return Err(PipeProblem::TooLong);
        }
        done = close + 2;
        from = done;
    }
    replaced.extend_from_slice(part(done, content.len()));
    Ok(replaced)
}

/// Why a replacement is not to be had.
enum Failure {
    /// The template's mistake.
    Mistake(String),
    /// Something else.
    Problem(PipeProblem),
}

impl Failure {
    fn at(self, at: usize) -> PipeProblem {
        match self {
            Self::Mistake(problem) => PipeProblem::Template { at, problem },
            Self::Problem(problem) => problem,
        }
    }
}

impl From<PipeProblem> for Failure {
    fn from(problem: PipeProblem) -> Self {
        Self::Problem(problem)
    }
}

fn mistake<T>(what: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Mistake(what.into()))
}

struct Replacer<'a> {
    docroot: &'a Docroot,
    asked: &'a Asked,
    bounds: &'a Bounds,
    variables: BTreeMap<String, Value>,
}

impl Replacer<'_> {
    fn replacement(&mut self, text: &[u8], escaping: &Escaping) -> Result<String, Failure> {
        let mut tokens = tokens(text).into_iter();
        let (variable, first) = match tokens.next() {
            Some(Token::Variable(name)) => (Some(name), tokens.next()),
            first => (None, first),
        };
        let Some(Token::Name(name)) = first else { return mistake("a name is missing") };
        let mut value = match self.variables.get(&name) {
            Some(value) => value.clone(),
            None => known::look_up(&name, self.asked).map_or_else(|| mistake(format!("{name} is not known")), Ok)?,
        };
        for token in tokens {
            value = match (token, value) {
                (Token::Index(index), value) => value.index(&index, self.asked)?,
                (Token::Arguments(arguments), Value::Function(function)) => self.call(function, &arguments)?,
                (Token::Arguments(_), _) => return mistake(format!("{name} is no function")),
                (Token::Name(_) | Token::Variable(_), _) => return mistake("a name follows a name"),
            };
        }
        let text = value.to_text()?;
        if let Some(variable) = variable {
            self.variables.insert(variable, value);
        }
        match escaping {
            Escaping::Html => Ok(html_escaped(&text)),
            Escaping::None => Ok(text),
            Escaping::Field if text.contains(['\r', '\n', '\0']) => {
                mistake("the value has a line break or NUL, which no header field may have")
            }
            Escaping::Field => Ok(text),
            Escaping::Unknown(name) => mistake(format!("no escaping is named {name:?}; there are html and none")),
        }
    }

    fn call(&self, function: Function, arguments: &[String]) -> Result<Value, Failure> {
        function.call(arguments, self.docroot, self.asked, self.bounds)
    }
}
