use super::{BadText, TextValue};
use crate::exchange::Application;

/// A WSGI application: the dotted name of a module and, behind a colon, that of a callable in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationName(pub Application);

impl TextValue for ApplicationName {
    const NAME: &'static str = "ApplicationName";
    const EXPECTED: &'static str =
        r#"a module and a callable in quotes, such as "hello:application" or "shop.web:app""#;
    const PATTERN: &'static str = r"^[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*$";

    fn read(text: &str) -> Result<Self, BadText> {
        let names = text.split_once(':').filter(|(module, callable)| is_dotted(module) && is_dotted(callable));
        let Some((module, callable)) = names else {
            return Err(BadText::new(
                "a module's dotted name and, behind a colon, a callable's are needed; write it as shop.web:app",
            ));
        };
        Ok(Self(Application { module: Some(module.to_owned()), callable: callable.to_owned() }))
    }
}

impl std::fmt::Display for ApplicationName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.0.module.as_deref().unwrap_or_default(), self.0.callable)
    }
}

fn is_dotted(name: &str) -> bool {
    name.split('.').all(|part| {
        let mut characters = part.chars();
        characters.next().is_some_and(|c| c == '_' || c.is_alphabetic())
            && characters.all(|c| c == '_' || c.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn applications_are_a_module_and_a_callable() {
        let one = ApplicationName::read("shop.web:make.app").unwrap();
        assert_eq!((one.0.module.as_deref(), &*one.0.callable), (Some("shop.web"), "make.app"));
        assert_eq!(one.to_string(), "shop.web:make.app");
        for bad in ["", ":", "a", "a:", ":b", "a.:b", "a:b()", "a/b:c", "1a:b", "a:b:c", "a :b", "../a:b"] {
            assert!(ApplicationName::read(bad).is_err(), "{bad}");
        }
    }
}
