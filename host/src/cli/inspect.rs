use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::inspection::Inspection;

/// `airlock inspect`
#[derive(Args, Debug)]
pub struct Inspect {
    /// The WebAssembly file
    #[arg(value_name = "FILE.wasm")]
    file: PathBuf,
    /// Print one JSON object instead of lines
    #[arg(long)]
    json: bool,
}

impl Inspect {
    /// Prints what is in the file. Fails when it is none that can be looked at; a file that is refused as a handler is no failure.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let inspection = Inspection::of_file(&self.file)?;
        match self.json {
            true => println!("{}", serde_json::to_string_pretty(&inspection)?),
            false => print!("{}: {inspection}", self.file.display()),
        }
        Ok(ExitCode::SUCCESS)
    }
}
