//! Where a system keeps what every program reads.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Programs and libraries, what names and certificates are looked up in, what the kernel tells. Nothing of a user's.
const SYSTEM: &[&str] = &[
    "/usr",
    "/lib",
    "/lib32",
    "/lib64",
    "/proc",
    "/sys/fs/cgroup",
    "/sys/devices/system",
    "/sys/kernel/mm",
    "/etc/ca-certificates",
    "/etc/gai.conf",
    "/etc/group",
    "/etc/host.conf",
    "/etc/hosts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/etc/pki/ca-trust/extracted",
    "/etc/pki/tls/certs",
    "/etc/protocols",
    "/etc/resolv.conf",
    "/etc/services",
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
    "/etc/timezone",
    "/run/NetworkManager",
    "/run/resolvconf",
    "/run/systemd/resolve",
    "/var/lib/ca-certificates",
];

/// Variables that name files with certificates, or folders of such.
const CERTIFICATES: &[&str] = &["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// What every program reads.
pub fn of_the_system() -> impl Iterator<Item = PathBuf> {
    let certificates = CERTIFICATES.iter().filter_map(std::env::var_os);
    let certificates = certificates.flat_map(|paths| std::env::split_paths(&paths).collect::<Vec<_>>());
    SYSTEM.iter().map(PathBuf::from).chain(python_settings()).chain(certificates)
}

/// Debian's interpreters are configured there.
fn python_settings() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("/etc").into_iter().flatten().flatten();
    let named = |name: OsString| name.to_str().is_some_and(|name| name.starts_with("python3"));
    entries.filter(|entry| named(entry.file_name())).map(|entry| entry.path()).collect()
}

/// What a program may write to without leaving anything.
pub fn devices() -> [&'static str; 4] {
    ["/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"]
}

/// This program's file and its loader's.
pub fn own_program() -> Vec<PathBuf> {
    std::env::current_exe().into_iter().chain(loader(&own_maps())).collect()
}

/// The libraries that this program has been linked with, where they lie in a folder of their own.
pub fn own_libraries() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = mapped(&own_maps()).filter_map(|file| Some(file.parent()?.to_owned())).collect();
    folders.sort();
    folders.dedup();
    folders.retain(|folder| folder.components().count() > 2);
    folders
}

fn own_maps() -> String {
    std::fs::read_to_string("/proc/self/maps").unwrap_or_default()
}

fn loader(maps: &str) -> Option<PathBuf> {
    let is_loader =
        |name: &str| name.starts_with("ld-linux") || name.starts_with("ld-musl") || name.starts_with("ld-2.");
    mapped(maps).find(|file| file.file_name().and_then(|name| name.to_str()).is_some_and(is_loader)).map(Path::to_owned)
}

/// Libraries in the text of `/proc/self/maps`.
fn mapped(maps: &str) -> impl Iterator<Item = &Path> {
    let paths = maps.lines().filter_map(|line| line.find('/').and_then(|at| line.get(at..)));
    paths.map(Path::new).filter(|file| {
        file.file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.ends_with(".so") || name.contains(".so."))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAPS: &str = "\
        55d0-55d1 r--p 00000000 fe:00 1 /srv/airlock\n\
        7f00-7f01 r-xp 00000000 fe:00 2 /opt/python/lib/libpython3.11.so.1.0\n\
        7f02-7f03 r--p 00000000 fe:00 3 /usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2\n\
        7f04-7f05 rw-p 00000000 00:00 0 [stack]\n";

    #[test]
    fn libraries_and_the_loader_are_found() {
        let found: Vec<_> = mapped(MAPS).collect();
        assert_eq!(found.len(), 2);
        assert_eq!(loader(MAPS).as_deref(), Some(Path::new("/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2")));
        assert_eq!(own_program().len(), 2, "{:?}", own_program());
    }
}
