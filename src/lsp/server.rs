//! The threads of a server: one reads messages, one judges texts, and one keeps the session and answers. Of what is typed
//! while a text is judged only the last counts, so that nothing queues up.

use std::io::BufReader;
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use super::document::Judged;
use super::fault::Fault;
use super::judge::Judge;
use super::known::{Load, Surroundings};
use super::message::{Message, Messages};
use super::session::{Ended, Job, MISTAKE, Session};
use crate::lint::Severity;
use crate::source::Span;
use crate::terminal::{Streams, WriteError};
use crate::yaml::{self, STACK};

/// Something that happened.
enum Event {
    /// The editor said something.
    Message(Message),
    /// The editor says nothing any more.
    Silence,
    /// A text was judged.
    Judged(String, Judged),
}

/// Serves an editor on the standard streams until it says `exit` or goes away. `load` reads what is known around the texts
/// of a folder.
///
/// # Errors
/// Fails if the editor does not take what is written to it.
pub fn serve(
    streams: &mut Streams<'_>,
    load: impl Fn(&std::path::Path) -> miette::Result<Surroundings> + Sync,
) -> Result<Ended, WriteError> {
    let load: &Load<'_> = &load;
    let input = BufReader::new(streams.take_input());
    thread::scope(|scope| {
        let (happened, events) = mpsc::channel();
        let (jobs, judged) = mpsc::channel();
        let heard = happened.clone();
        let listen = move || {
            Messages::new(input).map(Event::Message).chain([Event::Silence]).try_for_each(|event| heard.send(event))
        };
        let spawn = || thread::Builder::new().stack_size(STACK);
        let started = spawn()
            .spawn_scoped(scope, listen)
            .and_then(|_| spawn().spawn_scoped(scope, move || judge_all(&judged, &happened)));
        match started {
            Ok(_) => keep(Session::new(load), &events, &jobs, streams),
            Err(error) => Err(WriteError::from(error)),
        }
    })
}

/// Keeps a session until it ends.
fn keep(
    mut session: Session<'_>,
    events: &Receiver<Event>,
    jobs: &Sender<Job>,
    streams: &mut Streams<'_>,
) -> Result<Ended, WriteError> {
    loop {
        // All that was typed by now comes before what it leads to.
        let mut next = events.try_recv().ok();
        if next.is_none() {
            if let Some(job) = session.next_job() {
                drop(jobs.send(job));
            }
            next = events.recv().ok();
        }
        match next {
            Some(Event::Message(message)) => session.take(message),
            Some(Event::Judged(uri, judged)) => session.judged(uri, judged),
            Some(Event::Silence) | None => return Ok(Ended::Abrupt),
        }
        streams.print_encoded(session.take_output())?;
        streams.flush()?;
        if let Some(ended) = session.ended() {
            return Ok(ended);
        }
    }
}

/// Judges texts, one after the other.
fn judge_all(jobs: &Receiver<Job>, happened: &Sender<Event>) {
    let mut judge = Judge::default();
    for Job { uri, revision, subject } in jobs {
        let found = panic::catch_unwind(AssertUnwindSafe(|| (judge.judge(&subject), yaml::parse(&subject.source))));
        let (verdict, stream) = found.unwrap_or_else(|_| {
            let fault = Fault::plain(Span::new(0, 0), Severity::Error, MISTAKE, None);
            (vec![fault].into(), yaml::Stream::default())
        });
        let judged = Judged { revision, source: subject.source, stream, verdict };
        if happened.send(Event::Judged(uri, judged)).is_err() {
            return;
        }
    }
}
