//! The rule `queue-drain-mismatch`.

use crate::k8s::Slot;
use crate::lint::rule::rule;
use crate::lint::{Check, PodView, Sink};

rule! {
    /// ## What it catches
    /// A work queue whose behaviour at the end does not fit its workload: a Job whose workers keep running when the
    /// queue is empty (`UNTIL_EMPTY: "false"`, Celery, Sidekiq, `rq worker` without `--burst`), a Deployment whose
    /// workers end when it is, or a Pod whose grace period is shorter than an item may take.
    ///
    /// ## Why it matters
    /// A Job with workers that never end never completes. A Deployment restarts workers that end again and again. If a
    /// worker is killed while it processes an item, another worker has to start over.
    ///
    /// ## Instead of
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: thumbnails}
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: OnFailure
    ///       initContainers:
    ///         - name: queue
    ///           image: registry.example.com/work-queue:1.0
    ///           restartPolicy: Always
    ///           env: [{name: QUEUE, value: thumbnails}, {name: UNTIL_EMPTY, value: "false"}]
    ///       containers: [{name: thumbnails, image: "registry.example.com/thumbs:1.4"}]
    /// ```
    /// ## Write
    /// ```yaml
    /// apiVersion: batch/v1
    /// kind: Job
    /// metadata: {name: thumbnails}
    /// spec:
    ///   template:
    ///     spec:
    ///       restartPolicy: OnFailure
    ///       initContainers:
    ///         - name: queue
    ///           image: registry.example.com/work-queue:1.0
    ///           restartPolicy: Always
    ///           env: [{name: QUEUE, value: thumbnails}, {name: UNTIL_EMPTY, value: "true"}]
    ///       containers: [{name: thumbnails, image: "registry.example.com/thumbs:1.4"}]
    /// ```
    "queue-drain-mismatch", Error, Composition, Check::Pod(check)
}

fn check(pod: &PodView<'_>, out: &mut Sink<'_>) {
    let is_job = pod.pod.is_job();
    check_worker(pod, is_job, out);
    for container in &pod.containers {
        let variables = || container.spec.env.iter().flatten().enumerate();
        let value = |name: &str| {
            let (at, variable) = variables().find(|(_, variable)| variable.name == name)?;
            Some((at, variable.value.as_deref()?))
        };
        let (Some(_), Some((at, drains))) = (value("QUEUE"), value("UNTIL_EMPTY")) else { continue };
        let place = container.path.clone().field("env").index(at).field("value");
        match (is_job, drains) {
            (true, "false") => {
                out.at(place, "the workers keep running when the queue is empty, so that the Job never completes")
                    .help("set `UNTIL_EMPTY` to \"true\", or use a Deployment");
            }
            (false, "true") => {
                out.at(
                    place,
                    format!("the workers end when the queue is empty, and {} starts them again", pod.pod.kind),
                )
                .help("set `UNTIL_EMPTY` to \"false\", or use a Job");
            }
            _ => {}
        }
        let item = value("TIMEOUT").and_then(|(_, time)| time.parse::<i64>().ok());
        let grace = pod.stated_grace();
        if let Some((grace, item)) = grace.zip(item).filter(|(grace, item)| !is_job && grace < item) {
            out.at(
                pod.pod.path().field("terminationGracePeriodSeconds"),
                format!("an item may take {item} seconds, and the Pod has {grace} to end"),
            )
            .help(format!("set it to more than {item}"));
        }
    }
}

/// Workers of known programs: `rq worker --burst` ends when the queue is empty, all others go on.
fn check_worker(pod: &PodView<'_>, is_job: bool, out: &mut Sink<'_>) {
    let mains = pod.composition().members.iter().filter(|member| member.slot == Slot::App);
    for member in mains.filter(|member| member.software().is_some_and(|software| software.id == "queue-worker")) {
        let [step] = &*member.command.steps else { continue };
        let Some((program, arguments)) = step.invoked() else { continue };
        let has = |words: &[&str]| arguments.iter().any(|word| words.contains(&word.as_str()));
        let works = match program {
            "celery" => has(&["worker"]),
            "rq" => has(&["worker", "worker-pool"]),
            "sidekiq" => true,
            _ => false,
        };
        let drains = program == "rq" && has(&["--burst", "-b"]);
        let limited = member.command.words.first().is_some_and(|word| word.ends_with("timeout"));
        let place = || member.command.place_of(0, &member.path);
        if works && is_job && !drains && !limited && !has_deadline(pod) {
            out.at(place(), format!("{program} goes on when the queue is empty, so that the Job never completes"))
                .help(if program == "rq" { "add `--burst`, or use a Deployment" } else { "use a Deployment" });
        } else if drains && matches!(pod.pod.kind, "Deployment" | "StatefulSet" | "ReplicaSet" | "DaemonSet") {
            out.at(place(), format!("rq ends when the queue is empty, and {} starts it again", pod.pod.kind))
                .help("remove `--burst`, or use a Job");
        }
    }
}

/// Returns true if a Job is ended by the clock.
fn has_deadline(pod: &PodView<'_>) -> bool {
    let spec = pod.manifest.node().get("spec");
    let job = spec.and_then(|spec| spec.get("jobTemplate").map_or(Some(spec), |template| template.get("spec")));
    job.is_some_and(|job| job.get("activeDeadlineSeconds").is_some()) || pod.pod.spec.active_deadline_seconds.is_some()
}
