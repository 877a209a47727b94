//! Files that scripts of a Pod write into its volumes, as they write configurations for their neighbours.

use k8s_openapi::api::core::v1 as core;

use super::config_map::TextFacts;
use super::script::Script;
use super::step::Step;
use crate::k8s::Container;

/// A file that a script writes into a volume.
#[derive(Debug)]
pub struct WrittenFile {
    volume: String,
    /// The path within the volume, without a slash before it.
    path: String,
    text: String,
    facts: TextFacts,
}

impl WrittenFile {
    /// Returns the path at which a container with a mount finds the file.
    pub(super) fn path_through(&self, mount: &core::VolumeMount) -> Option<String> {
        let sub_path = mount.sub_path.as_deref().unwrap_or_default().trim_matches('/');
        let rest = self.path.strip_prefix(sub_path).filter(|_| self.volume == mount.name)?;
        if !sub_path.is_empty() && !rest.is_empty() && !rest.starts_with('/') {
            return None;
        }
        Some(match rest.trim_start_matches('/') {
            "" => mount.mount_path.clone(),
            rest => format!("{}/{rest}", mount.mount_path.trim_end_matches('/')),
        })
    }

    /// Returns its text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the facts in its text.
    pub(super) const fn facts(&self) -> &TextFacts {
        &self.facts
    }
}

/// Returns the files that the scripts of a Pod, one for each container that has one, write into volumes.
pub(crate) fn written_files<'a>(
    containers: &[Container<'_>],
    scripts: impl Iterator<Item = Option<&'a Script>>,
) -> Vec<WrittenFile> {
    let mut files = Vec::new();
    for (container, script) in containers.iter().zip(scripts) {
        let Some(script) = script else { continue };
        for (path, text) in texts(&script.steps) {
            let mounts = container.spec.volume_mounts.iter().flatten();
            let inside = mounts.filter_map(|mount| Some((mount, below(&path, &mount.mount_path)?)));
            let Some((mount, rest)) = inside.max_by_key(|(mount, _)| mount.mount_path.len()) else { continue };
            let sub_path = mount.sub_path.as_deref().unwrap_or_default().trim_matches('/');
            let path = format!("{sub_path}/{rest}").trim_matches('/').to_owned();
            files.push(WrittenFile { volume: mount.name.clone(), path, text, facts: TextFacts::default() });
        }
    }
    files
}

/// Returns the texts that commands write to files, those of one file in one text.
fn texts(steps: &[Step]) -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = Vec::new();
    for step in steps {
        let Some(text) = text(step) else { continue };
        let tee = step.arguments().iter().filter(|_| step.program() == "tee");
        for path in step.writes.iter().chain(tee).filter(|path| path.starts_with('/')).take(1) {
            match texts.last_mut().filter(|(last, _)| last == path) {
                Some((_, known)) => {
                    known.push('\n');
                    known.push_str(&text);
                }
                None => texts.push((path.clone(), text.clone())),
            }
        }
    }
    texts
}

/// Returns the text that a command puts out, where the script holds it.
fn text(step: &Step) -> Option<String> {
    match step.program() {
        "cat" | "tee" if !step.input.is_empty() => Some(step.input.clone()),
        "echo" | "printf" => {
            let words: Vec<&str> =
                step.arguments().iter().map(String::as_str).filter(|word| *word != "-e" && *word != "-n").collect();
            Some(words.join(" ").replace("\\n", "\n"))
        }
        _ => None,
    }
}

/// Returns the path below a folder; empty for the folder itself.
fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(folder.trim_end_matches('/'))?;
    (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_start_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::composition::facts::script::Script;

    #[test]
    fn texts_of_files_are_found_in_scripts() {
        let written = |script: &str| texts(&Script::read(script).steps);
        let one = |path: &str, text: &str| vec![(path.to_owned(), text.to_owned())];
        assert_eq!(written("cat > /c/a <<'EOF'\nlisten 80;\nEOF\nsleep 1"), one("/c/a", "listen 80;\n"));
        assert_eq!(written("cat <<EOF > /c/a\nx\nEOF\n"), one("/c/a", "x\n"));
        assert_eq!(written("tee /c/a <<EOF\nx\nEOF"), one("/c/a", "x\n"));
        assert_eq!(written("echo a > /c/a; echo 'b c' >> /c/a"), one("/c/a", "a\nb c"));
        assert_eq!(written("date > /c/a; echo x"), []);
    }
}
