//! A host of plain Rust objects, in place of the real one, for unit tests of handlers.
//!
//! One host at a time is installed on a thread. What the handler does with the request is kept in the host.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant, SystemTime};

use crate::Error;
use crate::bindings::airlock::handler::files::{Attributes, Entry, Kind};
use crate::bindings::airlock::handler::log::Level;
use crate::bindings::airlock::handler::request::{Capture, Endpoint, Head as RequestHead, ScriptPath, Site, Version};
use crate::bindings::airlock::handler::response::Head;
use crate::bindings::airlock::handler::types::Field;

type Result<T> = std::result::Result<T, Error>;

thread_local! {
    static INSTALLED: RefCell<Host> = RefCell::new(Host::default());
    static BEGUN: Instant = Instant::now();
}

/// The request that was promised, and the response to it.
pub type Push = (Vec<Field>, Option<(Head, Vec<u8>)>);

/// What a handler finds outside its own memory, and what it did there.
#[derive(Debug)]
pub struct Host {
    pub head: RequestHead,
    pub captures: Option<Vec<Capture>>,
    pub script_path: ScriptPath,
    pub site: Site,
    /// What is left of the body.
    pub body: Vec<u8>,
    pub raw_writes: bool,
    pub client_gone: bool,

    pub interim: Vec<(u16, Vec<Field>)>,
    pub response: Option<Head>,
    pub pieces: Vec<Vec<u8>>,
    pub complete: bool,
    pub trailers: Vec<Field>,
    pub raw: Vec<u8>,
    pub closes: bool,
    pub failure: Option<(u16, String)>,
    pub pushes: Vec<Push>,
    pub log: Vec<(Level, String)>,
    pub slept: Duration,

    pub files: BTreeMap<String, Vec<u8>>,
    pub stash: HashMap<(String, String), Vec<u8>>,
    pub locked: bool,
}

impl Default for Host {
    fn default() -> Self {
        let here = |port| Endpoint { address: "127.0.0.1".to_owned(), port };
        Self {
            head: RequestHead {
                method: "GET".to_owned(),
                target: b"/".to_vec(),
                version: Version::Http11,
                stream: None,
                scheme: "http".to_owned(),
                fields: Vec::new(),
                client: here(50000),
                server: here(8000),
            },
            captures: None,
            script_path: ScriptPath { script_name: Vec::new(), path_info: Vec::new() },
            site: Site { server_host: "127.0.0.1".to_owned(), domains: Vec::new(), ports: Vec::new() },
            body: Vec::new(),
            raw_writes: true,
            client_gone: false,
            interim: Vec::new(),
            response: None,
            pieces: Vec::new(),
            complete: false,
            trailers: Vec::new(),
            raw: Vec::new(),
            closes: false,
            failure: None,
            pushes: Vec::new(),
            log: Vec::new(),
            slept: Duration::ZERO,
            files: BTreeMap::new(),
            stash: HashMap::new(),
            locked: false,
        }
    }
}

/// Put a host in place of this thread's.
pub fn install(host: Host) -> Host {
    INSTALLED.replace(host)
}

fn with<T>(act: impl FnOnce(&mut Host) -> T) -> T {
    INSTALLED.with_borrow_mut(act)
}

impl Host {
    fn begin(&mut self, head: &Head) -> Result<()> {
        if self.response.is_some() || self.failure.is_some() || !self.raw.is_empty() {
            return Err(Error::Closed);
        }
        let controls = |bytes: &[u8]| bytes.iter().any(|byte| b"\r\n\0".contains(byte));
        let unfit = |field: &Field| controls(&field.name) || controls(&field.value);
        if !self.raw_writes && (!(200..=999).contains(&head.status) || head.fields.iter().any(unfit)) {
            return Err(Error::Denied("raw-writes".to_owned()));
        }
        self.response = Some(head.clone());
        Ok(())
    }

    fn put(&mut self, content: &[u8]) -> Result<()> {
        if self.client_gone || self.complete || self.response.is_none() {
            return Err(Error::Closed);
        }
        let bodiless = self.response.as_ref().is_some_and(|head| matches!(head.status, 100..=199 | 204 | 304));
        if self.head.method != "HEAD" && !bodiless && !content.is_empty() {
            self.pieces.push(content.to_vec());
        }
        Ok(())
    }
}

pub fn read_head() -> RequestHead {
    with(|host| host.head.clone())
}

pub fn read_captures() -> Option<Vec<Capture>> {
    with(|host| host.captures.clone())
}

pub fn read_script_path() -> ScriptPath {
    with(|host| host.script_path.clone())
}

pub fn read_site() -> Site {
    with(|host| host.site.clone())
}

pub fn is_last() -> bool {
    true
}

pub fn read_body(max: u32) -> Result<Vec<u8>> {
    with(|host| {
        let taken = host.body.len().min(usize::try_from(max).unwrap_or(usize::MAX));
        Ok(host.body.drain(..taken).collect())
    })
}

pub fn has_body_ended() -> bool {
    with(|host| host.body.is_empty())
}

pub fn send(head: &Head, content: &[u8]) -> Result<()> {
    with(|host| {
        let announced = head.fields.iter().find(|field| field.name.eq_ignore_ascii_case(b"content-length"));
        let length = content.len().to_string();
        if !host.raw_writes && announced.is_some_and(|field| field.value != length.as_bytes()) {
            return Err(Error::Denied("raw-writes".to_owned()));
        }
        host.begin(head)?;
        host.put(content)?;
        host.complete = true;
        Ok(())
    })
}

pub fn start(head: &Head) -> Result<()> {
    with(|host| host.begin(head))
}

pub fn write(content: &[u8]) -> Result<()> {
    with(|host| host.put(content))
}

pub fn finish() -> Result<()> {
    with(|host| {
        host.put(b"")?;
        host.complete = true;
        Ok(())
    })
}

pub fn finish_with_trailers(trailers: &[Field]) -> Result<()> {
    with(|host| {
        if host.head.version != Version::Http2 {
            return Err(Error::Invalid("only HTTP/2 carries trailers".to_owned()));
        }
        host.put(b"")?;
        host.complete = true;
        host.trailers = trailers.to_vec();
        Ok(())
    })
}

pub fn interim(status: u16, fields: &[Field]) -> Result<()> {
    with(|host| {
        if host.head.version != Version::Http2 {
            return Err(Error::Invalid("only HTTP/2 carries interim responses".to_owned()));
        }
        host.interim.push((status, fields.to_vec()));
        Ok(())
    })
}

pub fn write_raw(bytes: &[u8]) -> Result<()> {
    with(|host| {
        if !host.raw_writes {
            return Err(Error::Denied("raw-writes".to_owned()));
        }
        if host.client_gone {
            return Err(Error::Closed);
        }
        host.raw.extend_from_slice(bytes);
        Ok(())
    })
}

pub fn close_connection() {
    with(|host| host.closes = true);
}

pub fn fail(status: u16, detail: &str) -> Result<()> {
    with(|host| {
        host.failure.get_or_insert_with(|| (status, detail.to_owned()));
        Ok(())
    })
}

pub fn promise(request: &[Field]) -> Result<u32> {
    with(|host| {
        if host.head.version != Version::Http2 {
            return Err(Error::Invalid("only HTTP/2 carries pushes".to_owned()));
        }
        host.pushes.push((request.to_vec(), None));
        Ok(2 * u32::try_from(host.pushes.len()).unwrap_or(u32::MAX))
    })
}

pub fn respond(promise: u32, head: &Head, content: &[u8]) -> Result<()> {
    with(|host| {
        let number = usize::try_from(promise / 2).unwrap_or(0);
        let push = number.checked_sub(1).and_then(|index| host.pushes.get_mut(index));
        let (_, response) = push.ok_or_else(|| Error::Invalid("there is no such promise".to_owned()))?;
        *response = Some((head.clone(), content.to_vec()));
        Ok(())
    })
}

pub fn stash_put(key: &str, path: &str, value: &[u8]) -> Result<()> {
    with(|host| {
        let place = (key.to_owned(), path.to_owned());
        if host.stash.contains_key(&place) {
            return Err(Error::Exists);
        }
        host.stash.insert(place, value.to_vec());
        Ok(())
    })
}

pub fn stash_take(key: &str, path: &str) -> Result<Option<Vec<u8>>> {
    with(|host| Ok(host.stash.remove(&(key.to_owned(), path.to_owned()))))
}

pub fn stash_lock() -> Result<()> {
    with(|host| {
        if host.locked {
            return Err(Error::Failed("the handler holds the lock already: it would wait for ever".to_owned()));
        }
        host.locked = true;
        Ok(())
    })
}

pub fn stash_unlock() -> Result<()> {
    with(|host| {
        if !host.locked {
            return Err(Error::Invalid("the lock is not held".to_owned()));
        }
        host.locked = false;
        Ok(())
    })
}

/// An open file: its content as it was.
#[derive(Debug)]
pub struct File {
    content: Vec<u8>,
}

pub fn stat(path: &str) -> Result<Attributes> {
    with(|host| {
        if let Some(content) = host.files.get(path) {
            return Ok(attributes(Kind::File, content.len()));
        }
        if is_folder(host, path) { Ok(attributes(Kind::Folder, 0)) } else { Err(Error::NotFound) }
    })
}

pub fn open(path: &str) -> Result<File> {
    with(|host| match host.files.get(path) {
        Some(content) => Ok(File { content: content.clone() }),
        None if is_folder(host, path) => Err(Error::IsFolder),
        None => Err(Error::NotFound),
    })
}

pub fn list(path: &str) -> Result<Vec<Entry>> {
    with(|host| {
        if host.files.contains_key(path) {
            return Err(Error::NotFolder);
        }
        if !is_folder(host, path) {
            return Err(Error::NotFound);
        }
        let mut found: BTreeMap<&str, Kind> = BTreeMap::new();
        for file in host.files.keys() {
            match below(file, path).map(|rest| rest.split_once('/')) {
                Some(Some((folder, _))) => found.insert(folder, Kind::Folder),
                Some(None) => found.insert(below(file, path).unwrap_or_default(), Kind::File),
                None => continue,
            };
        }
        Ok(found.into_iter().map(|(name, kind)| Entry { name: name.to_owned(), kind }).collect())
    })
}

pub fn file_stat(file: &File) -> Result<Attributes> {
    Ok(attributes(Kind::File, file.content.len()))
}

pub fn file_read(file: &File, offset: u64, max: u32) -> Result<Vec<u8>> {
    let length = file.content.len();
    let start = usize::try_from(offset).unwrap_or(length).min(length);
    let end = start.saturating_add(usize::try_from(max).unwrap_or(usize::MAX)).min(length);
    Ok(file.content.get(start..end).unwrap_or_default().to_vec())
}

fn attributes(kind: Kind, size: usize) -> Attributes {
    Attributes { kind, size: size as u64, modified: 0 }
}

/// The part of a file's path that is below a folder.
fn below<'path>(file: &'path str, folder: &str) -> Option<&'path str> {
    if folder.is_empty() { Some(file) } else { file.strip_prefix(folder)?.strip_prefix('/') }
}

fn is_folder(host: &Host, path: &str) -> bool {
    path.is_empty() || host.files.keys().any(|file| below(file, path).is_some())
}

pub fn log(level: Level, message: &str) -> Result<()> {
    with(|host| host.log.push((level, message.to_owned())));
    Ok(())
}

/// Nobody has to wait in a test: the time is added up.
pub fn sleep(nanoseconds: u64) -> Result<()> {
    with(|host| host.slept += Duration::from_nanos(nanoseconds));
    Ok(())
}

pub fn wall_clock() -> Duration {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    now + with(|host| host.slept)
}

pub fn monotonic_clock() -> Duration {
    BEGUN.with(Instant::elapsed) + with(|host| host.slept)
}

/// Different at each call; the standard library seeds its hashers by chance.
pub fn random_bytes(length: u64) -> Vec<u8> {
    let seeds = RandomState::new();
    (0..length).map(|index| seeds.hash_one(index).to_le_bytes()[0]).collect()
}
