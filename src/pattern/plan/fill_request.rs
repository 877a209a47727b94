//! The values that one catalogue entry is filled with.

use indexmap::IndexMap;

use crate::catalogue::Entry;
use crate::pattern::description::helper::Helper;
use crate::pattern::description::helper_mode::HelperMode;
use crate::pattern::description::workload::Description;
use crate::pattern::plan::given::Given;

/// One helper to fill.
#[derive(Clone, Copy)]
pub(crate) struct FillRequest<'a> {
    /// The whole description, of which templates see names.
    pub description: &'a Description,
    /// The helper as it was asked for.
    pub helper: &'a Helper,
    /// Its entry.
    pub entry: &'a Entry,
    /// Its parameters.
    pub given: &'a Given,
    /// The name of its container.
    pub instance: &'a str,
    /// The numbers of its ports.
    pub numbers: &'a Numbers,
    /// The way helpers run.
    pub mode: HelperMode,
    /// Main's first port.
    pub main_port: Option<i64>,
    /// The port it passes main's traffic on to, where it stands in front of main.
    pub upstream_port: Option<u16>,
}

/// The numbers of an entry's ports, by name.
pub(crate) type Numbers = IndexMap<String, u16>;
