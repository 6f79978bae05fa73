//! Handlers that are broken, that end the interpreter, that ask for what the sandbox has not; files that can not be read.
//! Each gets a clear answer, the log says why, and the server goes on.
//!
//! The handlers of `tests/bad_handlers/docroot/` are served from a copy whose path would be recognised anywhere: no
//! response may hold it.

use std::net::SocketAddr;
use std::path::Path;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::places;
use airlock_tests::raw_http::Connection;
use airlock_tests::requests::{Answer, ask, get};
use airlock_tests::scratch::Scratch;
use airlock_tests::wire_text::readable;
use anyhow::{Context, Result, ensure};

/// Handlers that fail with 500, and what the log and the answer in profile `wpt` say of it.
const FAILING: &[(&str, &[&str])] = &[
    ("syntax_error.py", &["/docroot/syntax_error.py", "line 3", "SyntaxError", "never closed"]),
    ("no_main.py", &["main", "/docroot/no_main.py"]),
    ("main_is_no_function.py", &["TypeError", "not callable"]),
    ("empty.py", &["main", "/docroot/empty.py"]),
    ("null_bytes.py", &["SyntaxError", "null byte"]),
    ("not_utf8.py", &["SyntaxError", "utf-8", "0xe9"]),
    ("unknown_encoding.py", &["SyntaxError", "klingon"]),
    ("nested_source.py", &["MemoryError", "too complex"]),
    ("imports_missing.py", &["ModuleNotFoundError", "no_such_module", "line 1"]),
    ("imports_broken.py", &["SyntaxError", "never closed", "/docroot/syntax_error.py"]),
    ("fails_at_the_top.py", &["ValueError: at the top", "/docroot/fails_at_the_top.py", "line 1"]),
    ("returns/tuple_of_none.py", &["tuple"]),
    ("returns/tuple_of_one.py", &["tuple"]),
    ("returns/tuple_of_four.py", &["tuple"]),
    ("returns/headers_not_a_list.py", &["TypeError"]),
    ("returns/header_of_one.py", &["ValueError"]),
    ("returns/header_of_three.py", &["ValueError"]),
    ("returns/header_value_none.py", &["TypeError"]),
    ("returns/header_name_none.py", &["TypeError"]),
    ("returns/header_beyond_latin1.py", &["UnicodeEncodeError"]),
    ("returns/status_text.py", &["ValueError", "fine"]),
    ("returns/status_none.py", &["TypeError"]),
    ("returns/status_of_one.py", &["ValueError"]),
    ("returns/status_list.py", &["Error"]),
    ("raises/value_error.py", &["ValueError: the reason", "/docroot/raises/value_error.py", "line 2", "in main"]),
    ("raises/system_exit.py", &["SystemExit: the reason"]),
    ("raises/system_exit_zero.py", &["SystemExit: 0"]),
    ("raises/keyboard_interrupt.py", &["KeyboardInterrupt: the reason"]),
    ("raises/base_exception.py", &["BaseException: the reason"]),
    ("raises/generator_exit.py", &["GeneratorExit: the reason"]),
    ("raises/stop_iteration.py", &["StopIteration: the reason"]),
    ("raises/memory_error.py", &["MemoryError"]),
    ("raises/recursion_error.py", &["RecursionError: the reason"]),
    ("raises/text.py", &["TypeError", "BaseException"]),
    ("raises/its_own.py", &["Sulky"]),
    ("raises/in_a_helper.py", &["JSONDecodeError", "/docroot/raises/in_a_helper.py"]),
    ("raises/chained.py", &["KeyError: 'first'", "ValueError: second", "direct cause"]),
    ("raises/http_exception_without_code.py", &["Error"]),
    ("raises/with_control_characters.py", &["ValueError", "forged line"]),
    ("ends/os_exit.py", &["os._exit"]),
    ("ends/os_exit_with_code.py", &["os._exit"]),
    ("ends/os_abort.py", &["abort"]),
    ("ends/sys_exit.py", &["SystemExit: 0"]),
    ("ends/sys_exit_at_the_top.py", &["SystemExit: 0"]),
    ("ends/crash.py", &[]),
    ("ends/bad_bytecode.py", &[]),
    ("ends/no_builtins.py", &[]),
    ("ends/no_modules.py", &["ValueError"]),
    ("ends/no_package.py", &["AttributeError"]),
    ("asks/ctypes_module.py", &["ModuleNotFoundError", "ctypes", "native code"]),
    ("asks/mmap_module.py", &["ModuleNotFoundError", "mmap", "memory maps"]),
    ("asks/connection.py", &["PermissionError", "no sockets"]),
    ("asks/listening_socket.py", &["PermissionError", "no sockets"]),
    ("asks/url.py", &["URLError", "no sockets"]),
    ("asks/name.py", &["PermissionError", "no sockets"]),
    ("asks/process.py", &["OSError", "processes"]),
    ("asks/shell.py", &["OSError", "processes"]),
    ("asks/thread.py", &["RuntimeError", "thread"]),
    ("asks/file_to_write.py", &["OSError", "Read-only"]),
    ("asks/file_to_delete.py", &["OSError"]),
    ("asks/temporary_file.py", &["FileNotFoundError", "temporary"]),
    ("asks/host_file.py", &["FileNotFoundError", "/etc/passwd"]),
    ("speaks/then_fails.py", &["ValueError: the reason"]),
    ("speaks/lone_surrogate.py", &["UnicodeEncodeError", "surrogates"]),
];

/// Handlers that answer in their own way; each has a test below.
const ANSWERING: &[&str] = &[
    "innocent.py",
    "raises/http_exception.py",
    "speaks/closed.py",
    "speaks/control_characters.py",
    "speaks/not_utf8.py",
    "speaks/without_line_end.py",
];

const PROFILES: [&str; 2] = ["exposed", "wpt"];

/// The docroot's copy and a server over it.
struct Served {
    scratch: Scratch,
    airlock: Airlock,
}

impl Served {
    fn new(name: &str, profile: &str) -> Result<Self> {
        let scratch = Scratch::new(name)?;
        scratch.copy_from(&places::tests_folder().join("bad_handlers").join("docroot"))?;
        let airlock = Airlock::start(scratch.path(), profile, &format!("bad-handlers-{name}"))?;
        Ok(Self { scratch, airlock })
    }

    fn address(&self) -> SocketAddr {
        self.airlock.address()
    }

    fn ask(&self, target: &str) -> Result<Answer> {
        ask(self.address(), &get(target))
    }

    /// The server is there and serves.
    fn is_well(&mut self) -> Result<()> {
        ensure!(self.airlock.is_running(), "the server has ended");
        let answer = self.ask("/innocent.py")?;
        ensure!(answer.content == b"innocent", "{} {}", answer.status, answer.text());
        Ok(())
    }
}

#[test]
fn every_handler_has_its_case() -> Result<()> {
    let docroot = places::tests_folder().join("bad_handlers").join("docroot");
    for file in places::files_below(&docroot)? {
        let name = file.to_str().context("a name that is no text")?;
        let cases = FAILING.iter().filter(|(case, _)| *case == name).count();
        let answering = ANSWERING.iter().filter(|case| **case == name).count();
        assert_eq!(cases + answering, 1, "cases of {name}");
    }
    Ok(())
}

/// In profile `exposed` the client learns that it failed and nothing else; in `wpt` it learns why. The log says it in both.
#[test]
fn a_failure_is_explained_in_the_log_and_to_the_client_in_profile_wpt_alone() -> Result<()> {
    for profile in PROFILES {
        let mut served = Served::new("failures", profile)?;
        let mut failures = Vec::new();
        for (name, words) in FAILING {
            if let Err(error) = fails_as_it_should(&served, profile, name, words) {
                failures.push(format!("{name}: {error:#}"));
            }
        }
        served.is_well()?;
        assert!(failures.is_empty(), "profile {profile}: {}\n{}", failures.len(), failures.join("\n"));
    }
    Ok(())
}

fn fails_as_it_should(served: &Served, profile: &str, name: &str, words: &[&str]) -> Result<()> {
    let before = served.airlock.log().text()?.len();
    let answer = served.ask(&format!("/{name}"))?;
    ensure!(answer.status == 500, "{} {}", answer.status, answer.text());
    ensure!(answer.head.reason == b"Internal Server Error", "{:?}", readable(&answer.head.reason));
    let message = answer.error_message()?;
    let log = served.airlock.log().text()?.get(before..).unwrap_or_default().to_owned();
    ensure!(log.contains(name), "the log does not name the handler: {log}");
    for word in words {
        ensure!(log.contains(word), "the log does not say {word:?}: {log}");
        ensure!(profile != "wpt" || message.contains(word), "the answer does not say {word:?}: {message}");
    }
    if profile == "exposed" {
        ensure!(message == "Internal Server Error", "exposed says {message:?}");
    }
    Ok(())
}

/// The handler chose the status; in `exposed` the text of a 5xx stays in the log all the same.
#[test]
fn an_http_exception_chooses_the_status() -> Result<()> {
    for profile in PROFILES {
        let served = Served::new("http-exception", profile)?;
        let answer = served.ask("/raises/http_exception.py")?;
        assert_eq!(answer.status, 503, "{}", answer.text());
        let shown = answer.error_message()?.contains("the reason");
        assert_eq!(shown, profile == "wpt", "{profile}: {}", answer.text());
        served.airlock.log().wait_for(&["http_exception.py", "the reason"])?;
    }
    Ok(())
}

#[test]
fn no_response_holds_a_path_of_the_host() -> Result<()> {
    for profile in PROFILES {
        let served = Served::new("host-path", profile)?;
        let scratch = served.scratch.path().to_str().context("the path as text")?.to_owned();
        let target_folder = places::target_folder().to_string_lossy().into_owned();
        let secrets = [scratch.as_str(), env!("CARGO_MANIFEST_DIR"), target_folder.as_str(), "/.cargo/", "/rustc/"];
        let mut targets: Vec<String> = FAILING.iter().map(|(name, _)| format!("/{name}")).collect();
        targets.extend(ANSWERING.iter().map(|name| format!("/{name}")));
        let odd = [
            "/",
            "/nothing.py",
            "/nothing.txt",
            "/raises",
            "/raises/",
            "/raises.py",
            "/..",
            "/../",
            "/%2e%2e/x.py",
            "/raises/../../x.py",
            "//",
            "/%00.py",
            "/a%0ab.py",
            "/innocent.py/",
            "/innocent.py/x",
            "/%ff.py",
            "/.py",
            "*",
        ];
        targets.extend(odd.map(str::to_owned));
        for target in targets {
            let mut connection = Connection::open(served.address())?;
            connection.send(format!("GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").as_bytes());
            let bytes = connection.read_stream().bytes();
            assert!(bytes.starts_with(b"HTTP/1.1 "), "{target}: {}", readable(&bytes));
            for secret in secrets {
                let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "{profile} {target} shows {secret}: {}", readable(&bytes));
            }
        }
    }
    Ok(())
}

#[test]
fn what_a_handler_prints_is_in_the_log_with_control_characters_escaped() -> Result<()> {
    for profile in PROFILES {
        let mut served = Served::new("speaks", profile)?;
        for name in ["control_characters", "not_utf8", "without_line_end", "closed"] {
            let answer = served.ask(&format!("/speaks/{name}.py"))?;
            assert_eq!((answer.status, answer.text()), (200, "spoken".to_owned()), "{name}");
        }
        served.ask("/raises/with_control_characters.py")?;
        served.ask("/raises/its_own.py")?;
        let log = served.airlock.log();
        for words in [
            ["control_characters.py", "to out", "end"],
            ["control_characters.py", "to err", "end"],
            ["not_utf8.py", "bytes ", "end"],
            ["not_utf8.py", "straight ", "end"],
            ["without_line_end.py", "no line end", ""],
            ["with_control_characters.py", "ValueError", ""],
        ] {
            log.wait_for(&words)?;
        }
        let text = log.text()?;
        for line in text.lines() {
            assert!(line.starts_with("20"), "a line that is none of the server's: {line:?}");
            let odd = line.chars().find(|&c| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}'));
            assert_eq!(odd, None, "{line:?}");
        }
        served.is_well()?;
    }
    Ok(())
}

#[test]
fn a_file_that_vanished_is_not_found_and_one_that_came_back_is() -> Result<()> {
    let mut served = Served::new("vanishes", "exposed")?;
    for (name, first, second) in [
        ("here.py", "def main(q, r): return b'first'\n", "def main(q, r): return b'second'\n"),
        ("here.txt", "first", "second"),
    ] {
        let target = format!("/{name}");
        let place = served.scratch.write(name, first)?;
        assert_eq!(served.ask(&target)?.text(), "first");
        std::fs::remove_file(&place)?;
        let gone = served.ask(&target)?;
        assert_eq!(gone.status, 404, "{}", gone.text());
        gone.error_message()?;
        served.scratch.write(name, second)?;
        assert_eq!(served.ask(&target)?.text(), "second");
    }
    served.is_well()
}

#[test]
fn a_docroot_that_vanished_leaves_a_server_that_answers() -> Result<()> {
    let mut served = Served::new("no-docroot", "exposed")?;
    served.is_well()?;
    std::fs::remove_dir_all(served.scratch.path())?;
    assert_eq!(served.ask("/innocent.py")?.status, 404);
    // The folder is open still, and empty.
    assert!(!served.ask("/")?.text().contains("innocent"));
    assert!(served.airlock.is_running());
    Ok(())
}

/// Whatever is not a regular file below the docroot is not there.
#[test]
fn what_is_no_file_is_not_found() -> Result<()> {
    let mut served = Served::new("no-files", "exposed")?;
    let outside = Scratch::new("outside")?;
    let elsewhere = outside.write("elsewhere.py", "def main(q, r): return b'from outside'\n")?;
    let scratch = &served.scratch;
    let mut sockets = Vec::new();
    for ending in ["py", "txt"] {
        scratch.pipe(&format!("pipe.{ending}"))?;
        std::fs::create_dir(scratch.place(&format!("folder.{ending}")))?;
        scratch.link(&format!("dangling.{ending}"), "nothing.py")?;
        scratch.link(&format!("outside.{ending}"), &elsewhere)?;
        let outside_name = outside.path().file_name().context("the folder's name")?;
        scratch
            .link(&format!("outside_by_parent.{ending}"), Path::new("..").join(outside_name).join("elsewhere.py"))?;
        scratch.link(&format!("through_folder.{ending}"), "way_out/elsewhere.py")?;
        scratch.link(&format!("loop.{ending}"), format!("loop.{ending}"))?;
        scratch.link(&format!("device.{ending}"), "/dev/zero")?;
        scratch.link(&format!("own_process.{ending}"), "/proc/self/environ")?;
        sockets.push(std::os::unix::net::UnixListener::bind(scratch.place(&format!("socket.{ending}")))?);
    }
    scratch.link("way_out", outside.path())?;
    let names = [
        "pipe",
        "folder",
        "dangling",
        "outside",
        "outside_by_parent",
        "through_folder",
        "loop",
        "device",
        "own_process",
        "socket",
        "way_out/elsewhere",
    ];
    for name in names {
        for ending in ["py", "txt"] {
            let answer = served.ask(&format!("/{name}.{ending}"))?;
            // A folder is redirected to its list, unless it would be a handler.
            let expected = if (name, ending) == ("folder", "txt") { 301 } else { 404 };
            assert_eq!(answer.status, expected, "{name}.{ending}: {}", answer.text());
        }
    }
    // The control: a link that stays inside is followed.
    scratch.link("inside.py", "innocent.py")?;
    assert_eq!(served.ask("/inside.py")?.text(), "innocent");
    served.is_well()
}

#[test]
fn a_file_that_may_not_be_read_is_an_error_of_the_server() -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut served = Served::new("unreadable", "exposed")?;
    for name in ["secret.py", "secret.txt"] {
        let place = served.scratch.write(name, "def main(q, r): return b'secret'\n")?;
        std::fs::set_permissions(&place, std::fs::Permissions::from_mode(0o000))?;
        let answer = served.ask(&format!("/{name}"))?;
        if rustix::process::geteuid().is_root() {
            // Permissions do not hold root back.
            assert_eq!(answer.status, 200, "{}", answer.text());
        } else {
            assert_eq!((answer.status, answer.error_message()?), (500, "Internal Server Error".to_owned()));
            served.airlock.log().wait_for(&[name, "permissions"])?;
        }
    }
    served.is_well()
}

#[test]
fn a_source_too_large_to_be_one_is_refused() -> Result<()> {
    let mut served = Served::new("large-source", "exposed")?;
    served.scratch.write("large.py", vec![b'#'; 17 << 20])?;
    let answer = served.ask("/large.py")?;
    assert_eq!(answer.status, 500, "{}", answer.text());
    served.airlock.log().wait_for(&["large.py", "at most"])?;
    served.is_well()
}

#[test]
fn a_server_that_can_not_start_says_why() -> Result<()> {
    use airlock_tests::command::airlock;
    let scratch = Scratch::new("start")?;
    let file = scratch.write("file.txt", "no folder")?;
    let missing = scratch.place("missing");
    let taken = std::net::TcpListener::bind("127.0.0.1:0")?;
    let address = taken.local_addr()?.to_string();
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let (folder, file, missing) = (text(scratch.path()), text(&file), text(&missing));
    let cases: &[(&[&str], &[&str])] = &[
        (&["serve", &missing], &["docroot", &missing, "no such folder"]),
        (&["serve", &file], &["docroot", &file, "not a folder"]),
        (&["serve", &folder, "--listen", &address], &[&address, "in use", "--listen"]),
        (&["serve", &folder, "--listen", "127.0.0.1:0", "--listen", &address], &[&address, "in use"]),
        (&["serve", &folder, "--listen", "127.0.0.1:0", "--python-runtime", &missing], &["runtime", &missing]),
    ];
    for (arguments, words) in cases {
        let outcome = airlock(arguments)?;
        assert_eq!(outcome.code, Some(1), "{arguments:?}: {}", outcome.stderr);
        assert_eq!(outcome.stdout, "", "{arguments:?} printed a line as if it were ready");
        for word in *words {
            assert!(outcome.stderr.contains(word), "{arguments:?}: no {word:?} in {}", outcome.stderr);
        }
        assert!(outcome.stderr.lines().count() <= 3, "{arguments:?}: {}", outcome.stderr);
    }
    Ok(())
}
