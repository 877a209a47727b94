//! The state of a session with an editor: the open texts, the requests that wait until a text is judged, and the messages
//! that are to be sent.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gen_lsp_types::json_rpc::{Id, RequestObject};
use gen_lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, ErrorCodes,
    LogMessageNotification, LogMessageParams, MessageType, PublishDiagnosticsNotification, PublishDiagnosticsParams,
    Registration, RegistrationParams, RegistrationRequest, ShowMessageNotification, ShowMessageParams, Uri,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use super::answer::{self, Answer};
use super::document::{Document, Judged};
use super::judge::Subject;
use super::known::{Known, Load};
use super::message::{CONTENT_MODIFIED, Call, Message, REQUEST_CANCELLED, failed, framed, succeeded};
use super::text::{self, Lines};
use super::uri;

/// The way a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The editor said `shutdown`, and then `exit`.
    Orderly,
    /// The editor said `exit` at once, or went away.
    Abrupt,
}

/// The part of a session that comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// The editor has not said `initialize` yet.
    New,
    Running,
    ShutDown,
}

/// A request that waits until its text is judged.
struct Waiting {
    uri: String,
    id: Id,
    method: String,
    params: Json,
}

/// A text to be judged, and what it is called.
pub(super) struct Job {
    pub(super) uri: String,
    pub(super) revision: u64,
    pub(super) subject: Subject,
}

/// A session.
pub(super) struct Session<'a> {
    load: &'a Load<'a>,
    phase: Phase,
    documents: BTreeMap<String, Document>,
    /// By folder.
    known: BTreeMap<PathBuf, Arc<Known>>,
    waiting: Vec<Waiting>,
    /// The open texts that are to be judged, and the one that is being judged.
    unjudged: BTreeSet<String>,
    is_judging: bool,
    revision: u64,
    watches: bool,
    output: Vec<u8>,
    ended: Option<Ended>,
}

impl<'a> Session<'a> {
    pub(super) fn new(load: &'a Load<'a>) -> Self {
        Self {
            load,
            phase: Phase::New,
            documents: BTreeMap::new(),
            known: BTreeMap::new(),
            waiting: Vec::new(),
            unjudged: BTreeSet::new(),
            is_judging: false,
            revision: 0,
            watches: false,
            output: Vec::new(),
            ended: None,
        }
    }

    /// Returns how the session ended, if it has.
    pub(super) const fn ended(&self) -> Option<Ended> {
        self.ended
    }

    /// Takes what is to be sent.
    pub(super) fn take_output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.output)
    }

    fn send(&mut self, message: &impl Serialize) {
        self.output.extend(framed(message));
    }

    /// Takes the next message. A panic, which is always a mistake of podpat, ends in an error like any other.
    pub(super) fn take(&mut self, message: Message) {
        match message {
            Message::Answer => {}
            Message::Malformed(answer) => self.send(&answer),
            Message::Call(Call { id: Some(id), method, params }) => self.request(id, method, params),
            Message::Call(Call { id: None, method, params }) => {
                let told = panic::catch_unwind(AssertUnwindSafe(|| self.notice(&method, params)));
                if let Err(message) = told.unwrap_or_else(|_| Err(MISTAKE.to_owned())) {
                    self.log(MessageType::Error, format!("{method}: {message}"));
                }
            }
        }
    }

    fn request(&mut self, id: Id, method: String, params: Json) {
        let failure = match (self.phase, method.as_str()) {
            (Phase::New, "initialize") => {
                self.phase = Phase::Running;
                let dynamic = "/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration";
                self.watches = params.pointer(dynamic) == Some(&Json::Bool(true));
                return self.send(&succeeded(id, answer::capabilities()));
            }
            (Phase::New, _) => (ErrorCodes::ServerNotInitialized, "say `initialize` first"),
            (Phase::Running, "initialize") => (ErrorCodes::InvalidRequest, "`initialize` was said before"),
            (Phase::Running, "shutdown") => {
                self.phase = Phase::ShutDown;
                self.end_waiting(|_| true, REQUEST_CANCELLED, "podpat is shut down");
                return self.send(&succeeded(id, Json::Null));
            }
            (Phase::Running, _) => return self.question(id, method, params),
            (Phase::ShutDown, _) => (ErrorCodes::InvalidRequest, "podpat was shut down; only `exit` comes now"),
        };
        self.send(&failed(id, failure.0, failure.1));
    }

    /// Answers a question about a text, or keeps it until the text is judged.
    fn question(&mut self, id: Id, method: String, params: Json) {
        // An action that is resolved says itself which text it is about.
        let uri = params.pointer("/textDocument/uri").or_else(|| params.pointer("/data/uri"));
        let uri = uri.and_then(Json::as_str).unwrap_or_default().to_owned();
        let is_judged = self.documents.get(&uri).is_none_or(|document| document.faults().is_some());
        if answer::needs_faults(&method) && !is_judged {
            self.waiting.push(Waiting { uri, id, method, params });
            return;
        }
        let known = self.known(&uri);
        let document = self.documents.get(&uri);
        let answer = panic::catch_unwind(AssertUnwindSafe(|| answer::answer(&method, params, document, &known)));
        match answer.unwrap_or_else(|_| Err((ErrorCodes::InternalError, MISTAKE.to_owned()))) {
            Ok(Answer { result, notes }) => {
                self.send(&succeeded(id, result));
                for note in notes {
                    self.show(note);
                }
            }
            Err((code, message)) => self.send(&failed(id, code, message)),
        }
    }

    /// Takes a notification.
    fn notice(&mut self, method: &str, params: Json) -> Result<(), String> {
        match (method, self.phase) {
            ("exit", phase) => {
                self.ended = Some(if phase == Phase::ShutDown { Ended::Orderly } else { Ended::Abrupt });
            }
            (_, Phase::New | Phase::ShutDown) => {}
            ("initialized", _) => self.watch(),
            ("textDocument/didOpen", _) => {
                let DidOpenTextDocumentParams { text_document: opened } = read(params)?;
                self.revision += 1;
                let path = uri::path(&opened.uri.0);
                let document = Document::new(path, opened.version, self.revision, opened.text);
                self.drop_waiting(&opened.uri.0);
                self.unjudged.insert(opened.uri.0.clone());
                self.documents.insert(opened.uri.0, document);
            }
            ("textDocument/didChange", _) => self.change(read(params)?)?,
            ("textDocument/didClose", _) => {
                let DidCloseTextDocumentParams { text_document: closed } = read(params)?;
                self.drop_waiting(&closed.uri.0);
                self.unjudged.remove(&closed.uri.0);
                if self.documents.remove(&closed.uri.0).is_some() {
                    self.publish(closed.uri, None, Vec::new());
                }
            }
            ("textDocument/didSave" | "workspace/didChangeWatchedFiles", _) => self.look_again(),
            ("$/cancelRequest", _) => {
                let id = params.get("id").and_then(|id| serde_json::from_value::<Id>(id.clone()).ok());
                let is_cancelled = |waiting: &Waiting| Some(&waiting.id) == id.as_ref();
                self.end_waiting(is_cancelled, REQUEST_CANCELLED, "the request was cancelled");
            }
            _ => {}
        }
        Ok(())
    }

    fn change(&mut self, params: DidChangeTextDocumentParams) -> Result<(), String> {
        let (uri, version) = (params.text_document.text_document_identifier.uri.0, params.text_document.version);
        let document = self.documents.get_mut(&uri).ok_or_else(|| format!("`{uri}` is not open"))?;
        let mut text = document.text().to_owned();
        text::change(&mut text, params.content_changes);
        self.revision += 1;
        document.replace(version, self.revision, text);
        self.drop_waiting(&uri);
        self.unjudged.insert(uri);
        Ok(())
    }

    /// Reads everything again that is not open: configurations and catalogues may have changed.
    fn look_again(&mut self) {
        self.known.clear();
        self.unjudged.extend(self.documents.keys().cloned());
    }

    /// Asks the editor to tell of changes to what texts depend on.
    fn watch(&mut self) {
        if !self.watches {
            return;
        }
        let globs = ["**/.podpat.yaml", "**/.podpat/**", "**/kustomization.{yaml,yml}", "**/Kustomization"];
        let watchers = globs.map(|glob| json!({"globPattern": glob}));
        let registration = Registration {
            id: "watch".to_owned(),
            method: "workspace/didChangeWatchedFiles".to_owned(),
            register_options: Some(json!({"watchers": watchers})),
        };
        let params = RegistrationParams { registrations: vec![registration] };
        self.send(&RequestObject::from_request::<RegistrationRequest>(Id::Number(1), params));
    }

    /// Returns what is known around a text.
    fn known(&mut self, uri: &str) -> Arc<Known> {
        let path = self.documents.get(uri).map_or(Path::new(""), |document| &document.path);
        let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new(".")).to_owned();
        let load = self.load;
        let new = |folder: &Path| Arc::new(Known::of(folder, load));
        Arc::clone(self.known.entry(folder.clone()).or_insert_with(|| new(&folder)))
    }

    /// Returns the next text to judge, unless one is being judged.
    pub(super) fn next_job(&mut self) -> Option<Job> {
        if self.is_judging {
            return None;
        }
        let uri = self.unjudged.pop_first()?;
        let known = self.known(&uri);
        let document = self.documents.get(&uri)?;
        let (path, source, revision) = (document.path.clone(), Arc::clone(&document.source), document.revision);
        self.is_judging = true;
        Some(Job { uri, revision, subject: Subject { path, source, known } })
    }

    /// Takes what was found in a text. If it has changed since, it is judged again, and only then shown.
    pub(super) fn judged(&mut self, uri: String, judged: Judged) {
        self.is_judging = false;
        let Some(document) = self.documents.get_mut(&uri) else { return };
        let notes = document.keep(judged);
        let Some(faults) = document.faults() else { return };
        let (lines, shown) = (Lines::of(document.text()), Uri(uri.clone()));
        let diagnostics = faults.iter().map(|fault| fault.diagnostic(&shown, &lines)).collect();
        let version = document.version;
        self.publish(shown, Some(version), diagnostics);
        for note in notes {
            self.log(MessageType::Info, format!("{}: {note}", uri::path(&uri).display()));
        }
        let (ready, waiting) = std::mem::take(&mut self.waiting).into_iter().partition(|it| it.uri == uri);
        self.waiting = waiting;
        let ready: Vec<Waiting> = ready;
        for Waiting { id, method, params, .. } in ready {
            self.question(id, method, params);
        }
    }

    fn publish(&mut self, uri: Uri, version: Option<i32>, diagnostics: Vec<gen_lsp_types::Diagnostic>) {
        let params = PublishDiagnosticsParams { uri, version, diagnostics };
        self.send(&RequestObject::from_notification::<PublishDiagnosticsNotification>(params));
    }

    fn log(&mut self, kind: MessageType, message: String) {
        let params = LogMessageParams { kind, message };
        self.send(&RequestObject::from_notification::<LogMessageNotification>(params));
    }

    fn show(&mut self, message: String) {
        let params = ShowMessageParams { kind: MessageType::Info, message };
        self.send(&RequestObject::from_notification::<ShowMessageNotification>(params));
    }

    /// Ends the requests about a text that has changed.
    fn drop_waiting(&mut self, uri: &str) {
        self.end_waiting(|waiting| waiting.uri == uri, CONTENT_MODIFIED, "the text has changed");
    }

    fn end_waiting(&mut self, ends: impl Fn(&Waiting) -> bool, code: ErrorCodes, message: &str) {
        let (over, waiting): (Vec<_>, Vec<_>) = std::mem::take(&mut self.waiting).into_iter().partition(|it| ends(it));
        self.waiting = waiting;
        for Waiting { id, .. } in over {
            self.send(&failed(id, code, message));
        }
    }
}

/// The words for a panic.
pub(super) const MISTAKE: &str = "podpat made a mistake of its own; please report it";

fn read<T: DeserializeOwned>(params: Json) -> Result<T, String> {
    serde_json::from_value(params).map_err(|error| error.to_string())
}
