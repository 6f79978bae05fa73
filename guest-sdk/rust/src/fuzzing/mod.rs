//! What holds for any bytes of a client. Each function takes bytes and panics where its property does not hold.
//!
//! The fuzz targets in `tests/fuzz/` call them with bytes of their own making, and a test below with those that are kept there.

mod forms;
mod request_fields;
mod stash_value;

pub use forms::forms;
pub use request_fields::request_fields;
pub use stash_value::stash_value;

#[cfg(test)]
mod tests {
    use std::path::Path;

    fn play(name: &str, property: fn(&[u8])) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/corpus").join(name);
        let entries =
            std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("reading {}: {error}", folder.display()));
        let mut count = 0;
        for entry in entries {
            let file = entry.unwrap().path();
            println!("{name}: {}", file.display());
            property(&std::fs::read(&file).unwrap());
            count += 1;
        }
        assert!(count >= 10, "{count} files in {}", folder.display());
    }

    #[test]
    fn forms() {
        play("forms", super::forms);
    }

    #[test]
    fn request_fields() {
        play("request_fields", super::request_fields);
    }

    #[test]
    fn stash_value() {
        play("stash_value", super::stash_value);
    }
}
