//! A Git repository with catalogue entries, as a configuration names it. Whatever cannot be told from an option of git,
//! or leads past the network, is no such name.

/// The most characters of an address, a reference or a path.
const LONGEST: usize = 1024;

/// A folder of a Git repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternSource {
    /// The address: `https://…`, `ssh://…` or `user@host:path`.
    pub git: String,
    /// A branch, a tag or a commit.
    pub reference: String,
    /// The folder in the repository; empty for its root.
    pub path: String,
}

/// Returns what is wrong with an address.
pub(super) fn check_address(text: &str) -> Result<(), String> {
    let form = || "write `https://HOST/PATH`, `ssh://USER@HOST/PATH` or `USER@HOST:PATH`".to_owned();
    if text.len() > LONGEST || text.starts_with('-') || text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(form());
    }
    if ["/", "./", "../", "~/", "file:"].iter().any(|start| text.starts_with(start)) {
        return Err(
            "others do not have a folder of this machine: name it with `--patterns FOLDER`, or copy its entries into \
                    `.podpat/patterns`"
                .to_owned(),
        );
    }
    // `ext::` and the like run programs.
    if text.contains("::") {
        return Err(format!("no other transports are used; {}", form()));
    }
    let (authority, path) = match text.split_once("://") {
        Some(("https" | "ssh", rest)) => rest.split_once('/').ok_or_else(form)?,
        Some((scheme, _)) => return Err(format!("`{scheme}` is not used, only `https` and `ssh`; {}", form())),
        None => text.split_once(':').filter(|(host, _)| !host.contains('/')).ok_or_else(form)?,
    };
    let (user, host) = authority.rsplit_once('@').unwrap_or(("git", authority));
    if user.contains(':') {
        return Err("a password does not belong in a file; git asks its credential helper".to_owned());
    }
    let is_word = |word: &str| {
        let is_inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']' | '+');
        !word.is_empty() && !word.starts_with('-') && word.chars().all(is_inner)
    };
    let is_whole = is_word(user) && is_word(host) && !path.is_empty() && !path.starts_with('-');
    if is_whole { Ok(()) } else { Err(form()) }
}

/// Returns what is wrong with a reference, by the rules of `git check-ref-format`.
pub(super) fn check_reference(text: &str) -> Result<(), String> {
    let is_special = |c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\+".contains(c);
    let is_wrong = text.is_empty()
        || text.len() > LONGEST
        || text.starts_with(['-', '/', '.'])
        || text.ends_with(['/', '.'])
        || text.contains("..")
        || text.contains("@{")
        || text.contains(is_special);
    if is_wrong { Err("write a branch, a tag or a commit, such as `v1.4.0`".to_owned()) } else { Ok(()) }
}

/// Returns what is wrong with the path of a folder.
pub(super) fn check_path(text: &str) -> Result<(), String> {
    let is_step = |step: &str| !matches!(step, "" | "." | ".." | ".git") && !step.starts_with('-');
    let is_text = text.len() <= LONGEST && !text.contains(|c: char| c.is_control() || matches!(c, '\\' | ':'));
    if is_text && text.split('/').all(is_step) {
        return Ok(());
    }
    Err("write the path of a folder from the root of the repository, such as `patterns`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for text in [
            "https://git.example.com/team/patterns.git",
            "https://git.example.com:8443/patterns",
            "ssh://git@git.example.com:2222/team/patterns.git",
            "git@git.example.com:team/patterns.git",
            "https://robot@git.example.com/patterns",
            "https://[2001:db8::1]/patterns".replace("::", ":0:").as_str(),
        ] {
            assert_eq!(check_address(text), Ok(()), "{text}");
        }
        for text in [
            "",
            "-u",
            "--upload-pack=touch /tmp/x",
            "ext::sh -c touch% /tmp/x",
            "ext::sh",
            "file:///srv/patterns",
            "/srv/patterns",
            "../patterns",
            "./a:b",
            "git://git.example.com/a",
            "http://git.example.com/a",
            "ssh://-oProxyCommand=x/a",
            "ssh://git@-oProxyCommand=x/a",
            "-oProxyCommand=x:a",
            "git@host:-a",
            "https://git.example.com",
            "https:///a",
            "https://user:secret@git.example.com/a",
            "https://host/a b",
            "https://host/a\nb",
        ] {
            assert!(check_address(text).is_err(), "{text}");
        }
    }

    #[test]
    fn references_and_paths() {
        for text in ["main", "v1.4.0", "feature/a-b", "HEAD", "0123456789012345678901234567890123456789"] {
            assert_eq!(check_reference(text), Ok(()), "{text}");
        }
        for text in ["", "-b", "--upload-pack=x", "a:b", "+a", "a..b", "a^", "a b", "/a", "a/", "@{1}", "a\0"] {
            assert!(check_reference(text).is_err(), "{text}");
        }
        for text in ["patterns", "a/b c/d"] {
            assert_eq!(check_path(text), Ok(()), "{text}");
        }
        for text in ["", "/etc", "..", "a/../b", "a//b", "-a", "a/.git", "a\\b", "a:b", "./a"] {
            assert!(check_path(text).is_err(), "{text}");
        }
    }
}
