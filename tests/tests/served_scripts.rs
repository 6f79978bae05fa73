//! Python programs that set up a server and serve with it: dropped into a docroot, each answers the request that runs it, as
//! it would on a port of its own. In both engines.

use airlock_tests::airlock_process::Airlock;
use airlock_tests::command::airlock;
use airlock_tests::engine::Engine;
use airlock_tests::places;
use airlock_tests::real_server::RealServer;
use airlock_tests::requests::{ask, get, post};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

fn with_server(name: &str, test: impl Fn(&mut Airlock, Engine) -> Result<()>) -> Result<()> {
    for engine in [Engine::Sandbox, Engine::InProcess].into_iter().filter(|engine| engine.is_there()) {
        let docroot = places::tests_folder().join("http_server/scripts");
        let log = format!("served-scripts-{name}-{}", engine.as_str());
        let mut airlock = Airlock::start_with(&docroot, "exposed", &log, engine.flags())?;
        test(&mut airlock, engine)?;
        ensure!(airlock.is_running(), "the server has ended");
        assert_eq!(airlock.log().lines_with(&["panicked"])?, Vec::<String>::new());
    }
    Ok(())
}

fn real(file: &str) -> Result<RealServer> {
    RealServer::start(&places::tests_folder().join("http_server/scripts").join(file), &file.replace('.', "-"))
}

#[test]
fn scripts_answer_as_on_a_port_of_their_own() -> Result<()> {
    let call = b"<methodCall><methodName>pow</methodName><params><param><value><int>2</int></value></param>\
                 <param><value><int>10</int></value></param></params></methodCall>";
    let rpc = "POST /rpc.py HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\n";
    let rpc = [format!("{rpc}Content-Length: {}\r\n\r\n", call.len()).as_bytes(), call].concat();
    for (file, requests) in
        [("guarded.py", vec![get("/guarded.py?x")]), ("plain.py", vec![get("/plain.py")]), ("rpc.py", vec![rpc])]
    {
        let real = real(file)?;
        with_server(file, |airlock, _| {
            for request in &requests {
                let expected = ask(real.address(), request)?;
                let answer = ask(airlock.address(), request)?;
                assert_eq!((answer.status, answer.text()), (expected.status, expected.text()), "{file}");
                assert_eq!(
                    answer.head.values("content-type").collect::<Vec<_>>(),
                    expected.head.values("content-type").collect::<Vec<_>>()
                );
            }
            Ok(())
        })?;
    }
    Ok(())
}

#[test]
fn a_script_ends_as_by_ctrl_c() -> Result<()> {
    with_server("ends", |airlock, _| {
        assert_eq!(ask(airlock.address(), &get("/guarded.py"))?.text(), "__main__ hello /guarded.py");
        airlock.log().wait_for(&["shutting down"])?;
        assert_eq!(airlock.log().lines_with(&["handler failed"])?, Vec::<String>::new());
        Ok(())
    })
}

#[test]
fn servers_of_wsgiref_know_where_they_are_mounted() -> Result<()> {
    with_server("mounted", |airlock, _| {
        let answer = ask(airlock.address(), &post("/wsgi.py/a/b?name", b"body"))?;
        assert_eq!((answer.status, answer.text()), (200, "hello namebody".to_owned()));
        assert_eq!(answer.head.values("x-path").collect::<Vec<_>>(), [b"/a/b"]);
        Ok(())
    })
}

#[test]
fn only_a_files_top_level_is_offered_the_request() -> Result<()> {
    with_server("sockets", |airlock, engine| {
        let expected = if engine == Engine::Sandbox { "the sandbox has no sockets" } else { "a socket" };
        let text = ask(airlock.address(), &get("/sockets.py"))?.text();
        assert!(text.contains(expected), "{text}");
        Ok(())
    })
}

#[test]
fn a_script_that_serves_nothing() -> Result<()> {
    with_server("nothing", |airlock, _| {
        assert_eq!(ask(airlock.address(), &get("/nothing.py"))?.status, 500);
        assert_eq!(airlock.log().lines_with(&["no BaseHTTPRequestHandler class", "served nothing"])?.len(), 1);
        Ok(())
    })
}

#[test]
fn check_takes_them_for_handlers() -> Result<()> {
    for (folder, checked, modules) in [("docroot", 7, json!([])), ("scripts", 6, json!(["nothing.py"]))] {
        let docroot = places::tests_folder().join("http_server").join(folder);
        let outcome = airlock(&["check", &docroot.to_string_lossy(), "--json"])?;
        let report: Value = serde_json::from_str(&outcome.stdout)?;
        assert_eq!(report["problems"], json!([]), "{report}");
        assert_eq!((&report["modules"], &report["checked"]), (&modules, &json!(checked)));
    }
    Ok(())
}
