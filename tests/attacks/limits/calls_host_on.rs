//! Has the host work in place of itself: calls without end, each of them short.

use airlock_guest::bindings::airlock::handler::{files, log, request};

pub fn attempt() {
    loop {
        let _ = files::list("/docroot");
        let _ = files::stat("/docroot/own.txt");
        let _ = log::write(log::Level::Debug, "again");
        let _ = request::read_head();
    }
}
