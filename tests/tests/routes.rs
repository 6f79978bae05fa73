//! Routes: those of the configuration, those of profile `wpt`, and the names and ports that handlers and templates see.
//!
//! What is served lies in `tests/routes/docroot/`.

use airlock_tests::airlock_process::Airlock;
use airlock_tests::command;
use airlock_tests::configured::{Configured, copy_of, docroot_of};
use airlock_tests::engine::Engine;
use airlock_tests::http2_client::{Http2Client, run};
use airlock_tests::requests::{Answer, ask, get, get_from, post};
use airlock_tests::scratch::Scratch;
use airlock_tests::tls_client::{ask_once, connect};
use anyhow::{Context, Result, ensure};
use http::Request;
use serde_json::{Value, json};

const ROUTES: &str = r#"
[[tenant.route]]
method = "GET"
path = "/api/{resource}/*.json"
file = "/handlers/shows.py"

[[tenant.route]]
path = "/api/*"
status = 405

[[tenant.route]]
path = "/old/*"
rewrite = "/api/x/*"

[[tenant.route]]
path = "/api/x/a.json"
rewrite = "/never"

[[tenant.route]]
path = "/app/*"
handler = "python"

[[tenant.route]]
path = "/files/whole.txt"
handler = "as-is"

[[tenant.route]]
path = "/named/{name}"
file = "/files/{name}.txt"
"#;

fn configuration(engine: Engine, top: &str, tenant: &str) -> String {
    let trust = match engine {
        Engine::Sandbox => "",
        Engine::InProcess => "\n[[tenant.rule]]\npath = \"/**\"\ntrust = \"in-process\"\n",
    };
    format!("{top}\n[[tenant]]\nname = \"only\"\ndocroot = \".\"\n{tenant}\n{trust}")
}

fn in_each_engine(test: impl Fn(Engine) -> Result<()>) -> Result<()> {
    for engine in [Engine::Sandbox, Engine::InProcess] {
        if engine.is_there() {
            test(engine).context(engine.as_str())?;
        }
    }
    Ok(())
}

fn answered(answer: &Answer) -> Result<Value> {
    ensure!(answer.status == 200, "{} {}", answer.status, answer.text());
    Ok(serde_json::from_str(&answer.text())?)
}

#[test]
fn a_configured_route_leads_to_its_file_and_hands_on_what_it_took() -> Result<()> {
    in_each_engine(|engine| {
        let top = "profile = \"wpt\"";
        let server = Configured::start("routes", engine.as_str(), &configuration(engine, top, ROUTES))?;
        let found = answered(&server.get("a.test", "/api/test/one/data%20x.json?q=1")?)?;
        assert_eq!(found["match"], json!({"resource": "test", "*": "one/data%20x.json"}));
        assert_eq!(found["path"], "/api/test/one/data%20x.json?q=1");
        // What no route of the configuration is for has the match of the ending.
        assert_eq!(answered(&server.get("a.test", "/handlers/shows.py")?)?["match"], json!({"*": "handlers/shows.py"}));
        let refused = ask(server.address(), &post("/api/test/data.json", b""))?;
        assert_eq!((refused.status, refused.error_message()?.as_str()), (405, "405"));
        // Rewritten once, the query and all; the request shows it.
        let found = answered(&server.get("a.test", "/old/a.json?q=1")?)?;
        assert_eq!((&found["path"], &found["match"]["*"]), (&json!("/api/x/a.json?q=1"), &json!("a.json")));
        assert_eq!(server.text("a.test", "/app/runs")?, "ran GET");
        assert_eq!(ask(server.address(), &post("/app/runs", b""))?.text(), "ran POST");
        assert_eq!(server.text("a.test", "/named/plain")?, "plain");
        let whole = server.get("a.test", "/files/whole.txt")?;
        assert_eq!((whole.status, whole.text().as_str()), (299, "ok"));
        Ok(())
    })
}

#[test]
fn no_route_leads_out_of_the_docroot() -> Result<()> {
    let scratch = Scratch::new("routes-out")?;
    scratch.write("outside.txt", "outside")?;
    scratch.write("docroot/inside.txt", "inside")?;
    scratch.link("docroot/link.txt", "../outside.txt")?;
    let routes =
        "[[tenant.route]]\npath = \"/f/*\"\nfile = \"/*\"\n\n[[tenant.route]]\npath = \"/r/*\"\nrewrite = \"/*\"\n";
    let file = configuration(Engine::Sandbox, "", routes).replace("docroot = \".\"", "docroot = \"docroot\"");
    let server = Configured::start_in(scratch, "routes-out", &file)?;
    for front in ["f", "r"] {
        assert_eq!(server.text("a.test", &format!("/{front}/inside.txt"))?, "inside");
        for target in ["../outside.txt", "..%2foutside.txt", "%2e%2e/outside.txt", "/../outside.txt", "link.txt", "%00"]
        {
            assert_eq!(server.get("a.test", &format!("/{front}/{target}"))?.status, 404, "{front} {target}");
        }
    }
    Ok(())
}

#[test]
fn a_tenants_own_routes_stand_in_place_of_those_at_the_top() -> Result<()> {
    let file = r#"
[[route]]
path = "/x"
file = "/files/plain.txt"

[[tenant]]
name = "a"
prefix = "/a"
docroot = "."

[[tenant]]
name = "b"
prefix = "/b"
docroot = "."

[[tenant.route]]
path = "/x"
file = "/mounted/a.txt"

[[tenant.route]]
path = "/y"
rewrite = "/handlers/shows.py"
"#;
    let server = Configured::start("routes", "tenants", file)?;
    assert_eq!(server.text("any.test", "/a/x")?, "plain");
    assert_eq!(server.text("any.test", "/b/x")?, "of the mounted folder");
    assert_eq!(server.get("any.test", "/a/y")?.status, 404);
    assert_eq!(answered(&server.get("any.test", "/b/y?q=1")?)?["path"], "/b/handlers/shows.py?q=1");
    Ok(())
}

#[test]
fn pages_stand_around_test_scripts() -> Result<()> {
    let airlock = Airlock::start(&docroot_of("routes"), "wpt", "routes-pages")?;
    let page = |target: &str| ask(airlock.address(), &get(target));
    let harness = "<script src=\"/resources/testharness.js\"></script>\n<script src=\"/resources/testharnessreport.js\"></script>\n";
    let all = page("/wpt/all.any.html?a")?;
    assert_eq!(all.head.values("content-type").collect::<Vec<_>>(), [b"text/html"]);
    assert_eq!(all.head.values("x-from-script").collect::<Vec<_>>(), [b"1"]);
    let text = all.text();
    for part in [
        "<!doctype html>\n<meta charset=utf-8>\n",
        "<title>One &amp; &lt;two></title>\n",
        "<meta name=\"timeout\" content=\"long\">\n",
        harness,
        "<script src=\"/files/a.js?x=&quot;1&quot;\"></script>\n",
        "<div id=log></div>\n<script src=\"/wpt/all.any.js\"></script>\n",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    for (target, part) in [
        ("/wpt/all.any.worker.html?a=1", "new Worker(\"/wpt/all.any.worker.js?a=1\")"),
        ("/wpt/all.any.sharedworker.html", "new SharedWorker(\"/wpt/all.any.worker.js\")"),
        ("/wpt/all.any.serviceworker.html", "navigator.serviceWorker.register(\"/wpt/all.any.worker.js\""),
        ("/wpt/default.any.html", "<script src=\"/wpt/default.any.js\"></script>"),
        ("/wpt/module.any.window-module.html", "<script type=module src=\"/wpt/module.any.js\"></script>"),
        (
            "/wpt/module.any.worker-module.html",
            "new Worker(\"/wpt/module.any.worker-module.js\", { type: \"module\" })",
        ),
        ("/wpt/page.window.html", "<script src=\"/wpt/page.window.js\"></script>"),
        ("/wpt/own.worker.html", "new Worker(\"/wpt/own.worker.js\")"),
        ("/wpt/templated.sub.any.html", "<script src=\"/wpt/templated.sub.any.js\"></script>"),
        ("/wpt/%22><script>.any.html", "404"),
    ] {
        assert!(page(target)?.text().contains(part), "{target}: {}", page(target)?.text());
    }
    for (target, import) in
        [("/wpt/all.any.worker.js", "importScripts"), ("/wpt/module.any.worker-module.js", "import")]
    {
        let script = page(target)?;
        assert_eq!(script.head.values("content-type").collect::<Vec<_>>(), [b"text/javascript"], "{target}");
        assert!(script.text().contains(import) && script.text().ends_with("done();\n"), "{}", script.text());
    }
    // Not where the script does not want to run, where there is no script, and by no other method.
    for (target, message) in [
        ("/wpt/default.any.sharedworker.html", "sharedworker"),
        ("/wpt/module.any.html", "window"),
        ("/wpt/none.any.html", "404"),
    ] {
        let answer = page(target)?;
        assert_eq!(answer.status, 404, "{target}");
        assert!(answer.error_message()?.contains(message), "{target}: {}", answer.text());
    }
    assert_eq!(ask(airlock.address(), &post("/wpt/all.any.html", b""))?.status, 404);
    // A page that is there and belongs to no script; a pipe.
    assert_eq!(page("/wpt/there.any.html")?.text(), "a page of its own");
    assert_eq!(page("/wpt/page.window.html?pipe=status(201)")?.status, 201);
    Ok(())
}

#[test]
fn what_wpt_serve_has_routes_for() -> Result<()> {
    let folder = copy_of("routes")?;
    folder.write("resources/webidl2/lib/webidl2.js", "// idl\n")?;
    folder.write(".git/config", "[core]\n")?;
    folder.write("wpt/.git/handler.py", "def main(request, response):\n    return 'ran'\n")?;
    folder.write("_certs/key.pem", "key")?;
    folder.write("tools/runner/index.html", "runner")?;
    let status_in = |profile: &str, targets: &[(&str, u16)]| -> Result<()> {
        let airlock = Airlock::start(folder.path(), profile, &format!("routes-{profile}"))?;
        for (target, status) in targets {
            assert_eq!(ask(airlock.address(), &get(target))?.status, *status, "{profile}: {target}");
        }
        Ok(())
    };
    let nobodys = [
        ("/.git/config", 404),
        ("/.git/", 404),
        ("/wpt/.git/handler.py", 404),
        ("/%2egit/config", 404),
        ("//.git//config", 404),
    ];
    for profile in ["wpt", "exposed", "files"] {
        status_in(profile, &nobodys)?;
    }
    let of_wpt = [
        ("/tools/serve/handler.py", 404),
        ("/wpt/tools/handler.py", 404),
        ("/wpt//tools/handler.py", 404),
        ("/tools%2fserve/handler.py", 404),
        ("/_certs/key.pem", 404),
        ("/tools/runner/index.html", 200),
        ("/resources/WebIDLParser.js", 200),
        ("/.well-known/web-identity", 200),
    ];
    status_in("wpt", &of_wpt)?;
    // What is a page in `wpt` is nothing elsewhere, and its tools are files like others.
    let elsewhere = [("/wpt/all.any.html", 404), ("/tools/runner/index.html", 200), ("/wpt/tools/handler.py", 200)];
    status_in("exposed", &elsewhere)
}

const NAMES: &str = r#"
profile = "wpt"
server.listen = ["127.0.0.1:0"]
server.listen-tls = ["127.0.0.1:0"]
server.listen-h2 = ["127.0.0.1:0"]
server.state = "state"

[wpt]
browser-host = "a.test"
alternate-hosts = { alt = "b.test" }
"#;

#[test]
fn handlers_and_templates_see_the_hosts_and_ports() -> Result<()> {
    in_each_engine(|engine| {
        let name = format!("names-{}", engine.as_str());
        let server = Configured::start("routes", &name, &configuration(engine, NAMES, ""))?;
        let found = answered(&server.get(&server.address().to_string(), "/handlers/site.py")?)?;
        let expected = json!({
            "browser_host": "a.test",
            "server_host": "a.test",
            "alternate_hosts": {"alt": "b.test"},
            "subdomains": 30,
            "domains": 62,
            "all_domains": 66,
            "other": "www.www1.b.test",
            "nowhere": "nonexistent.a.test",
            "idn": "xn--lve-6lad.a.test",
            "schemes": ["h2", "http", "https"],
            "unknown": [],
            "own": true,
        });
        assert_eq!(found, expected);
        let names = server.text("any.test", "/files/names.sub.txt")?;
        assert_eq!(names, "a.test www.b.test xn--lve-6lad.a.test nonexistent.a.test");
        let ports = server.text("any.test", "/files/ports.sub.txt")?;
        let own: Vec<String> = server.airlock.addresses().iter().map(|address| address.port().to_string()).collect();
        assert_eq!(ports, own.join(" "));
        Ok(())
    })
}

#[test]
fn the_certificate_is_for_all_names_and_each_port_speaks_its_protocol() -> Result<()> {
    let server = Configured::start("routes", "protocols", &configuration(Engine::Sandbox, NAMES, ""))?;
    let state = server.folder.place("state").to_str().context("a path in UTF-8")?.to_owned();
    let ca = command::airlock(&["ca", "--state", &state])?.stdout;
    let addresses = server.airlock.addresses();
    let [_, https, h2] = addresses else { anyhow::bail!("{addresses:?}") };
    for name in ["a.test", "www.a.test", "www1.www2.b.test", "xn--lve-6lad.b.test"] {
        let mut connection = connect(*https, name, &ca)?;
        let request = format!("GET /files/plain.txt HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n");
        ensure!(ask_once(&mut connection, &request)?.ends_with("plain"), "{name}");
    }
    ensure!(connect(*https, "nonexistent.a.test", &ca).is_err(), "a name that leads nowhere");
    // The listener for HTTP/2 speaks nothing else.
    ensure!(connect(*h2, "a.test", &ca).is_err(), "HTTP/1.1 on the port for HTTP/2");
    run(async {
        let mut client = Http2Client::open_tls(*h2, "www.b.test", &ca).await?;
        let request = Request::get(format!("https://www.b.test:{}/files/names.sub.txt", h2.port())).body(())?;
        let answer = client.ask(request, b"").await?;
        assert_eq!((answer.status, answer.text().starts_with("a.test www.b.test")), (200, true));
        Ok(())
    })
}

#[test]
fn a_checkout_says_its_hosts_and_ports_but_opens_nothing_beyond_this_machine() -> Result<()> {
    let folder = copy_of("routes")?;
    let config = json!({
        "browser_host": "c.test",
        "alternate_hosts": {"alt": "d.test"},
        "ports": {"http": ["auto", "auto"], "https": ["auto"], "h2": ["auto"], "ws": ["auto"], "https-local": []},
        "server_host": "0.0.0.0",
        "ssl": {"type": "pregenerated", "pregenerated": {"host_key_path": "/etc/shadow"}},
        "aliases": [
            {"url-path": "/under/", "local-dir": "mounted"},
            {"url-path": "/out/", "local-dir": "../"},
            {"url-path": "/root/", "local-dir": "/etc"},
            {"url-path": "/secrets/", "local-dir": ".git"},
            {"url-path": "/forbidden/", "local-dir": "./tools"},
            {"url-path": "/tests/", "local-dir": "wpt"},
        ],
    });
    folder.write("config.json", config.to_string())?;
    folder.write(".git/config", "[core]\n")?;
    let file = configuration(Engine::Sandbox, "profile = \"wpt\"\nserver.state = \"state\"", "");
    let server = Configured::start_in(folder, "routes-checkout", &file)?;
    assert_eq!(
        server.text("any.test", "/files/names.sub.txt")?,
        "c.test www.d.test xn--lve-6lad.c.test nonexistent.c.test"
    );
    let place = server.folder.place("airlock.toml");
    let shown = command::airlock(&["config", "show", "--config", place.to_str().context("a path in UTF-8")?])?.stdout;
    for (line, is_there) in [
        ("http = [\"auto\", \"auto\"]", true),
        ("http-public = [\"auto\"]", true),
        ("https-local = []", true),
        ("h2 = [\"auto\"]", true),
        ("ws = ", false),
        ("0.0.0.0", false),
        ("8000", false),
        ("shadow", false),
    ] {
        assert_eq!(shown.contains(line), is_there, "{line} in {shown}");
    }
    assert_eq!(server.text("any.test", "/under/a.txt")?, "of the mounted folder");
    // An alias is another name, not another right: what is nobody's stays so, and pages around scripts are there.
    assert_eq!(server.get("any.test", "/tests/all.any.html")?.status, 200);
    assert_eq!(ask(server.address(), &post("/under/a.txt", b""))?.status, 404);
    let nobodys = ["/secrets/config", "/forbidden/serve/handler.py", "/out/airlock.toml", "/root/passwd"];
    for target in nobodys.into_iter().chain(["/under/../config.json"]) {
        assert_eq!(server.get("any.test", target)?.status, 404, "{target}");
    }
    Ok(())
}

#[test]
fn each_scheme_has_its_ports() -> Result<()> {
    let ports = "profile = \"wpt\"\nserver.state = \"state\"\n[wpt.ports]\nhttp = [\"auto\"]\nhttp-local = [\"auto\"]\nhttps = [\"auto\", \"auto\"]\nh2 = [\"auto\"]\n";
    let server = Configured::start("routes", "ports", &configuration(Engine::Sandbox, ports, ""))?;
    // One more of the test's own, in front.
    let own: Vec<String> = server.airlock.addresses().iter().map(|address| address.port().to_string()).collect();
    let [_, _, _, https, _, h2] = own.as_slice() else { anyhow::bail!("{own:?}") };
    let told = server.text("any.test", "/files/ports.sub.txt")?;
    let told: Vec<&str> = told.split(' ').collect();
    assert_eq!((told[1], told[2]), (https.as_str(), h2.as_str()));
    Ok(())
}

#[test]
fn a_checkout_that_asks_for_too_much_or_is_broken_is_refused() -> Result<()> {
    let scratch = Scratch::new("routes-broken-checkout")?;
    let file = scratch.write("airlock.toml", configuration(Engine::Sandbox, "profile = \"wpt\"", ""))?;
    let check = |config: &str| -> Result<(Option<i32>, String)> {
        scratch.write("config.json", config)?;
        let outcome = command::airlock(&["config", "check", file.to_str().context("a path in UTF-8")?])?;
        Ok((outcome.code, outcome.stderr))
    };
    let many = json!({"ports": {"http": vec!["auto"; 3000]}}).to_string();
    let hosts: serde_json::Map<String, Value> =
        (0..100).map(|n| (n.to_string(), json!(format!("h{n}.test")))).collect();
    for (config, message) in [
        ("{\"browser_host\": \"localhost\",, }", "config.json: key must be a string at line 1 column 30"),
        (many.as_str(), "wpt.ports.http: 3000 ports: at most 16 are taken"),
        (&json!({"alternate_hosts": hosts}).to_string(), "wpt.alternate-hosts: 100 hosts: at most 16 are taken"),
        (r#"{"browser_host": "a b"}"#, "wpt.browser-host: \"a b\": a host name without scheme"),
        (&format!("{{\"ports\": {{}}, \"more\": \"{}\"}}", " ".repeat(2 << 20)), "longer than 1 MiB"),
    ] {
        let (code, text) = check(config)?;
        assert!(code == Some(1) && text.contains(message), "{message}: {code:?} {text}");
    }
    assert_eq!(check("no JSON, and nothing of theirs")?.0, Some(0));
    // It is a file of the folder or it is none: nothing is read without end.
    std::fs::remove_file(scratch.place("config.json"))?;
    scratch.link("config.json", "/dev/zero")?;
    let outcome = command::airlock(&["config", "check", file.to_str().context("a path in UTF-8")?])?;
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    Ok(())
}

#[test]
fn the_command_line_goes_before_a_checkout() -> Result<()> {
    let folder = copy_of("routes")?;
    folder.write("config.json", r#"{"browser_host": "c.test", "ports": {"http": [1]}}"#)?;
    let airlock = Airlock::start(folder.path(), "wpt", "routes-flags")?;
    assert_eq!(airlock.addresses().len(), 1);
    let text = ask(airlock.address(), &get_from("any.test", "/files/names.sub.txt"))?.text();
    assert!(text.starts_with("c.test www.not-web-platform.test "), "{text}");
    // Somebody else's file of that name, and another profile.
    folder.write("config.json", r#"{"name": "c.test"}"#)?;
    let airlock = Airlock::start(folder.path(), "wpt", "routes-other-config")?;
    assert_eq!(ask(airlock.address(), &get("/files/names.sub.txt"))?.status, 500);
    folder.write("config.json", r#"{"browser_host": "c.test"}"#)?;
    let airlock = Airlock::start(folder.path(), "exposed", "routes-other-profile")?;
    assert_eq!(ask(airlock.address(), &get("/config.json"))?.status, 200);
    assert_eq!(ask(airlock.address(), &get("/files/names.sub.txt"))?.status, 500);
    Ok(())
}
