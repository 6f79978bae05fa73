//! The imports of the component.

use std::time::Duration;

use crate::Error;
pub use crate::bindings::airlock::handler::files::File;
use crate::bindings::airlock::handler::files::{Attributes, Entry};
use crate::bindings::airlock::handler::log::Level;
pub use crate::bindings::airlock::handler::request::{
    has_body_ended, is_last, read_captures, read_head, read_script_path, read_site,
};
use crate::bindings::airlock::handler::response::Head;
pub use crate::bindings::airlock::handler::response::close_connection;
use crate::bindings::airlock::handler::types::Field;
use crate::bindings::airlock::handler::{files, log as logging, push, request, response, stash, timer};
use crate::bindings::wasi::clocks::{monotonic_clock, wall_clock};
use crate::bindings::wasi::random::random;

type Result<T> = std::result::Result<T, Error>;

pub fn read_body(max: u32) -> Result<Vec<u8>> {
    Ok(request::read_body(max)?)
}

pub fn send(head: &Head, content: &[u8]) -> Result<()> {
    Ok(response::send(head, content)?)
}

pub fn start(head: &Head) -> Result<()> {
    Ok(response::start(head)?)
}

pub fn write(content: &[u8]) -> Result<()> {
    Ok(response::write(content)?)
}

pub fn finish() -> Result<()> {
    Ok(response::finish()?)
}

pub fn finish_with_trailers(trailers: &[Field]) -> Result<()> {
    Ok(response::finish_with_trailers(trailers)?)
}

pub fn interim(status: u16, fields: &[Field]) -> Result<()> {
    Ok(response::interim(status, fields)?)
}

pub fn write_raw(bytes: &[u8]) -> Result<()> {
    Ok(response::write_raw(bytes)?)
}

pub fn fail(status: u16, detail: &str) -> Result<()> {
    Ok(response::fail(status, detail)?)
}

pub fn promise(request: &[Field]) -> Result<u32> {
    Ok(push::promise(request)?)
}

pub fn respond(promise: u32, head: &Head, content: &[u8]) -> Result<()> {
    Ok(push::respond(promise, head, content)?)
}

pub fn stash_put(key: &str, path: &str, value: &[u8]) -> Result<()> {
    Ok(stash::put(key, path, value)?)
}

pub fn stash_take(key: &str, path: &str) -> Result<Option<Vec<u8>>> {
    Ok(stash::take(key, path)?)
}

pub fn stash_lock() -> Result<()> {
    Ok(stash::lock()?)
}

pub fn stash_unlock() -> Result<()> {
    Ok(stash::unlock()?)
}

pub fn stat(path: &str) -> Result<Attributes> {
    Ok(files::stat(path)?)
}

pub fn open(path: &str) -> Result<File> {
    Ok(files::open(path)?)
}

pub fn list(path: &str) -> Result<Vec<Entry>> {
    Ok(files::list(path)?)
}

pub fn file_stat(file: &File) -> Result<Attributes> {
    Ok(file.stat()?)
}

pub fn file_read(file: &File, offset: u64, max: u32) -> Result<Vec<u8>> {
    Ok(file.read(offset, max)?)
}

pub fn log(level: Level, message: &str) -> Result<()> {
    Ok(logging::write(level, message)?)
}

pub fn sleep(nanoseconds: u64) -> Result<()> {
    Ok(timer::sleep(nanoseconds)?)
}

/// The time since 1970-01-01 UTC.
pub fn wall_clock() -> Duration {
    let now = wall_clock::now();
    Duration::new(now.seconds, now.nanoseconds)
}

pub fn monotonic_clock() -> Duration {
    Duration::from_nanos(monotonic_clock::now())
}

pub fn random_bytes(length: u64) -> Vec<u8> {
    random::get_random_bytes(length)
}
