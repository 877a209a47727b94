//! Event: what happened to an object, in the old API and in `events.k8s.io`.
//!
//! Source: `pkg/apis/core/validation/events.go`. Errors about `events.k8s.io` name the fields as the old API does.

use k8s_openapi::api::core::v1::Event;
use k8s_openapi::api::events::v1::Event as EventV1;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{MicroTime, ObjectMeta};

use super::metadata::{self, Scope};
use super::{FieldErrors, content};
use crate::yaml::Path;

/// Bytes of the reporter, of the action and of the reason.
const TEXT_LIMIT: usize = 128;
/// Bytes of the message.
const NOTE_LIMIT: usize = 1024;
/// The namespaces in which events about objects of no namespace may be.
const OF_CLUSTER: [&str; 2] = ["default", "kube-system"];
/// The seconds of the time that Go takes for none: the first of January of the year 1.
const ZERO_TIME: i64 = -62_135_596_800;

/// The fields that both APIs have, each with the names of its fields: the server's and the one of the manifest.
struct Told<'a> {
    meta: &'a ObjectMeta,
    time: Option<&'a MicroTime>,
    namespace: Option<&'a str>,
    object: &'static str,
    controller: (&'static str, Option<&'a str>),
    instance: Option<&'a str>,
    action: Option<&'a str>,
    reason: Option<&'a str>,
    note: (&'static str, Option<&'a str>),
}

/// `legacyValidateEvent`.
pub(super) fn check_event(object: &Event, errors: &mut FieldErrors) {
    metadata::check_before_create(&object.metadata, errors);
    check_told(
        &Told {
            meta: &object.metadata,
            time: object.event_time.as_ref(),
            namespace: object.involved_object.namespace.as_deref(),
            object: "involvedObject",
            controller: ("reportingComponent", object.reporting_component.as_deref()),
            instance: object.reporting_instance.as_deref(),
            action: object.action.as_deref(),
            reason: object.reason.as_deref(),
            note: ("message", object.message.as_deref()),
        },
        errors,
    );
}

/// `ValidateEventCreate` of `events.k8s.io/v1`.
pub(super) fn check_event_v1(object: &EventV1, errors: &mut FieldErrors) {
    check_told(
        &Told {
            meta: &object.metadata,
            time: object.event_time.as_ref(),
            namespace: object.regarding.as_ref().and_then(|regarding| regarding.namespace.as_deref()),
            object: "regarding",
            controller: ("reportingController", object.reporting_controller.as_deref()),
            instance: object.reporting_instance.as_deref(),
            action: object.action.as_deref(),
            reason: object.reason.as_deref(),
            note: ("note", object.note.as_deref()),
        },
        errors,
    );
    let root = Path::ROOT;
    metadata::check(&object.metadata, Scope::Namespaced, metadata::subdomain_name, &root.field("metadata"), errors);
    if let Some(series) = &object.series {
        let path = root.field("series");
        if series.count < 2 {
            errors.invalid(
                &path.field("count"),
                series.count,
                "is less than 2",
                "count the first event too, or take `series` out",
            );
        }
        if is_zero(&series.last_observed_time) {
            errors.required(&path.field("lastObservedTime"), TIME_HELP);
        }
    }
    if object.event_time.as_ref().is_none_or(is_zero) {
        errors.required(&root.field("eventTime"), TIME_HELP);
    }
    let kind = object.type_.as_deref().unwrap_or_default();
    if !matches!(kind, "Normal" | "Warning") {
        errors.invalid(&root.field("type"), kind, "is no type of an event", "write `Normal` or `Warning`");
    }
    check_deprecated(object, errors);
}

const TIME_HELP: &str = "write a time such as `2026-01-31T12:00:00.000000Z`";

/// Fields of the old API that new events do without.
fn check_deprecated(object: &EventV1, errors: &mut FieldErrors) {
    let is_set = |time: &k8s_openapi::apimachinery::pkg::apis::meta::v1::Time| time.0.as_second() != ZERO_TIME;
    let filled = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    let source = object.deprecated_source.as_ref();
    let fields = [
        ("firstTimestamp", "deprecatedFirstTimestamp", object.deprecated_first_timestamp.as_ref().is_some_and(is_set)),
        ("lastTimestamp", "deprecatedLastTimestamp", object.deprecated_last_timestamp.as_ref().is_some_and(is_set)),
        ("count", "deprecatedCount", object.deprecated_count.unwrap_or_default() != 0),
        ("source", "deprecatedSource", source.is_some_and(|it| filled(&it.component) || filled(&it.host))),
    ];
    for (field, own, _) in fields.into_iter().filter(|&(.., is_there)| is_there) {
        let why = "belongs to events of the old API";
        errors.invalid(&Path::ROOT.field(field), own, why, format!("take `{own}` out")).at(&Path::ROOT.field(own));
    }
}

fn is_zero(time: &MicroTime) -> bool {
    time.0.as_second() == ZERO_TIME
}

fn check_told(told: &Told<'_>, errors: &mut FieldErrors) {
    let root = Path::ROOT;
    // An object without a namespace goes to `default`, unless the request says otherwise.
    let own = told.meta.namespace.as_deref().filter(|own| !own.is_empty()).unwrap_or("default");
    let of_object = told.namespace.unwrap_or_default();
    let time = told.time.filter(|time| !is_zero(time));
    let matches = match (time, of_object) {
        (None, "") => own == "default",
        (None, of_object) => own == of_object,
        (Some(_), of_object) => !of_object.is_empty() || OF_CLUSTER.contains(&own),
    };
    if !matches {
        let why = format!("is not the namespace of the event, which is `{own}`");
        let help = "write the namespace of the object in both places";
        errors
            .invalid(&root.field("involvedObject.namespace"), of_object, why, help)
            .at(&root.field(told.object).field("namespace"));
    }
    if time.is_none() {
        return;
    }
    let (field, controller) = told.controller;
    let at = root.field(field);
    let controller = controller.unwrap_or_default();
    if errors.present(&at, controller, "name the reporter, such as `example.com/controller`") {
        errors.content(&at, controller, content::qualified_name(controller));
    }
    let texts = [("reportingInstance", told.instance), ("action", told.action), ("reason", told.reason)];
    for (field, text) in texts {
        let (at, text) = (root.field(field), text.unwrap_or_default());
        if errors.present(&at, text, "say it in a word or two, since the event has an `eventTime`") {
            check_length(text, TEXT_LIMIT, &at, errors);
        }
    }
    let (field, note) = told.note;
    let from = errors.len();
    let path = root.field("message");
    check_length(note.unwrap_or_default(), NOTE_LIMIT, &path, errors);
    errors.move_places(from, &path, &root.field(field));
}

fn check_length(text: &str, limit: usize, path: &Path<'_>, errors: &mut FieldErrors) {
    if text.len() > limit {
        errors.invalid(path, text, format!("is {} bytes long", text.len()), format!("use at most {limit} bytes"));
    }
}
