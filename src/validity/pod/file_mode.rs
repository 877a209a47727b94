//! The permissions of files in volumes.

use crate::validity::FieldErrors;
use crate::yaml::Path;

/// Notes permissions that no file can have.
pub(super) fn check(mode: Option<i32>, path: &Path<'_>, errors: &mut FieldErrors) {
    if let Some(mode) = mode.filter(|mode| !(0..=0o777).contains(mode)) {
        let digits = mode.to_string();
        // Without a zero in front, YAML takes the digits for a decimal number.
        let octal = i32::from_str_radix(&digits, 8).is_ok_and(|mode| (0..=0o777).contains(&mode));
        let help = if octal {
            format!("write `0{digits}`: with a zero in front the digits are octal")
        } else {
            "write permissions from 0 to 0777, such as `0644`, which is 420 in JSON".to_owned()
        };
        errors.invalid(path, digits, "is not the mode of a file", help);
    }
}
