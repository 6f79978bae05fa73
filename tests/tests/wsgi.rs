//! WSGI applications (PEP 3333): where they are mounted, what they are told, and what becomes of those that break the rules.
//! In both engines.

use airlock_tests::airlock_process::Airlock;
use airlock_tests::configured::Configured;
use airlock_tests::engine::Engine;
use airlock_tests::raw_http::Connection;
use airlock_tests::requests::{Answer, ask, get, post};
use airlock_tests::scratch::Scratch;
use anyhow::{Result, anyhow, ensure};

/// An application that shows what it was told.
const SHOWS: &str = "\
def application(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    names = environ.get('QUERY_STRING', '').split('&')
    yield '|'.join(str(environ.get(name)) for name in names).encode('latin-1')
";

/// Runs `test` in each engine with a server for `files`, all of them trusted in the one.
fn with_server(
    name: &str,
    files: &[(&str, &str)],
    flags: &[&str],
    test: impl Fn(&mut Airlock, &Scratch) -> Result<()>,
) -> Result<()> {
    for engine in [Engine::Sandbox, Engine::InProcess].into_iter().filter(|engine| engine.is_there()) {
        let scratch = Scratch::new(name)?;
        for (file, text) in files {
            scratch.write(file, text)?;
        }
        let log = format!("wsgi-{name}-{}", engine.as_str());
        let flags = [engine.flags(), flags].concat();
        let mut airlock = Airlock::start_with(scratch.path(), "exposed", &log, &flags)?;
        test(&mut airlock, &scratch)?;
        ensure!(airlock.is_running(), "the server has ended");
        assert_eq!(airlock.log().lines_with(&["panicked"])?, Vec::<String>::new());
    }
    Ok(())
}

fn text(airlock: &Airlock, target: &str) -> Result<String> {
    Ok(ask(airlock.address(), &get(target))?.text())
}

#[test]
fn a_file_is_an_application_for_all_paths_below_it() -> Result<()> {
    let files = [("a/app.wsgi", SHOWS), ("a/plain.txt", "plain")];
    with_server("file", &files, &[], |airlock, _| {
        for (target, expected) in [
            ("/a/app.wsgi", "/a/app.wsgi|"),
            ("/a/app.wsgi/", "/a/app.wsgi|/"),
            ("/a/app.wsgi/x%20y//z.py", "/a/app.wsgi|/x y//z.py"),
            ("/a/app.wsgi/%E9", "/a/app.wsgi|/\u{fffd}"),
            ("/a/app.wsgi/%C3%A9/", "/a/app.wsgi|/\u{e9}/"),
        ] {
            assert_eq!(text(airlock, &format!("{target}?SCRIPT_NAME&PATH_INFO"))?, expected, "{target}");
        }
        assert_eq!(text(airlock, "/a/plain.txt")?, "plain");
        assert_eq!(ask(airlock.address(), &get("/a/none.wsgi"))?.status, 404);
        Ok(())
    })
}

#[test]
fn an_application_of_the_configuration_has_all_paths() -> Result<()> {
    let files =
        [("shop/__init__.py", ""), ("shop/web.py", &*SHOWS.replace("application", "app")), ("plain.txt", "plain")];
    with_server("whole", &files, &["--app", "shop.web:app"], |airlock, _| {
        for (target, expected) in [
            ("/", "|/"),
            ("/plain.txt", "|/plain.txt"),
            ("/shop/web.py", "|/shop/web.py"),
            ("/site-packages/x", "|/site-packages/x"),
            ("/a/../b%5C%00", "|/a/../b\\\0"),
        ] {
            assert_eq!(text(airlock, &format!("{target}?SCRIPT_NAME&PATH_INFO"))?, expected, "{target}");
        }
        Ok(())
    })
}

#[test]
fn a_route_gives_an_application_a_place() -> Result<()> {
    let scratch = Scratch::new("place")?;
    scratch.write("site/web.py", SHOWS.replace("application", "app"))?;
    scratch.write("site/other.py", "other = 1")?;
    scratch.write("site/site-packages/packed.py", SHOWS.replace("application", "app"))?;
    let file = scratch.write(
        "airlock.toml",
        "[server]\nlisten = [\"127.0.0.1:0\"]\n[[tenant]]\nname = \"a\"\ndocroot = \"site\"\nprefix = \"/tenant\"\n\
         [[tenant.route]]\npath = \"/api/admin/*\"\nstatus = 403\n\
         [[tenant.route]]\npath = \"/api/*\"\napp = \"web:app\"\n\
         [[tenant.route]]\npath = \"/packed\"\napp = \"packed:app\"\n\
         [[tenant.route]]\npath = \"/none/*\"\napp = \"no.such:app\"\n\
         [[tenant.route]]\npath = \"/file/*\"\nfile = \"/other.py\"\nhandler = \"wsgi\"\n",
    )?;
    let airlock = Airlock::configured(&file, "wsgi-place")?;
    for (target, expected) in [
        ("/tenant/api", "/tenant/api|"),
        ("/tenant/api/x/../%2e", "/tenant/api|/x/../."),
        ("/tenant/packed/x", "/tenant/packed|/x"),
    ] {
        assert_eq!(text(&airlock, &format!("{target}?SCRIPT_NAME&PATH_INFO"))?, expected, "{target}");
    }
    for (target, status) in [
        ("/tenant/apis", 404),
        // A rule before the application's holds for any spelling.
        ("/tenant/api/admin/x", 403),
        ("/tenant/api/admin/x..y", 403),
        ("/tenant/api/admin/%zz", 403),
        ("/tenant/api/admin/x%5c", 403),
        ("/tenant/api/admin/users/../users", 403),
        // The module has no entrance of its own.
        ("/tenant/web.py", 404),
        ("/tenant/web.py/admin/x", 404),
        ("/tenant/site-packages/packed.py", 404),
        ("/tenant/x/../y", 404),
        ("/tenant/none/", 500),
        ("/tenant/file/x", 500),
    ] {
        assert_eq!(ask(airlock.address(), &get(target))?.status, status, "{target}");
    }
    assert_eq!(airlock.log().lines_with(&["neither in the docroot nor in its site-packages", "no.such"])?.len(), 2);
    assert_eq!(airlock.log().lines_with(&["handler failed", "has no 'application'"])?.len(), 1);
    Ok(())
}

#[test]
fn what_breaks_the_rules_is_a_500_with_its_reason_in_the_log() -> Result<()> {
    let cases = [
        ("str", "start_response('200 OK', [])\n    return ['x']", "gives bytes, not str"),
        ("unstarted", "return [b'x']", "before it called start_response"),
        ("twice", "start_response('200 OK', [])\n    start_response('200 OK', [])\n    return []", "a second time"),
        ("split", "start_response('200 OK', [('A', 'b\\r\\nC: d')])\n    return []", "control characters"),
        ("hop", "start_response('200 OK', [('Connection', 'close')])\n    return []", "between server and client"),
        ("raises", "1 / 0", "ZeroDivisionError"),
        ("none", "start_response('200 OK', [])", "NoneType"),
    ];
    let sources: Vec<(String, String)> = cases
        .iter()
        .map(|(name, body, _)| {
            (format!("{name}.wsgi"), format!("def application(environ, start_response):\n    {body}\n"))
        })
        .collect();
    let mut files: Vec<(&str, &str)> = sources.iter().map(|(file, source)| (&**file, &**source)).collect();
    files.push(("well.wsgi", SHOWS));
    with_server("rules", &files, &[], |airlock, _| {
        for (name, _, reason) in cases {
            let answer = ask(airlock.address(), &get(&format!("/{name}.wsgi")))?;
            assert_eq!(answer.status, 500, "{name}");
            assert!(!answer.text().contains(reason), "{name}: exposed tells clients nothing");
            let handler = format!("{name}.wsgi");
            assert_eq!(airlock.log().lines_with(&["handler failed", &handler, reason])?.len(), 1, "{name}");
        }
        assert_eq!(text(airlock, "/well.wsgi?SCRIPT_NAME")?, "/well.wsgi");
        Ok(())
    })
}

#[test]
fn what_fails_after_the_head_is_cut() -> Result<()> {
    let source = "def application(environ, start_response):\n    start_response('200 OK', [('Content-Length', '10')])\n    \
                  yield b'12'\n    1 / 0\n";
    with_server("late", &[("a.wsgi", source)], &[], |airlock, _| {
        let mut connection = Connection::open(airlock.address())?;
        connection.send(&get("/a.wsgi"));
        let received = connection.read_response(false);
        assert!(Answer::from(received).is_err());
        assert_eq!(airlock.log().lines_with(&["handler failed", "ZeroDivisionError"])?.len(), 1);
        Ok(())
    })
}

#[test]
fn close_is_called_when_the_client_has_left() -> Result<()> {
    let source = "import sys\nclass Result:\n    def __iter__(self):\n        while True:\n            yield b'x' * 65536\n    \
                  def close(self):\n        print('closed', file=sys.stderr)\n\
                  def application(environ, start_response):\n    start_response('200 OK', [])\n    return Result()\n";
    with_server("close", &[("a.wsgi", source)], &[], |airlock, _| {
        let mut connection = Connection::open(airlock.address())?;
        connection.send(&get("/a.wsgi"));
        connection.wait_for(b"xxxx").map_err(|end| anyhow!("{end:?}"))?;
        drop(connection);
        airlock.log().wait_for(&["closed"])?;
        Ok(())
    })
}

#[test]
fn pieces_come_as_they_are_given_and_input_as_it_is_read() -> Result<()> {
    let source = "def application(environ, start_response):\n    write = start_response('200 OK', [])\n    \
                  for line in environ['wsgi.input']:\n        write(b'<' + line.strip() + b'>')\n    return [b'end']\n";
    with_server("pieces", &[("a.wsgi", source)], &[], |airlock, _| {
        let mut connection = Connection::open(airlock.address())?;
        connection.send(b"POST /a.wsgi HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\none\n");
        connection.wait_for(b"<one>").map_err(|end| anyhow!("{end:?}"))?;
        connection.send(b"two\n");
        let all = connection.read_stream();
        assert!(all.body.ends_with(b"<one><two>end"), "{all:?}");
        Ok(())
    })
}

#[test]
fn a_body_that_nobody_reads_is_no_trouble() -> Result<()> {
    with_server("unread", &[("a.wsgi", SHOWS)], &[], |airlock, _| {
        let mut connection = Connection::open(airlock.address())?;
        for _ in 0..2 {
            connection.send(&post("/a.wsgi?CONTENT_LENGTH", &[b'x'; 100_000]));
            assert!(connection.read_stream().body.ends_with(b"100000"));
            connection = Connection::open(airlock.address())?;
        }
        Ok(())
    })
}

#[test]
fn an_edit_is_seen() -> Result<()> {
    let source = |text: &str| {
        format!("def application(environ, start_response):\n    start_response('200 OK', [])\n    return [b'{text}']\n")
    };
    with_server("edit", &[("a.wsgi", &source("one"))], &[], |airlock, scratch| {
        assert_eq!(text(airlock, "/a.wsgi")?, "one");
        scratch.write("a.wsgi", source("two"))?;
        assert_eq!(text(airlock, "/a.wsgi")?, "two");
        Ok(())
    })
}

#[test]
fn a_loaded_application_ends_with_the_trust_in_its_modules() -> Result<()> {
    if !Engine::InProcess.is_there() {
        return Ok(());
    }
    let scratch = Scratch::new("trust")?;
    scratch.write("site/uses.wsgi", "from part import application")?;
    scratch.write("site/part.py", SHOWS)?;
    let rule = |path: &str| format!("[[tenant.rule]]\npath = \"{path}\"\ntrust = \"in-process\"\n");
    let tenant = "[[tenant]]\nname = \"a\"\ndocroot = \"site\"\n";
    let file_alone = format!("{tenant}{}", rule("/uses.wsgi"));
    let server = Configured::start_in(scratch, "wsgi-trust", &format!("{file_alone}{}", rule("/part.py")))?;
    assert_eq!(server.text("a.test", "/uses.wsgi?wsgi.multithread")?, "True");
    server.reload(&file_alone)?;
    assert_eq!(server.get("a.test", "/uses.wsgi")?.status, 500);
    assert_eq!(server.log().lines_with(&["module refused", "part.py"])?.len(), 1);
    Ok(())
}
