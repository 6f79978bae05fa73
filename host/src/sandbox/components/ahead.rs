use std::sync::Arc;

use super::request::linked;
use crate::sandbox::python::PythonSandbox;
use crate::tenant::Tenant;

impl PythonSandbox {
    /// Loads the component in the file at `path` ahead of the requests that it will get at `handler`. The error says why these
    /// will be refused.
    pub async fn load_component(&self, tenant: &Arc<Tenant>, path: &str, handler: &str) -> Result<(), String> {
        let background = self.background().ok_or("the server is going down")?;
        let components = self.components(&background).map_err(|error| format!("starting the engine: {error:#}"))?;
        let loaded = components.load(Arc::clone(tenant), path.into()).await.map_err(|error| error.to_string())?;
        linked(&components, &loaded, &tenant.policy_for(handler)).map(drop).map_err(str::to_owned)
    }
}
