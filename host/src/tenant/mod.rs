//! Tenants: who is served what, kept apart from each other. In: a request's host, path and client. Out: the tenant it is
//! for, what that tenant's policy says of the handler, and leave to run it.

mod admission;
mod denials;
mod directory;
mod lookup;
mod rates;
mod text_hashes;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub use admission::{Admission, Admitted, Refusal};
use denials::Denials;
pub use directory::{LiveTenants, Match, TenantError, Tenants};
use text_hashes::TextHashes;
use tokio::sync::Semaphore;

use crate::docroot::Docroot;
use crate::outgoing::LOOKUPS_OF_TENANT;
use crate::policy::{Budget, ContentHash, Policy, Profile, Rules, TenantSettings, Trust};
use crate::programs::Programs;
use crate::router::{MountedApplication, RouteRule, Site};
use crate::sandbox::{
    Command, ComponentInstance, KeptInstances, PreparedApplications, PythonInstance, TenantComponents,
};
use crate::shadow::ShadowCounts;
use crate::stash::{Stash, StashLimits};

/// What is one tenant's: its files, their compiled programs, its stash, its budget.
#[derive(Debug)]
pub struct Tenant {
    /// As the configuration names it.
    pub name: Arc<str>,
    /// Another one for each configuration that it was made of.
    pub generation: u64,
    /// The files.
    pub docroot: Docroot,
    /// How they are served.
    pub profile: Profile,
    /// The stash.
    pub stash: Arc<Stash>,
    /// What its requests together may use up.
    pub admission: Arc<Admission>,
    /// Routes before those of the profile.
    pub routes: Arc<[RouteRule]>,
    /// What answers where none of them does.
    pub application: Option<MountedApplication>,
    /// Folders of CGI programs below the docroot, `/cgi-bin`.
    pub cgi_directories: Arc<[String]>,
    /// For handlers that no rule is for.
    policy: Arc<Policy>,
    rules: Rules,
    texts: TextHashes,
    pub(crate) denials: Denials,
    pub(crate) programs: Arc<Programs<Vec<u8>>>,
    pub(crate) commands: Arc<Programs<Command>>,
    pub(crate) components: Arc<TenantComponents>,
    /// Its commands are compiled one after the other.
    pub(crate) compiling: Arc<tokio::sync::Mutex<()>>,
    pub(crate) kept: KeptInstances<PythonInstance>,
    pub(crate) kept_components: KeptInstances<ComponentInstance>,
    pub(crate) prepared: Arc<PreparedApplications>,
    /// Names that its handlers look up at once.
    pub(crate) lookups: Arc<Semaphore>,
    /// What second runs have shown.
    pub shadow_counts: Arc<ShadowCounts>,
}

fn next_generation() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl Tenant {
    /// A tenant alone, without rules, for the commands that run one handler.
    pub fn alone(docroot: Docroot, policy: Arc<Policy>) -> Self {
        Self {
            name: "default".into(),
            generation: next_generation(),
            docroot,
            profile: Profile::Exposed,
            stash: Arc::new(Stash::new(StashLimits::default())),
            admission: Arc::new(Admission::new(Budget::default())),
            routes: Arc::default(),
            application: None,
            cgi_directories: Arc::default(),
            policy,
            rules: Rules::default(),
            texts: TextHashes::default(),
            denials: Denials::default(),
            programs: Arc::default(),
            commands: Arc::default(),
            components: Arc::default(),
            compiling: Arc::default(),
            kept: KeptInstances::default(),
            kept_components: KeptInstances::default(),
            prepared: Arc::default(),
            lookups: Arc::new(Semaphore::new(LOOKUPS_OF_TENANT)),
            shadow_counts: Arc::default(),
        }
    }

    /// As configured. What `before`, the same tenant under the configuration until now, has kept stays.
    fn new(settings: &TenantSettings, profile: Profile, before: Option<&Self>) -> std::io::Result<Self> {
        let stash = match before {
            Some(before) => Arc::clone(&before.stash),
            None => Arc::new(Stash::new(settings.stash)),
        };
        stash.set_limits(settings.stash);
        let admission = match before {
            Some(before) if *before.admission.budget() == settings.budget => Arc::clone(&before.admission),
            _ => Arc::new(Admission::new(settings.budget.clone())),
        };
        let docroot = Docroot::open(&settings.docroot)?;
        let before_here = before.filter(|before| before.docroot.location() == docroot.location());
        let prepared = before_here.map(|before| Arc::clone(&before.prepared)).unwrap_or_default();
        Ok(Self {
            name: settings.name.as_str().into(),
            generation: next_generation(),
            docroot,
            profile,
            stash,
            admission,
            routes: Arc::clone(&settings.routes),
            application: settings.application.clone(),
            cgi_directories: Arc::clone(&settings.cgi_directories),
            policy: Arc::clone(&settings.policy),
            rules: settings.rules.clone(),
            texts: TextHashes::default(),
            denials: Denials::default(),
            programs: before.map(|before| Arc::clone(&before.programs)).unwrap_or_default(),
            commands: before.map(|before| Arc::clone(&before.commands)).unwrap_or_default(),
            components: before_here.map(|before| Arc::clone(&before.components)).unwrap_or_default(),
            compiling: before.map(|before| Arc::clone(&before.compiling)).unwrap_or_default(),
            kept: KeptInstances::default(),
            kept_components: KeptInstances::default(),
            prepared,
            lookups: before
                .map(|before| Arc::clone(&before.lookups))
                .unwrap_or_else(|| Arc::new(Semaphore::new(LOOKUPS_OF_TENANT))),
            shadow_counts: before.map(|before| Arc::clone(&before.shadow_counts)).unwrap_or_default(),
        })
    }

    /// What its requests are routed by.
    pub fn site(&self) -> Site<'_> {
        Site {
            rules: &self.routes,
            application: self.application.as_ref(),
            cgi_directories: &self.cgi_directories,
            profile: self.profile,
            docroot: &self.docroot,
        }
    }

    /// The applications that its configuration names.
    pub fn applications(&self) -> impl Iterator<Item = &MountedApplication> {
        self.site().applications()
    }

    /// The policy of handlers that no rule is for.
    pub fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }

    /// The rules.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The policy for the handler at `path` (below the docroot) with its text as it is now.
    pub fn policy_for(&self, path: &str) -> Arc<Policy> {
        let rule = self.rules.find(path, || self.texts.of_file(&self.docroot, path));
        Arc::clone(rule.map_or(&self.policy, |rule| &rule.policy))
    }

    /// The policy for the file at `path`, which is sent: rules for certain texts are about those that run.
    pub fn policy_of_file(&self, path: &str) -> Arc<Policy> {
        let rule = self.rules.find(path, || None);
        Arc::clone(rule.map_or(&self.policy, |rule| &rule.policy))
    }

    /// The policy for the handler at `path` with this text.
    pub fn policy_of(&self, path: &str, text: ContentHash) -> &Arc<Policy> {
        self.rules.find(path, || Some(text)).map_or(&self.policy, |rule| &rule.policy)
    }

    /// Whether the operator trusts this text at this path: asked of every text before it runs in-process.
    pub fn is_trusted(&self, path: &str, text: ContentHash) -> bool {
        self.policy_of(path, text).trust == Trust::InProcess
    }
}
