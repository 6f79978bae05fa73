//! Compiled code below the docroot, as an instance asks for it.

use std::sync::Arc;

use crate::engine::module_lookup::{self, Found};
use crate::exchange::{HttpVersion, ServerInterface};
use crate::policy::Grant;
use crate::programs::ProgramError;
use crate::sandbox::bindings::HostError;
use crate::sandbox::bindings::airlock::handler::modules;
use crate::sandbox::python::{PythonSandbox, SandboxProgram};
use crate::sandbox::python_state::PythonState;
use crate::tenant::Tenant;

fn code_of(program: &SandboxProgram) -> Result<Vec<u8>, HostError> {
    match &program.compiled {
        Ok(code) => Ok(code.clone()),
        Err(problem) => {
            Err(HostError::Invalid(format!("{} (/docroot/{}, line {})", problem.message, problem.path, problem.line)))
        }
    }
}

fn to_guest(interface: &ServerInterface) -> modules::ServerInterface {
    match interface {
        ServerInterface::File => modules::ServerInterface::File,
        ServerInterface::FileWithPathInfo => modules::ServerInterface::FileWithPathInfo,
        ServerInterface::Wsgi(application) => modules::ServerInterface::Wsgi(modules::Application {
            module: application.module.clone(),
            callable: application.callable.clone(),
        }),
        ServerInterface::Cgi => modules::ServerInterface::Cgi,
        ServerInterface::CgiNph => modules::ServerInterface::CgiNph,
    }
}

impl From<ProgramError> for HostError {
    fn from(error: ProgramError) -> Self {
        match error {
            ProgramError::File(error) => error.into(),
            ProgramError::TooLarge(_) => Self::Invalid(error.to_string()),
            ProgramError::Compiler(_) | ProgramError::OverLimit(_) => Self::Failed(error.to_string()),
        }
    }
}

/// Programs of one tenant. Apart from the state, which can not be shared while an instance waits.
struct Lookup {
    sandbox: Arc<PythonSandbox>,
    tenant: Arc<Tenant>,
}

impl Lookup {
    fn of(state: &PythonState) -> Self {
        Self { sandbox: Arc::clone(&state.sandbox), tenant: Arc::clone(&state.handler.tenant) }
    }

    async fn program(&self, path: &str) -> Result<Arc<SandboxProgram>, ProgramError> {
        self.sandbox.program(&self.tenant, path).await
    }

    async fn find(&self, folder: &str, name: &str) -> Result<Option<modules::Found>, HostError> {
        let load = |path: String| async move { self.program(&path).await };
        Ok(match module_lookup::find(&self.tenant.docroot, folder, name, load).await? {
            None => None,
            Some(Found::Package(path, program)) => {
                Some(modules::Found { kind: modules::Kind::Package, path, code: code_of(&program)? })
            }
            Some(Found::Module(path, program)) => {
                Some(modules::Found { kind: modules::Kind::Module, path, code: code_of(&program)? })
            }
            Some(Found::Namespace(path)) => {
                Some(modules::Found { kind: modules::Kind::Namespace, path, code: Vec::new() })
            }
        })
    }
}

impl modules::Host for PythonState {
    fn read_request_traits(&mut self) -> wasmtime::Result<modules::RequestTraits> {
        self.handler.require_request("the request's traits")?;
        let head = &self.handler.request;
        let mut traits = modules::RequestTraits::empty();
        if head.version == HttpVersion::Http2 {
            traits |= modules::RequestTraits::HTTP2;
        }
        if head.has_query() {
            traits |= modules::RequestTraits::QUERY;
        }
        Ok(traits)
    }

    fn main(&mut self) -> wasmtime::Result<Result<modules::MainProgram, HostError>> {
        Ok(code_of(&self.program).map(|code| modules::MainProgram {
            program: modules::Program { path: self.handler.handler.to_string(), code },
            interface: to_guest(&self.handler.request.mount.interface),
        }))
    }

    async fn load(&mut self, path: String) -> wasmtime::Result<Result<modules::Program, HostError>> {
        if let Err(denied) = self.handler.require(Grant::Modules) {
            return Ok(Err(denied));
        }
        self.handler.look_at(&path);
        Ok(match Lookup::of(self).program(&path).await {
            Ok(program) => code_of(&program).map(|code| modules::Program { path, code }),
            Err(error) => Err(error.into()),
        })
    }

    async fn find(
        &mut self,
        folder: String,
        name: String,
    ) -> wasmtime::Result<Result<Option<modules::Found>, HostError>> {
        if let Err(denied) = self.handler.require(Grant::Modules) {
            return Ok(Err(denied));
        }
        self.handler.look_for(&folder, &name);
        Ok(Lookup::of(self).find(&folder, &name).await)
    }
}
