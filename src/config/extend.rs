//! Configurations that start from others. What is wrong with the way to another one is shown where it is named.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::config_error::{ConfigError, Mistake};
use super::file::{Config, NamedFile};
use crate::files::{self, FileError, Size};

/// The most configurations that one may come to.
const MOST: usize = 20;

impl Config {
    /// Reads the configuration at `path`, and those that it extends.
    ///
    /// # Errors
    /// Fails if one of them cannot be read or used, or if they extend each other in a circle.
    pub fn load(path: &Path) -> miette::Result<Self> {
        let unreadable = |error: FileError| {
            miette::miette!(
                help = "name a readable file, or leave the configuration out with `--no-config`",
                "cannot read the configuration: {error}"
            )
        };
        let source = files::text(path, Size::CONFIGURATION).map_err(unreadable)?;
        Ok(Reading { way: Vec::new(), read: 0 }.whole(path, source)?)
    }
}

/// The configurations on the way to the one that is being read, and how many were read.
struct Reading {
    way: Vec<PathBuf>,
    read: usize,
}

impl Reading {
    fn whole(&mut self, path: &Path, source: crate::source::Source) -> Result<Config, ConfigError> {
        self.read += 1;
        let folder = files::absolute(path.parent().unwrap_or(Path::new("")));
        let own = Config::parse(&Arc::new(source), &folder)?;
        self.way.push(files::without_links(path));
        let mut whole = Config::default();
        for named in &own.extends {
            whole = whole.extended_by(self.extended(named)?);
        }
        self.way.pop();
        Ok(whole.extended_by(own))
    }

    /// Reads a configuration that another one names.
    fn extended(&mut self, named: &NamedFile) -> Result<Config, ConfigError> {
        let wrong = |message: String, help: &str| {
            ConfigError::new(
                "configuration",
                &named.source,
                vec![Mistake { span: named.span, message, help: help.to_owned() }],
            )
        };
        let name = &named.name;
        // Its lines are shown where they are wrong: no other file shall be shown so.
        if !named.path.extension().is_some_and(|ending| ["yaml", "yml"].iter().any(|known| ending == *known)) {
            return Err(wrong(format!("`{name}` is no configuration"), "name a file that ends in `.yaml` or `.yml`"));
        }
        if self.way.contains(&files::without_links(&named.path)) {
            let message = match self.way.as_slice() {
                [_] => "this configuration extends itself".to_owned(),
                _ => format!("`{name}` already extends this configuration, directly or through others"),
            };
            return Err(wrong(message, "leave out one of the two `extends`"));
        }
        if self.read >= MOST {
            return Err(wrong(format!("there are more than {MOST} configurations to read"), "extend fewer of them"));
        }
        let source = files::text(&named.path, Size::CONFIGURATION).map_err(|error| match error {
            FileError::Missing(_) => wrong(
                format!("there is no file `{name}`"),
                "name a file that is there; the path is relative to the configuration",
            ),
            error => wrong(error.to_string(), "name a readable file"),
        })?;
        self.whole(&named.path, source)
    }
}
