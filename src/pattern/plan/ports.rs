//! The ports of a Pod: containers of one Pod share one port space, so every number is given out once.

use std::collections::BTreeMap;

/// The port numbers of a Pod that are spoken for, and by whom.
#[derive(Debug, Default)]
pub(crate) struct Ports(BTreeMap<u16, String>);

impl Ports {
    /// Speaks for a number.
    ///
    /// # Errors
    /// The container that has it already.
    pub(crate) fn claim(&mut self, number: u16, who: &str) -> Result<(), String> {
        match self.0.get(&number) {
            Some(other) if other != who => Err(other.clone()),
            _ => {
                self.0.insert(number, who.to_owned());
                Ok(())
            }
        }
    }

    /// The first free number from `number` on, now spoken for.
    pub(crate) fn free_from(&mut self, number: u16, who: &str) -> u16 {
        let free = (number..=u16::MAX).chain(1024..number).find(|port| !self.0.contains_key(port)).unwrap_or(number);
        self.0.insert(free, who.to_owned());
        free
    }
}

#[cfg(test)]
mod tests {
    use super::Ports;

    #[test]
    fn a_number_is_given_out_once() {
        let mut ports = Ports::default();
        assert_eq!(ports.claim(8080, "main"), Ok(()));
        assert_eq!(ports.claim(8080, "main"), Ok(()), "one container may name its port twice (TCP and UDP)");
        assert_eq!(ports.claim(8080, "proxy"), Err("main".to_owned()));
        assert_eq!(ports.free_from(8080, "proxy"), 8081);
        assert_eq!(ports.free_from(65535, "a"), 65535);
        assert_eq!(ports.free_from(65535, "b"), 1024);
    }
}
