//! A name for a finding that stays when lines move: from rule, file, object, field and message, never from positions.

use std::collections::HashMap;

use crate::lint::Finding;

/// Hands out fingerprints. The second finding that nothing but its position tells from the first gets another one.
#[derive(Default)]
pub(super) struct Fingerprints {
    seen: HashMap<u64, u64>,
}

impl Fingerprints {
    /// Sixteen hexadecimal digits.
    pub(super) fn of(&mut self, finding: &Finding) -> String {
        let mut hash = Fnv::default();
        hash.part(finding.rule.id);
        hash.part(finding.place.source.name());
        if let Some(object) = &finding.object {
            hash.part(&object.kind);
            hash.part(object.namespace.as_deref().unwrap_or_default());
            hash.part(object.name.as_deref().unwrap_or_default());
        }
        hash.part(&finding.place.path.to_string());
        hash.part(&finding.message);
        let count = self.seen.entry(hash.0).and_modify(|count| *count += 1).or_insert(0);
        hash.part(&count.to_string());
        format!("{:016x}", hash.0)
    }
}

/// FNV-1a with 64 bits: the same on every machine and in every release, unlike the hashers of the standard library.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Feeds a text and its end.
    fn part(&mut self, text: &str) {
        for byte in text.bytes().chain([0xFF]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
