//! The request of an API server: `AdmissionReview` with a `request`.
//!
//! Source: `k8s.io/api/admission/v1/types.go`.

use serde::Deserialize;
use serde_json::value::RawValue;

const API_VERSION: &str = "admission.k8s.io/v1";

/// A request that cannot be answered.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[non_exhaustive]
pub enum ReviewError {
    /// The bytes are no `AdmissionReview`.
    #[error("this is no AdmissionReview")]
    #[diagnostic(help(
        "the API server sends JSON with `apiVersion: {API_VERSION}`, `kind: AdmissionReview` and `request`"
    ))]
    Malformed(#[from] serde_json::Error),
    /// Another kind, or another version of it.
    #[error("`{kind}` of `{api_version}` cannot be answered")]
    #[diagnostic(help(
        "send `AdmissionReview` of `{API_VERSION}`: `admissionReviewVersions: [v1]` in the webhook configuration"
    ))]
    WrongKind {
        /// `admission.k8s.io/v1beta1`
        api_version: String,
        /// `AdmissionReview`
        kind: String,
    },
    /// An `AdmissionReview` that holds an answer.
    #[error("the AdmissionReview has no `request`")]
    #[diagnostic(help("send what the API server sends to a webhook, not what a webhook answers"))]
    NoRequest,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Review<'a> {
    api_version: String,
    kind: String,
    #[serde(borrow)]
    request: Option<Request<'a>>,
}

/// The part of a request that matters.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Request<'a> {
    /// Repeated in the answer.
    pub(super) uid: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) kind: GroupKind,
    #[serde(borrow)]
    object: Option<&'a RawValue>,
    #[serde(borrow)]
    old_object: Option<&'a RawValue>,
}

/// The group and kind of the object.
#[derive(Default, Deserialize)]
pub(super) struct GroupKind {
    #[serde(default)]
    pub(super) group: String,
    #[serde(default)]
    pub(super) kind: String,
}

impl Request<'_> {
    /// Returns the text of the object to judge, if there is one: nothing is stored on `DELETE`.
    pub(super) fn object(&self) -> Option<&str> {
        self.object.map(RawValue::get).filter(|text| *text != "null")
    }

    /// Returns the text of the object that is replaced.
    pub(super) fn old_object(&self) -> Option<&str> {
        self.old_object.map(RawValue::get).filter(|text| *text != "null")
    }
}

/// Reads a request.
pub(super) fn read(body: &[u8]) -> Result<Request<'_>, ReviewError> {
    let Review { api_version, kind, request } = serde_json::from_slice(body)?;
    if api_version != API_VERSION || kind != "AdmissionReview" {
        return Err(ReviewError::WrongKind { api_version, kind });
    }
    request.ok_or(ReviewError::NoRequest)
}
