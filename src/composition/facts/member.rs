//! The facts about one container of a Pod by itself, before it is held against its neighbours.

use std::collections::HashMap;

use k8s_openapi::api::core::v1 as core;

use super::command::Command;
use super::context::Context;
use super::coordination::Coordination;
use super::endpoint::Endpoint;
use super::lifetime::{self, Idle, Lifetime};
use super::port::ListenPort;
use super::probe::{Probed, probed};
use super::settings::Settings;
use super::step::{self, Step};
use super::store_name::means_store;
use super::written_file::WrittenFile;
use super::{endpoint_detection, file_access, port_detection, program};
use crate::composition::Image;
use crate::composition::knowledge::{self, Function, KnownSoftware, Software, SoftwareKind, WordList};
use crate::composition::role::Role;
use crate::k8s::{Container, Slot};
use crate::yaml::FieldPath;

/// A container of a Pod and what is known of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Member {
    /// Its name; empty where it has none.
    pub name: String,
    /// The list it was written in.
    pub slot: Slot,
    /// Its place in the Pod's object.
    pub path: FieldPath,
    /// Its image.
    pub image: Image,
    /// The software that its image is known to hold.
    pub(super) image_software: Option<KnownSoftware>,
    /// The software that it runs, where that is known; `None` where another program takes the image's place.
    pub(super) software: Option<KnownSoftware>,
    /// Its command line.
    pub(crate) command: Command,
    /// Its lifetime: whether it ends.
    pub lifetime: Lifetime,
    /// The way in which it does nothing, if it does nothing.
    pub idle: Option<Idle>,
    /// The ports it listens on.
    pub ports: Vec<ListenPort>,
    /// The addresses it connects to.
    pub endpoints: Vec<Endpoint>,
    /// The programs it runs side by side; empty where it runs one.
    pub processes: Vec<String>,
    /// The user it runs as, where the manifest says.
    pub uid: Option<i64>,
    /// The ports its probes ask, by number or by the name of a declared port.
    pub(crate) probed: Vec<Probed>,
    /// The files that its script writes, as absolute paths.
    pub writes: Vec<String>,
    /// The files that its script reads, as absolute paths.
    pub reads: Vec<String>,
    /// The settings that are about other Pods.
    pub(crate) coordination: Coordination,
    /// Names of environment variables, for hints.
    pub variables: Vec<String>,
    /// Its role in the Pod.
    pub role: Role,
    /// True if it only waits, and nothing couples it with the others: it makes no pattern, whatever it is called.
    pub stands_by: bool,
    /// Its function in one word: `log-shipper`, `git-sync`; `None` where that cannot be told.
    pub function: Option<Function>,
    /// Why.
    pub evidence: Vec<Reason>,
    /// The evidence for other roles, in words.
    pub rejected: Vec<String>,
}

/// The reason for a container's role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// A sentence or clause about the container.
    pub words: String,
    /// The field that says so, or the container.
    pub at: FieldPath,
}

impl Member {
    /// Looks at one container by itself. `written` are the files that scripts of the Pod
    /// write, `room` is how many files of ConfigMaps may still be looked through.
    pub(crate) fn look(
        container: &Container<'_>,
        pod: &core::PodSpec,
        volumes: &HashMap<&str, &core::Volume>,
        context: &Context<'_>,
        written: &[WrittenFile],
        room: &mut usize,
    ) -> Self {
        let spec: &core::Container = &container.spec;
        let settings = Settings::of(spec, &container.path, volumes, context, written, room);
        let command = read_command(spec, &settings, context);
        let files = file_access::file_access(&command);
        let image = Image::parse(container.image());
        let image_software = context.knowledge().of_image(&image, first_argument(&command));
        let software =
            script_software(&command, &settings).or_else(|| software(&command, image_software.as_ref(), spec));
        let declared = spec.ports.as_deref().unwrap_or_default();
        let known = software.as_deref();
        let certain = runs_known_image(spec, &image, image_software.as_ref());
        let ports = port_detection::ports(container, &command, &settings, known, certain);
        let (lifetime, idle) = lifetime::of(&command, &settings, known, &image, image_software.as_deref(), spec);
        let endpoints = endpoint_detection::endpoints(spec, &container.path, &command, &settings, known);
        // What declares ports is asked, and does not fetch its work.
        let names = [container.name(), context.name.unwrap_or_default()].into_iter().filter(|_| declared.is_empty());
        let coordination = Coordination::of(&command, &settings, known, &endpoints, names);
        Self {
            name: container.name().to_owned(),
            slot: container.slot,
            path: container.path.clone(),
            lifetime,
            idle,
            endpoints,
            coordination,
            processes: command.side_by_side().into_iter().map(str::to_owned).collect(),
            uid: uid(spec, pod),
            probed: probed(spec, declared),
            variables: spec.env.iter().flatten().map(|variable| variable.name.clone()).collect(),
            writes: files.writes,
            reads: files.reads,
            role: Role::Main,
            function: None,
            evidence: Vec::new(),
            rejected: Vec::new(),
            stands_by: false,
            image,
            image_software,
            software,
            ports,
            command,
        }
    }

    /// Returns what its image is known to hold.
    pub(crate) fn image_software(&self) -> Option<&Software> {
        self.image_software.as_deref()
    }

    /// Returns what it runs, as far as that is known: nothing where another program takes the image's place.
    pub(crate) fn software(&self) -> Option<&Software> {
        self.software.as_deref()
    }

    /// The kind of what it runs.
    pub(crate) fn kind(&self) -> Option<SoftwareKind> {
        self.software().map(|software| software.kind)
    }

    /// Returns true if it runs beside the others: a regular container or a native sidecar.
    pub const fn is_long_running(&self) -> bool {
        self.slot.is_long_running()
    }

    /// Returns true if it runs a program of that name, as far as can be told.
    pub(crate) fn runs_program(&self, name: &str) -> bool {
        let software = self.software().is_some_and(|software| software.id == name || software.has_program(name));
        software || self.command.runs(name) || self.image.base() == name
    }

    /// Returns true if it listens on one of some ports.
    pub(crate) fn listens_on_any(&self, ports: &[u16]) -> bool {
        self.ports.iter().any(|listen| ports.contains(&listen.port))
    }

    /// Returns true if it keeps data, as far as its software or, for want of that, its name tells.
    pub(crate) fn keeps_data(&self) -> bool {
        let unknown = self.image_software().is_none_or(|software| software.kind == SoftwareKind::Shell);
        if !unknown || self.runs_script() {
            return self.is_store();
        }
        // A private image called `mysql` in a container called `db`.
        let words = knowledge::words(&self.name);
        words.iter().rev().find(|word| !WordList::NoStore.holds(word)).is_some_and(|word| means_store(word))
    }

    /// Returns true if all it runs are programs that any system has.
    pub(in crate::composition) fn runs_system_programs(&self) -> bool {
        !self.command.steps.is_empty() && self.command.programs().all(program::is_plain)
    }

    /// Returns true if it runs a script, or programs that any system has, rather than an application that is known.
    pub(in crate::composition) fn runs_script(&self) -> bool {
        let general = |kind| {
            matches!(kind, SoftwareKind::Toolbox | SoftwareKind::Shell | SoftwareKind::Runtime | SoftwareKind::Task)
        };
        (self.command.is_script || self.runs_system_programs())
            && !self.command.steps.is_empty()
            && self.kind().is_none_or(general)
    }

    /// Returns true if its image is one that anything may run in.
    pub(in crate::composition) fn has_general_image(&self) -> bool {
        self.image_software().is_some_and(|software| software.kind.is_general())
    }

    /// Returns true if it is a box of client programs that is told nothing, and waits for somebody to use it.
    pub(crate) fn awaits_somebody(&self) -> bool {
        self.kind() == Some(SoftwareKind::Toolbox) && self.command.steps.is_empty() && self.probed.is_empty()
    }

    /// Returns true if it runs a database, cache or broker.
    pub(crate) fn is_store(&self) -> bool {
        self.kind().is_some_and(SoftwareKind::is_store)
    }
}

/// Returns true if something that the container is given may move its ports: a variable that names one, or a folder laid
/// over its configuration.
fn told_otherwise(spec: &core::Container, software: Option<&Software>) -> bool {
    let names_port = spec.env.iter().flatten().any(|variable| variable.name.to_uppercase().contains("PORT"));
    let mounts = spec.volume_mounts.iter().flatten().map(|mount| mount.mount_path.trim_end_matches('/'));
    let config = software.map_or(&[][..], |software| software.config.as_slice());
    let over = |path: &str| config.iter().any(|folder| path.starts_with(folder.as_str()) || folder.starts_with(path));
    names_port || spec.env_from.as_ref().is_some_and(|from| !from.is_empty()) || mounts.into_iter().any(over)
}

fn uid(spec: &core::Container, pod: &core::PodSpec) -> Option<i64> {
    let own = spec.security_context.as_ref().and_then(|context| context.run_as_user);
    own.or_else(|| pod.security_context.as_ref().and_then(|context| context.run_as_user))
}

/// The first argument that is no option, which says what an image with many uses is used for.
fn first_argument(command: &Command) -> Option<&str> {
    let words: &[String] = match command.steps.first() {
        Some(step) => step.arguments(),
        None => &command.words,
    };
    words.iter().find(|word| !word.starts_with('-')).map(String::as_str)
}

/// A program's name without the ending of a script.
pub(crate) fn stem(program: &str) -> &str {
    program.split('.').next().unwrap_or_default()
}

/// Reads the command line of a container, with the script that a ConfigMap of the input holds.
fn read_command(spec: &core::Container, settings: &Settings<'_>, context: &Context<'_>) -> Command {
    let mut command = Command::read(
        spec.command.as_deref().unwrap_or_default(),
        spec.args.as_deref().unwrap_or_default(),
        spec.working_dir.as_deref(),
        |name| settings.value(name),
    );
    if let Some(file) = command.script_file.clone()
        && let Some(found) = settings.file(&file)
    {
        command.set_script(found.facts.script(found.text, context.most_steps()));
    }
    command
}

/// Returns true if a container runs what its image is known to run, with the image's own settings.
fn runs_known_image(spec: &core::Container, image: &Image, software: Option<&KnownSoftware>) -> bool {
    let is_plain =
        spec.command.is_none() && spec.args.is_none() && !told_otherwise(spec, software.map(|software| &**software));
    // Of images that others made little is sure, and nothing once they are given settings.
    let is_untouched = spec.env.as_ref().is_none_or(Vec::is_empty) && spec.ports.as_ref().is_none_or(Vec::is_empty);
    let is_named = software.is_some_and(|software| software.is_named_exactly(image));
    is_plain && (image.is_official() || is_named && is_untouched)
}

/// Returns the helper of the catalogue whose script a container runs.
fn script_software(command: &Command, settings: &Settings<'_>) -> Option<KnownSoftware> {
    let paths = command.steps.iter().flat_map(|step| &step.words).filter(|word| word.starts_with('/'));
    let text = |path: &str| settings.file(path).map(|file| file.text);
    let mut known = paths.filter_map(|path| knowledge::of_script(path, text(path)));
    known.next().map(KnownSoftware::Shipped)
}

/// Returns the software that a container runs: the one that its command names, or else that of its image, unless the
/// command takes its place.
fn software(
    command: &Command,
    image_software: Option<&KnownSoftware>,
    spec: &core::Container,
) -> Option<KnownSoftware> {
    if let Some(file) = &command.script_file {
        let given =
            spec.volume_mounts.iter().flatten().any(|mount| file.starts_with(mount.mount_path.trim_end_matches('/')));
        if command.steps.is_empty() {
            return image_software.filter(|_| !given).cloned();
        }
    }
    if command.steps.is_empty() {
        return image_software.cloned();
    }
    let named = command.steps.iter().rev().filter(|step| !step.is_condition()).filter_map(lifetime::last_software);
    // A client such as mysql in a script says less than a server that the script starts in the end.
    let named: Vec<&'static Software> = named.collect();
    if let Some(serving) = named.iter().find(|software| software.kind.is_server() || software.kind.is_helper()) {
        return Some(KnownSoftware::Shipped(serving));
    }
    if named.first().is_some_and(|software| matches!(software.kind, SoftwareKind::Toolbox | SoftwareKind::Task)) {
        // In an image made to help, its clients do what it was made for.
        let made_to_help = image_software.filter(|software| software.kind.is_helper()).cloned();
        return made_to_help.or(named.first().copied().map(KnownSoftware::Shipped));
    }
    // An image that is told to run another program of its own is what that program's name says.
    if let [step] = &*command.steps
        && image_software.is_some_and(|software| software.kind.is_server())
        && knowledge::of_name(stem(step.program())).is_some_and(|hint| hint.role != Role::Main)
    {
        return None;
    }
    let image_software = image_software.filter(|software| software.kind != SoftwareKind::Shell)?;
    // A program that stands in a volume was put there by somebody else.
    let brought = |step: &Step| {
        let mounts = spec.volume_mounts.iter().flatten().map(|mount| mount.mount_path.trim_end_matches('/'));
        let path = step::unwrapped(&step.words).first().map_or("", String::as_str);
        mounts.into_iter().any(|mount| path.strip_prefix(mount).is_some_and(|rest| rest.starts_with('/')))
    };
    let own = |step: &Step| !step.words.is_empty() && !program::is_plain(step.program()) && !brought(step);
    let serves = |step: &Step| image_software.has_program(step.program());
    // A script may run clients of the image, or anything else in it.
    let runs = if command.is_script && image_software.kind.is_server() {
        command.steps.iter().any(serves)
    } else {
        command.steps.iter().any(own)
    };
    runs.then(|| image_software.clone())
}
