use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Lets this process have as many open files, sockets among them, as the system allows it at most.
pub fn raise_limit() {
    let limit = getrlimit(Resource::Nofile);
    if limit.current == limit.maximum {
        return;
    }
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum }) {
        tracing::warn!(%error, current = limit.current, "raising the limit of open files failed; it bounds the connections");
    }
}
