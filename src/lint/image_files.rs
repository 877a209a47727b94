//! The files of known images without which their programs do not start, and the volumes that hide them.

use k8s_openapi::api::core::v1::Volume;

use super::view::PodView;
use crate::composition::knowledge::SoftwareKind;
use crate::k8s::Container;

/// A folder of an image, and the file in it that its program reads unless it is told to read another.
struct MainFile {
    /// The software that the image ships.
    software: &'static str,
    folder: &'static str,
    file: &'static str,
}

const MAIN_FILES: [MainFile; 6] = [
    MainFile { software: "httpd", folder: "/usr/local/apache2/conf", file: "httpd.conf" },
    MainFile { software: "php-apache", folder: "/etc/apache2", file: "apache2.conf" },
    MainFile { software: "haproxy", folder: "/usr/local/etc/haproxy", file: "haproxy.cfg" },
    MainFile { software: "prometheus", folder: "/etc/prometheus", file: "prometheus.yml" },
    MainFile { software: "alertmanager", folder: "/etc/alertmanager", file: "alertmanager.yml" },
    MainFile { software: "caddy", folder: "/etc/caddy", file: "Caddyfile" },
];

/// Returns what a program misses when a ConfigMap takes the place of the folder of its configuration.
pub(super) fn lost_file(pod: &PodView<'_>, container: &Container<'_>, volume: &Volume, folder: &str) -> Option<String> {
    if folder == "/etc/nginx" && lacks_mime_types(pod, container, volume) {
        return Some("`mime.types` and all else that nginx reads there".to_owned());
    }
    let map = volume.config_map.as_ref().filter(|map| map.items.is_none())?;
    let ships = pod.member(container).and_then(|(_, member)| member.image_software())?;
    let known = MAIN_FILES.iter().find(|known| known.folder == folder && known.software == ships.id)?;
    let is_told = container.spec.command.is_some() || container.spec.args.is_some();
    let files = pod.context().files_of(&map.name).filter(|_| !is_told)?;
    (!files.contains(&known.file)).then(|| format!("`{}`, which the program reads", known.file))
}

/// Returns true if the volume that takes the place of nginx's folder has not all that its configuration asks for.
fn lacks_mime_types(pod: &PodView<'_>, container: &Container<'_>, volume: &Volume) -> bool {
    let Some(map) = &volume.config_map else { return false };
    let ships = pod.member(container).and_then(|(_, member)| member.image_software());
    let is_nginx = ships.is_some_and(|software| software.id == "nginx" || software.id.starts_with("nginx-"));
    let Some(data) = pod.context().config_map(&map.name).and_then(|map| map.data.as_ref()) else { return is_nginx };
    // Another configuration may be named on the command line.
    let words = container.spec.command.iter().flatten().chain(container.spec.args.iter().flatten());
    let named = words.into_iter().find_map(|word| data.get(word.rsplit('/').next().unwrap_or_default()));
    let asks = named.or_else(|| data.get("nginx.conf")).is_none_or(|text| text.contains("mime.types"));
    is_nginx && asks && !data.contains_key("mime.types")
}

/// Returns true if files take the place of the folder where official images have their program or the script that starts
/// it. Bare systems have nothing there.
pub(super) fn hides_own_programs(pod: &PodView<'_>, container: &Container<'_>, volume: &Volume, folder: &str) -> bool {
    let Some((_, member)) = pod.member(container) else { return false };
    let of_files = volume.config_map.is_some() || volume.secret.is_some();
    let is_bare = member.image_software().is_none_or(|software| software.kind == SoftwareKind::Shell);
    let program = container.spec.command.as_ref().and_then(|command| command.first());
    let elsewhere = program.is_some_and(|program| program.contains('/') && !program.starts_with("/usr/local/bin/"));
    let of_system = program.is_some_and(|program| matches!(program.as_str(), "sh" | "bash"));
    folder == "/usr/local/bin" && of_files && member.image.is_official() && !is_bare && !elsewhere && !of_system
}
