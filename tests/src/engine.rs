//! The engines that run handlers, and what it takes to have the server under test run them there.

use std::sync::LazyLock;

use crate::airlock_process::Airlock;
use crate::places;

/// Where a handler runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// In a WebAssembly instance.
    Sandbox,
    /// In the server's process.
    InProcess,
}

impl Engine {
    /// Part of the names of logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::InProcess => "in-process",
        }
    }

    /// Flags for `airlock serve` that have every handler run there.
    pub fn flags(self) -> &'static [&'static str] {
        match self {
            Self::Sandbox => &[],
            Self::InProcess => &["--trust", "/**"],
        }
    }

    /// Whether the server under test has it. Says so where it has not: the test that asks has nothing to test.
    pub fn is_there(self) -> bool {
        static IN_PROCESS: LazyLock<bool> = LazyLock::new(|| {
            let docroot = places::tests_folder().join("in_process").join("docroot");
            let started = Airlock::start_with(&docroot, "exposed", "has-in-process", Engine::InProcess.flags());
            !started.is_err_and(|error| format!("{error:#}").contains("built without the in-process engine"))
        });
        let there = self == Self::Sandbox || *IN_PROCESS;
        if !there {
            println!("SKIPPED: {} has no in-process engine", places::airlock_binary().display());
        }
        there
    }
}
