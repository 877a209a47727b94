//! Runs podpat in this process, on streams in memory, and makes folders of files for it.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::{Arc, LazyLock};

use podpat::internals::catalogue::Catalogue;
use podpat::internals::commands::Streams;
use podpat::internals::pattern::{self, Generated, Input, Request};
use podpat::internals::source::Source;
use podpat::internals::validity::Release;
use tempfile::TempDir;

/// How one run ended.
pub(crate) struct Ran {
    /// The exit code.
    pub(crate) code: u8,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Ran {
    /// Standard output as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }
}

/// Runs podpat with arguments and nothing on standard input.
pub(crate) fn podpat<A: Into<OsString>>(args: impl IntoIterator<Item = A>) -> Ran {
    podpat_on("", args)
}

/// Runs podpat with a text on standard input.
pub(crate) fn podpat_on<A: Into<OsString>>(input: impl AsRef<[u8]>, args: impl IntoIterator<Item = A>) -> Ran {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let argv = std::iter::once(OsString::from("podpat")).chain(args.into_iter().map(Into::into));
    let code = podpat::internals::cli::run(argv, &mut Streams::new(input.as_ref(), &mut out, &mut err));
    // An exit code does not tell its number but to the system.
    let code = (0..=u8::MAX).find(|&number| code == ExitCode::from(number)).expect("an exit code");
    let text = |bytes| String::from_utf8(bytes).expect("podpat writes UTF-8");
    Ran { code, out: text(out), err: text(err) }
}

/// What comes of a description, without the command line around it: for tests of thousands.
pub(crate) fn generated(description: &serde_json::Value) -> miette::Result<Generated> {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::built_in);
    let file = Some(Arc::new(Source::new("-", description.to_string())));
    let wanted = Input { file, ..Input::default() };
    pattern::generate(&Request { description: wanted, helpers: None, kubernetes: Release::LATEST }, &CATALOGUE)
}

/// A folder of files that goes away with the test.
pub(crate) struct Folder(TempDir);

impl Folder {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self(TempDir::new().expect("a folder"))
    }

    /// A folder of files, by their paths in it.
    pub(crate) fn with(files: &[(&str, impl AsRef<[u8]>)]) -> Self {
        let folder = Self::new();
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    /// Its path.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The path of something in it.
    pub(crate) fn at(&self, name: impl AsRef<Path>) -> PathBuf {
        self.path().join(name)
    }

    /// The path of something in it, as an argument; of itself for an empty name.
    pub(crate) fn name(&self, name: &str) -> String {
        if name.is_empty() { self.path().display().to_string() } else { self.at(name).display().to_string() }
    }

    /// Writes a file, and the folders that lead to it.
    pub(crate) fn write(&self, name: impl AsRef<Path>, text: impl AsRef<[u8]>) {
        let path = self.at(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// The text of a file.
    pub(crate) fn text(&self, name: impl AsRef<Path>) -> String {
        fs::read_to_string(self.at(name)).expect("a text")
    }
}

/// A folder of files in which the real binary runs.
pub(crate) struct Project(Folder);

impl Project {
    /// A folder with these files.
    pub(crate) fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(Folder::with(&files.into_iter().collect::<Vec<_>>()))
    }

    /// The path of a file.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.at(name)
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn write(&self, name: impl AsRef<Path>, text: impl AsRef<[u8]>) {
        self.0.write(name, text);
    }

    /// The text of a file.
    pub(crate) fn read(&self, name: &str) -> String {
        self.0.text(name)
    }

    /// Runs podpat in the folder, with nothing on standard input.
    pub(crate) fn podpat<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Ran {
        self.podpat_in("", args, "")
    }

    /// Runs podpat in a folder below, with a text on standard input. In what it prints the folder is `PROJECT`.
    pub(crate) fn podpat_in<A: AsRef<OsStr>>(
        &self,
        folder: &str,
        args: impl IntoIterator<Item = A>,
        input: &str,
    ) -> Ran {
        self.write(".input", input);
        let input = fs::File::open(self.path(".input")).expect("a file");
        let mut command = Command::new(env!("CARGO_BIN_EXE_podpat"));
        command.args(args).current_dir(self.path(folder)).stdin(Stdio::from(input));
        let output = command.env_remove("GIT_DIR").output().expect("podpat runs");
        let root = self.0.path().canonicalize().expect("a folder");
        let text = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).expect("podpat writes UTF-8");
            [root.as_path(), self.0.path()]
                .iter()
                .fold(text, |text, root| text.replace(&*root.to_string_lossy(), "PROJECT"))
        };
        let code = output.status.code().and_then(|code| u8::try_from(code).ok()).expect("an exit code");
        Ran { code, out: text(output.stdout), err: text(output.stderr) }
    }
}
