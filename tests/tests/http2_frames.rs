//! Handlers that work with frames: `handle_headers`, `handle_data`, and what the writer of HTTP/2 writes. In both engines, except
//! where it is the server alone that matters.

use airlock_tests::airlock_process::Airlock;
use airlock_tests::configured::{Configured, docroot_of};
use airlock_tests::engine::Engine;
use airlock_tests::http2_client::{Http2Client, run};
use airlock_tests::http2_exchange::Http2Exchange;
use airlock_tests::innocents::Innocents;
use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use h2::Reason;
use h2::client::Builder;
use http::Request;
use serde_json::{Value, json};

/// A connection to a server in profile `wpt`, in each engine.
fn in_each_engine(name: &str, test: impl AsyncFn(&mut Http2Client, &Airlock) -> Result<()>) -> Result<()> {
    for engine in [Engine::Sandbox, Engine::InProcess] {
        if !engine.is_there() {
            continue;
        }
        let log = format!("http2-frames-{name}-{}", engine.as_str());
        let airlock = Airlock::start_with(&docroot_of("http2"), "wpt", &log, engine.flags())?;
        run(async {
            let mut client = Http2Client::open(airlock.address()).await?;
            test(&mut client, &airlock).await
        })
        .context(engine.as_str())?;
    }
    Ok(())
}

fn post(target: &str) -> Result<Request<()>> {
    Ok(Request::post(format!("http://a.example{target}")).body(())?)
}

fn field<'a>(exchange: &'a Http2Exchange, name: &str) -> Option<&'a [u8]> {
    exchange.answer.headers.get(name).map(|value| value.as_bytes())
}

fn reset_of(error: &anyhow::Error) -> Option<Reason> {
    error.downcast_ref::<h2::Error>().and_then(h2::Error::reason)
}

#[test]
fn frames_come_in_order_and_show_what_wptserve_shows() -> Result<()> {
    in_each_engine("order", async |client, _| {
        let headers = |method| json!([[":method", method], [":scheme", "http"], [":path", "/frames/shows.py"]]);
        let begin = |method, ended| json!({"type": "RequestReceived", "stream": false, "ended": ended, "data": "", "length": null, "headers": headers(method)});
        let data = |data: &str, ended, before: usize| json!({"type": "DataReceived", "stream": false, "ended": ended, "data": data, "length": data.len(), "before": before});
        // Not the first of its connection: streams have numbers of their own.
        client.exchange_get("/innocent.py").await?;
        let shown = client.exchange_get("/frames/shows.py").await?;
        let expected =
            json!({"seen": [begin("GET", "StreamEnded"), true, 0], "frames": ["RequestReceived"], "body": ""});
        assert_eq!(serde_json::from_slice::<Value>(&shown.answer.content)?, expected);

        for last in ["two", ""] {
            let pieces: [&[u8]; 2] = [b"one", last.as_bytes()];
            let shown = client.exchange(post("/frames/shows.py")?, &pieces).await?;
            let expected = json!({
                "seen": [begin("POST", "NoneType"), true, 0, data("one", "NoneType", 1), data(last, "StreamEnded", 2)],
                "frames": ["RequestReceived", "DataReceived", "DataReceived"],
                "body": format!("one{last}"),
            });
            let shown: Value = serde_json::from_slice(&shown.answer.content)?;
            assert_eq!(shown, expected);
        }
        Ok(())
    })
}

#[test]
fn each_piece_is_answered_before_the_next_has_come() -> Result<()> {
    in_each_engine("echo", async |client, _| {
        let mut requests = client.requests.clone().ready().await?;
        let (response, mut sending) = requests.send_request(post("/frames/echo.py")?, false)?;
        let (head, mut content) = response.await?.into_parts();
        assert_eq!((head.status.as_u16(), head.headers.contains_key("x-echo")), (201, true));
        for piece in ["one", "two", ""] {
            sending.send_data(Bytes::from_static(piece.as_bytes()), piece.is_empty())?;
            assert_eq!(content.data().await.context("an echo")??, piece);
        }
        assert!(content.data().await.is_none());
        Ok(())
    })
}

#[test]
fn a_stream_ends_with_its_handler_or_before() -> Result<()> {
    in_each_engine("ends", async |client, _| {
        // A body that never ends is nothing to who does not read it.
        let mut requests = client.requests.clone().ready().await?;
        let (response, mut sending) = requests.send_request(post("/frames/headers_alone.py")?, false)?;
        sending.send_data(Bytes::from_static(b"half"), false)?;
        let mut content = response.await?.into_body();
        assert_eq!(content.data().await.context("content")??, "headers alone");
        assert!(content.data().await.is_none_or(|piece| piece.is_ok_and(|piece| piece.is_empty())));

        let answer = client.exchange(post("/frames/data_alone.py")?, &[b"abc"]).await?;
        assert_eq!((answer.answer.text().as_str(), field(&answer, "x-length")), ("ABC", Some(&b"3"[..])));
        assert_eq!(client.exchange_get("/frames/data_alone.py").await?.answer.content, b"");

        let answer = client.exchange_get("/frames/unended.py").await?;
        assert_eq!(answer.answer.text(), "onetwo");
        assert_eq!((field(&answer, "x-a"), field(&answer, "x-number")), (Some(&b"b"[..]), Some(&b"7"[..])));
        let head = Request::head("http://a.example/frames/unended.py").body(())?;
        assert_eq!(client.exchange(head, &[]).await?.answer.content, b"");
        Ok(())
    })
}

#[test]
fn what_the_writer_writes() -> Result<()> {
    in_each_engine("writer", async |client, _| {
        let large = "x".repeat(50_000);
        for (how, status, content) in [
            ("whole", 200, "text \u{e9} file bytes"),
            ("ended_by_hand", 200, "frame"),
            ("large", 200, large.as_str()),
            ("head_alone", 204, ""),
            ("after_end", 200, "all"),
            ("headers_twice", 200, "data refused"),
            ("interim", 200, "after hints"),
        ] {
            let exchange = client.exchange_get(&format!("/frames/writes.py?how={how}")).await.context(how)?;
            assert_eq!((exchange.answer.status, exchange.answer.text().as_str()), (status, content), "{how}");
            assert!(exchange.answer.headers.get("server").is_none(), "{how}: what is written by hand is not completed");
            let interim: Vec<_> = exchange.interim.iter().map(|(status, _)| *status).collect();
            assert_eq!(interim, if how == "interim" { vec![103] } else { vec![] });
        }
        for (how, error) in [
            ("data_first", "ProtocolError"),
            ("foreign", "NotImplementedError: stream 99"),
            ("of_http1", "AttributeError"),
        ] {
            let exchange = client.exchange_get(&format!("/frames/writes.py?how={how}")).await.context(how)?;
            assert_eq!(exchange.answer.status, 500, "{how}");
            ensure!(exchange.answer.text().contains(error), "{how}: {}", exchange.answer.text());
        }
        let error = client.exchange_get("/frames/writes.py?how=unknown_type").await.err().context("a reset")?;
        assert_eq!(reset_of(&error), Some(Reason::INTERNAL_ERROR), "{error:#}");
        Ok(())
    })
}

#[test]
fn raw_frames_that_make_a_response_are_sent() -> Result<()> {
    in_each_engine("raw", async |client, _| {
        let hints = client.exchange_get("/frames/raw.py?how=hints").await?;
        let (status, fields) = hints.interim.first().context("an interim response")?;
        assert_eq!((*status, fields.contains_key("link")), (103, true));
        assert_eq!(hints.answer.text(), "after hints");

        let raw = client.exchange_get("/frames/raw.py?how=response").await?;
        assert_eq!((raw.answer.status, raw.answer.text().as_str()), (203, "raw data"));
        assert_eq!((field(&raw, "x-first"), field(&raw, "x-second")), (Some(&b"1"[..]), Some(&b"2"[..])));
        assert_eq!(client.exchange_get("/frames/raw.py?how=head_alone").await?.answer.status, 204);

        let trailers = client.exchange_get("/frames/raw.py?how=trailers").await?;
        assert_eq!(trailers.answer.text(), "data");
        assert_eq!(trailers.trailers.get("x-trailer").map(|value| value.as_bytes()), Some(&b"behind"[..]));

        for how in ["data_first", "foreign", "continuation_first", "bytes_alone", "head_without_end"] {
            let refused = client.exchange_get(&format!("/frames/raw.py?how={how}")).await.context(how)?;
            assert_eq!(refused.answer.status, 500, "{how}");
            let text = refused.answer.text();
            ensure!(text.contains("NotImplementedError") && text.contains("other streams"), "{how}: {text}");
        }
        Ok(())
    })
}

#[test]
fn what_is_pushed_arrives() -> Result<()> {
    in_each_engine("push", async |client, _| {
        for (how, status, content) in [
            ("whole", 200, "pushed"),
            ("parts", 201, "one two"),
            ("returned", 200, "pushed"),
            ("large", 200, &"x".repeat(1 << 19)),
        ] {
            let exchange = client.exchange_get(&format!("/frames/push.py?how={how}")).await.context(how)?;
            assert_eq!((exchange.answer.status, exchange.answer.text().as_str()), (200, "own"), "{how}");
            let push = exchange.pushes.first().context("a push")?;
            let answer = push.answer.as_ref().context("a pushed response")?;
            assert_eq!((push.path.as_str(), answer.status), ("/pushed.txt", status), "{how}");
            ensure!(answer.text() == content, "{how}: {} bytes", answer.content.len());
        }
        let taken_back = client.exchange_get("/frames/push.py?how=unanswered").await?;
        assert_eq!(taken_back.answer.text(), "own");
        ensure!(matches!(taken_back.pushes.as_slice(), [push] if push.answer.is_none()), "{:?}", taken_back.pushes);
        Ok(())
    })
}

#[test]
fn pushes_have_bounds() -> Result<()> {
    in_each_engine("push-bounds", async |client, airlock| {
        for (how, error) in
            [("elsewhere", "own :authority"), ("many", "used up its pushes"), ("much", "used up its content of pushes")]
        {
            let exchange = client.exchange_get(&format!("/frames/push.py?how={how}")).await.context(how)?;
            assert_eq!(exchange.answer.status, 500, "{how}");
            ensure!(exchange.answer.text().contains(error), "{how}: {}", exchange.answer.text());
            ensure!(exchange.pushes.len() <= 16, "{how}: {} promises", exchange.pushes.len());
        }
        let mut without = Http2Client::open_with(airlock.address(), Builder::new().enable_push(false)).await?;
        let exchange = without.exchange_get("/frames/push.py?how=whole").await?;
        assert_eq!((exchange.answer.status, exchange.pushes.len()), (500, 0));
        ensure!(exchange.answer.text().contains("the client takes no pushes"), "{}", exchange.answer.text());
        Ok(())
    })
}

#[test]
fn a_push_takes_its_grant() -> Result<()> {
    let airlock = Airlock::start_with(&docroot_of("http2"), "exposed", "http2-frames-grant", &[])?;
    run(async {
        let mut client = Http2Client::open(airlock.address()).await?;
        let exchange = client.exchange_get("/frames/push.py?how=whole").await?;
        assert_eq!((exchange.answer.status, exchange.pushes.len()), (500, 0));
        // Interim responses and raw frames that make a response take none.
        assert_eq!(client.exchange_get("/frames/raw.py?how=hints").await?.interim.len(), 1);
        Ok(())
    })?;
    airlock.log().wait_for(&["denied: the policy withholds this grant", "push"])?;
    Ok(())
}

#[test]
fn failures_end_their_stream_alone() -> Result<()> {
    in_each_engine("failures", async |client, airlock| {
        let failed = client.exchange_get("/frames/fails_early.py").await?;
        assert_eq!(failed.answer.status, 500);
        let page: Value = serde_json::from_slice(&failed.answer.content)?;
        assert_eq!(page["error"]["code"], 500);
        let error = client.exchange(post("/frames/fails_late.py")?, &[b"data"]).await.err().context("a reset")?;
        assert_eq!(reset_of(&error), Some(Reason::INTERNAL_ERROR), "{error:#}");
        airlock.log().wait_for(&["handler failed", "fails_late.py", "ValueError: the data"])?;
        let neither = client.exchange_get("/frames/neither.py").await?;
        assert_eq!(neither.answer.status, 500);
        assert_eq!(client.text("http://a.example/innocent.py").await?, "innocent");
        Ok(())
    })
}

#[test]
fn ten_mebibytes_come_in_pieces() -> Result<()> {
    in_each_engine("large-body", async |client, _| {
        let body = vec![b'b'; 10 << 20];
        let counted = client.exchange(post("/frames/counts.py")?, &[&body]).await?;
        assert_eq!(counted.answer.text(), "10485760 bytes, in pieces: True, body: 10485760");
        Ok(())
    })
}

#[test]
fn a_hundred_streams_at_once() -> Result<()> {
    in_each_engine("many", async |_, airlock| {
        // Small frames that nobody has looked at yet are many for a moment.
        let client = Http2Client::open_with(airlock.address(), Builder::new().data_frame_budget(1 << 20)).await?;
        let mut asking = Vec::new();
        for number in 0..100 {
            let mut client =
                Http2Client { requests: client.requests.clone(), connection: tokio::spawn(async { Ok(()) }) };
            asking.push(tokio::spawn(async move {
                let text = format!("stream {number}");
                let echo = client.exchange(post("/frames/echo.py")?, &[text.as_bytes(), b"."]).await?;
                ensure!(echo.answer.text() == format!("{text}."), "{}", echo.answer.text());
                Ok(())
            }));
        }
        for asked in asking {
            asked.await??;
        }
        Ok(())
    })
}

#[test]
fn a_handler_goes_on_after_the_end_of_its_stream() -> Result<()> {
    in_each_engine("goes-on", async |client, _| {
        assert_eq!(client.exchange_get("/frames/goes_on.py").await?.answer.text(), "ended");
        loop {
            let left = client.exchange(post("/frames/goes_on.py")?, &[b""]).await?.answer.text();
            if left == "went on" {
                return Ok(());
            }
            assert_eq!(left, "nothing");
        }
    })
}

#[test]
fn a_client_that_takes_its_request_back_ends_the_handler() -> Result<()> {
    // One handler at a time: the next is answered when the one before has ended.
    let configuration = "budget.concurrency = 1\n[[tenant]]\nname = \"only\"\ndocroot = \".\"\n";
    let server = Configured::start("http2", "frames-reset", configuration)?;
    run(async {
        let mut client = Http2Client::open(server.address()).await?;
        let mut requests = client.requests.clone().ready().await?;
        let (response, mut sending) = requests.send_request(post("/frames/echo.py")?, false)?;
        sending.send_data(Bytes::from_static(b"one"), false)?;
        let mut content = response.await?.into_body();
        assert_eq!(content.data().await.context("an echo")??, "one");
        sending.send_reset(Reason::CANCEL);
        assert_eq!(client.text("http://a.example/innocent.py").await?, "innocent");
        Ok(())
    })
}

#[test]
fn who_takes_nothing_keeps_a_writing_handler_only_for_its_time() -> Result<()> {
    let configuration = "limits.wall-time = \"500ms\"\n[[tenant]]\nname = \"only\"\ndocroot = \".\"\n";
    let server = Configured::start("http2", "frames-slow", configuration)?;
    let innocents = Innocents::start(server.address(), "/innocent.py", "innocent")?;
    run(async {
        let mut slow = Http2Client::open_with(server.address(), Builder::new().initial_window_size(10)).await?;
        let request = Request::get("http://a.example/frames/endless.py").body(())?;
        let response = slow.begin(request, b"").await?;
        assert_eq!(response.status(), 200);
        // Ends, well or badly: the server has closed it.
        let _ = (&mut slow.connection).await?;
        Ok(())
    })?;
    innocents.finish()?;
    Ok(())
}

#[test]
fn more_trailers_than_there_is_room_for_are_an_error_to_the_handler() -> Result<()> {
    in_each_engine("many-trailers", async |client, airlock| {
        let exchange = client.exchange_get("/frames/many_trailers.py").await?;
        assert_eq!(exchange.answer.text(), "data, this request has used up its trailers");
        assert_eq!(airlock.log().lines_with(&["panicked"])?, Vec::<String>::new());
        Ok(())
    })
}
