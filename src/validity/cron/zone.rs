//! Names of time zones: those of the IANA database, as Go's `time.LoadLocation` finds them in its embedded copy.

/// One name a line, sorted; release 2025b.
const ZONES: &str = include_str!("zones.txt");

/// Returns true if there is a time zone of this name; letter case counts.
pub(super) fn exists(name: &str) -> bool {
    names().any(|zone| zone == name)
}

/// All names.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    ZONES.lines()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_zones() {
        for zone in ["UTC", "Etc/UTC", "Europe/Berlin", "America/Argentina/ComodRivadavia", "Asia/Calcutta", "GMT+0"] {
            assert!(exists(zone), "{zone}");
        }
        for none in ["", "utc", "Local", "Europe", "Nowhere/City", "../Etc/UTC", "localtime", "posix/UTC"] {
            assert!(!exists(none), "{none}");
        }
    }

    #[test]
    fn the_list_is_sorted_and_the_server_takes_every_name_of_it() {
        let part = |part: &str| (1..=14).contains(&part.len()) && !part.starts_with('-');
        assert!(names().is_sorted() && names().count() > 500);
        assert!(names().all(|zone| zone.split('/').all(part)));
    }
}
