//! The functions of containers: the enum that the build makes of `functions.yaml`, and what sets functions apart.

use std::fmt;

pub use generated::Function;

#[expect(clippy::too_many_lines, clippy::match_same_arms, reason = "it is a list")]
mod generated {
    use serde::Deserialize;

    use super::FunctionTrait;

    include!(concat!(env!("OUT_DIR"), "/functions.rs"));
}

/// A property of a function, as `functions.yaml` explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunctionTrait {
    /// Guards or tends another container, and is never what a Pod exists for.
    Tends,
    /// May well be what a Pod exists for.
    MayBePurpose,
    /// Lets through to a server only what it has checked.
    Guards,
    /// Stands before a server.
    Fronts,
    /// Passes requests on.
    Proxies,
    /// A proxy that may face inwards or outwards, even where its image is made to help.
    EitherWay,
    /// Answers questions about policies.
    AnswersPolicies,
    /// Sends load to another container on purpose.
    DrivesLoad,
    /// Is an agent of the node.
    OfNode,
    /// Does nothing.
    Idles,
    /// Has a database behind it.
    StandsForDatabase,
    /// Sets up another container over the network.
    Configures,
    /// Tells another container to read its configuration again.
    Reloads,
}

impl Function {
    /// Returns whether a trait is among those of the function.
    pub(crate) fn has(self, wanted: FunctionTrait) -> bool {
        self.traits().contains(&wanted)
    }
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Listed {
        name: Function,
    }

    #[test]
    fn words_are_read_as_they_are_shown() {
        let text = super::super::file!("functions");
        let listed: Vec<Listed> = serde_json::from_str(text).expect("functions");
        let names: Vec<serde_json::Value> = serde_json::from_str(text).expect("functions");
        assert!(listed.len() > 100);
        for (listed, entry) in listed.iter().zip(&names) {
            assert_eq!(entry["name"], listed.name.as_str());
        }
        assert!(Function::AuthProxy.has(FunctionTrait::Guards) && !Function::GitSync.has(FunctionTrait::Guards));
    }
}
