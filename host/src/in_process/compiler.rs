//! Source text to code objects of the interpreter.

use pyo3::types::{PyAnyMethods as _, PyBytes};
use pyo3::{Py, PyAny, Python};

use super::interpreter::Interpreter;
use crate::programs::{Compiled, Compiler, Problem, ProgramError};

/// A code object takes about so many bytes for each of its source text.
const BYTES_PER_BYTE: usize = 4;

/// A code object.
#[derive(Debug)]
pub struct Code {
    /// The interpreter's.
    pub object: Py<PyAny>,
    source_bytes: usize,
}

/// Compiles files of one docroot. Code shows the file's real path.
pub struct CodeCompiler<'a> {
    /// The docroot's path on the host.
    pub docroot: &'a str,
    /// Has the function that compiles.
    pub interpreter: &'a Interpreter,
}

/// Why there is no code: path, line, kind and message, as `compile_source` gives them.
type Found = (String, u32, String, String);

impl Compiler for CodeCompiler<'_> {
    type Code = Code;

    async fn compile(&self, source: Vec<u8>, path: &str) -> Result<Compiled<Code>, ProgramError> {
        let source_bytes = source.len();
        Python::attach(|py| {
            let source = PyBytes::new(py, &source);
            let compiled = self.interpreter.compile_source.bind(py).call1((source, path, self.docroot));
            let compiled = compiled.map_err(|error| ProgramError::Compiler(error.to_string()))?;
            Ok(match compiled.extract::<Found>() {
                Ok((path, line, kind, message)) => Err(Problem { path, line, kind, message }),
                Err(_) => Ok(Code { object: compiled.unbind(), source_bytes }),
            })
        })
    }

    fn size(&self, code: &Code) -> usize {
        code.source_bytes.saturating_mul(BYTES_PER_BYTE)
    }
}
