use std::sync::{Arc, OnceLock};

use wasmtime::component::{Component, ComponentExportIndex, InstancePre};
use wasmtime_wasi_http::p2::bindings::ProxyPre;
#[cfg(feature = "wasi-p3")]
use wasmtime_wasi_http::p3::bindings::ServicePre;

use super::Components;
use super::state::ComponentState;
use super::world::{HANDLE, Offer, World};
use crate::policy::ContentHash;

/// What became of a file.
pub struct Loaded {
    /// SHA-256 of the file.
    pub text: ContentHash,
    /// The component, or why it is none that answers.
    pub made: Result<Compiled, String>,
    /// About how many bytes it takes.
    pub size: usize,
}

/// A compiled component.
pub struct Compiled {
    component: Component,
    text: ContentHash,
    /// Linked with each offer, when that is first asked for.
    proxy: OnceLock<Result<Linked, String>>,
    command: OnceLock<Result<Linked, String>>,
}

/// A component whose imports have been found: instances of it can be made.
pub struct Linked {
    pub(super) entry: Entry,
    /// What the component was made from.
    pub(super) text: ContentHash,
}

/// How a component is called.
pub enum Entry {
    /// By the contract's function.
    Handler(InstancePre<ComponentState>, ComponentExportIndex),
    /// By `wasi:http/incoming-handler`.
    Proxy(ProxyPre<ComponentState>),
    /// By `wasi:http/handler`.
    #[cfg(feature = "wasi-p3")]
    Service(ServicePre<ComponentState>),
}

impl Loaded {
    /// Of a file with this content.
    pub fn new(text: ContentHash, made: Result<Component, String>) -> Arc<Self> {
        let made = made.map(|component| Compiled { component, text, proxy: OnceLock::new(), command: OnceLock::new() });
        let size = made.as_ref().map_or(0, |compiled| {
            let image = compiled.component.image_range();
            (image.end as usize).saturating_sub(image.start as usize)
        });
        Arc::new(Self { text, made, size })
    }
}

impl Compiled {
    /// The component with what `offer` has, or why it is refused.
    pub fn linked(&self, components: &Components, offer: Offer) -> Result<&Linked, &str> {
        let linked = match offer {
            Offer::Proxy => &self.proxy,
            Offer::Command => &self.command,
        };
        linked.get_or_init(|| self.link(components, offer)).as_ref().map_err(String::as_str)
    }
}

impl Compiled {
    fn link(&self, components: &Components, offer: Offer) -> Result<Linked, String> {
        let Self { component, text, .. } = self;
        let (exports, imports) = names(components, component);
        let world = World::of(&exports, &imports, offer).map_err(|refusal| refusal.to_string())?;
        let linker = match offer {
            Offer::Proxy => &components.proxy,
            Offer::Command => &components.command,
        };
        let instances = linker.instantiate_pre(component).map_err(|error| differs(&error))?;
        let entry = match world {
            World::Handler => {
                let export = component.get_export_index(None, HANDLE).ok_or("it exports no function `handle`")?;
                Entry::Handler(instances, export)
            }
            World::Proxy(_) => Entry::Proxy(ProxyPre::new(instances).map_err(|error| differs(&error))?),
            #[cfg(feature = "wasi-p3")]
            World::Service(_) => Entry::Service(ServicePre::new(instances).map_err(|error| differs(&error))?),
        };
        Ok(Linked { entry, text: *text })
    }
}

/// The names are right and what they stand for is not.
fn differs(error: &wasmtime::Error) -> String {
    format!("an interface of it is not as its version has it: {error:#}")
}

/// What the component exports and imports.
fn names(components: &Components, component: &Component) -> (Vec<String>, Vec<String>) {
    let ty = component.component_type();
    let exports = ty.exports(&components.engine).map(|(name, _)| name.to_owned()).collect();
    (exports, ty.imports(&components.engine).map(|(name, _)| name.to_owned()).collect())
}
