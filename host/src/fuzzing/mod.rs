//! What holds for any bytes that come from outside. Each function takes bytes and panics where its property does not hold.
//!
//! The fuzz targets in `tests/fuzz/` call them with bytes of their own making, and a test below with those that are kept there:
//! what was once found stays found. There is no other caller.

mod component;
mod configuration;
mod no_request;
mod pieces;
mod pipes;
mod program_output;
mod ranges;
mod request_head;
mod response_head;

pub use component::component;
pub use configuration::configuration;
pub use pipes::pipes;
pub use program_output::{cgi_output, message_output};
pub use ranges::ranges;
pub use request_head::request_head;
pub use response_head::response_head;

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// Plays what is kept of a fuzz target.
    fn play(name: &str, property: fn(&[u8])) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz/corpus").join(name);
        let entries =
            std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("reading {}: {error}", folder.display()));
        let mut count = 0;
        for entry in entries {
            let file = entry.unwrap().path();
            let input = std::fs::read(&file).unwrap();
            if std::panic::catch_unwind(|| property(&input)).is_err() {
                panic!("{} does not hold for {}", name, file.display());
            }
            count += 1;
        }
        assert!(count >= 10, "{count} files in {}", folder.display());
    }

    /// The packages of a lockfile, by their names.
    fn packages(lockfile: &str) -> Vec<toml::Table> {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(lockfile)).unwrap();
        let lock: toml::Table = text.parse().unwrap();
        lock["package"].as_array().unwrap().iter().map(|package| package.as_table().unwrap().clone()).collect()
    }

    /// Those of them that come from a registry, with what tells their content.
    fn registered(lockfile: &str) -> Vec<(String, String, String)> {
        let part = |package: &toml::Table, key: &str| Some(package.get(key)?.as_str()?.to_owned());
        let told = |package| Some((part(&package, "name")?, part(&package, "version")?, part(&package, "checksum")?));
        packages(lockfile).into_iter().filter_map(told).collect()
    }

    /// What the server itself depends on.
    fn dependencies_of_the_server(lockfile: &str) -> Vec<String> {
        let packages = packages(lockfile);
        let server = packages.iter().find(|package| package["name"].as_str() == Some("airlock")).unwrap();
        let names = server["dependencies"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
        names.filter_map(|name| Some(name.split(' ').next()?.to_owned())).collect()
    }

    #[test]
    fn what_is_fuzzed_is_what_is_served() {
        let served = registered("../Cargo.lock");
        let others: Vec<_> = registered("../tests/fuzz/Cargo.lock")
            .into_iter()
            .filter(|package| package.0 != "libfuzzer-sys" && !served.contains(package))
            .collect();
        let remedy = "copy Cargo.lock to tests/fuzz/ and run `cargo metadata` there";
        assert!(others.is_empty(), "{remedy}: {others:?}");
        let fuzzed = dependencies_of_the_server("../tests/fuzz/Cargo.lock");
        let left_out: Vec<_> =
            dependencies_of_the_server("../Cargo.lock").into_iter().filter(|name| !fuzzed.contains(name)).collect();
        // Of its tests, and of a feature that is off.
        assert_eq!(left_out, ["pyo3", "pyo3-build-config", "wat"], "{remedy}");
    }

    #[test]
    fn every_target_has_a_corpus() {
        let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz");
        let manifest: toml::Table = std::fs::read_to_string(fuzz.join("Cargo.toml")).unwrap().parse().unwrap();
        let targets =
            manifest["bin"].as_array().unwrap().iter().map(|target| target["name"].as_str().unwrap().to_owned());
        let folders = std::fs::read_dir(fuzz.join("corpus")).unwrap();
        let mut folders: Vec<_> = folders.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        folders.sort();
        assert_eq!(targets.collect::<Vec<_>>(), folders);
    }

    macro_rules! played {
        ($($name:ident),* $(,)?) => {
            $(
                #[test]
                fn $name() {
                    play(stringify!($name), super::$name);
                }
            )*
        };
    }

    played!(cgi_output, component, configuration, message_output, pipes, ranges, request_head, response_head,);
}
