//! Applications that are loaded already: an image of the memory after an application's imports, so that a fresh instance
//! begins with it. Made when the application is first asked for, or when the configuration names it, and made anew when a file
//! changes that the application was loaded from.
//!
//! An image belongs to one tenant, one application, and one policy, since a policy decides what an import can see. It exists
//! in memory alone. Where there can be none, each instance loads the application for itself.

mod files_seen;
mod preparation;
mod shelf;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use files_seen::Evidence;
pub use files_seen::FilesSeen;
pub use preparation::Preparation;
use shelf::KeptImage;
pub use shelf::Shelf;

use super::memory_pool::MemoryImage;
use crate::exchange::Application;
use crate::policy::{ContentHash, Policy};

/// Applications of a tenant that something is known of; past it all is forgotten.
const MOST: usize = 128;

/// How long an application is left alone whose files change all the time, or that could not be prepared for want of time or
/// memory.
const REST: Duration = Duration::from_secs(3);

/// One tenant's.
#[derive(Debug, Default)]
pub struct PreparedApplications {
    places: Mutex<HashMap<Key, Arc<Place>>>,
    /// A tenant's are prepared one after the other.
    turn: tokio::sync::Mutex<()>,
}

/// The file that the application is in, and how it is called there.
type Key = (Arc<str>, Arc<Application>);

/// What is known of one application.
#[derive(Debug, Default)]
struct Place {
    entry: Mutex<Option<Arc<Entry>>>,
    preparing: tokio::sync::Mutex<()>,
    /// Not to be tried before: it failed for a reason that may pass.
    rests_until: Mutex<Option<Instant>>,
}

/// What came of a preparation, and under which conditions.
#[derive(Debug)]
struct Entry {
    text: ContentHash,
    policy: Arc<Policy>,
    evidence: Evidence,
    /// None: there can be no image of it.
    image: Option<Arc<KeptImage>>,
}

/// Whether there is an image.
enum Found {
    Image(Arc<MemoryImage>),
    /// There can be none.
    Never,
    /// None is there that is still right.
    Nothing,
}

impl PreparedApplications {
    /// The image to begin with. Waits for a preparation where there is none that is right, or nobody knows yet whether there
    /// can be one; if the caller goes away, the preparation goes on.
    pub(super) async fn image(self: &Arc<Self>, wanted: Preparation) -> Option<Arc<MemoryImage>> {
        let place = self.place(&wanted);
        match place.find(&wanted) {
            Found::Image(image) => return Some(image),
            Found::Never => return None,
            Found::Nothing if place.rests() => return None,
            Found::Nothing => {}
        }
        let (applications, preparing, wanted) = (Arc::clone(self), Arc::clone(&place), Arc::new(wanted));
        let background = wanted.sandbox.background()?;
        let prepared = Arc::clone(&wanted);
        // Failing means that the server is going down.
        background.spawn(async move { applications.prepare(&preparing, &prepared).await }).await.ok()?;
        match place.find(&wanted) {
            Found::Image(image) => Some(image),
            Found::Never | Found::Nothing => None,
        }
    }

    fn place(&self, wanted: &Preparation) -> Arc<Place> {
        let key = (Arc::clone(&wanted.path), Arc::clone(&wanted.application));
        // A map of whole places at every moment.
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if places.len() >= MOST && !places.contains_key(&key) {
            places.clear();
        }
        Arc::clone(places.entry(key).or_default())
    }

    /// Prepares the application, unless another has just done so.
    async fn prepare(&self, place: &Place, wanted: &Preparation) {
        let _first = place.preparing.lock().await;
        if !matches!(place.find(wanted), Found::Nothing) || place.rests() {
            return;
        }
        let _turn = self.turn.lock().await;
        let before = place.entry().clone();
        match wanted.prepare(before.as_deref()).await {
            Ok(entry) => *place.entry() = Some(Arc::new(entry)),
            Err(Passing) => place.rest(),
        }
    }
}

/// There is no image for now, for a reason that may pass.
struct Passing;

impl Place {
    fn entry(&self) -> MutexGuard<'_, Option<Arc<Entry>>> {
        self.entry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rest(&self) {
        *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + REST);
    }

    /// Whether it is not to be prepared now: each request loads the application meanwhile.
    fn rests(&self) -> bool {
        self.rests_until.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|end| Instant::now() < end)
    }

    fn find(&self, wanted: &Preparation) -> Found {
        let Some(entry) = self.entry().clone() else { return Found::Nothing };
        let is_right = entry.text == wanted.program.text && *entry.policy == *wanted.policy;
        if !is_right || !entry.evidence.holds(&wanted.tenant.docroot) {
            return Found::Nothing;
        }
        match &entry.image {
            None => Found::Never,
            Some(kept) => kept.get(wanted.sandbox.shelf()).map_or(Found::Nothing, Found::Image),
        }
    }
}
