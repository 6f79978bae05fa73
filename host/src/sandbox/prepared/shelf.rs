//! The images of all tenants' applications: how many there may be, and which have to go.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::sandbox::memory_pool::MemoryImage;

/// Images in the process.
const MOST_IMAGES: usize = 32;
/// Their bytes, those of their memories not counted.
pub const MOST_BYTES: usize = 1 << 30;

/// An image that is there until others need its place.
#[derive(Debug)]
pub struct KeptImage {
    owner: Arc<str>,
    image: Mutex<Option<Arc<MemoryImage>>>,
    bytes: usize,
    used: AtomicU64,
}

impl KeptImage {
    /// The image, if it is still there.
    pub fn get(&self, shelf: &Shelf) -> Option<Arc<MemoryImage>> {
        self.used.store(shelf.tick(), Ordering::Relaxed);
        self.image.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_there(&self) -> bool {
        self.image.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn let_go(&self) {
        let image = self.image.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(image);
    }
}

/// See the module. Whose images they are holds them; what is dropped there is gone from here.
#[derive(Debug, Default)]
pub struct Shelf {
    kept: Mutex<Vec<Weak<KeptImage>>>,
    clock: AtomicU64,
}

impl Shelf {
    fn tick(&self) -> u64 {
        self.clock.fetch_add(1, Ordering::Relaxed)
    }

    /// Keeps an image of `owner`'s. Where there is no room, the tenant that has most lets go of the one that was not used for
    /// longest.
    pub fn put(&self, owner: Arc<str>, image: Arc<MemoryImage>) -> Arc<KeptImage> {
        let bytes = image.bytes();
        let used = AtomicU64::new(self.tick());
        let new = Arc::new(KeptImage { owner, image: Mutex::new(Some(image)), bytes, used });
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|image| image.strong_count() > 0);
        let mut there: Vec<_> = kept.iter().filter_map(Weak::upgrade).filter(|image| image.is_there()).collect();
        while there.len() >= MOST_IMAGES || there.iter().map(|image| image.bytes).sum::<usize>() + bytes > MOST_BYTES {
            let Some(goes) = least_worth(&there) else { break };
            let image = there.swap_remove(goes);
            tracing::debug!(
                tenant = &*image.owner,
                bytes = image.bytes,
                "an application's image makes room for others"
            );
            image.let_go();
        }
        kept.push(Arc::downgrade(&new));
        new
    }
}

/// Which one goes first.
fn least_worth(images: &[Arc<KeptImage>]) -> Option<usize> {
    let mut of_owner: HashMap<&str, usize> = HashMap::new();
    for image in images {
        *of_owner.entry(&image.owner).or_default() += image.bytes;
    }
    let most = of_owner.values().copied().max()?;
    let of_greediest = images.iter().enumerate().filter(|(_, image)| of_owner.get(&*image.owner) == Some(&most));
    of_greediest.min_by_key(|(_, image)| image.used.load(Ordering::Relaxed)).map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::memory_pool::{MemoryPool, Snapshot};

    #[test]
    fn the_greediest_tenant_gives_up_what_it_used_least() {
        let pool = MemoryPool::new(Snapshot::new(&[1; 4096]).unwrap());
        let image = || pool.image(Snapshot::new(&[2; 4096]).unwrap());
        let shelf = Shelf::default();
        let modest = shelf.put("modest".into(), image());
        let many: Vec<_> = (1..MOST_IMAGES).map(|_| shelf.put("greedy".into(), image())).collect();
        assert!(many[0].get(&shelf).is_some());
        let one_more = shelf.put("modest".into(), image());
        assert!(many[1].get(&shelf).is_none());
        assert!(many[0].get(&shelf).is_some() && modest.get(&shelf).is_some() && one_more.get(&shelf).is_some());
    }

    #[test]
    fn what_its_owner_drops_takes_no_place() {
        let pool = MemoryPool::new(Snapshot::new(&[1; 4096]).unwrap());
        let shelf = Shelf::default();
        let first = shelf.put("a".into(), pool.image(Snapshot::new(&[2; 4096]).unwrap()));
        for _ in 0..2 * MOST_IMAGES {
            drop(shelf.put("b".into(), pool.image(Snapshot::new(&[2; 4096]).unwrap())));
        }
        assert!(first.get(&shelf).is_some());
    }
}
