//! The pieces of a replacement's text.

use crate::python_values::whole;

/// One piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// `$name:`, with the dollar sign.
    Variable(String),
    /// `name` or `$name`.
    Name(String),
    /// `[…]`
    Index(Index),
    /// `(…)`
    Arguments(Vec<String>),
}

/// What stands in brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Index {
    /// A number.
    Whole(i64),
    /// Any other text.
    Text(String),
}

/// The pieces of `text`, up to the first byte that begins none: what follows that is passed over.
pub fn tokens(text: &[u8]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some((token, length)) = token(rest) {
        tokens.push(token);
        rest = rest.get(length..).unwrap_or_default();
    }
    tokens
}

fn token(text: &[u8]) -> Option<(Token, usize)> {
    let first = *text.first()?;
    let inner = |close: u8| {
        let end = memchr::memchr(close, text)?;
        Some((std::str::from_utf8(text.get(1..end)?).ok()?, end + 1))
    };
    match first {
        b'[' => inner(b']').map(|(text, length)| {
            (Token::Index(whole(text).map_or_else(|| Index::Text(text.to_owned()), Index::Whole)), length)
        }),
        b'(' => inner(b')').map(|(text, length)| (Token::Arguments(arguments(text)), length)),
        _ => {
            let dollar = usize::from(first == b'$');
            let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
            let letters = text.get(dollar..)?.iter().take_while(|byte| is_word(byte)).count();
            let end = dollar + letters;
            let name = std::str::from_utf8(text.get(..end)?).ok().filter(|_| letters > 0)?.to_owned();
            if dollar == 1 && text.get(end) == Some(&b':') {
                return Some((Token::Variable(name), end + 1));
            }
            Some((Token::Name(name), end))
        }
    }
}

fn arguments(text: &str) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    let parts = text.split(',').enumerate();
    parts.map(|(at, part)| if at == 0 { part.to_owned() } else { part.trim_start().to_owned() }).collect()
}

#[cfg(test)]
mod tests {
    use super::{Index, Token, tokens};

    #[test]
    fn pieces() {
        let name = |text: &str| Token::Name(text.to_owned());
        let index = |text: &str| Token::Index(Index::Text(text.to_owned()));
        assert_eq!(tokens(b"ports[http][ 0 ]"), [name("ports"), index("http"), Token::Index(Index::Whole(0))]);
        assert_eq!(
            tokens(b"$id:f(a,  b , c)"),
            [Token::Variable("$id".into()), name("f"), Token::Arguments(["a", "b ", "c"].map(str::to_owned).to_vec())]
        );
        assert_eq!(tokens(b"f()[]"), [name("f"), Token::Arguments(Vec::new()), index("")]);
        assert_eq!(tokens(b"host rest"), [name("host")]);
        assert_eq!(tokens(b"$x.y"), [name("$x")]);
        assert_eq!(tokens(b" host"), []);
        assert_eq!(tokens(b"$"), []);
        assert_eq!(tokens(b"a[b"), [name("a")]);
    }
}
