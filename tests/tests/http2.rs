//! HTTP/2: handlers and files as on HTTP/1, by ALPN and with prior knowledge, and what keeps a client from using it up.

use std::time::Duration;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::command;
use airlock_tests::configured::{Configured, copy_of, docroot_of};
use airlock_tests::hpack::{fields, status};
use airlock_tests::http2_client::{Http2Client, run};
use airlock_tests::http2_frames::{Frame, FrameConnection, flag, kind};
use airlock_tests::innocents::Innocents;
use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use h2::Reason;
use h2::client::Builder;
use http::Request;
use serde_json::{Value, json};

fn airlock(name: &str, profile: &str, flags: &[&str]) -> Result<Airlock> {
    Airlock::start_with(&docroot_of("http2"), profile, &format!("http2-{name}"), flags)
}

fn get(target: &str) -> Result<Request<()>> {
    Ok(Request::get(format!("http://a.example{target}")).body(())?)
}

#[test]
fn a_handler_sees_what_wptserve_shows() -> Result<()> {
    let airlock = airlock("handler", "wpt", &[])?;
    run(async {
        let mut client = Http2Client::open(airlock.address()).await?;
        let request = Request::post("http://a.example:81/show.py?q=1")
            .header("x-own", "value")
            .header("cookie", "one=1")
            .header("cookie", "two=2")
            .body(())?;
        let answer = client.ask(request, b"the body").await?;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.headers.get("x-mixed-case").map(|value| value.as_bytes()), Some(&b"kept"[..]));
        assert!(answer.headers.get("connection").is_none());
        assert!(answer.headers.contains_key("server") && answer.headers.contains_key("date"));
        let seen: Value = serde_json::from_slice(&answer.content)?;
        assert_eq!(seen["method"], "POST");
        assert_eq!(seen["protocol_version"], "HTTP/2.0");
        assert_eq!(seen["request_line"], "");
        assert_eq!(seen["request_path"], "/show.py?q=1");
        assert_eq!(seen["url"], format!("http2://{}/show.py?q=1", airlock.address()));
        assert_eq!(seen["query"], json!({"q": "1"}));
        assert_eq!(seen["cookies"], json!({"one": "1", "two": "2"}));
        assert_eq!(seen["body"], "the body");
        let expected = json!({
            "method": "POST", "scheme": "http", "authority": "a.example:81", "path": "/show.py?q=1",
            "x-own": "value", "cookie": "one=1; two=2",
        });
        assert_eq!(seen["headers"], expected);
        assert_eq!(seen["raw_headers"][0], "method");
        Ok(())
    })
}

#[test]
fn files_and_many_streams_at_once() -> Result<()> {
    let airlock = airlock("files", "exposed", &[])?;
    run(async {
        let mut client = Http2Client::open(airlock.address()).await?;
        assert_eq!(client.text("http://a.example/file.txt").await?, "a file\n");
        let head = client.ask(Request::head("http://a.example/file.txt").body(())?, b"").await?;
        assert_eq!((head.status, head.content.len()), (200, 0));
        assert_eq!(head.headers.get("content-length").map(|value| value.as_bytes()), Some(&b"7"[..]));
        assert_eq!(client.ask(get("/nothing.txt")?, b"").await?.status, 404);
        assert_eq!(client.text("http://a.example/pieces.py").await?, "piece 0\npiece 1\npiece 2\n");
        assert_eq!(client.text("http://a.example/large.py").await?.len(), 8 << 17);
        let mut asking = Vec::new();
        for _ in 0..50 {
            let mut client =
                Http2Client { requests: client.requests.clone(), connection: tokio::spawn(async { Ok(()) }) };
            asking.push(tokio::spawn(async move { client.text("http://a.example/pieces.py").await }));
        }
        for answer in asking {
            assert_eq!(answer.await??, "piece 0\npiece 1\npiece 2\n");
        }
        Ok(())
    })
}

#[test]
fn tls_agrees_on_it_and_the_authority_tells_the_tenant() -> Result<()> {
    let configuration = r#"
        server.listen-tls = ["127.0.0.1:0"]
        server.state = "state"
        [[tenant]]
        name = "a"
        hosts = ["a.example"]
        docroot = "."
    "#;
    let server = Configured::start("http2", "tls", configuration)?;
    let state = server.folder.place("state");
    let ca = command::airlock(&["ca", "--state", state.to_str().context("a path that is no text")?])?.stdout;
    run(async {
        let mut client = Http2Client::open_tls(server.airlock.tls_address()?, "a.example", &ca).await?;
        assert_eq!(client.text("https://a.example/innocent.py").await?, "innocent");
        let other = client.ask(Request::get("https://b.example/innocent.py").body(())?, b"").await?;
        assert_eq!(other.status, 404);
        let two = Request::get("https://a.example/innocent.py").header("host", "b.example").body(())?;
        assert_eq!(client.ask(two, b"").await?.status, 400);
        assert_eq!(client.text("https://a.example/innocent.py").await?, "innocent");
        Ok(())
    })
}

#[test]
fn raw_writes_reset_their_stream_and_no_other() -> Result<()> {
    let airlock = airlock("raw", "wpt", &[])?;
    run(async {
        let mut client = Http2Client::open(airlock.address()).await?;
        let error = client.ask(get("/raw.py")?, b"").await.err().context("an error")?;
        let reason = error.downcast_ref::<h2::Error>().and_then(h2::Error::reason);
        assert_eq!(reason, Some(Reason::INTERNAL_ERROR), "{error:#}");
        airlock.log().wait_for(&["WARN", "/raw.py", "raw bytes can not be sent"])?;
        assert_eq!(client.text("http://a.example/innocent.py").await?, "innocent");
        Ok(())
    })
}

#[test]
fn two_hosts_are_refused_also_without_an_authority() -> Result<()> {
    let airlock = airlock("two-hosts", "exposed", &[])?;
    let mut connection = FrameConnection::open(airlock.address(), &[])?;
    let bare = [(":method", "GET"), (":scheme", "http"), (":path", "/innocent.py")];
    for (stream, hosts, expected) in [(1, &["a", "b"][..], 400), (3, &["a", "a"], 400), (5, &["a"], 200)] {
        let hosts = hosts.iter().map(|host| ("host", *host));
        let block = fields(&bare.into_iter().chain(hosts).collect::<Vec<_>>());
        connection.send(&Frame::new(kind::HEADERS, flag::END_HEADERS | flag::END_STREAM, stream, block));
        let head = loop {
            let frame = connection.receive()?.context("the connection has ended")?;
            if (frame.kind, frame.stream) == (kind::HEADERS, stream) {
                break frame;
            }
        };
        assert_eq!(status(&head.payload), Some(expected), "stream {stream}");
    }
    Ok(())
}

#[test]
fn more_fields_than_there_is_room_for_are_an_error() -> Result<()> {
    let folder = copy_of("http2")?;
    let many: String = (0..40_000).map(|number| format!("x-{number}: 1\n")).collect();
    folder.write("file.txt.headers", many)?;
    let server = Configured::start_in(folder, "http2-many-fields", "[[tenant]]\nname = \"only\"\ndocroot = \".\"\n")?;
    run(async {
        let mut client = Http2Client::open(server.address()).await?;
        for target in ["/many_fields.py", "/file.txt"] {
            assert_eq!(client.ask(get(target)?, b"").await?.status, 500, "{target}");
            server.log().wait_for(&["WARN", target, "header fields"])?;
        }
        assert_eq!(client.text("http://a.example/innocent.py").await?, "innocent");
        Ok(())
    })?;
    assert_eq!(server.log().lines_with(&["panicked"])?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_stream_that_is_reset_ends_its_handler() -> Result<()> {
    // One handler at a time: the next is answered when the one before has ended.
    let configuration = "budget.concurrency = 1\n[[tenant]]\nname = \"only\"\ndocroot = \".\"\n";
    let server = Configured::start("http2", "reset", configuration)?;
    run(async {
        let mut client = Http2Client::open(server.address()).await?;
        for target in ["/endless.py", "/waits.py"] {
            let mut requests = client.requests.clone().ready().await?;
            let (response, mut sending) = requests.send_request(get(target)?, true)?;
            if target == "/endless.py" {
                let mut content = response.await?.into_body();
                let first = content.data().await.context("content")??;
                assert!(first.iter().all(|&byte| byte == b'x'));
            }
            sending.send_reset(Reason::CANCEL);
            assert_eq!(client.text("http://a.example/innocent.py").await?, "innocent");
        }
        Ok(())
    })
}

/// Enough for others to be served meanwhile.
const FLOODS: usize = 50;

#[test]
fn asking_only_to_take_it_back_ends_the_connection() -> Result<()> {
    let mut airlock = airlock("rapid-reset", "exposed", &[])?;
    let innocents = Innocents::start(airlock.address(), "/innocent.py", "innocent")?;
    run(async {
        for _ in 0..FLOODS {
            let client = Http2Client::open(airlock.address()).await?;
            for _ in 0..2000 {
                let Ok(mut requests) = client.requests.clone().ready().await else { break };
                let Ok((_, mut sending)) = requests.send_request(get("/waits.py")?, false) else { break };
                sending.send_reset(Reason::CANCEL);
                tokio::task::yield_now().await;
            }
            // Ends, well or badly: the server has closed it.
            let _ = client.connection.await?;
        }
        Ok(())
    })?;
    innocents.finish()?;
    assert!(airlock.is_running());
    Ok(())
}

#[test]
fn who_takes_nothing_and_who_asks_nothing_is_left() -> Result<()> {
    let configuration = r#"
        server.write-time = "500ms"
        server.head-time = "500ms"
        [[tenant]]
        name = "only"
        docroot = "."
    "#;
    let server = Configured::start("http2", "patience", configuration)?;
    run(async {
        let mut stalled = Http2Client::open_with(server.address(), Builder::new().initial_window_size(10)).await?;
        let response = stalled.begin(get("/large.py")?, b"").await?;
        assert_eq!(response.status(), 200);
        let _ = (&mut stalled.connection).await?;
        server.log().wait_for(&["HTTP/2 connection closed", "takes nothing"])?;

        let mut idle = Http2Client::open(server.address()).await?;
        assert_eq!(idle.text("http://a.example/innocent.py").await?, "innocent");
        let ended = idle.connection.await?;
        assert!(ended.is_ok(), "told with a GOAWAY: {ended:?}");
        Ok(())
    })
}

#[test]
fn a_client_may_not_have_more_streams_than_it_is_told() -> Result<()> {
    let airlock = airlock("streams", "exposed", &[])?;
    run(async {
        let mut client = Http2Client::open(airlock.address()).await?;
        client.text("http://a.example/innocent.py").await?;
        assert_eq!(client.requests.current_max_send_streams(), 100);
        // Fields beyond what it is told are refused, and the connection goes on.
        let long = Request::get("http://a.example/innocent.py").header("x-long", "a".repeat(100 << 10)).body(())?;
        let refused = client.ask(long, b"").await;
        ensure!(refused.as_ref().map_or(true, |answer| answer.status == 431), "{refused:?}");
        Ok(())
    })
}

#[test]
fn a_body_has_its_time_on_a_stream_as_well() -> Result<()> {
    let configuration = "server.body-time = \"300ms\"\n[[tenant]]\nname = \"only\"\ndocroot = \".\"\n";
    let server = Configured::start("http2", "body", configuration)?;
    run(async {
        let client = Http2Client::open(server.address()).await?;
        let mut requests = client.requests.clone().ready().await?;
        let (response, mut sending) =
            requests.send_request(Request::post("http://a.example/show.py").body(())?, false)?;
        sending.send_data(Bytes::from_static(b"half"), false)?;
        assert_eq!(response.await?.status(), 408);
        tokio::time::timeout(Duration::from_secs(20), server_text(&server)).await??;
        Ok(())
    })
}

async fn server_text(server: &Configured) -> Result<()> {
    let mut client = Http2Client::open(server.address()).await?;
    assert_eq!(client.text("http://a.example/innocent.py").await?, "innocent");
    Ok(())
}
