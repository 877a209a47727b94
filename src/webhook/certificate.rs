//! The certificate of the server, read again when its files change: who issues certificates renews them in place.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use crate::files::{self, FileError, Size};

/// The most bytes of a certificate chain or key.
const LARGEST: Size = Size(1 << 20);

/// The files of the certificate and its key, both PEM.
#[derive(Clone, Debug)]
pub struct CertificateFiles {
    /// The certificate, followed by those of its issuers.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// A certificate that cannot be used.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[non_exhaustive]
pub enum CertificateError {
    /// A file cannot be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] FileError),
    /// A file is not what it should be.
    #[error("`{}` holds no usable {what}: {why}", path.display())]
    #[diagnostic(help("name PEM files, as cert-manager writes them to `tls.crt` and `tls.key`"))]
    Unusable {
        /// The file.
        path: PathBuf,
        /// `certificate` or `private key`
        what: &'static str,
        /// The words of the reader.
        why: String,
    },
}

/// The certificate in use.
#[derive(Debug)]
pub(super) struct Certificate {
    files: CertificateFiles,
    /// The bytes that the certificate in use was made of.
    read: Mutex<[Vec<u8>; 2]>,
    in_use: RwLock<Arc<CertifiedKey>>,
}

impl Certificate {
    /// Reads the certificate.
    pub(super) fn load(files: CertificateFiles) -> Result<Self, CertificateError> {
        let bytes = files.read()?;
        let key = files.parse(&bytes)?;
        Ok(Self { files, read: Mutex::new(bytes), in_use: RwLock::new(Arc::new(key)) })
    }

    /// Reads the files again. Where they changed and cannot be used, the certificate before stays in use. Returns whether
    /// there is a new one.
    pub(super) fn renew(&self) -> Result<bool, CertificateError> {
        let bytes = self.files.read()?;
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if *read == bytes {
            return Ok(false);
        }
        // Tried once: the same wrong files are told once.
        let key = self.files.parse(&bytes);
        *read = bytes;
        *self.in_use.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(key?);
        Ok(true)
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.in_use.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl CertificateFiles {
    fn read(&self) -> Result<[Vec<u8>; 2], FileError> {
        Ok([files::bytes(&self.certificate, LARGEST)?, files::bytes(&self.key, LARGEST)?])
    }

    fn parse(&self, [certificate, key]: &[Vec<u8>; 2]) -> Result<CertifiedKey, CertificateError> {
        let unusable = |path: &PathBuf, what, why: String| CertificateError::Unusable { path: path.clone(), what, why };
        let of_certificate = |why: String| unusable(&self.certificate, "certificate", why);
        let of_key = |why: String| unusable(&self.key, "private key", why);
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificate).collect();
        let chain = chain.map_err(|error| of_certificate(error.to_string()))?;
        if chain.is_empty() {
            return Err(of_certificate("there is no `BEGIN CERTIFICATE` in it".to_owned()));
        }
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|error| of_key(error.to_string()))?;
        let pair = CertifiedKey::from_der(chain, key, &ring::default_provider());
        pair.map_err(|error| of_key(error.to_string()))
    }
}
