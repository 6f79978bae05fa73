//! The private CA: made once, kept in the state folder in one file that its owner alone can read. Clients that import its
//! certificate trust what it signs; what it signs is made anew at each start and never kept.

use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

use super::TlsError;

const FILE: &str = "private-ca.pem";
/// In front of the CA's last second, in the file's first line.
const UNTIL: &str = "# Airlock's private CA, certificate and key, until ";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const AUTHORITY_DAYS: u32 = 3650;
/// A CA that ends sooner is replaced.
const AUTHORITY_REST: u32 = 180;
/// Browsers refuse certificates for much longer.
const CERTIFICATE_DAYS: u32 = 90;
/// Clocks differ.
const EARLIER: Duration = Duration::from_secs(60 * 60);
/// Tries to agree with other servers that start over the same folder.
const TRIES: u32 = 5;

/// See the module.
pub struct Authority {
    key: KeyPair,
    certificate: String,
}

impl Authority {
    /// The CA in `folder`; made if there is none, or if it ends soon.
    pub fn load_or_make(folder: &Path) -> Result<Self, TlsError> {
        let path = folder.join(FILE);
        let failed = |error| TlsError::State { path: path.clone(), error };
        for _ in 0..TRIES {
            match std::fs::read_to_string(&path) {
                Ok(text) => match Self::parse(&path, &text)? {
                    Some(authority) => return Ok(authority),
                    None => {
                        tracing::warn!(file = %path.display(), "the private CA ends soon; a new one is made, for clients to import");
                        std::fs::remove_file(&path).map_err(failed)?;
                    }
                },
                Err(error) if error.kind() == io::ErrorKind::NotFound => match make(folder, &path) {
                    Ok(()) => {
                        tracing::info!(file = %path.display(), "made a private CA; `airlock ca` prints its certificate, for clients to import")
                    }
                    Err(MakeError::Tls(error)) => return Err(error),
                    // Another server was faster: its CA is as good.
                    Err(MakeError::File(error)) if error.kind() == io::ErrorKind::AlreadyExists => {}
                    Err(MakeError::File(error)) => return Err(failed(error)),
                },
                Err(error) => return Err(failed(error)),
            }
        }
        Err(failed(io::Error::other("the file comes and goes")))
    }

    /// The CA's certificate as PEM.
    pub fn certificate(&self) -> &str {
        &self.certificate
    }

    /// None: it ends too soon.
    fn parse(path: &Path, text: &str) -> Result<Option<Self>, TlsError> {
        let damaged = |problem: &str| TlsError::Damaged { path: path.to_owned(), problem: problem.to_owned() };
        let (first, rest) = text.split_once('\n').ok_or_else(|| damaged("it is empty"))?;
        let until = first.strip_prefix(UNTIL).and_then(|second| second.parse().ok());
        let until: u64 = until.ok_or_else(|| damaged("its first line does not say until when it is valid"))?;
        if until < seconds_now().saturating_add(u64::from(AUTHORITY_REST) * DAY.as_secs()) {
            return Ok(None);
        }
        let key_begin = rest.find("-----BEGIN PRIVATE KEY-----").ok_or_else(|| damaged("there is no key in it"))?;
        let (certificate, key) = rest.split_at(key_begin);
        let key = KeyPair::from_pem(key).map_err(|error| damaged(&error.to_string()))?;
        Ok(Some(Self { key, certificate: certificate.to_owned() }))
    }

    /// A certificate for these names and addresses, with a new key.
    pub fn issue(&self, names: &[String]) -> Result<CertifiedKey, TlsError> {
        let params = authority_params(&self.key)?;
        let issuer = Issuer::from_params(&params, &self.key);
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name = named("Airlock");
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        set_times(&mut params, CERTIFICATE_DAYS);
        let certificate = params.signed_by(&key, &issuer)?;
        let secret = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        Ok(CertifiedKey::new(vec![certificate.der().clone()], any_supported_type(&secret)?))
    }
}

enum MakeError {
    Tls(TlsError),
    File(io::Error),
}

impl From<io::Error> for MakeError {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

impl From<rcgen::Error> for MakeError {
    fn from(error: rcgen::Error) -> Self {
        Self::Tls(error.into())
    }
}

/// Writes a new CA, whole or not at all. Fails if there is one already.
fn make(folder: &Path, path: &Path) -> Result<(), MakeError> {
    let key = KeyPair::generate()?;
    let params = authority_params(&key)?;
    let certificate = params.self_signed(&key)?;
    let until = params.not_after.unix_timestamp();
    let text = format!("{UNTIL}{until}\n{}{}", certificate.pem(), key.serialize_pem());
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    // A name of its own: what a server left behind that was ended half way is in nobody's way.
    let unfinished = folder.join(format!(".{FILE}.{}", short_hash(&key)));
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
    let result = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    // Unlike a renaming it leaves alone what another server has put there.
    let result = result.and_then(|()| std::fs::hard_link(&unfinished, path));
    let removed = std::fs::remove_file(&unfinished);
    result?;
    Ok(removed?)
}

/// Tells a key from others.
fn short_hash(key: &KeyPair) -> String {
    let hash = Sha256::digest(key.public_key_raw());
    hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// All of the CA's certificate but its key. The name is the key's, so that browsers tell several from each other.
fn authority_params(key: &KeyPair) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::<String>::new())?;
    params.distinguished_name = named(&format!("Airlock private CA {}", short_hash(key)));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    set_times(&mut params, AUTHORITY_DAYS);
    Ok(params)
}

fn named(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}

fn set_times(params: &mut CertificateParams, days: u32) {
    let now = OffsetDateTime::from(SystemTime::now());
    params.not_before = now - EARLIER;
    params.not_after = now + DAY * days;
}

fn seconds_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}
