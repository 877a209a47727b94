//! IP addresses and CIDR blocks.
//!
//! Source: `k8s.io/apimachinery/pkg/util/validation/ip.go`, with `StrictIPCIDRValidation` on, as it is since 1.36.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::FormatError;

const IP_HELP: &str = "write an address such as `10.9.8.7` or `2001:db8::ffff`";
const CIDR_HELP: &str = "write a block such as `10.9.8.0/24` or `2001:db8::/64`";

/// An IP address in a field that is older than the canonical form: any spelling that is read one way only.
/// `IsValidIPForLegacyField`.
pub fn legacy_ip(text: &str) -> Option<FormatError> {
    strict(text).err()
}

/// An IP address in its canonical form. `IsValidIP`.
pub fn ip(text: &str) -> Option<FormatError> {
    match strict(text) {
        Ok(address) => not_canonical(text, &address.to_string()),
        Err(error) => Some(error),
    }
}

/// A CIDR block in a field that is older than the canonical form. `IsValidCIDRForLegacyField`.
pub fn legacy_cidr(text: &str) -> Option<FormatError> {
    strict_cidr(text).err()
}

/// A CIDR block in its canonical form. `IsValidCIDR`.
pub fn cidr(text: &str) -> Option<FormatError> {
    match strict_cidr(text) {
        Ok((address, bits)) => not_canonical(text, &format!("{address}/{bits}")),
        Err(error) => Some(error),
    }
}

fn not_canonical(text: &str, canonical: &str) -> Option<FormatError> {
    (text != canonical).then(|| FormatError::new("is not written in the shortest way", format!("write `{canonical}`")))
}

/// The address, or why the text is none. An IPv4 address in IPv6 clothes is none.
fn strict(text: &str) -> Result<IpAddr, FormatError> {
    let Ok(address) = text.parse::<IpAddr>() else {
        return Err(match sloppy_ipv4(text) {
            Some(address) => FormatError::new("has leading zeros", format!("write `{address}`")),
            None => FormatError::new("is not an IP address", IP_HELP),
        });
    };
    match address {
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => Err(FormatError::new("is an IPv4 address in IPv6 form", format!("write `{v4}`"))),
            None => Ok(address),
        },
        IpAddr::V4(_) => Ok(address),
    }
}

/// The address and the number of its leading bits that count.
fn strict_cidr(text: &str) -> Result<(IpAddr, u32), FormatError> {
    let none = || FormatError::new("is not a CIDR block", CIDR_HELP);
    let (address, bits) = text.split_once('/').ok_or_else(none)?;
    let address =
        strict(address).map_err(
            |FormatError { why, help }| {
                if why.contains("IP address") { none() } else { FormatError { why, help } }
            },
        )?;
    if bits.is_empty() || !bits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(none());
    }
    let width = if address.is_ipv4() { 32 } else { 128 };
    let count = bits
        .parse::<u32>()
        .ok()
        .filter(|&count| count <= width)
        .ok_or_else(|| FormatError::new("has too long a prefix", format!("use at most {width} after the `/`")))?;
    if bits.len() > 1 && bits.starts_with('0') {
        return Err(FormatError::new("has leading zeros after the `/`", format!("write `{address}/{count}`")));
    }
    let first = first_of(address, count);
    if first != address {
        let help = format!("write `{first}/{count}` for the block or `{address}/{width}` for the one address");
        return Err(FormatError::new(format!("has bits set beyond the first {count}"), help));
    }
    Ok((address, count))
}

/// The first address of the block.
fn first_of(address: IpAddr, bits: u32) -> IpAddr {
    match address {
        IpAddr::V4(v4) => Ipv4Addr::from_bits(v4.to_bits() & u32::MAX.checked_shl(32 - bits).unwrap_or(0)).into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & u128::MAX.checked_shl(128 - bits).unwrap_or(0)).into(),
    }
}

/// An IPv4 address whose parts may have leading zeros.
fn sloppy_ipv4(text: &str) -> Option<Ipv4Addr> {
    let mut parts = text.split('.').map(|part| {
        let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let plain = part.trim_start_matches('0');
        if digits && plain.is_empty() { Some(0) } else { plain.parse::<u8>().ok().filter(|_| digits) }
    });
    let octets = [parts.next()??, parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then(|| Ipv4Addr::from(octets))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for sound in ["10.0.0.1", "::1", "2001:DB8::1", "::1.2.3.4", "1:2:3:4:5:6:7::"] {
            assert_eq!(legacy_ip(sound), None, "{sound}");
        }
        for bad in ["", "10.0.0", "10.0.0.256", "010.0.0.1", "::ffff:1.2.3.4", "fe80::1%eth0", "1:2:3:4::5:6:7:8", "x"]
        {
            assert!(legacy_ip(bad).is_some(), "{bad}");
        }
        assert_eq!(ip("2001:DB8:0::1").map(|c| c.help.into_owned()), Some("write `2001:db8::1`".to_owned()));
        assert_eq!(ip("2001:db8::1"), None);
        assert_eq!(legacy_ip("010.0.0.001").map(|c| c.help.into_owned()), Some("write `10.0.0.1`".to_owned()));
    }

    #[test]
    fn blocks() {
        for sound in ["10.0.0.0/8", "0.0.0.0/0", "::/0", "10.9.8.7/32", "2001:DB8::/32"] {
            assert_eq!(legacy_cidr(sound), None, "{sound}");
        }
        for bad in
            ["", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.1/8", "::ffff:1.2.3.0/120", "x/1"]
        {
            assert!(legacy_cidr(bad).is_some(), "{bad}");
        }
        assert!(cidr("2001:DB8::/32").is_some());
    }
}
