//! CPython's own tests of wsgiref and http.server, from the source that the runtime is built of, against Airlock.
//!
//! Cases without a server run in the sandbox, in a handler (`tests/cpython/suite.py`). Those that ask a server over a socket run
//! in this machine's Python (`over_socket.py`), and Airlock answers, in both engines, with the handler class of the case. What
//! does not pass is listed in `left_out.toml` with a reason; what is listed and passes is an error too.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::command::airlock;
use airlock_tests::engine::Engine;
use airlock_tests::scratch::Scratch;
use airlock_tests::{places, python_venv};
use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// The classes of cases that start a server.
const WITH_SERVER: &[&str] = &["BaseHTTPServerTestCase", "RequestHandlerLoggingTestCase", "SimpleHTTPServerTestCase"];

/// What became of each case, by `Class.method`.
type Outcomes = BTreeMap<String, String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOut {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// `module.Class.method`, or `module.Class.*` for all of a class.
    name: String,
    /// The engine where it does not pass; any unless set.
    engine: Option<String>,
    reason: String,
}

impl Case {
    fn is_of(&self, name: &str, engine: Engine) -> bool {
        if self.engine.as_deref().is_some_and(|only| only != engine.as_str()) {
            return false;
        }
        match self.name.strip_suffix('*') {
            Some(class) => name.starts_with(class),
            None => name == self.name,
        }
    }
}

fn ours() -> PathBuf {
    places::tests_folder().join("cpython")
}

/// A docroot with CPython's tests and what runs them.
fn docroot(name: &str) -> Result<Scratch> {
    let source = places::target_folder().join("python-runtime/sources/cpython/Lib/test");
    ensure!(source.is_dir(), "{}: build the runtime first (make build)", source.display());
    let docroot = Scratch::new(name)?;
    for file in ["__init__.py", "test_wsgiref.py", "test_httpservers.py"] {
        docroot.write(&format!("test/{file}"), std::fs::read(source.join(file))?)?;
    }
    for file in places::files_below(&source.join("support"))? {
        let name = file.to_str().context("a name that is no text")?;
        docroot.write(&format!("test/support/{name}"), std::fs::read(source.join("support").join(&file))?)?;
    }
    docroot.write("suite.py", std::fs::read(ours().join("suite.py"))?)?;
    Ok(docroot)
}

/// Fails unless each case either passed or is left out.
fn judge(module: &str, engine: Engine, outcomes: &Outcomes) -> Result<()> {
    let listed: LeftOut = toml::from_str(&std::fs::read_to_string(ours().join("left_out.toml"))?)?;
    let mut failures = Vec::new();
    for (name, outcome) in outcomes {
        let name = format!("{module}.{name}");
        match (listed.case.iter().find(|case| case.is_of(&name, engine)), outcome == "passed") {
            (None, false) => failures.push(format!("{name} {outcome}")),
            (Some(case), true) => failures.push(format!("{name} passes, but is left out: {}", case.reason)),
            _ => {}
        }
    }
    ensure!(failures.is_empty(), "{} of {}:\n{}", failures.len(), outcomes.len(), failures.join("\n"));
    Ok(())
}

/// The cases of `module` without a server, run in the sandbox.
fn in_the_sandbox(module: &str) -> Result<Outcomes> {
    let docroot = docroot(module)?;
    let suite = docroot.place("suite.py");
    let outcome = airlock(&["run", suite.to_str().context("a path that is no text")?, &format!("?module={module}")])?;
    let (head, content) = outcome.stdout.split_once("\r\n\r\n").with_context(|| format!("{outcome:?}"))?;
    ensure!(head.starts_with("HTTP/1.1 200 "), "{outcome:?}");
    Ok(serde_json::from_str(content)?)
}

#[test]
fn wsgiref_in_the_sandbox() -> Result<()> {
    let outcomes = in_the_sandbox("test_wsgiref")?;
    ensure!(outcomes.len() >= 35, "{} cases are few", outcomes.len());
    judge("test_wsgiref", Engine::Sandbox, &outcomes)
}

#[test]
fn http_server_in_the_sandbox() -> Result<()> {
    let outcomes = in_the_sandbox("test_httpservers")?;
    ensure!(outcomes.len() >= 26, "{} cases are few", outcomes.len());
    judge("test_httpservers", Engine::Sandbox, &outcomes)
}

/// Airlock with the handler of a class of cases for every path.
fn server(docroot: &Path, class: &str, engine: Engine) -> Result<(Scratch, Airlock)> {
    let folder = Scratch::new("cpython-tests")?;
    let configuration = format!(
        "[[tenant]]\nname = 'only'\ndocroot = '{}'\n\
         [[tenant.route]]\npath = '/*'\nfile = '/{class}.py'\nhandler = 'python'\n",
        docroot.display()
    );
    let trust = match engine {
        Engine::Sandbox => "",
        Engine::InProcess => "[[tenant.rule]]\npath = '/**'\ntrust = 'in-process'\n",
    };
    let file = folder.write("airlock.toml", configuration + trust)?;
    let airlock = Airlock::configured(&file, &format!("cpython-{class}-{}", engine.as_str()))?;
    Ok((folder, airlock))
}

#[test]
fn http_server_over_a_socket_from_the_sandbox() -> Result<()> {
    over_a_socket(Engine::Sandbox)
}

#[test]
fn http_server_over_a_socket_from_in_process() -> Result<()> {
    if Engine::InProcess.is_there() { over_a_socket(Engine::InProcess) } else { Ok(()) }
}

fn over_a_socket(engine: Engine) -> Result<()> {
    let docroot = docroot("over-socket")?;
    let mut servers = Vec::new();
    let mut command = Command::new(python_venv::interpreter());
    command.arg("-B").arg(ours().join("over_socket.py")).arg(docroot.path());
    for class in WITH_SERVER {
        let handler = std::fs::read_to_string(ours().join("handler.py"))?.replace("CASES", class);
        docroot.write(&format!("{class}.py"), handler)?;
        let server = server(docroot.path(), class, engine)?;
        command.arg(format!("{class}={}", server.1.address()));
        servers.push(server);
    }
    let output = command.output().context("starting Python")?;
    let said = String::from_utf8_lossy(&output.stderr);
    let outcomes: Outcomes = serde_json::from_slice(&output.stdout).with_context(|| said.into_owned())?;
    ensure!(outcomes.len() >= 50, "{} cases are few", outcomes.len());
    judge("test_httpservers", engine, &outcomes)?;
    // What the cases about logging look for in their own process.
    let (_, logging) = servers.get(1).context("no server")?;
    for words in [["GET / HTTP/1.1", " 200 -"], ["code 404,", "message File not found"], ["ERROR / HTTP/1.1", " 404 -"]]
    {
        logging.log().wait_for(&words)?;
    }
    Ok(())
}
