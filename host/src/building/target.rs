use std::fmt;

use clap::ValueEnum;

/// A target that handlers are compiled for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Target {
    /// Imports what the code calls of `airlock:handler`, and nothing else.
    #[default]
    #[value(name = "wasm32-unknown-unknown")]
    Unknown,
    /// With the parts of Rust's standard library that ask WASI 0.2: clocks, random numbers, standard output.
    #[value(name = "wasm32-wasip2")]
    Wasip2,
}

impl Target {
    /// Each of them.
    pub const ALL: [Self; 2] = [Self::Unknown, Self::Wasip2];

    /// As rustc names it.
    pub fn triple(self) -> &'static str {
        match self {
            Self::Unknown => "wasm32-unknown-unknown",
            Self::Wasip2 => "wasm32-wasip2",
        }
    }

    /// The target of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.triple() == name)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.triple())
    }
}
