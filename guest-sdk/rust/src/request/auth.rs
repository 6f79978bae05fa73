//! Credentials of HTTP authentication.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::HandlerError;

/// Name and password of a Basic `Authorization` field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The name, as sent.
    pub username: Vec<u8>,
    /// The password, as sent.
    pub password: Vec<u8>,
}

impl Credentials {
    pub(crate) fn parse(field: &[u8]) -> Result<Self, HandlerError> {
        let mut parts = field.splitn(2, |&byte| byte == b' ');
        let (scheme, data) = (parts.next().unwrap_or_default(), parts.next());
        let data = data.ok_or_else(|| HandlerError::failed("the field Authorization has a scheme and nothing else"))?;
        if scheme != b"Basic" {
            let scheme = String::from_utf8_lossy(scheme);
            return Err(HandlerError::new(400, format!("Unsupported authentication scheme {scheme}")));
        }
        // Line breaks and blanks among the digits are skipped, as Python's decoder does.
        let digits: Vec<u8> =
            data.iter().copied().filter(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte)).collect();
        let decoded = STANDARD.decode(digits).map_err(|error| {
            HandlerError::failed(format!("the credentials in the field Authorization are no base64: {error}"))
        })?;
        let mut parts = decoded.splitn(2, |&byte| byte == b':').map(<[u8]>::to_vec);
        match (parts.next(), parts.next()) {
            (Some(username), Some(password)) => Ok(Self { username, password }),
            _ => Err(HandlerError::failed("the credentials in the field Authorization have no colon")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_password_are_bytes() {
        let credentials = Credentials::parse(b"Basic YWRhOmVuOmdpbmU=").unwrap();
        assert_eq!((&credentials.username[..], &credentials.password[..]), (&b"ada"[..], &b"en:gine"[..]));
        assert_eq!(Credentials::parse(b"Digest x").unwrap_err().status(), 400);
        assert_eq!(Credentials::parse(b"Basic YWRh").unwrap_err().status(), 500);
    }
}
