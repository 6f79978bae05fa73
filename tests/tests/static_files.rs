//! Files that are no handlers: large ones under slow readers, the profile of a plain site, paths that lead out, and
//! pipes that take too long. What wptserve does with files is compared in `parity.rs`.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use airlock_tests::airlock_process::Airlock;
use airlock_tests::configured::Configured;
use airlock_tests::eventually::eventually;
use airlock_tests::head::end_of_head;
use airlock_tests::proc_files::resident_bytes;
use airlock_tests::raw_http::{Connection, DEADLINE, End};
use airlock_tests::requests::{Answer, ask, get};
use airlock_tests::scratch::Scratch;
use airlock_tests::wire_text::readable;
use anyhow::{Context, Result, anyhow, ensure};

/// What no answer may hold.
const SECRET: &str = "the secret beside the docroot";

fn request(method: &str, target: &str, fields: &[&str]) -> Vec<u8> {
    let fields: String = fields.iter().map(|field| format!("{field}\r\n")).collect();
    format!("{method} {target} HTTP/1.1\r\nHost: site.test\r\n{fields}\r\n").into_bytes()
}

/// A value of the answer's head.
fn value(answer: &Answer, name: &str) -> Option<String> {
    answer.head.values(name).next().map(readable)
}

// --- large files ---

/// A client that has read the first bytes; with how many of them are content.
fn begin(address: SocketAddr) -> Result<(TcpStream, u64)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(DEADLINE))?;
    stream.write_all(&request("GET", "/large.bin", &[]))?;
    let mut start = [0; 1024];
    stream.read_exact(&mut start)?;
    ensure!(start.starts_with(b"HTTP/1.1 200 OK"), "{}", readable(&start));
    let head = end_of_head(&start).context("no head")?;
    Ok((stream, (start.len() - head) as u64))
}

#[test]
fn ten_gibibytes_and_two_hundred_slow_readers_take_no_memory() -> Result<()> {
    const SIZE: u64 = 10 << 30;
    const READERS: usize = 200;
    /// What hyper and one piece of the file come to.
    const MEMORY_EACH: u64 = 1 << 20;
    /// For what the server takes once.
    const MEMORY: u64 = 32 << 20;
    let scratch = Scratch::new("large")?;
    File::create(scratch.place("large.bin"))?.set_len(SIZE)?;
    let airlock = Airlock::start(scratch.path(), "exposed", "static-large")?;
    let resident = || resident_bytes(airlock.process_id());
    let before = resident()?;

    let mut readers = (0..READERS).map(|_| begin(airlock.address())).collect::<Result<Vec<_>>>()?;
    let with_readers = resident()?.saturating_sub(before);
    assert!(with_readers < MEMORY + MEMORY_EACH * READERS as u64, "{with_readers} bytes for {READERS} readers");

    // One more reads all of it, and the others a little each, meanwhile.
    let (mut fast, mut read) = begin(airlock.address())?;
    let mut most = 0;
    let mut piece = vec![0; 1 << 20];
    let mut turn = 0;
    loop {
        let count = fast.read(&mut piece)?;
        read += count as u64;
        if read >= SIZE {
            break;
        }
        ensure!(count > 0, "cut after {read} bytes");
        turn += 1;
        if turn % 1000 == 0 {
            most = most.max(resident()?.saturating_sub(before));
            let (reader, _) = readers.get_mut(turn / 1000 % READERS).context("a reader")?;
            reader.read_exact(piece.get_mut(..4096).context("a buffer")?)?;
        }
    }
    println!("{with_readers} bytes more with {READERS} readers, at most {most} while all was read");
    assert!(most < MEMORY + MEMORY_EACH * READERS as u64, "{most} bytes while {read} were read");

    let last = ask(airlock.address(), &request("GET", "/large.bin", &["Range: bytes=-3"]))?;
    assert_eq!((last.status, last.content), (206, vec![0; 3]));
    Ok(())
}

// --- the profile of a plain site ---

fn plain_site(name: &str) -> Result<(Scratch, Airlock)> {
    let scratch = Scratch::new(name)?;
    for (path, content) in [
        ("page.html", "<p>page {{host}}"),
        ("page.html.headers", "X-Never: 1\n"),
        ("paper.PDF", "paper"),
        ("as.asis", "HTTP/1.1 299 Own\r\n\r\n"),
        ("made.sub.txt", "{{host}}"),
        ("home/index.html", "home"),
        ("shelf/one.txt", "1"),
        ("shelf/.two", "2"),
        (".git/config", "3"),
        (".well-known/four", "4"),
        ("run.py", "def main(request, response):\n    return 'ran'\n"),
    ] {
        scratch.write(path, content)?;
    }
    let airlock = Airlock::start(scratch.path(), "files", &format!("static-{name}"))?;
    Ok((scratch, airlock))
}

#[test]
fn a_plain_site_says_when_files_changed() -> Result<()> {
    let (_scratch, airlock) = plain_site("dates")?;
    let ask = |fields: &[&str]| ask(airlock.address(), &request("GET", "/page.html", fields));
    let first = ask(&[])?;
    assert_eq!((first.status, first.text().as_str(), first.end), (200, "<p>page {{host}}", End::Complete));
    let changed = value(&first, "Last-Modified").context("no Last-Modified")?;
    assert_eq!(value(&first, "X-Never"), None);
    let again = ask(&[&format!("If-Modified-Since: {changed}")])?;
    assert_eq!((again.status, again.content.len()), (304, 0));
    assert_eq!(ask(&["If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT"])?.status, 200);
    assert_eq!(ask(&[&format!("If-Modified-Since: {changed}"), "If-None-Match: \"x\""])?.status, 200);
    Ok(())
}

#[test]
fn a_plain_site_has_types_ranges_and_no_pipes() -> Result<()> {
    let (_scratch, airlock) = plain_site("plain")?;
    let ask = |target: &str, fields: &[&str]| ask(airlock.address(), &request("GET", target, fields));
    assert_eq!(value(&ask("/paper.PDF", &[])?, "Content-Type").as_deref(), Some("application/pdf"));
    assert_eq!(ask("/page.html?pipe=status(404)|nothing", &[])?.status, 200);
    assert_eq!(ask("/made.sub.txt", &[])?.text(), "{{host}}");
    assert_eq!(ask("/as.asis", &[])?.text(), "HTTP/1.1 299 Own\r\n\r\n");
    let part = ask("/paper.PDF", &["Range: bytes=1-2"])?;
    assert_eq!((part.status, part.text().as_str()), (206, "ap"));
    let refused = ask("/paper.PDF", &["Range: bytes=9-"])?;
    assert_eq!((refused.status, value(&refused, "Content-Range").as_deref()), (416, Some("bytes */5")));
    assert_eq!(ask("/run.py", &[])?.text(), "ran");
    Ok(())
}

#[test]
fn a_plain_site_has_index_pages_and_lists_without_hidden_names() -> Result<()> {
    let (_scratch, airlock) = plain_site("folders")?;
    let ask = |target: &str| ask(airlock.address(), &request("GET", target, &[]));
    assert_eq!(ask("/home/")?.text(), "home");
    let moved = ask("/home?a=b")?;
    assert_eq!((moved.status, value(&moved, "Location").as_deref()), (301, Some("/home/?a=b")));
    let list = ask("/shelf/")?.text();
    assert!(list.contains("one.txt") && !list.contains(".two"), "{list}");
    let top = ask("/")?.text();
    assert!(top.contains(".well-known/") && !top.contains(".git"), "{top}");
    for hidden in ["/shelf/.two", "/.git/config", "/.git/", "/.git", "/%2egit/config"] {
        assert_eq!(ask(hidden)?.status, 404, "{hidden}");
    }
    assert_eq!(ask("/.well-known/four")?.text(), "4");
    Ok(())
}

// --- limits of pipes ---

#[test]
fn a_client_s_delays_end_with_the_time_of_a_request() -> Result<()> {
    let scratch = Scratch::new("delays")?;
    scratch.write("text.txt", "abcdef")?;
    let airlock = Airlock::start_with(scratch.path(), "wpt", "static-delays", &["--wall-time", "300ms"])?;
    let mut connection = Connection::open(airlock.address())?;
    connection.send(&get("/text.txt?pipe=trickle(3:d3600)"));
    let received = connection.read_response(false);
    assert_eq!(received.parsed().map(|head| head.status), Some(200));
    assert_eq!(received.body, b"abc");
    airlock.log().wait_for(&["WARN", "wall-time"])?;

    let before = ask(airlock.address(), &get("/text.txt?pipe=trickle(3:d3600)|slice(1)"))?;
    assert_eq!(before.status, 504);
    assert!(before.error_message()?.contains("wall-time"));
    airlock.log().wait_for(&["WARN", "text.txt", "wall-time"])?;
    assert_eq!(ask(airlock.address(), &get("/text.txt"))?.text(), "abcdef");
    Ok(())
}

/// A site whose tenant may do one thing at a time.
fn one_at_a_time(name: &str) -> Result<Configured> {
    let scratch = Scratch::new(name)?;
    scratch.write("site/text.txt", "abc")?;
    scratch.write("site/fields.txt", "fields")?;
    scratch.write("site/fields.txt.sub.headers", "X-Host: {{host}}\n")?;
    let configuration = r#"
budget = { concurrency = 1, queue = 0 }

[[tenant]]
name = "only"
docroot = "site"
"#;
    Configured::start_in(scratch, name, configuration)
}

#[test]
fn what_computes_or_waits_takes_a_place_in_its_tenants_budget() -> Result<()> {
    let server = one_at_a_time("static-places")?;
    let mut waiting = Connection::open(server.address())?;
    waiting.send(&get("/text.txt?pipe=trickle(1:d3600)"));
    let status = |target: &str| Ok::<_, anyhow::Error>(server.get("site.test", target)?.status);
    // Asked before it has begun, another request could take its place.
    waiting.wait_for(b"\r\n\r\n").map_err(|end| anyhow!("no response begins: {end:?}"))?;
    assert_eq!(status("/text.txt?pipe=slice(1)")?, 503);
    assert_eq!(status("/fields.txt")?, 503);
    assert_eq!(status("/text.txt")?, 200);
    // Its client leaves, and the place is free long before the delay is over.
    drop(waiting);
    eventually("the place is free", || Ok((status("/fields.txt")? == 200).then_some(())))?;
    Ok(())
}

#[test]
fn delays_too_short_to_count_end_with_the_time_of_a_request_as_well() -> Result<()> {
    let scratch = Scratch::new("static-short-delays")?;
    scratch.write("text.txt", "x".repeat(1 << 20))?;
    let airlock = Airlock::start_with(scratch.path(), "exposed", "static-short-delays", &["--wall-time", "300ms"])?;
    let mut connection = Connection::open(airlock.address())?;
    connection.send(&get("/text.txt?pipe=trickle(1:d0.0000001:r2)"));
    let received = connection.read_response(false);
    assert_ne!(received.end, End::Complete);
    airlock.log().wait_for(&["WARN", "text.txt", "wall-time", "its time is over"])?;
    Ok(())
}

#[test]
fn what_pipes_would_hold_in_memory_ends_with_the_size_of_a_response() -> Result<()> {
    let scratch = Scratch::new("held")?;
    File::create(scratch.place("large.bin"))?.set_len(10 << 30)?;
    scratch.write("growing.sub.txt", "{{GET[x]}}".repeat(1 << 20))?;
    let airlock = Airlock::start(scratch.path(), "wpt", "static-held")?;
    for target in ["/large.bin?pipe=gzip", "/large.bin?pipe=sub", &format!("/growing.sub.txt?x={}", "y".repeat(1000))] {
        let answer = ask(airlock.address(), &get(target))?;
        assert_eq!(answer.status, 500, "{}", target.get(..20).unwrap_or(target));
        assert!(answer.error_message()?.contains("response"), "{}", answer.text());
    }
    // What a slice leaves is all that is held.
    let part = ask(airlock.address(), &get("/large.bin?pipe=slice(5,9)|gzip"))?;
    assert_eq!(part.status, 200);
    Ok(())
}

#[test]
fn a_thousand_ranges_are_sent_and_of_more_the_whole_file() -> Result<()> {
    let scratch = Scratch::new("ranges")?;
    let content = "0123456789".repeat(300);
    scratch.write("page.txt", &content)?;
    for profile in ["exposed", "files", "wpt"] {
        let airlock = Airlock::start(scratch.path(), profile, &format!("static-ranges-{profile}"))?;
        let ask = |count: usize| {
            let ranges: Vec<String> = (0..count).map(|at| format!("{0}-{0}", 2 * at)).collect();
            ask(airlock.address(), &request("GET", "/page.txt", &[&format!("Range: bytes={}", ranges.join(","))]))
        };
        let many = ask(1000)?;
        assert_eq!((many.status, many.text().matches("Content-Range: ").count()), (206, 1000), "{profile}");
        let more = ask(1001)?;
        assert_eq!((more.status, more.text()), (200, content.clone()), "{profile}");
        assert_eq!(value(&more, "Content-Range"), None, "{profile}");
    }
    Ok(())
}

#[test]
fn files_as_they_are_need_raw_writes() -> Result<()> {
    let scratch = Scratch::new("asis")?;
    scratch.write("own.asis", "HTTP/1.1 299 Own\r\nContent-Length: 0\r\n\r\n")?;
    let airlock = Airlock::start(scratch.path(), "exposed", "static-asis")?;
    assert_eq!(ask(airlock.address(), &get("/own.asis"))?.status, 403);
    airlock.log().wait_for(&["WARN", "own.asis", "raw-writes"])?;
    Ok(())
}

// --- paths that lead out ---

/// A docroot with a secret beside it, and with links to that.
fn with_secret(name: &str) -> Result<Scratch> {
    let scratch = Scratch::new(name)?;
    scratch.write("secret.txt", SECRET)?;
    scratch.write("docroot-beside/secret.txt", SECRET)?;
    scratch.write("docroot/inside.txt", "inside")?;
    scratch.write("docroot/folder/inside.txt", "inside")?;
    scratch.write("docroot/run.py", format!("# {SECRET}\ndef main(request, response):\n    return 'ran'\n"))?;
    scratch.write("docroot/hash.sub.txt", "{{file_hash(md5, ../secret.txt)}}")?;
    scratch.link("docroot/link.txt", "../secret.txt")?;
    scratch.link("docroot/link.asis", "../secret.txt")?;
    scratch.link("docroot/inside.txt.headers", "../secret.txt")?;
    scratch.link("docroot/links", "..")?;
    Ok(scratch)
}

/// Asks for `target` in every profile; the secret is in no answer, and the server serves on.
fn never_leads_out(name: &str, target: &str) -> Result<()> {
    let scratch = with_secret(name)?;
    let absolute = scratch.place("secret.txt");
    let target = target.replace("{secret}", absolute.to_str().context("a path that is no text")?);
    for profile in ["exposed", "wpt", "files"] {
        let airlock = Airlock::start(&scratch.place("docroot"), profile, &format!("static-out-{name}"))?;
        let mut connection = Connection::open(airlock.address())?;
        connection.send(&request("GET", &target, &["Connection: close"]));
        let bytes = connection.read_stream().bytes();
        ensure!(!readable(&bytes).contains(SECRET), "{profile}: {}", readable(&bytes));
        let host_path = scratch.path().to_str().context("a path that is no text")?;
        ensure!(!readable(&bytes).contains(host_path), "{profile}: {}", readable(&bytes));
        assert_eq!(ask(airlock.address(), &get("/folder/inside.txt"))?.text(), "inside");
    }
    Ok(())
}

/// One test for each target.
macro_rules! never_lead_out {
    ($($name:ident: $target:expr,)*) => {
        mod out {
            $(
                #[test]
                fn $name() -> anyhow::Result<()> {
                    super::never_leads_out(stringify!($name), $target)
                }
            )*
        }
    };
}

never_lead_out! {
    dots: "/../secret.txt",
    dots_inside: "/folder/../../secret.txt",
    dots_encoded: "/%2e%2e/secret.txt",
    dots_half_encoded: "/.%2e/secret.txt",
    dots_encoded_twice: "/%252e%252e/secret.txt",
    dots_and_semicolon: "/..;/secret.txt",
    slash_encoded: "/..%2fsecret.txt",
    slashes_encoded: "/folder%2f..%2f..%2fsecret.txt",
    slash_overlong: "/..%c0%afsecret.txt",
    dots_overlong: "/%c0%ae%c0%ae/secret.txt",
    dots_overlong_of_three: "/%e0%80%ae%e0%80%ae/secret.txt",
    dots_of_full_width: "/%ef%bc%8e%ef%bc%8e/secret.txt",
    slash_of_full_width: "/..%ef%bc%8fsecret.txt",
    backslash: "/..\\secret.txt",
    backslash_encoded: "/..%5csecret.txt",
    nul: "/inside.txt%00/../../secret.txt",
    nul_before_an_extension: "/run.py%00.txt",
    two_slashes: "//secret.txt",
    many_slashes: "////..////secret.txt",
    absolute: "/{secret}",
    absolute_encoded: "/%2f{secret}",
    absolute_form: "http://site.test/../secret.txt",
    absolute_form_encoded: "http://site.test/%2e%2e/secret.txt",
    absolute_form_of_a_file: "file://{secret}",
    no_slash: "../secret.txt",
    sibling_of_like_name: "/../docroot-beside/secret.txt",
    link_to_a_file: "/link.txt",
    link_to_a_file_as_it_is: "/link.asis",
    link_to_a_folder: "/links/secret.txt",
    link_to_a_folder_listed: "/links/",
    link_to_fields: "/inside.txt",
    processes: "/links/../../../../../../proc/self/environ",
    query: "/inside.txt?/../secret.txt",
    fragment: "/inside.txt#/../secret.txt",
    handler_with_a_slash: "/run.py/",
    handler_with_a_dot_encoded: "/run%2epy/",
    handler_with_a_semicolon: "/run.py;.txt",
    handler_in_capitals: "/run.PY",
    handler_with_a_space: "/run.py%20",
    handler_with_a_dot_behind: "/run.py.",
    hash_of_a_file: "/hash.sub.txt",
    pipe_of_a_hash: "/inside.txt?pipe=sub",
    git: "/.git/config",
}
