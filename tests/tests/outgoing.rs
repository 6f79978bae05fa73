//! Requests that components make of other servers: only of hosts that the policy names, at addresses of the open internet unless
//! it says otherwise, within limits, and never longer than the request that they are made for.

use std::sync::LazyLock;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::command;
use airlock_tests::configured::Configured;
use airlock_tests::eventually::eventually;
use airlock_tests::places;
use airlock_tests::raw_http::Connection;
use airlock_tests::requests::{Answer, ask, get};
use airlock_tests::rust_component;
use airlock_tests::scratch::Scratch;
use airlock_tests::upstream::Upstream;
use anyhow::{Context, Result, anyhow};

static PROXY: LazyLock<Result<Vec<u8>, String>> =
    LazyLock::new(|| rust_component::build("proxy").map_err(|error| format!("{error:#}")));

/// A server over the component, compiled.
struct Scene {
    airlock: Airlock,
    _folder: Scratch,
}

impl Scene {
    /// With these lines for its tenant.
    fn new(name: &str, lines: &str) -> Result<Self> {
        Self::start(name, lines, None)
    }

    fn start(name: &str, lines: &str, roots: Option<&str>) -> Result<Self> {
        let folder = Scratch::new("outgoing")?;
        folder.write("site/proxy.wasm", PROXY.as_deref().map_err(|error| anyhow!("{error}"))?)?;
        let state = places::target_folder().join("component-state");
        let text = format!("server.state = {state:?}\n[[tenant]]\nname = \"a\"\ndocroot = \"site\"\n{lines}\n");
        let file = folder.write("airlock.toml", text)?;
        let roots = folder.write("roots.pem", roots.unwrap_or_default())?;
        let airlock = Airlock::configured_with(&file, &format!("outgoing-{name}"), ("SSL_CERT_FILE", &roots))?;
        let scene = Self { airlock, _folder: folder };
        eventually("the component is compiled", || Ok((scene.get("whole")?.status == 200).then_some(())))?;
        Ok(scene)
    }

    fn get(&self, place: &str) -> Result<Answer> {
        ask(self.airlock.address(), &get(&format!("/proxy.wasm/{place}")))
    }

    /// What a component tells of a request for `url`.
    fn fetch(&self, url: &str) -> Result<String> {
        Ok(self.get(&format!("fetch?{url}"))?.text())
    }

    fn log_lines(&self, words: &[&str]) -> Result<usize> {
        Ok(self.airlock.log().lines_with(words)?.len())
    }
}

fn well(_: &str) -> Vec<u8> {
    b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell".to_vec()
}

/// The grant for one server, private or not.
fn grant(upstream: &Upstream) -> String {
    format!("grants.outgoing = [\"{}\", \"localhost:{}\"]", upstream.address(), upstream.address().port())
}

#[test]
fn nothing_is_asked_for_without_a_grant() -> Result<()> {
    let upstream = Upstream::start(well)?;
    let scene = Scene::new("denied", "grants.outgoing-private = true")?;
    for _ in 0..2 {
        assert_eq!(scene.fetch(&format!("http://{}/", upstream.address()))?, "HttpRequestDenied");
    }
    let told = format!("a request of {}", upstream.address());
    scene.airlock.log().wait_for(&["denied", "grant=outgoing", "proxy.wasm", &told])?;
    assert_eq!(scene.log_lines(&["grant=outgoing"])?, 1);
    assert_eq!(upstream.asked().len(), 0);
    Ok(())
}

#[test]
fn only_hosts_on_the_list_are_asked() -> Result<()> {
    let (upstream, other) = (Upstream::start(well)?, Upstream::start(well)?);
    let scene = Scene::new("list", &format!("{}\ngrants.outgoing-private = true", grant(&upstream)))?;
    let port = upstream.address().port();
    assert_eq!(scene.fetch(&format!("http://127.0.0.1:{port}/a?b"))?, "200 well");
    let head = upstream.head(1)?;
    assert!(head.starts_with("GET /a?b HTTP/1.1\r\n"), "{head}");
    for line in [format!("host: 127.0.0.1:{port}"), "x-own: 1".to_owned()] {
        assert!(head.to_ascii_lowercase().lines().any(|found| found == line), "{line} is not in {head}");
    }
    assert_eq!(scene.fetch(&format!("http://LOCALHOST.:{port}/%20POST%20100000"))?, "200 well");
    assert!(upstream.head(2)?.starts_with("POST / HTTP/1.1\r\n"));
    for url in [
        format!("http://{}/", other.address()),
        format!("http://localhost:{}/", other.address().port()),
        "http://127.0.0.1/".to_owned(),
        // The same address in other spellings: they are other names.
        format!("http://127.1:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://0x7f.0.0.1:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
    ] {
        assert_eq!(scene.fetch(&url)?, "HttpRequestDenied", "{url}");
    }
    for (url, told) in [
        (format!("http://user@127.0.0.1:{port}/"), "HttpRequestUriInvalid"),
        (format!("http://127.0.0.1:{port}/%20CONNECT"), "HttpRequestMethodInvalid"),
        (format!("ftp://127.0.0.1:{port}/"), "HttpProtocolError"),
    ] {
        assert_eq!(scene.fetch(&url)?, told, "{url}");
    }
    assert_eq!((upstream.asked().len(), other.asked().len()), (2, 0));
    Ok(())
}

#[test]
fn private_addresses_are_not_asked_unless_granted() -> Result<()> {
    let upstream = Upstream::start(well)?;
    let port = upstream.address().port();
    let hosts = ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "127.1", "0x7f.0.0.1", "[::1]", "10.0.0.1", "0.0.0.0"];
    let list: Vec<String> = hosts.iter().map(|host| format!("\"{host}:{port}\"")).collect();
    let scene = Scene::new("private", &format!("grants.outgoing = [{}]", list.join(", ")))?;
    for host in hosts {
        assert_eq!(scene.fetch(&format!("http://{host}:{port}/"))?, "DestinationIpProhibited", "{host}");
    }
    scene.airlock.log().wait_for(&["denied", "grant=outgoing-private", "proxy.wasm"])?;
    assert_eq!(scene.log_lines(&["grant=outgoing-private"])?, 1);
    assert_eq!(upstream.asked().len(), 0);
    Ok(())
}

#[test]
fn redirects_are_the_components_business() -> Result<()> {
    let upstream =
        Upstream::start(|_| b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n".to_vec())?;
    let scene = Scene::new("redirects", &format!("{}\ngrants.outgoing-private = true", grant(&upstream)))?;
    assert_eq!(scene.fetch(&format!("http://{}/", upstream.address()))?, "302 ");
    assert_eq!(upstream.asked().len(), 1);
    Ok(())
}

#[test]
fn other_servers_may_be_broken() -> Result<()> {
    let upstream = Upstream::start(|head| {
        let path = head.split(' ').nth(1).unwrap_or_default();
        match path {
            "/cut" => b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nhalf".to_vec(),
            "/large-head" => format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "x".repeat(200_000)).into_bytes(),
            "/many-fields" => format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: 1\r\n".repeat(2_000)).into_bytes(),
            "/nonsense" => b"nonsense\r\n\r\n".to_vec(),
            "/chunks" => {
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n".to_vec()
            }
            _ => Vec::new(),
        }
    })?;
    let scene = Scene::new("broken", &format!("{}\ngrants.outgoing-private = true", grant(&upstream)))?;
    let fetch = |path: &str| scene.fetch(&format!("http://{}/{path}", upstream.address()));
    assert_eq!(fetch("chunks")?, "200 onetwo");
    for path in ["large-head", "many-fields", "nonsense"] {
        assert_eq!(fetch(path)?, "HttpProtocolError", "{path}");
    }
    assert_eq!(fetch("cut%20GET%200%20500")?, "cut after 4 bytes");
    assert_eq!(fetch("silent%20GET%200%20500")?, "ConnectionReadTimeout");
    upstream.wait_until_left()?;
    let port = upstream.address().port();
    let streamed = scene.get(&format!("forward?http://localhost:{port}/chunks"))?;
    assert_eq!(airlock_tests::applications::unchunked(&streamed.content)?, b"onetwo");
    Ok(())
}

#[test]
fn a_name_without_address_and_a_closed_port_are_told_apart() -> Result<()> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    drop(listener);
    let list = format!("grants.outgoing = [\"127.0.0.1:{port}\", \"nowhere.invalid\"]\ngrants.outgoing-private = true");
    let scene = Scene::new("nowhere", &list)?;
    assert_eq!(scene.fetch(&format!("http://127.0.0.1:{port}/"))?, "ConnectionRefused");
    assert_eq!(scene.fetch("http://nowhere.invalid/")?, "DnsError");
    Ok(())
}

#[test]
fn as_much_is_asked_as_the_limits_allow() -> Result<()> {
    let upstream = Upstream::start(|head| {
        let length = if head.starts_with("GET /much") { 300_000 } else { 4 };
        [format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n").as_bytes(), &vec![b'x'; length]].concat()
    })?;
    let lines = format!("{}\ngrants.outgoing-private = true\nlimits.outgoing = \"100KiB\"", grant(&upstream));
    let scene = Scene::new("limits", &lines)?;
    let url = format!("http://{}", upstream.address());
    assert_eq!(scene.fetch(&format!("{url}/"))?, "200 xxxx");
    let cut = scene.fetch(&format!("{url}/much"))?;
    assert!(cut.starts_with("cut after "), "{cut}");
    scene.airlock.log().wait_for(&["proxy.wasm", "limit=outgoing", "102400 bytes"])?;
    // The other server may have begun to answer before the limit was reached.
    let sent = scene.fetch(&format!("{url}/%20POST%20200000"))?;
    assert!(sent == "HttpResponseBodySize" || sent.starts_with("cut after "), "{sent}");
    let many = scene.get(&format!("fetch-many?20%20{url}/"))?.text();
    let refused = many.lines().filter(|line| *line == "ConnectionLimitReached").count();
    assert_eq!((many.lines().count(), refused), (20, 4), "{many}");
    upstream.wait_until_left()
}

#[test]
fn a_request_ends_with_the_one_it_is_made_for() -> Result<()> {
    let upstream = Upstream::start(|_| Vec::new())?;
    let lines = format!("{}\ngrants.outgoing-private = true\nlimits.wall-time = \"5s\"", grant(&upstream));
    let scene = Scene::new("ends", &lines)?;
    let url = format!("http://{}/", upstream.address());
    assert_eq!(scene.get(&format!("leave?{url}"))?.text(), "left");
    upstream.wait_until_left()?;
    let mut connection = Connection::open(scene.airlock.address())?;
    connection.send(&get(&format!("/proxy.wasm/fetch?{url}")));
    eventually("a request", || Ok(upstream.asked().iter().any(|asked| !asked.is_closed).then_some(())))?;
    connection.reset()?;
    upstream.wait_until_left()?;
    // Where the component learns first that its time is over, it can still say so.
    let ended = scene.get(&format!("fetch?{url}"))?;
    assert!(ended.status == 504 || ended.text().contains("imeout"), "{} {}", ended.status, ended.text());
    upstream.wait_until_left()?;

    let lines = format!("{lines}\nisolation = \"handler\"");
    let kept = Scene::new("ends-kept", &lines)?;
    assert_eq!(kept.get(&format!("leave?{url}"))?.text(), "left");
    upstream.wait_until_left()
}

#[test]
fn certificates_are_checked() -> Result<()> {
    let folder = Scratch::new("outgoing-tls")?;
    folder.write("site/file.txt", "through TLS")?;
    let configuration = "profile = \"files\"\nserver.listen-tls = [\"127.0.0.1:0\"]\nserver.state = \"state\"\n\
                         [[tenant]]\nname = \"a\"\ndocroot = \"site\"\n";
    let other = Configured::start_in(folder, "outgoing-tls-server", configuration)?;
    let state = other.folder.place("state");
    let ca = command::airlock(&["ca", "--state", state.to_str().context("a path that is no text")?])?;
    let port = other.airlock.tls_address()?.port();
    let lines =
        format!("grants.outgoing = [\"localhost:{port}\", \"127.0.0.1:{port}\"]\ngrants.outgoing-private = true");
    let scene = Scene::start("tls", &lines, Some(&ca.stdout))?;
    for host in ["localhost", "127.0.0.1"] {
        assert_eq!(scene.fetch(&format!("https://{host}:{port}/file.txt"))?, "200 through TLS");
    }
    assert!(!scene.fetch(&format!("http://localhost:{port}/file.txt"))?.contains("through TLS"));
    let plain = other.address().port();
    let lines =
        format!("grants.outgoing = [\"localhost:{port}\", \"localhost:{plain}\"]\ngrants.outgoing-private = true");
    let stranger = rcgen::generate_simple_self_signed(["b.test".to_owned()])?;
    let scene = Scene::start("tls-unknown", &lines, Some(&stranger.cert.pem()))?;
    assert_eq!(scene.fetch(&format!("https://localhost:{port}/file.txt"))?, "TlsCertificateError");
    assert_eq!(scene.fetch(&format!("https://localhost:{plain}/file.txt"))?, "TlsProtocolError");
    Ok(())
}
