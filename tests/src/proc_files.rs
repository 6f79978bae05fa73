//! What `/proc` tells about a process.

use anyhow::{Context, Result};

/// Resident memory in bytes.
pub fn resident_bytes(process: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().with_context(|| line.to_owned())?;
    Ok(kilobytes * 1024)
}

/// Sockets that a process has open, listening ones included.
pub fn open_sockets(process: u32) -> Result<usize> {
    let mut count = 0;
    for entry in std::fs::read_dir(format!("/proc/{process}/fd"))? {
        // A descriptor may be closed while the folder is read.
        let target = std::fs::read_link(entry?.path());
        count += usize::from(target.is_ok_and(|target| target.to_string_lossy().starts_with("socket:")));
    }
    Ok(count)
}

/// The lines of a process's memory map that hold every one of `words`.
pub fn mappings(process: u32, words: &[&str]) -> Result<Vec<String>> {
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps"))?;
    Ok(maps.lines().filter(|line| words.iter().all(|word| line.contains(word))).map(str::to_owned).collect())
}

/// Page faults of a process so far that needed nothing from a disk.
pub fn minor_faults(process: u32) -> Result<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name in front, in parentheses, may hold anything.
    let (_, fields) = stat.rsplit_once(") ").with_context(|| stat.clone())?;
    fields.split(' ').nth(7).and_then(|field| field.parse().ok()).with_context(|| stat.clone())
}
