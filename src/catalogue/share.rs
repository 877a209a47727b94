//! Folders and volumes of a catalogue entry.

use serde::Deserialize;
use serde_json::Value as Json;

/// One side of a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The main container.
    Main,
    /// The helper.
    Helper,
    /// Both, as in shared memory.
    Both,
}

/// A folder that main and a helper share: one volume, mounted by both, written by one.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Share {
    /// The side that writes; the other one mounts it read-only. Neither does where it shows a ConfigMap.
    #[serde(default)]
    pub writer: Option<Side>,
    /// The folder in the helper.
    pub helper: String,
    /// The folder in main.
    pub main: String,
    /// The most an `emptyDir` may hold: a quantity.
    #[serde(default)]
    pub size: Option<String>,
    /// The ConfigMap it shows, when it is not an `emptyDir`.
    #[serde(default)]
    pub config_map: Option<String>,
    /// `true` where the program deletes files in this folder that it does not know. A volume that main has there
    /// already is then refused; better is a subfolder that only the program uses.
    #[serde(default)]
    pub clears: bool,
    /// `true` where the program renames, truncates or deletes files that another container writes in this folder.
    #[serde(default)]
    pub rotates: bool,
    /// `true` where the program keeps a lock in this folder, so that no second one may use it.
    #[serde(default)]
    pub locks: bool,
    /// One clause for the comment in the output: "the checked-out files".
    pub about: String,
    /// An expression that decides whether there is such a share.
    #[serde(default)]
    pub when: Option<String>,
}

/// A volume of the helper, which main may mount as well.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Volume {
    /// The folder in the helper; it is not mounted unless this is given.
    #[serde(default)]
    pub at: String,
    /// The folder in main, which writes there.
    #[serde(default)]
    pub main: Option<String>,
    /// The most an `emptyDir` may hold: a quantity.
    #[serde(default)]
    pub size: Option<String>,
    /// The Secret it shows, mounted read-only.
    #[serde(default)]
    pub secret: Option<String>,
    /// The ConfigMap it shows, mounted read-only.
    #[serde(default)]
    pub config_map: Option<String>,
    /// Any other volume source of Kubernetes: `csi`, `hostPath`, `projected` …; a template.
    #[serde(default)]
    pub source: serde_json::Map<String, Json>,
    /// `true` where the helper may not write in a volume of another `source`.
    #[serde(default)]
    pub read_only: bool,
    /// An expression that decides whether there is such a volume.
    #[serde(default)]
    pub when: Option<String>,
}
