use crate::config::key_path::KeyPath;
use crate::config::keys::{ConfigFile, ReuseKeys};
use crate::config::problem::Problems;
use crate::config::values::{IsolationWord, Text};
use crate::config::{rule_path, tenant_path};

/// A table `reuse` needs isolation "handler", there or further in. `own_reuse` is the one at the top that is not default.
pub fn check(keys: &ConfigFile, own_reuse: Option<&ReuseKeys>, problems: &mut Problems<'_>) {
    let top = Level::new(None, keys.isolation, own_reuse);
    let mut top_used = top.kept;
    for (index, tenant) in keys.tenants().iter().enumerate() {
        let level = Level::new(Some(&top), tenant.isolation, tenant.reuse.as_ref());
        let mut tenant_used = level.kept;
        for (at, rule) in tenant.rules().iter().enumerate() {
            let own = Level::new(Some(&level), rule.isolation, rule.reuse.as_ref());
            tenant_used |= own.kept;
            own.refuse_unless(own.kept, rule_path(index, at), problems);
        }
        top_used |= tenant_used;
        level.refuse_unless(tenant_used, tenant_path(index), problems);
    }
    top.refuse_unless(top_used, KeyPath::default(), problems);
}

/// The file's top, a tenant, or a rule.
struct Level {
    /// Whether instances are kept there.
    kept: bool,
    /// Whether there is a table `reuse`.
    reuse: bool,
}

impl Level {
    fn new(above: Option<&Self>, isolation: Option<Text<IsolationWord>>, reuse: Option<&ReuseKeys>) -> Self {
        let kept = match isolation {
            Some(Text(isolation)) => isolation == IsolationWord::Handler,
            None => above.is_some_and(|above| above.kept),
        };
        Self { kept, reuse: reuse.is_some() }
    }

    fn refuse_unless(&self, used: bool, path: KeyPath, problems: &mut Problems<'_>) {
        if self.reuse && !used {
            problems.add(
                path.key("reuse"),
                "nothing is used again while isolation is \"request\"; set isolation = \"handler\" beside it, or remove the table",
            );
        }
    }
}
