//! Requests that components would send.

use std::sync::Arc;

use http::{Request, Response};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

use crate::engine::answering::Answering;

type Sent = dyn Future<Output = Result<(), Error>> + Send;

/// Sends what the policy grants: nothing.
pub struct Outgoing {
    _answering: Arc<Answering>,
}

impl Outgoing {
    /// For the request that is answered by `answering`.
    pub fn new(answering: Arc<Answering>) -> Self {
        Self { _answering: answering }
    }
}

impl WasiHttpHooks for Outgoing {
    fn send_request(
        &mut self,
        _request: Request<WasiBody>,
        _options: Option<RequestOptions>,
        _sent: Box<Sent>,
    ) -> Box<dyn Future<Output = Result<(Response<WasiBody>, Box<Sent>), Error>> + Send> {
        Box::new(async { Err(Error::HttpRequestDenied) })
    }
}
