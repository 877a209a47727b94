//! A hash that is the same on every machine and in every release, unlike those of the standard library.

/// FNV-1a with 64 bits.
pub(super) struct StableHash(u64);

impl Default for StableHash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl StableHash {
    pub(super) fn of(text: &str) -> u64 {
        let mut hash = Self::default();
        hash.part(text);
        hash.0
    }

    pub(super) const fn value(&self) -> u64 {
        self.0
    }

    /// Feeds a text and its end.
    pub(super) fn part(&mut self, text: &str) {
        text.bytes().chain([0xFF]).for_each(|byte| self.byte(byte));
    }

    pub(super) fn number(&mut self, number: u64) {
        number.to_le_bytes().into_iter().for_each(|byte| self.byte(byte));
    }

    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
}
