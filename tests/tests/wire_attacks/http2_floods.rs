//! Promise 8: frames of HTTP/2 that cost the server more than who sends them. The connection ends, or goes on and still answers; in
//! either case memory stays what it was.

use airlock_tests::hpack::{literal, number, text};
use airlock_tests::http2_frames::{Frame, PREFACE, flag, kind, setting};
use anyhow::{Result, ensure};

use crate::attack::Attack;
use crate::http2_stream::{Outcome, headers, marked, marker, open, outcome, request};
use crate::scene::Scene;

/// What the server is configured with.
pub const TIMES: &str = "server.write-time = \"1s\"\nserver.body-time = \"1s\"\n";
/// How much an attack may leave behind in memory, or take: much less than is sent.
const MOST_MEMORY: u64 = 64 << 20;
/// Higher than any stream of a flood.
const BEHIND: u32 = 1_000_001;

/// See the module.
pub const ATTACKS: &[Attack] = &[
    Attack {
        name: "h2-continuations-without-end",
        trick: "A head that goes on in ever more frames, and never ends.",
        launch: |scene| {
            let field = literal(b"x-more", &[b'x'; 1_000]);
            let begin = Frame::new(kind::HEADERS, flag::END_STREAM, 1, literal(b":method", b"GET"));
            flood(scene, &[begin], 20_000, |_| Frame::new(kind::CONTINUATION, flag::NONE, 1, field.clone()).bytes())
        },
    },
    Attack {
        name: "h2-empty-continuations",
        trick: "The same with frames of nothing, which no size counts.",
        launch: |scene| {
            let begin = Frame::new(kind::HEADERS, flag::END_STREAM, 1, literal(b":method", b"GET"));
            flood(scene, &[begin], 100_000, |_| Frame::new(kind::CONTINUATION, flag::NONE, 1, []).bytes())
        },
    },
    Attack {
        name: "h2-settings-without-end",
        trick: "Each SETTINGS wants an answer.",
        launch: |scene| {
            flood(scene, &[], 50_000, |turn| Frame::settings(&[(setting::INITIAL_WINDOW_SIZE, 65_535 + turn)]).bytes())
        },
    },
    Attack {
        name: "h2-settings-of-many-values",
        trick: "A frame of as many settings as fit, of numbers that nobody knows.",
        launch: |scene| {
            let many: Vec<(u16, u32)> = (0..2_700).map(|value| (0xff00, value)).collect();
            flood(scene, &[], 500, |_| Frame::settings(&many).bytes())
        },
    },
    Attack {
        name: "h2-pings-without-end",
        trick: "Each PING wants an answer, and none is read.",
        launch: |scene| {
            flood(scene, &[], 100_000, |turn| Frame::new(kind::PING, flag::NONE, 0, [turn as u8; 8]).bytes())
        },
    },
    Attack {
        name: "h2-empty-data",
        trick: "Content of nothing, again and again, for a handler that waits for some.",
        launch: |scene| {
            let begin = headers(1, flag::NONE, &request("POST", "/reads.py"));
            flood(scene, &[begin], 100_000, |_| Frame::new(kind::DATA, flag::NONE, 1, []).bytes())
        },
    },
    Attack {
        name: "h2-padding-without-content",
        trick: "Frames that are padding alone.",
        launch: |scene| {
            let begin = headers(1, flag::NONE, &request("POST", "/reads.py"));
            let padding = [&[255][..], &[0; 255]].concat();
            flood(scene, &[begin], 20_000, |_| Frame::new(kind::DATA, flag::PADDED, 1, padding.clone()).bytes())
        },
    },
    Attack {
        name: "h2-priorities-without-end",
        trick: "Trees of priorities for streams that never are.",
        launch: |scene| {
            flood(scene, &[], 100_000, |turn| {
                let on = (turn % 50_000) * 2 + 1;
                let payload = [&(on + 2).to_be_bytes()[..], &[turn as u8]].concat();
                Frame::new(kind::PRIORITY, flag::NONE, on, payload).bytes()
            })
        },
    },
    Attack {
        name: "h2-frames-of-no-kind",
        trick: "Frames of kinds that there are none of are to be ignored, however many.",
        launch: |scene| flood(scene, &[], 5_000, |turn| Frame::new(0x40, turn as u8, turn, [0; 1_000]).bytes()),
    },
    Attack {
        name: "h2-streams-that-are-taken-back",
        trick: "Requests that are taken back at once, each after the next.",
        launch: |scene| {
            flood(scene, &[], 20_000, |turn| {
                let stream = turn * 2 + 1;
                let begin = headers(stream, flag::NONE, &request("POST", "/reads.py"));
                [begin.bytes(), Frame::reset(stream, 8).bytes()].concat()
            })
        },
    },
    Attack {
        name: "h2-streams-that-the-server-takes-back",
        trick: "Requests made such that the server itself resets them, and so does not count them as taken back.",
        launch: |scene| {
            flood(scene, &[], 20_000, |turn| {
                let stream = turn * 2 + 1;
                let begin = headers(stream, flag::NONE, &request("POST", "/reads.py"));
                [begin.bytes(), Frame::window_update(stream, 0).bytes()].concat()
            })
        },
    },
    Attack {
        name: "h2-more-streams-than-allowed",
        trick: "Thousands of requests at once, whose content never comes.",
        launch: |scene| {
            flood(scene, &[], 5_000, |turn| headers(turn * 2 + 1, flag::NONE, &request("POST", "/reads.py")).bytes())
        },
    },
    Attack {
        name: "h2-windows-that-overflow",
        trick: "Windows are added to beyond what a window can be.",
        launch: |scene| {
            let begin = headers(1, flag::NONE, &request("POST", "/reads.py"));
            flood(scene, &[begin], 10, |turn| Frame::window_update(turn % 2, u32::MAX >> 1).bytes())
        },
    },
    Attack {
        name: "h2-goodbyes-without-end",
        trick: "A client that says again and again that it goes, with kilobytes of why.",
        launch: |scene| flood(scene, &[], 5_000, |_| Frame::new(kind::GOAWAY, flag::NONE, 0, [0; 4_000]).bytes()),
    },
    Attack {
        name: "h2-a-table-of-one-large-field",
        trick: "A field of kilobytes is remembered, and asked for by a byte each, thousands of times in a head.",
        launch: |scene| {
            let remembered = [&[0x40][..], &text(b"x-large"), &text(&[b'x'; 4_000])].concat();
            let first = [remembered, fields_of_a_get()].concat();
            let begin = Frame::new(kind::HEADERS, flag::END_HEADERS | flag::END_STREAM, 1, first);
            flood(scene, &[begin], 200, |turn| {
                let many = [fields_of_a_get(), vec![0xbe; 16_000]].concat();
                Frame::new(kind::HEADERS, flag::END_HEADERS | flag::END_STREAM, turn * 2 + 3, many).bytes()
            })
        },
    },
    Attack {
        name: "h2-a-table-that-changes-its-size",
        trick: "The table's size changes thousands of times before the first field.",
        launch: |scene| {
            let sizes: Vec<u8> = (0..5_000).flat_map(|turn| number(0x20, 5, (turn % 2) * 4_096)).collect();
            flood(scene, &[], 200, |turn| {
                let block = [sizes.clone(), fields_of_a_get()].concat();
                Frame::new(kind::HEADERS, flag::END_HEADERS | flag::END_STREAM, turn * 2 + 1, block).bytes()
            })
        },
    },
    Attack {
        name: "h2-fields-by-the-thousand",
        trick: "Heads of as many small fields as a frame holds.",
        launch: |scene| {
            flood(scene, &[], 200, |turn| {
                let block = [fields_of_a_get(), literal(b"x", b"").repeat(3_000)].concat();
                Frame::new(kind::HEADERS, flag::END_HEADERS | flag::END_STREAM, turn * 2 + 1, block).bytes()
            })
        },
    },
    Attack {
        name: "h2-cookies-by-the-thousand",
        trick: "A cookie in thousands of parts, which the server joins.",
        launch: |scene| {
            flood(scene, &[], 200, |turn| {
                let block = [fields_of_a_get(), literal(b"cookie", b"a").repeat(1_500)].concat();
                Frame::new(kind::HEADERS, flag::END_HEADERS | flag::END_STREAM, turn * 2 + 1, block).bytes()
            })
        },
    },
    Attack {
        name: "h2-streams-in-the-wrong-order",
        trick: "Numbers of streams that go down, come again, or are the server's.",
        launch: |scene| {
            for streams in [[5, 3], [1, 1], [1, 2], [3, 0]] {
                let mut connection = open(scene, &[])?;
                for stream in streams {
                    connection.send(&headers(stream, flag::END_STREAM, &request("GET", "/file.txt")));
                }
                marked(&mut connection, BEHIND)?;
            }
            Ok(())
        },
    },
    Attack {
        name: "h2-a-frame-larger-than-any",
        trick: "A frame that announces sixteen megabytes.",
        launch: |scene| {
            for kind in [kind::DATA, kind::HEADERS, kind::SETTINGS, kind::PING, 0x40] {
                let mut connection = open(scene, &[])?;
                connection.send_bytes(&[0xff, 0xff, 0xff, kind, 0, 0, 0, 0, 1]);
                outcome(&mut connection, BEHIND)?;
            }
            Ok(())
        },
    },
    Attack {
        name: "h2-answers-without-a-window",
        trick: "A hundred huge answers, and no window to send any of it.",
        launch: |scene| {
            std::fs::File::create(scene.server.folder.place("docroot/huge.bin"))?.set_len(1 << 30)?;
            let before = scene.resident()?;
            let mut connection = open(scene, &[(setting::INITIAL_WINDOW_SIZE, 0)])?;
            for stream in 0..100 {
                connection.send(&headers(stream * 2 + 1, flag::END_STREAM, &request("GET", "/huge.bin")));
            }
            outcome(&mut connection, BEHIND)?;
            let grown = scene.resident()?.saturating_sub(before);
            ensure!(grown < MOST_MEMORY, "{grown} bytes more");
            Ok(())
        },
    },
    Attack {
        name: "h2-answers-by-the-byte",
        trick: "A window of one byte, which is opened again by one byte, for as many frames as there are bytes.",
        launch: |scene| {
            let mut connection = open(scene, &[(setting::INITIAL_WINDOW_SIZE, 1)])?;
            for stream in 0..50 {
                connection.send(&headers(stream * 2 + 1, flag::END_STREAM, &request("GET", "/file.txt")));
            }
            for _ in 0..7 {
                (0..50).for_each(|stream| connection.send(&Frame::window_update(stream * 2 + 1, 1)));
            }
            connection.send(&Frame::settings(&[(setting::INITIAL_WINDOW_SIZE, 65_535)]));
            marked(&mut connection, BEHIND)
        },
    },
    Attack {
        name: "h2-prefaces-that-stop",
        trick: "Connections that stop within the preface, at every byte.",
        launch: |scene| {
            for end in 0..PREFACE.len() {
                let mut connection = airlock_tests::raw_http::Connection::open(scene.address())?;
                connection.send(PREFACE.get(..end).unwrap_or_default());
                connection.end_sending();
                let received = connection.read_stream();
                ensure!(received.parsed().is_none_or(|head| head.status >= 400), "after {end} bytes");
            }
            Ok(())
        },
    },
];

fn fields_of_a_get() -> Vec<u8> {
    request("GET", "/file.txt").iter().flat_map(|(name, value)| literal(name.as_bytes(), value.as_bytes())).collect()
}

/// Sends frames without reading any. The connection then answers, or it has ended; memory is what it was.
fn flood(scene: &Scene, begin: &[Frame], times: u32, bytes: impl Fn(u32) -> Vec<u8>) -> Result<()> {
    const AT_ONCE: usize = 64 << 10;
    let before = scene.resident()?;
    let mut connection = open(scene, &[])?;
    begin.iter().for_each(|frame| connection.send(frame));
    let mut piece = Vec::new();
    for turn in 0..times {
        piece.extend(bytes(turn));
        if piece.len() > AT_ONCE {
            connection.send_bytes(&piece);
            piece.clear();
        }
    }
    connection.send_bytes(&piece);
    connection.send(&marker(BEHIND));
    // Among too many streams one more is refused.
    let behind = outcome(&mut connection, BEHIND)?;
    let is_well = !matches!(behind, Outcome::Answer(..)) || behind == Outcome::Answer(200, "marker behind".to_owned());
    ensure!(is_well, "{behind:?} behind it");
    let grown = scene.resident()?.saturating_sub(before);
    ensure!(grown < MOST_MEMORY, "{grown} bytes more");
    Ok(())
}
