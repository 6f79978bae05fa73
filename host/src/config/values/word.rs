use clap::ValueEnum;

use super::super::nearest::nearest;
use super::{BadText, TextValue};
use crate::policy::{ConfinementMode, FilesGrant, PagemapScan, Profile, Trust, WasiGrant};
use crate::router::FileHandler;

/// A value that is one of a few words.
pub trait Word: Sized {
    /// Its kind's name in the schema.
    const KIND: &'static str;
    /// What the kind is called in a message.
    const CALLED: &'static str;

    /// All there are, with their words.
    fn all() -> Vec<(String, Self)>;

    /// Its word.
    fn word(&self) -> String
    where
        Self: PartialEq,
    {
        Self::all().into_iter().find(|(_, value)| value == self).map(|(word, _)| word).unwrap_or_default()
    }
}

impl<W: Word> TextValue for W {
    const NAME: &'static str = W::KIND;
    const EXPECTED: &'static str = W::CALLED;

    fn read(text: &str) -> Result<Self, BadText> {
        let mut all = W::all();
        if let Some(at) = all.iter().position(|(word, _)| word == text) {
            return Ok(all.swap_remove(at).1);
        }
        let words: Vec<&str> = all.iter().map(|(word, _)| word.as_str()).collect();
        let near = nearest(text, words.iter().copied()).map(|near| format!("; did you mean {near:?}?"));
        let words: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
        Err(BadText::new(format!("unknown{} (known here: {})", near.unwrap_or_default(), words.join(", "))))
    }

    fn words() -> Vec<String> {
        W::all().into_iter().map(|(word, _)| word).collect()
    }
}

impl Word for Profile {
    const KIND: &'static str = "Profile";
    const CALLED: &'static str = "the name of a profile in quotes";

    fn all() -> Vec<(String, Self)> {
        let variants = Self::value_variants().iter();
        variants.filter_map(|profile| Some((profile.to_possible_value()?.get_name().to_owned(), *profile))).collect()
    }
}

impl Word for FilesGrant {
    const KIND: &'static str = "FilesGrant";
    const CALLED: &'static str = r#""docroot", "folder" or "none""#;

    fn all() -> Vec<(String, Self)> {
        vec![
            ("docroot".to_owned(), Self::Docroot),
            ("folder".to_owned(), Self::Folder),
            ("none".to_owned(), Self::None),
        ]
    }
}

impl Word for WasiGrant {
    const KIND: &'static str = "WasiGrant";
    const CALLED: &'static str = r#""proxy" or "command""#;

    fn all() -> Vec<(String, Self)> {
        vec![("proxy".to_owned(), Self::Proxy), ("command".to_owned(), Self::Command)]
    }
}

impl Word for ConfinementMode {
    const KIND: &'static str = "ConfinementMode";
    const CALLED: &'static str = r#""auto", "required" or "off""#;

    fn all() -> Vec<(String, Self)> {
        vec![("auto".to_owned(), Self::Auto), ("required".to_owned(), Self::Required), ("off".to_owned(), Self::Off)]
    }
}

impl Word for PagemapScan {
    const KIND: &'static str = "PagemapScan";
    const CALLED: &'static str = r#""auto" or "off""#;

    fn all() -> Vec<(String, Self)> {
        vec![("auto".to_owned(), Self::Auto), ("off".to_owned(), Self::Off)]
    }
}

impl Word for Trust {
    const KIND: &'static str = "Trust";
    const CALLED: &'static str = r#""sandbox" or "in-process""#;

    fn all() -> Vec<(String, Self)> {
        vec![("sandbox".to_owned(), Self::Sandbox), ("in-process".to_owned(), Self::InProcess)]
    }
}

impl Word for FileHandler {
    const KIND: &'static str = "FileHandler";
    const CALLED: &'static str = r#""python", "wsgi", "cgi", "component", "file" or "as-is""#;

    fn all() -> Vec<(String, Self)> {
        vec![
            ("python".to_owned(), Self::Python),
            ("wsgi".to_owned(), Self::Wsgi),
            ("cgi".to_owned(), Self::Cgi),
            ("component".to_owned(), Self::Component),
            ("file".to_owned(), Self::Static),
            ("as-is".to_owned(), Self::AsIs),
        ]
    }
}

/// How long an instance lives; with the keys of `reuse` it becomes a [`crate::policy::Isolation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IsolationWord {
    /// For one request.
    Request,
    /// For further requests of the same handler.
    Handler,
}

impl Word for IsolationWord {
    const KIND: &'static str = "Isolation";
    const CALLED: &'static str = r#""request" or "handler""#;

    fn all() -> Vec<(String, Self)> {
        vec![("request".to_owned(), Self::Request), ("handler".to_owned(), Self::Handler)]
    }
}

/// The engine that runs a trusted handler's requests a second time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShadowWord {
    /// The only one there is.
    Sandbox,
}

impl Word for ShadowWord {
    const KIND: &'static str = "Shadow";
    const CALLED: &'static str = r#""sandbox""#;

    fn all() -> Vec<(String, Self)> {
        vec![("sandbox".to_owned(), Self::Sandbox)]
    }
}
