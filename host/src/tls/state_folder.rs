use std::path::PathBuf;

use super::TlsError;

/// Where the server keeps what outlives it: as configured, else below the user's folder for such things.
pub fn state_folder(configured: Option<PathBuf>) -> Result<PathBuf, TlsError> {
    if let Some(folder) = configured {
        return Ok(folder);
    }
    // What is not absolute does not count, after the XDG base directory specification.
    let absolute = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = absolute("XDG_STATE_HOME").or_else(|| Some(absolute("HOME")?.join(".local").join("state")));
    Ok(base.ok_or(TlsError::NoStateFolder)?.join("airlock"))
}
