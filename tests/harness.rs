//! Runs podpat in this process, on streams in memory.

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::{Arc, LazyLock};

use podpat::catalogue::Catalogue;
use podpat::commands::Streams;
use podpat::pattern::{self, Generated, Input, Request};
use podpat::source::Source;
use podpat::validity::Release;

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
    let code = podpat::cli::run(argv, &mut Streams::new(input.as_ref(), &mut out, &mut err));
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
