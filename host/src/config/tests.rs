//! The way as a whole: from files and flags to settings.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::*;
use crate::policy::{FilesGrant, Grants, Isolation, Profile, Shadow, Trust};

const BOTH_ENGINES: Build = Build { in_process: true };

/// A folder with `airlock.toml` and the folders `a` and `b`, removed in the end.
struct Site(PathBuf);

impl Site {
    fn new(text: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("airlock-config-{}-{number}", std::process::id()));
        for name in ["a", "b"] {
            fs::create_dir_all(folder.join(name)).unwrap();
        }
        fs::write(folder.join("airlock.toml"), text).unwrap();
        Self(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("airlock.toml")
    }

    fn load(&self, flags: &FlagLayer) -> Result<Loaded, ConfigError> {
        load_for(Some(&self.file()), flags, BOTH_ENGINES)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn settings(text: &str) -> Settings {
    Site::new(text).load(&FlagLayer::default()).unwrap().settings
}

fn with_docroot(folder: &str) -> FlagLayer {
    let mut flags = FlagLayer::default();
    flags.set_docroot(folder, Origin::Flag("DIR".to_owned()));
    flags
}

fn problems(error: ConfigError) -> String {
    error.to_string()
}

const ONE: &str = "[[tenant]]\nname = 'a'\ndocroot = 'a'\n";

#[test]
fn without_a_file_one_tenant_has_the_defaults() {
    let settings = load(None, &with_docroot(".")).unwrap().settings;
    let [tenant] = &settings.tenants[..] else { panic!("{settings:?}") };
    assert_eq!(tenant.name, "default");
    assert_eq!((tenant.hosts.len(), tenant.prefix.as_str(), tenant.rules.iter().count()), (0, "", 0));
    assert_eq!(*tenant.policy, Policy::new(Profile::Exposed, crate::policy::Limits::default()));
    assert_eq!(tenant.budget, crate::policy::Budget::default());
    assert_eq!(tenant.stash, crate::stash::StashLimits::default());
}

#[test]
fn a_profile_in_any_layer_decides_its_defaults() {
    let wpt = settings(&format!("profile = 'wpt'\n{ONE}"));
    assert!(wpt.tenants[0].policy.grants.raw_writes && wpt.tenants[0].policy.error_detail);
    let mut flags = FlagLayer::default();
    flags.set(None, "profile", Value::Text("exposed".to_owned()), Origin::Flag("--profile".to_owned()));
    let exposed = Site::new(&format!("profile = 'wpt'\n{ONE}")).load(&flags).unwrap().settings;
    assert!(!exposed.tenants[0].policy.grants.raw_writes && !exposed.tenants[0].policy.error_detail);
    let mixed = settings(&format!("profile = 'wpt'\nerror-detail = false\n{ONE}"));
    assert!(mixed.tenants[0].policy.grants.raw_writes && !mixed.tenants[0].policy.error_detail);
}

#[test]
fn tenants_and_rules_inherit_key_by_key() {
    let settings = settings(
        "error-detail = true\n[limits]\nwall-time = '1s'\ncpu-time = '1s'\nmemory = '100MiB'\n\
         [[tenant]]\nname = 'a'\ndocroot = 'a'\nlimits.cpu-time = '2s'\nlimits.memory = '200MiB'\ngrants.stash = false\n\
         [[tenant.rule]]\npath = '/x'\nerror-detail = false\nlimits.memory = '300MiB'\ngrants.clock = '1ms'\n\
         [[tenant]]\nname = 'b'\nprefix = '/b'\ndocroot = 'b'\nbudget.queue = 0\nstash.entries = 1\n",
    );
    let [a, b] = &settings.tenants[..] else { panic!("{settings:?}") };
    let rule = &a.rules.iter().next().unwrap().policy;
    let second = Duration::from_secs(1);
    assert_eq!((a.policy.limits.wall, a.policy.limits.cpu), (second, 2 * second));
    assert_eq!((rule.limits.wall, rule.limits.cpu), (second, 2 * second));
    assert_eq!([a.policy.limits.memory, rule.limits.memory, b.policy.limits.memory], [200 << 20, 300 << 20, 100 << 20]);
    assert_eq!([a.policy.error_detail, rule.error_detail, b.policy.error_detail], [true, false, true]);
    assert_eq!([a.policy.grants.stash, rule.grants.stash, b.policy.grants.stash], [false, false, true]);
    assert_eq!(rule.grants.clock, Duration::from_millis(1));
    assert_eq!((b.budget.queue, b.budget.concurrency), (0, 12_000));
    assert_eq!((b.stash.entries, b.stash.bytes), (1, 256 << 20));
}

#[test]
fn isolation_takes_reuse_from_above() {
    let settings = settings(
        "[reuse]\nmax-requests = 5\n[[tenant]]\nname = 'a'\ndocroot = 'a'\nisolation = 'handler'\nreuse.max-age = '3s'\n\
         [[tenant.rule]]\npath = '/x'\nisolation = 'request'\n[[tenant.rule]]\npath = '/y'\nreuse.max-requests = 7\n",
    );
    let tenant = &settings.tenants[0];
    let handler = |max_requests| Isolation::Handler { max_requests, max_age: Duration::from_secs(3) };
    let rules: Vec<_> = tenant.rules.iter().map(|rule| rule.policy.isolation).collect();
    assert_eq!(tenant.policy.isolation, handler(5));
    assert_eq!(rules, [Isolation::Request, handler(7)]);
}

#[test]
fn a_trusted_rule_has_what_can_not_be_withheld() {
    let settings = settings(
        "grants.files = 'none'\ngrants.sleep = false\ngrants.stash = false\ngrants.clock = '1s'\n\
         [[tenant]]\nname = 'a'\ndocroot = 'a'\n\
         [[tenant.rule]]\npath = '/x'\ntrust = 'in-process'\nshadow = 'sandbox'\n\
         [[tenant.rule]]\npath = '/y'\ntrust = 'in-process'\nshadow = 'sandbox'\nsample = 1\ngrants.sleep = true\n",
    );
    let policies: Vec<_> = settings.tenants[0].rules.iter().map(|rule| &rule.policy).collect();
    assert_eq!(policies[0].trust, Trust::InProcess);
    assert_eq!(policies[0].grants, Grants { stash: false, raw_writes: false, push: false, ..Grants::all() });
    assert_eq!([policies[0].shadow, policies[1].shadow], [Some(Shadow { sample: 0.01 }), Some(Shadow { sample: 1.0 })]);
    assert_eq!(settings.tenants[0].policy.grants.files, FilesGrant::None);
}

#[test]
fn without_the_engine_trust_is_refused() {
    let site = Site::new(&format!("{ONE}[[tenant.rule]]\npath = '/x'\ntrust = 'in-process'\n"));
    let error = problems(load_for(Some(&site.file()), &FlagLayer::default(), Build { in_process: false }).unwrap_err());
    assert!(
        error.contains("airlock.toml:6: tenant[0].rule[0].trust: \"in-process\": this airlock was built without"),
        "{error}"
    );
    assert!(site.load(&FlagLayer::default()).is_ok());
}

#[test]
fn trust_on_the_command_line_comes_before_the_rules() {
    let site = Site::new(&format!("{ONE}[[tenant.rule]]\npath = '/**'\n"));
    let mut flags = FlagLayer::default();
    flags.add_trust("/a/**", Origin::Flag("--trust".to_owned()));
    flags.add_trust("/b/**", Origin::Flag("--trust".to_owned()));
    let loaded = site.load(&flags).unwrap();
    let rules: Vec<_> = loaded.settings.tenants[0].rules.iter().collect();
    let seen: Vec<_> = rules.iter().map(|rule| (rule.paths.glob().glob(), rule.policy.trust)).collect();
    assert_eq!(seen, [("/a/**", Trust::InProcess), ("/b/**", Trust::InProcess), ("/**", Trust::Sandbox)]);
    assert!(loaded.show().unwrap().contains("path = \"/a/**\"  # flag --trust"));
    // The lone tenant of the command line has them as well.
    let mut lone = with_docroot(".");
    lone.add_trust("/a/**", Origin::Environment("AIRLOCK_TRUST".to_owned()));
    assert_eq!(load_for(None, &lone, BOTH_ENGINES).unwrap().settings.tenants[0].rules.iter().count(), 1);
}

#[test]
fn a_folder_on_the_command_line_is_for_one_tenant() {
    let site = Site::new(ONE);
    let other = site.0.join("b");
    let flags = with_docroot(other.to_str().unwrap());
    let loaded = site.load(&flags).unwrap().settings;
    assert_eq!((loaded.tenants[0].name.as_str(), &loaded.tenants[0].docroot), ("a", &other));
    for text in ["profile = 'wpt'\n", "tenant = []\n"] {
        assert_eq!(Site::new(text).load(&flags).unwrap().settings.tenants[0].name, "default", "{text}");
    }
    let two = Site::new(&format!("{ONE}[[tenant]]\nname = 'b'\nprefix = '/b'\ndocroot = 'b'\n"));
    let mut trusting = flags.clone();
    trusting.add_trust("/x", Origin::Environment("AIRLOCK_TRUST".to_owned()));
    let error = problems(two.load(&trusting).unwrap_err());
    let lines: Vec<_> = error.lines().collect();
    assert!(lines[0].starts_with("argument DIR: docroot: a folder on the command line is for one tenant"), "{error}");
    assert!(lines[1].starts_with("environment AIRLOCK_TRUST: trust: "), "{error}");
}

#[test]
fn a_file_that_is_gone_or_unreadable_is_named() {
    let site = Site::new(ONE);
    fs::remove_file(site.file()).unwrap();
    let error = problems(site.load(&FlagLayer::default()).unwrap_err());
    assert!(error.contains("airlock.toml: No such file"), "{error}");
    fs::write(site.file(), b"\xff").unwrap();
    let error = problems(site.load(&FlagLayer::default()).unwrap_err());
    assert!(error.contains("airlock.toml: stream did not contain valid UTF-8"), "{error}");
}

#[test]
fn a_changed_file_is_read_anew_under_the_same_flags() {
    let site = Site::new(ONE);
    let mut flags = FlagLayer::default();
    flags.set(Some("limits"), "cpu-time", Value::Text("5s".to_owned()), Origin::Flag("--cpu-time".to_owned()));
    let first = site.load(&flags).unwrap();
    fs::write(site.file(), format!("limits.cpu-time = '1s'\nlimits.wall-time = '7s'\n{ONE}")).unwrap();
    let limits = first.reload().unwrap().settings.tenants[0].policy.limits.clone();
    assert_eq!((limits.cpu, limits.wall), (Duration::from_secs(5), Duration::from_secs(7)));
    fs::write(site.file(), "[[tenant]").unwrap();
    assert!(first.reload().is_err());
    assert_eq!(first.settings.tenants[0].policy.limits.wall, Duration::from_secs(60));
}

#[test]
fn what_is_shown_loads_to_the_same() {
    let site = Site::new(
        "profile = 'wpt'\nisolation = 'handler'\n[reuse]\nmax-age = '61s'\n[server]\npython-runtime = 'b'\n\
         [limits]\nmemory = '123456789B'\nwall-time = '1m 1s 1ms'\n[grants]\nclock = '1500ns'\nfiles = 'folder'\n\
         [[tenant]]\nname = 'a'\nhosts = ['A.example', '*.a.example']\ndocroot = 'a'\nbudget.requests-per-second = 2.5\n\
         [[tenant.rule]]\npath = '/\"x\\y/{a,b}'\nsha256 = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'\n\
         [[tenant.rule]]\npath = '/t/**'\ntrust = 'in-process'\nshadow = 'sandbox'\n\
         [[tenant]]\nname = 'b'\nprefix = '/b'\ndocroot = 'b'\nisolation = 'request'\n",
    );
    let loaded = site.load(&FlagLayer::default()).unwrap();
    let shown = loaded.show().unwrap();
    let again = Site::new(&shown);
    let reloaded = again.load(&FlagLayer::default()).unwrap_or_else(|error| panic!("{error}\n{shown}"));
    assert_eq!(format!("{:?}", loaded.settings), format!("{:?}", reloaded.settings), "{shown}");
    let uncommented =
        |text: &str| text.lines().map(|line| line.split("  # ").next().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(uncommented(&shown), uncommented(&reloaded.show().unwrap()));
}

#[test]
fn the_examples_load_where_both_engines_are() {
    let examples = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/examples");
    for (name, tenants, rules) in [("wpt-server", 1, 3), ("ci-sandbox", 1, 0), ("tenant-host", 2, 1)] {
        let site = Site::new("");
        for folder in ["x/y", "handlers", "x/y/sites/alice", "x/y/sites/bob"] {
            fs::create_dir_all(site.0.join(folder)).unwrap();
        }
        let file = site.0.join("x/y").join(name);
        fs::copy(examples.join(format!("{name}.toml")), &file).unwrap();
        let settings = load_for(Some(&file), &FlagLayer::default(), BOTH_ENGINES).unwrap().settings;
        let all_rules: usize = settings.tenants.iter().map(|tenant| tenant.rules.iter().count()).sum();
        assert_eq!((settings.tenants.len(), all_rules), (tenants, rules), "{name}");
    }
}

#[test]
fn the_ci_example_grants_the_docroot_and_no_more() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/examples/ci-sandbox.toml");
    let settings = load(Some(&file), &FlagLayer::default()).unwrap().settings;
    assert_eq!(settings.tenants[0].policy.grants, Grants { files: FilesGrant::Docroot, ..Grants::none() });
}

#[test]
fn a_request_without_tenants_has_the_top_policy() {
    let mut flags = FlagLayer::default();
    flags.set(None, "profile", Value::Text("wpt".to_owned()), Origin::Default);
    flags.set(Some("limits"), "log-size", Value::Text("5B".to_owned()), Origin::Default);
    let policy = request_policy(&flags).unwrap();
    let limits = crate::policy::Limits { log: 5, ..Default::default() };
    assert_eq!(policy, Policy::new(Profile::Wpt, limits));
}

#[test]
fn a_file_in_any_state_is_read_or_refused() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/examples/tenant-host.toml");
    let text = fs::read_to_string(path).unwrap();
    let refused = |text: &str| parse::parse(text, "f").and_then(|tree| read::read(&tree, Some("f"))).is_err();
    assert!(!refused(&text));
    let mut count = 0;
    for (at, _) in text.char_indices() {
        // As it is found while an editor writes it, and with a slip of the finger.
        count += usize::from(refused(&text[..at]));
        for slip in ["\0", "[", "\"", "=", "{", "1", "\u{2028}"] {
            count += usize::from(refused(&format!("{}{slip}{}", &text[..at], &text[at..])));
        }
    }
    assert!(count > 1000, "only {count} refused");
    assert!(refused(&format!("a = {}", "[".repeat(100_000))));
    assert!(refused(&"a.".repeat(100_000)));
}
