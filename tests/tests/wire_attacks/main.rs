//! Attacks on the wire: bytes that a client may send and none should. One trick each, by the promise of SECURITY.md that they
//! attack. Those that are bytes and nothing else are rows in `tests/wire_attacks/*.toml`; those that take several moves are here.
//!
//! The server has its default profile, and somebody who has done nothing wrong is served during each attack.

mod attack;
mod contents;
mod corpus;
mod http2_floods;
mod http2_requests;
mod http2_stream;
mod lane;
mod leaving;
mod pipelines;
mod play;
mod row;
mod scene;
mod slowness;
mod tls_bytes;

use anyhow::Result;
use attack::launch_all;
use play::play_table;
use scene::Scene;

/// Two tenants beside the one that answers for all other hosts.
const TWO_TENANTS: &str = r#"
[[tenant]]
name = "alice"
hosts = ["alice.test"]
docroot = "alice"

[[tenant]]
name = "bob"
hosts = ["bob.test", "*.bob.test"]
docroot = "bob"
"#;

/// A test for each table, with the server that it is played to.
macro_rules! tables {
    ($($test:ident: $table:literal on $scene:expr;)*) => {
        const TABLES: &[&str] = &[$($table),*];
        $(
            #[test]
            fn $test() -> Result<()> {
                play_table($table, $scene?)
            }
        )*
    };
}

tables! {
    a_length_is_read_in_one_way: "lengths" on Scene::new("lengths");
    a_coding_is_read_in_one_way: "codings" on Scene::new("codings");
    chunks_end_at_one_place: "chunks" on Scene::new("chunks");
    lines_of_a_head_are_divided_in_one_way: "heads" on Scene::new("heads");
    a_request_line_has_three_words: "request_lines" on Scene::new("request-lines");
    what_a_request_says_of_its_connection_hides_nothing: "connections" on Scene::new("connections");
    no_target_leads_to_what_is_not_sent: "targets" on Scene::new("targets");
    no_host_is_two_tenants: "hosts" on Scene::with("hosts", "", TWO_TENANTS);
    heads_have_a_size: "sizes" on Scene::new("sizes");
}

/// The same for attacks of several moves.
macro_rules! attacks {
    ($($test:ident: $module:ident on $scene:expr;)*) => {
        const ATTACKS: &[&[attack::Attack]] = &[$($module::ATTACKS),*];
        $(
            #[test]
            fn $test() -> Result<()> {
                launch_all($scene?, $module::ATTACKS)
            }
        )*
    };
}

attacks! {
    every_request_of_a_pipeline_has_its_answer: pipelines on Scene::new("pipelines");
    who_leaves_leaves_nothing_behind: leaving on Scene::new("leaving");
    who_takes_its_time_has_some: slowness on Scene::with("slowness", slowness::TIMES, "");
    contents_that_cost_more_than_they_weigh_end: contents on Scene::new("contents");
    a_request_of_frames_is_one_request: http2_requests on Scene::new("http2-requests");
    frames_without_end_are_no_burden: http2_floods on Scene::with("http2-floods", http2_floods::TIMES, "");
    what_is_hardly_tls_is_left: tls_bytes on tls_bytes::scene();
}

#[test]
fn the_corpus_is_whole() -> Result<()> {
    corpus::examine(TABLES, ATTACKS)
}
