//! Waiting, without a thread.

use std::time::Duration;

use crate::policy::Grant;
use crate::sandbox::bindings::HostError;
use crate::sandbox::bindings::airlock::handler::timer::Host;
use crate::sandbox::state::HandlerState;

impl Host for HandlerState {
    async fn sleep(&mut self, nanoseconds: u64) -> wasmtime::Result<Result<(), HostError>> {
        if let Err(denied) = self.require(Grant::Sleep) {
            return Ok(Err(denied));
        }
        if nanoseconds == 0 {
            tokio::task::yield_now().await;
        } else {
            tokio::time::sleep(Duration::from_nanos(nanoseconds)).await;
        }
        Ok(Ok(()))
    }
}
