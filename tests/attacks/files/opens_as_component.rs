//! Opens, lists and looks at what is outside by the calls of the contract, in every spelling.

use airlock_guest::bindings::airlock::handler::files;

const PATHS: [&str; 12] = [
    "../beside/secret.txt",
    "/../beside/secret.txt",
    "/etc/passwd",
    "//etc/passwd",
    "/docroot/../../etc/passwd",
    "links/absolute.txt",
    "links/relative.txt",
    "links/folder/secret.txt",
    "links/root/etc/passwd",
    "links/above/beside/secret.txt",
    "own.txt\0/../../beside/secret.txt",
    "..\\beside\\secret.txt",
];

pub fn attempt() {
    let mut got = Vec::new();
    for path in PATHS {
        for root in ["", "/docroot/"] {
            let path = format!("{root}{path}");
            if files::open(&path).is_ok() || files::stat(&path).is_ok() || files::list(&path).is_ok() {
                got.push(path);
            }
        }
    }
    // It would find a file if it were let.
    let own = files::open("own.txt").is_ok() || files::open("/docroot/own.txt").is_ok();
    crate::say(&if !own { "not even its own".to_owned() } else if got.is_empty() { "got nothing".to_owned() } else { format!("got {got:?}") });
}
