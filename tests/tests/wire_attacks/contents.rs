//! Promise 8: contents and queries that cost more than they weigh. Each ends at a limit or with an answer.

use std::io::Write as _;

use airlock_tests::raw_http::Connection;
use airlock_tests::requests::{Answer, ask, get};
use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::attack::Attack;
use crate::scene::Scene;

/// See the module.
pub const ATTACKS: &[Attack] = &[
    Attack {
        name: "ranges-by-the-thousand",
        trick: "The same range of a file, a thousand times, for as many copies of it.",
        launch: |scene| {
            scene.server.folder.write("docroot/large.txt", vec![b'x'; 1 << 20])?;
            let ranges = vec!["0-"; 10_000].join(",");
            let asked = format!("GET /large.txt HTTP/1.1\r\nHost: a\r\nRange: bytes={ranges}\r\n\r\n");
            let answer = ask(scene.address(), asked.as_bytes())?;
            ensure!(matches!(answer.status, 200 | 206 | 416), "{}", answer.status);
            ensure!(answer.content.len() < 2 << 20, "{} bytes", answer.content.len());
            Ok(())
        },
    },
    Attack {
        name: "ranges-beyond-numbers",
        trick: "Ranges of numbers that do not fit, that run backwards or that are none.",
        launch: |scene| {
            for range in ["99999999999999999999-", "-99999999999999999999", "-0", "5-2", "--1", "0x0-1", "0-0,-,"] {
                let asked = format!("GET /file.txt HTTP/1.1\r\nHost: a\r\nRange: bytes={range}\r\n\r\n");
                let answer = ask(scene.address(), asked.as_bytes())?;
                ensure!(matches!(answer.status, 200 | 206 | 400 | 416), "{range}: {}", answer.status);
                ensure!(answer.status != 206 || b"a file\n".ends_with(&answer.content), "{range}: {}", answer.text());
            }
            Ok(())
        },
    },
    Attack {
        name: "pipes-that-repeat",
        trick: "A pipe that sends a byte at a time, or waits, as often as its query says.",
        launch: |scene| {
            for pipe in ["trickle(1:d0:r999999999)", "trickle(d0:1:d0:r18446744073709551616)", "slice(9e99)"] {
                let answer = ask(scene.address(), &get(&format!("/file.txt?pipe={pipe}")))?;
                ensure!(answer.status >= 400 || answer.content.len() <= 7, "{pipe}: {}", answer.status);
            }
            Ok(())
        },
    },
    Attack {
        name: "pipes-by-the-thousand",
        trick: "A thousand pipes in a row, each of which makes the content larger.",
        launch: |scene| {
            let answer = ask(scene.address(), &get(&format!("/file.txt?pipe={}", vec!["gzip"; 1_000].join("|"))))?;
            ensure!(answer.status == 500 || answer.content.len() < 1 << 20, "{}", answer.content.len());
            Ok(())
        },
    },
    Attack {
        name: "pipes-that-write-fields",
        trick: "Fields and a status that a query writes into the head, with line ends and lengths of its own.",
        launch: |scene| {
            for pipe in [
                "header(X,a%0d%0aX-Smuggled:%20y)",
                "header(X%0d%0aX-Smuggled,y)",
                "header(Content-Length,1)",
                "header(Transfer-Encoding,chunked)",
                "status(200%20OK%0d%0aX-Smuggled:%20y)",
                "status(100)",
            ] {
                let mut connection = Connection::open(scene.address())?;
                let marker = "GET /marker.py?behind HTTP/1.1\r\nHost: a\r\n\r\n";
                connection.send(format!("GET /file.txt?pipe={pipe} HTTP/1.1\r\nHost: a\r\n\r\n{marker}").as_bytes());
                let answer = Answer::from(connection.read_response(false)).context(pipe)?;
                ensure!(answer.status == 500, "{pipe}: {}", answer.status);
                let behind = Answer::from(connection.read_response(false)).context(pipe)?;
                ensure!(behind.text() == "marker behind", "{pipe}: {} behind", behind.text());
            }
            Ok(())
        },
    },
    Attack {
        name: "values-of-a-form-by-the-ten-thousand",
        trick: "A form of values without names, each of which becomes an object.",
        launch: |scene| form(scene, "application/x-www-form-urlencoded", "a=&".repeat(50_000).as_bytes()),
    },
    Attack {
        name: "parts-by-the-thousand",
        trick: "A form of parts, each with a head of its own.",
        launch: |scene| {
            let part = "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\n\r\n";
            form(scene, "multipart/form-data; boundary=b", format!("{}--b--\r\n", part.repeat(5_000)).as_bytes())
        },
    },
    Attack {
        name: "a-part-with-a-head-without-end",
        trick: "One part whose head goes on for megabytes.",
        launch: |scene| {
            let body = format!("--b\r\n{}\r\n\r\n--b--\r\n", "X: y\r\n".repeat(100_000));
            form(scene, "multipart/form-data; boundary=b", body.as_bytes())
        },
    },
    Attack {
        name: "a-boundary-of-nothing",
        trick: "Parts divided by nothing, by what no boundary may be, or by kilobytes.",
        launch: |scene| {
            for boundary in ["", "\"\"", "a\u{1}", &"x".repeat(20_000)] {
                form(scene, &format!("multipart/form-data; boundary={boundary}"), b"----\r\n\r\n\r\n----")?;
            }
            Ok(())
        },
    },
    Attack {
        name: "a-body-that-unpacks-to-a-gigabyte",
        trick: "A compressed body, for who unpacks it unasked.",
        launch: |scene| {
            let mut packed = GzEncoder::new(Vec::new(), Compression::best());
            (0..256).try_for_each(|_| packed.write_all(&[0; 1 << 20]))?;
            let packed = packed.finish()?;
            let head = format!(
                "POST /proxy.wasm/count HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
                packed.len()
            );
            let answer = ask(scene.address(), &[head.as_bytes(), &packed].concat())?;
            ensure!(answer.text() == format!("{} bytes, true", packed.len()), "{}", answer.text());
            Ok(())
        },
    },
    Attack {
        name: "queries-by-the-ten-thousand",
        trick: "A query of parameters without end.",
        launch: |scene| {
            let answer = ask(scene.address(), &get(&format!("/marker.py?{}", "a&".repeat(20_000))))?;
            ensure!(answer.status == 200, "{}", answer.status);
            Ok(())
        },
    },
];

/// A handler takes the body apart as a form: it says what it found, or meets its limit.
fn form(scene: &Scene, content_type: &str, body: &[u8]) -> Result<()> {
    let length = body.len();
    let head = format!(
        "POST /forms.py HTTP/1.1\r\nHost: a\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n"
    );
    // Bytes of a head that no head may have are the server's to refuse.
    let answer = ask(scene.address(), &[head.as_bytes(), body].concat())?;
    ensure!(matches!(answer.status, 200 | 400 | 500 | 504 | 507), "{} {}", answer.status, answer.text());
    Ok(())
}
