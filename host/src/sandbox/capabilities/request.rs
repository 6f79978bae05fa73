//! The request that an instance answers.

use crate::exchange::{BodyError, Endpoint, HttpVersion, ScriptPath};
use crate::policy::Isolation;
use crate::sandbox::bindings::HostError;
use crate::sandbox::bindings::airlock::handler::request;
use crate::sandbox::bindings::airlock::handler::types::Field;
use crate::sandbox::state::HandlerState;

/// The largest piece of a body that one call brings into an instance.
const PIECE: usize = 1 << 20;

fn endpoint(address: Endpoint) -> request::Endpoint {
    request::Endpoint { address: address.ip().to_string(), port: address.port() }
}

impl request::Host for HandlerState {
    fn read_head(&mut self) -> wasmtime::Result<request::Head> {
        self.require_request("the request's head")?;
        let head = &self.request;
        Ok(request::Head {
            method: head.method.clone(),
            target: head.target.clone(),
            version: match head.version {
                HttpVersion::Http10 => request::Version::Http10,
                HttpVersion::Http11 => request::Version::Http11,
                HttpVersion::Http2 => request::Version::Http2,
            },
            stream: head.stream,
            scheme: head.scheme.to_owned(),
            fields: head.fields.to_vec().into_iter().map(|f| Field { name: f.name, value: f.value }).collect(),
            client: endpoint(head.client),
            server: endpoint(head.server),
        })
    }

    fn read_captures(&mut self) -> wasmtime::Result<Option<Vec<request::Capture>>> {
        let captures = self.request.captures.as_ref();
        Ok(captures.map(|captures| {
            captures.iter().map(|(name, value)| request::Capture { name: name.clone(), value: value.clone() }).collect()
        }))
    }

    fn read_site(&mut self) -> wasmtime::Result<request::Site> {
        let names = &self.request.names;
        let domain = |(alternate, subdomain, name, exists): (&str, &str, &str, bool)| request::Domain {
            alternate: alternate.to_owned(),
            subdomain: subdomain.to_owned(),
            name: name.to_owned(),
            exists,
        };
        let ports = names.ports.iter();
        Ok(request::Site {
            server_host: names.server_host.clone(),
            domains: names.all_hosts().map(domain).collect(),
            ports: ports
                .map(|(scheme, ports)| request::PortList { scheme: scheme.clone(), ports: ports.clone() })
                .collect(),
        })
    }

    fn read_script_path(&mut self) -> wasmtime::Result<request::ScriptPath> {
        let ScriptPath { script_name, path_info } = self.request.mount.script_path(&self.request.target);
        Ok(request::ScriptPath { script_name, path_info })
    }

    fn is_last(&mut self) -> wasmtime::Result<bool> {
        Ok(self.answering.task().policy.isolation == Isolation::Request)
    }

    fn has_body_ended(&mut self) -> wasmtime::Result<bool> {
        Ok(self.body.has_ended())
    }

    async fn read_body(&mut self, max: u32) -> wasmtime::Result<Result<Vec<u8>, HostError>> {
        self.require_request("the request's content")?;
        let piece = self.body.read((max as usize).min(PIECE)).await;
        Ok(match piece {
            Ok(bytes) => Ok(bytes.to_vec()),
            Err(BodyError::ClientGone) => Err(HostError::Closed),
            Err(error @ BodyError::Malformed) => Err(HostError::Invalid(error.to_string())),
        })
    }
}
