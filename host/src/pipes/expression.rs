//! `name(argument, …)|name…`, read as generously as wptserve does: a missing `)` at the end is no mistake.

use super::PipeProblem;

/// What a pipe does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PipeKind {
    /// Replaces what stands in double braces.
    Sub,
    /// Sets the status.
    Status,
    /// Sets a field, or appends to it.
    Header,
    /// Takes a part of the content.
    Slice,
    /// Sends pieces with waits between them.
    Trickle,
    /// Compresses.
    Gzip,
}

impl PipeKind {
    const ALL: [Self; 6] = [Self::Sub, Self::Status, Self::Header, Self::Slice, Self::Trickle, Self::Gzip];

    /// As expressions have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sub => "sub",
            Self::Status => "status",
            Self::Header => "header",
            Self::Slice => "slice",
            Self::Trickle => "trickle",
            Self::Gzip => "gzip",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One pipe of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipe {
    /// What it does.
    pub kind: PipeKind,
    /// Where the name begins, counted from 1.
    pub at: usize,
    /// What stands in parentheses. `()` holds one argument, which is empty.
    pub arguments: Vec<Argument>,
}

/// One argument, with its escapes resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Its text.
    pub text: String,
    /// Where it begins, counted from 1.
    pub at: usize,
}

impl Argument {
    /// What is wrong with it.
    pub fn problem(&self, what: &str) -> PipeProblem {
        PipeProblem::at(self.at, format!("{:?} {what}", self.text))
    }
}

impl Pipe {
    /// One that a file's name asks for.
    pub fn of_file_name(kind: PipeKind, argument: &str) -> Self {
        Self { kind, at: 1, arguments: vec![Argument { text: argument.to_owned(), at: 1 }] }
    }

    /// The arguments, if they are as many as the pipe takes.
    pub fn arguments(&self, least: usize, most: usize) -> Result<&[Argument], PipeProblem> {
        let count = self.arguments.len();
        if (least..=most).contains(&count) {
            return Ok(&self.arguments);
        }
        let wanted = if least == most { format!("{most}") } else { format!("{least} to {most}") };
        Err(PipeProblem::at(self.at, format!("{} takes {wanted} arguments, not {count}", self.kind.name())))
    }
}

/// The pipes of an expression.
pub fn parse(expression: &str) -> Result<Vec<Pipe>, PipeProblem> {
    let mut pipes = Vec::new();
    let mut reader = Reader { rest: expression.chars(), at: 0 };
    let mut name = String::new();
    let mut begin = 1;
    loop {
        match reader.next() {
            Some('(') => {
                let mut pipe = pipe(&std::mem::take(&mut name), begin)?;
                reader.arguments(&mut pipe.arguments)?;
                pipes.push(pipe);
            }
            Some('|') if name.is_empty() => {}
            Some('|') => pipes.push(pipe(&std::mem::take(&mut name), begin)?),
            Some(character) => {
                if name.is_empty() {
                    begin = reader.at;
                }
                name.push(character);
                continue;
            }
            None if name.is_empty() => return Ok(pipes),
            None => {
                pipes.push(pipe(&name, begin)?);
                return Ok(pipes);
            }
        }
        begin = reader.at + 1;
    }
}

fn pipe(name: &str, at: usize) -> Result<Pipe, PipeProblem> {
    if name.is_empty() {
        return Err(PipeProblem::at(at, "the name of a pipe is missing"));
    }
    let kind = PipeKind::named(name).ok_or_else(|| {
        let known = PipeKind::ALL.map(PipeKind::name).join(", ");
        PipeProblem::at(at, format!("no pipe is named {name:?}; there are {known}"))
    })?;
    Ok(Pipe { kind, at, arguments: Vec::new() })
}

struct Reader<'a> {
    rest: std::str::Chars<'a>,
    /// Characters read.
    at: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let character = self.rest.next()?;
        self.at += 1;
        Some(character)
    }

    /// Up to and with the closing parenthesis.
    fn arguments(&mut self, arguments: &mut Vec<Argument>) -> Result<(), PipeProblem> {
        loop {
            let at = self.at + 1;
            let mut text = String::new();
            let goes_on = loop {
                match self.next() {
                    None | Some(')') => break false,
                    Some(',') => break true,
                    Some('\\') => text.push(self.escaped()?),
                    Some(character) => text.push(character),
                }
            };
            arguments.push(Argument { text, at });
            if !goes_on {
                return Ok(());
            }
        }
    }

    fn escaped(&mut self) -> Result<char, PipeProblem> {
        match self.next() {
            Some('n') => Ok('\n'),
            Some('r') => Ok('\r'),
            Some('t') => Ok('\t'),
            Some(character) => Ok(character),
            None => Err(PipeProblem::at(self.at, "nothing follows the backslash")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn read(expression: &str) -> String {
        match parse(expression) {
            Ok(pipes) => {
                let texts = pipes.iter().map(|pipe| {
                    let arguments = pipe.arguments.iter().map(|argument| format!("{}@{}", argument.text, argument.at));
                    format!("{}@{}[{}]", pipe.kind.name(), pipe.at, arguments.collect::<Vec<_>>().join(";"))
                });
                texts.collect::<Vec<_>>().join(" ")
            }
            Err(problem) => problem.to_string(),
        }
    }

    #[test]
    fn expressions() {
        assert_eq!(read(""), "");
        assert_eq!(read("sub"), "sub@1[]");
        assert_eq!(read("||sub||gzip|"), "sub@3[] gzip@8[]");
        assert_eq!(read("status(404)|header(a, b\\,\\n\\))"), "status@1[404@8] header@13[a@20; b,\n)@22]");
        assert_eq!(read("gzip()"), "gzip@1[@6]");
        assert_eq!(read("slice(1,"), "slice@1[1@7;@9]");
        assert_eq!(read("status(1)gzip"), "status@1[1@8] gzip@10[]");
        assert_eq!(read("header(é,\\"), "pipe expression, position 10: nothing follows the backslash");
        assert_eq!(read("sub|(a)"), "pipe expression, position 5: the name of a pipe is missing");
        let unknown = "no pipe is named \"foo\"; there are sub, status, header, slice, trickle, gzip";
        assert_eq!(read("sub|foo(1)"), format!("pipe expression, position 5: {unknown}"));
    }
}
