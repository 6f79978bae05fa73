//! TLS: the private CA, a certificate of the operator's, handshakes that do not come to an end.

use std::io::Write as _;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use airlock_tests::command;
use airlock_tests::configured::{Configured, copy_of};
use airlock_tests::eventually::eventually;
use airlock_tests::raw_http::{Connection, End};
use airlock_tests::scratch::Scratch;
use airlock_tests::tls_client::{ask_once, connect, connect_offering};
use anyhow::{Context, Result, ensure};
use rustix::process::Signal;

const TENANT: &str = r#"
[[tenant]]
name = "only"
hosts = ["a.example", "*.b.example", "localhost", "127.0.0.1"]
docroot = "."
"#;

fn configuration(more: &str) -> String {
    format!("server.listen-tls = [\"127.0.0.1:0\"]\nserver.state = \"state\"\n{more}\n{TENANT}")
}

fn state(folder: &Scratch) -> Result<String> {
    Ok(folder.place("state").to_str().context("a path that is no text")?.to_owned())
}

fn private_ca(folder: &Scratch) -> Result<String> {
    let outcome = command::airlock(&["ca", "--state", &state(folder)?])?;
    ensure!(outcome.code == Some(0), "{}", outcome.stderr);
    Ok(outcome.stdout)
}

fn get(address: SocketAddr, name: &str, ca: &str, target: &str) -> Result<String> {
    let mut connection = connect(address, name, ca)?;
    ask_once(&mut connection, &format!("GET {target} HTTP/1.1\r\nHost: {name}:8443\r\nConnection: close\r\n\r\n"))
}

#[test]
fn the_private_ca_signs_for_all_names_and_no_other() -> Result<()> {
    let server = Configured::start("tls", "private", &configuration(""))?;
    let address = server.airlock.tls_address()?;
    let ca = private_ca(&server.folder)?;
    ensure!(ca.starts_with("-----BEGIN CERTIFICATE-----") && !ca.contains("PRIVATE"), "{ca}");
    for name in ["a.example", "x.b.example", "localhost"] {
        let answer = get(address, name, &ca, "/where.py?x=1")?;
        ensure!(answer.starts_with("HTTP/1.1 200 "), "{name}: {answer}");
        let expected = format!("https://{name}:8443/where.py?x=1 https HTTP/1.1");
        ensure!(answer.ends_with(&expected), "{answer}");
    }
    ensure!(get(address, "127.0.0.1", &ca, "/where.py")?.starts_with("HTTP/1.1 200 "));
    ensure!(connect(address, "c.example", &ca).is_err(), "a name that is nobody's");
    // A request in the clear is no handshake, and the other way round.
    let mut plain = Connection::open(address)?;
    plain.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert!(!plain.read_stream().bytes().starts_with(b"HTTP/"));

    // What it is made of is the owner's alone, and stays.
    let file = server.folder.place("state").join("private-ca.pem");
    assert_eq!(std::fs::metadata(&file)?.permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::metadata(server.folder.place("state"))?.permissions().mode() & 0o777, 0o700);
    let entries = std::fs::read_dir(server.folder.place("state"))?.count();
    assert_eq!(entries, 1);
    assert_eq!(private_ca(&server.folder)?, ca);
    server.log().wait_for(&["made a private CA", "airlock ca"])?;
    Ok(())
}

#[test]
fn a_new_host_gets_a_certificate_without_a_restart() -> Result<()> {
    let server = Configured::start("tls", "new-host", &configuration(""))?;
    let address = server.airlock.tls_address()?;
    let ca = private_ca(&server.folder)?;
    ensure!(connect(address, "new.example", &ca).is_err());
    let mut open = connect(address, "a.example", &ca)?;
    server.reload(&configuration("").replace("a.example", "a.example\", \"new.example"))?;
    ensure!(get(address, "new.example", &ca, "/where.py")?.starts_with("HTTP/1.1 200 "));
    // A connection that was open keeps what it has.
    let answer = ask_once(&mut open, "GET /where.py HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n")?;
    ensure!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    Ok(())
}

/// Writes a certificate for a.example with its key, and returns it.
fn given(folder: &Scratch) -> Result<String> {
    let made = rcgen::generate_simple_self_signed(vec!["a.example".to_owned()])?;
    folder.write("certificate.pem", made.cert.pem())?;
    folder.write("key.pem", made.signing_key.serialize_pem())?;
    Ok(made.cert.pem())
}

#[test]
fn a_given_certificate_is_shown_and_read_again() -> Result<()> {
    let folder = copy_of("tls")?;
    let first = given(&folder)?;
    let tls = "[tls]\ncertificate = \"certificate.pem\"\nkey = \"key.pem\"";
    let server = Configured::start_in(folder, "tls-given", &configuration(tls))?;
    let address = server.airlock.tls_address()?;
    ensure!(get(address, "a.example", &first, "/where.py")?.starts_with("HTTP/1.1 200 "));
    ensure!(
        !server.folder.place("state").join("private-ca.pem").exists(),
        "no private CA is made when none is asked for"
    );

    let second = given(&server.folder)?;
    server.airlock.signal(Signal::HUP)?;
    eventually("the new certificate", || Ok(connect(address, "a.example", &second).ok()))?;
    ensure!(connect(address, "a.example", &first).is_err());

    // Another one's key: refused, and what was in force stays.
    let other = rcgen::generate_simple_self_signed(vec!["a.example".to_owned()])?;
    server.folder.write("key.pem", other.signing_key.serialize_pem())?;
    server.airlock.signal(Signal::HUP)?;
    server.log().wait_for(&["the new configuration is refused", "key.pem", "does not go with the certificate"])?;
    ensure!(get(address, "a.example", &second, "/where.py")?.starts_with("HTTP/1.1 200 "));
    Ok(())
}

#[test]
fn a_handshake_has_its_time() -> Result<()> {
    let server = Configured::start("tls", "handshake", &configuration("server.handshake-time = \"300ms\""))?;
    let address = server.airlock.tls_address()?;
    let ca = private_ca(&server.folder)?;
    let mut silent: Vec<Connection> = (0..50).map(|_| Connection::open(address)).collect::<Result<_>>()?;
    let mut half = Connection::open(address)?;
    half.send(b"\x16\x03\x01\x02\x00\x01");
    // Nobody waits behind them.
    ensure!(get(address, "a.example", &ca, "/where.py")?.starts_with("HTTP/1.1 200 "));
    for connection in silent.iter_mut().chain([&mut half]) {
        let received = connection.read_stream();
        assert!(matches!(received.end, End::Closed | End::Reset), "{:?}", received.end);
    }
    Ok(())
}

#[test]
fn a_client_that_leaves_half_way_through_is_no_trouble() -> Result<()> {
    let server = Configured::start("tls", "leaves", &configuration(""))?;
    let address = server.airlock.tls_address()?;
    let ca = private_ca(&server.folder)?;
    for _ in 0..20 {
        let mut connection = connect(address, "a.example", &ca)?;
        connection.write_all(b"POST /where.py HTTP/1.1\r\nHost: a.example\r\nContent-Length: 100\r\n\r\nhalf")?;
        connection.flush()?;
    }
    ensure!(get(address, "a.example", &ca, "/where.py")?.starts_with("HTTP/1.1 200 "));
    Ok(())
}

#[test]
fn curl_trusts_it_and_speaks_what_it_can() -> Result<()> {
    let Ok(version) = Command::new("curl").arg("--version").output() else { return Ok(()) };
    let has_http2 = String::from_utf8_lossy(&version.stdout).contains("HTTP2");
    let server = Configured::start("tls", "curl", &configuration(""))?;
    let port = server.airlock.tls_address()?.port();
    let ca = server.folder.write("ca.pem", private_ca(&server.folder)?)?;
    let ask = |flag: &str, url: &str| -> Result<String> {
        let outcome = Command::new("curl")
            .args(["--silent", "--show-error", "--max-time", "30", flag, "--write-out", " [%{http_version}]"])
            .args(["--noproxy", "*", "--resolve", &format!("a.example:{port}:127.0.0.1"), "--cacert"])
            .arg(&ca)
            .arg(url)
            .output()?;
        ensure!(outcome.status.success(), "{}", String::from_utf8_lossy(&outcome.stderr));
        Ok(String::from_utf8_lossy(&outcome.stdout).into_owned())
    };
    let url = format!("https://a.example:{port}/where.py");
    assert_eq!(ask("--http1.1", &url)?, format!("{url} https HTTP/1.1 [1.1]"));
    if has_http2 {
        let answer = ask("--http2", &url)?;
        ensure!(answer.ends_with("HTTP/2.0 [2]"), "{answer}");
        let plain = server.address().port();
        let answer = ask("--http2-prior-knowledge", &format!("http://127.0.0.1:{plain}/where.py"))?;
        ensure!(answer.ends_with("HTTP/2.0 [2]"), "{answer}");
    }
    Ok(())
}

#[test]
fn a_state_folder_that_can_not_be_used_is_named() -> Result<()> {
    let folder = copy_of("tls")?;
    let file = folder.write("state", "a file")?;
    let outcome = command::airlock(&["ca", "--state", file.to_str().context("a path that is no text")?])?;
    assert_eq!(outcome.code, Some(1));
    ensure!(outcome.stderr.contains("--state"), "{}", outcome.stderr);
    folder.write("damaged/private-ca.pem", "nonsense\n")?;
    let damaged = folder.place("damaged");
    let outcome = command::airlock(&["ca", "--state", damaged.to_str().context("a path that is no text")?])?;
    assert_eq!(outcome.code, Some(1));
    ensure!(outcome.stderr.contains("damaged") && outcome.stderr.contains("remove it"), "{}", outcome.stderr);
    Ok(())
}

#[test]
fn a_port_for_http2_alone_is_for_those_who_agree_on_it() -> Result<()> {
    let more = "server.listen-h2 = [\"127.0.0.1:0\"]\nlog.filter = \"debug\"";
    let server = Configured::start("tls", "h2-alone", &configuration(more))?;
    let address = *server.airlock.addresses().get(2).context("an address for HTTP/2 alone")?;
    let ca = private_ca(&server.folder)?;
    let mut silent = connect_offering(address, "a.example", &ca, &[])?;
    let answer = ask_once(&mut silent, "GET /where.py HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");
    ensure!(answer.as_ref().map_or(true, String::is_empty), "{answer:?}");
    server.log().wait_for(&["connection closed", "did not agree on HTTP/2"])?;
    ensure!(connect_offering(address, "a.example", &ca, &[b"http/1.1"]).is_err());
    ensure!(connect_offering(address, "a.example", &ca, &[b"h2"]).is_ok());
    Ok(())
}
