//! The contract's Rust side, generated from `wit/`.
#![allow(missing_docs, clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used)]

wasmtime::component::bindgen!({
    path: "../wit",
    world: "interpreter",
    imports: {
        "airlock:handler/request.read-body": async | trappable,
        "airlock:handler/response.write": async | trappable,
        "airlock:handler/response.write-last": async | trappable,
        "airlock:handler/response.write-raw": async | trappable,
        "airlock:handler/response.write-message": async | trappable,
        "airlock:handler/response.write-cgi": async | trappable,
        "airlock:handler/response.interim": async | trappable,
        "airlock:handler/push.promise": async | trappable,
        "airlock:handler/push.respond": async | trappable,
        "airlock:handler/stash.lock": async | trappable,
        "airlock:handler/timer.sleep": async | trappable,
        "airlock:handler/modules.load": async | trappable,
        "airlock:handler/modules.find": async | trappable,
        default: trappable,
    },
    exports: { default: async },
    with: {
        "wasi:clocks": wasmtime_wasi::p2::bindings::clocks,
        "wasi:io": wasmtime_wasi::p2::bindings::io,
        "wasi:random": wasmtime_wasi::p2::bindings::random,
        "airlock:handler/files.file": crate::docroot::DocrootFile,
    },
});

pub use self::airlock::handler::types::Error as HostError;
