//! The functions that templates call. Files are those below the docroot, and paths those that handlers see.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::Digest;

use super::known::DOCROOT;
use super::value::Value;
use super::{Failure, mistake};
use crate::docroot::Docroot;
use crate::pipes::{Bounds, PipeProblem};
use crate::random_uuid::random_uuid;
use crate::static_files::Asked;

/// A function.
#[derive(Clone, Copy, Debug)]
pub enum Function {
    /// `uuid()`
    Uuid,
    /// `file_hash(algorithm, path)`
    FileHash,
    /// `fs_path(path)`
    FsPath,
    /// `header_or_default(name, default)`
    HeaderOrDefault,
}

impl Function {
    /// The function of that name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "uuid" => Self::Uuid,
            "file_hash" => Self::FileHash,
            "fs_path" => Self::FsPath,
            "header_or_default" => Self::HeaderOrDefault,
            _ => return None,
        })
    }

    /// What it gives.
    pub fn call(
        self,
        arguments: &[String],
        docroot: &Docroot,
        asked: &Asked,
        bounds: &Bounds,
    ) -> Result<Value, Failure> {
        match (self, arguments) {
            (Self::Uuid, []) => Ok(Value::Text(random_uuid())),
            (Self::FileHash, [algorithm, path]) => file_hash(algorithm, path, docroot, bounds).map(Value::Text),
            (Self::FsPath, [path]) => fs_path(path, &asked.target).map(Value::Text),
            (Self::HeaderOrDefault, [name, default]) => {
                Ok(asked.field(name).map_or_else(|| Value::Text(default.clone()), |value| Value::Bytes(value.to_vec())))
            }
            _ => mistake(format!("the function takes another number of arguments than {}", arguments.len())),
        }
    }
}

fn file_hash(algorithm: &str, path: &str, docroot: &Docroot, bounds: &Bounds) -> Result<String, Failure> {
    let hash: fn(&[u8]) -> Vec<u8> = match algorithm {
        "md5" => |bytes| md5::Md5::digest(bytes).to_vec(),
        "sha1" => |bytes| sha1::Sha1::digest(bytes).to_vec(),
        "sha224" => |bytes| sha2::Sha224::digest(bytes).to_vec(),
        "sha256" => |bytes| sha2::Sha256::digest(bytes).to_vec(),
        "sha384" => |bytes| sha2::Sha384::digest(bytes).to_vec(),
        "sha512" => |bytes| sha2::Sha512::digest(bytes).to_vec(),
        other => return mistake(format!("no algorithm is named {other:?}")),
    };
    let Ok(file) = docroot.file(path) else { return mistake(format!("there is no file {path:?} to hash")) };
    let size = file.size_and_modified().map_or(u64::MAX, |(size, _)| size);
    if size > bounds.content {
        return Err(PipeProblem::TooLong.into());
    }
    let Ok(content) = file.read_all() else { return mistake(format!("{path:?} can not be read")) };
    Ok(STANDARD.encode(hash(&content)))
}

/// Where a file would be, seen from the requested one. wptserve takes the first part of `/x.html` for a folder; so it is
/// here.
fn fs_path(path: &str, target: &str) -> Result<String, Failure> {
    let joined = match path.strip_prefix('/') {
        Some(from_root) => from_root.to_owned(),
        None => {
            let beside = target.get(1..).unwrap_or_default();
            let folder = beside.rsplit_once('/').map_or(beside, |(folder, _)| folder);
            format!("{folder}/{path}")
        }
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in joined.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_some() => {}
            part if part.contains("..") => return mistake("the path leads out of the docroot"),
            part => parts.push(part),
        }
    }
    Ok(parts.iter().fold(DOCROOT.to_owned(), |path, part| path + "/" + part))
}
