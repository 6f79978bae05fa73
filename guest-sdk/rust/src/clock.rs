//! Time, which the standard library does not have on wasm32-unknown-unknown, and waiting.

use std::time::{Duration, SystemTime};

use crate::host;

/// The time of day.
pub fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + host::wall_clock()
}

/// The time since some moment of the past; it only grows.
pub fn monotonic() -> Duration {
    host::monotonic_clock()
}

/// Wait. It costs the server nothing, but counts against the time that the request may take.
///
/// ```
/// use std::time::Duration;
///
/// use airlock_guest::testing::TestRequest;
/// use airlock_guest::{Request, Response, clock};
///
/// fn slow(_: Request, _: Response) -> &'static str {
///     let begun = clock::monotonic();
///     clock::sleep(Duration::from_secs(60));
///     assert!(clock::monotonic() - begun >= Duration::from_secs(60));
///     "Worth waiting for.\n"
/// }
///
/// // In a test nobody waits: the clocks are moved on.
/// assert_eq!(TestRequest::get("/").answered_by(slow).text(), "Worth waiting for.\n");
/// ```
pub fn sleep(duration: Duration) {
    // Nothing is known that it could fail of; a handler that did not sleep has lost nothing.
    let _ = host::sleep(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX));
}
