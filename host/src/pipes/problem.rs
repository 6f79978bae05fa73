use thiserror::Error;

use crate::static_files::ReadProblem;

/// Why a pipe was not applied.
#[derive(Debug, Error)]
pub enum PipeProblem {
    /// The expression does not parse, or a pipe in it can not do what it says. Positions count from 1.
    #[error("pipe expression, position {at}: {problem}")]
    Expression {
        /// Which character of the expression.
        at: usize,
        /// What is wrong there.
        problem: String,
    },
    /// A template asks for what there is not. Positions count from 1.
    #[error("template, byte {at}: {problem}")]
    Template {
        /// Which byte of the template.
        at: usize,
        /// What is wrong there.
        problem: String,
    },
    /// The content is longer than may be held.
    #[error("the content is too long for a pipe")]
    TooLong,
    /// It takes longer than a request may.
    #[error("the pipes take too long")]
    TooSlow,
    /// The system said something else.
    #[error("reading the content: {0}")]
    Failed(std::io::Error),
}

impl PipeProblem {
    /// A problem of the expression.
    pub fn at(at: usize, problem: impl Into<String>) -> Self {
        Self::Expression { at, problem: problem.into() }
    }
}

impl From<ReadProblem> for PipeProblem {
    fn from(problem: ReadProblem) -> Self {
        match problem {
            ReadProblem::TooLong => Self::TooLong,
            ReadProblem::Failed(error) => Self::Failed(error),
        }
    }
}
