//! Whether the network settings make sense together, and the MAC address a camera makes for itself.
//!
//! A camera takes any numbers and is then unreachable, so what cannot work is told before it is written.

use core::net::Ipv4Addr;

use super::{Config, Ipv4Settings};
use crate::codec::djb2;

/// The first 28 bits of the addresses the maker's cameras give themselves.
const MAKER_MAC: [u8; 6] = [0x44, 0xA9, 0x2C, 0x30, 0x00, 0x00];

/// The MAC address a camera uses when none is configured: the maker's 28 bits and the low 20 bits of the checksum over
/// its identity as text. The maker publishes the rule; a camera `194430105168741300` is known to use `44:A9:2C:3F:9C:1E`.
pub fn mac_of(mx_id: &str) -> [u8; 6] {
    let [_, high, middle, low] = djb2(mx_id.to_ascii_uppercase().as_bytes()).to_be_bytes();
    let [first, second, third, fourth, ..] = MAKER_MAC;
    [first, second, third, fourth | (high & 0x0F), middle, low]
}

/// A network setting that cannot work, or hardly. The sentences are in [`crate::text`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NetworkFinding {
    /// A fixed address is wanted and none is given.
    AddressMissing,
    /// No single device can have this address: it is this computer's own, a group's, or reserved.
    AddressUnusable(Ipv4Addr),
    /// The address names the whole net.
    AddressIsNet(Ipv4Addr),
    /// The address means every device of the net.
    AddressIsBroadcast(Ipv4Addr),
    /// An address without a mask.
    MaskMissing,
    /// The ones of the mask are not all in front.
    MaskNotContiguous(Ipv4Addr),
    /// The mask leaves no room for two devices.
    MaskTooNarrow(Ipv4Addr),
    /// The gateway is in another net, so the camera cannot reach it.
    GatewayOutside {
        /// The gateway.
        gateway: Ipv4Addr,
        /// First address of the camera's net.
        net: Ipv4Addr,
        /// Bits of the net.
        prefix: u32,
    },
    /// The gateway is the camera itself.
    GatewayIsCamera(Ipv4Addr),
    /// No single device can be this name server or gateway.
    ServerUnusable {
        /// Dotted path of the setting.
        field: &'static str,
        /// Its address.
        address: Ipv4Addr,
    },
    /// A MAC address of a group: no device can have it.
    MacIsGroup([u8; 6]),
}

impl NetworkFinding {
    /// Dotted path of the setting that is to be changed.
    pub const fn field(self) -> &'static str {
        match self {
            Self::AddressMissing
            | Self::AddressUnusable(_)
            | Self::AddressIsNet(_)
            | Self::AddressIsBroadcast(_) => "network.ipv4",
            Self::MaskMissing | Self::MaskNotContiguous(_) | Self::MaskTooNarrow(_) => {
                "network.ipv4Mask"
            }
            Self::GatewayOutside { .. } | Self::GatewayIsCamera(_) => "network.ipv4Gateway",
            Self::ServerUnusable { field, .. } => field,
            Self::MacIsGroup(_) => "network.mac",
        }
    }
}

/// Bits of a net's mask, if its ones are all in front.
pub fn prefix(mask: Ipv4Addr) -> Option<u32> {
    let bits = mask.to_bits();
    let ones = bits.leading_ones();
    (bits.checked_shl(ones).unwrap_or_default() == 0).then_some(ones)
}

/// First and last address of the net of `address`.
pub fn net(address: Ipv4Addr, mask: Ipv4Addr) -> (Ipv4Addr, Ipv4Addr) {
    let first = address.to_bits() & mask.to_bits();
    (
        Ipv4Addr::from_bits(first),
        Ipv4Addr::from_bits(first | !mask.to_bits()),
    )
}

pub(super) fn check(config: &Config) -> Vec<NetworkFinding> {
    let settings = config.ipv4();
    let mut findings = Vec::new();
    if settings.address.is_unspecified() {
        if settings.fixed {
            findings.push(NetworkFinding::AddressMissing);
        }
    } else {
        address(settings, &mut findings);
    }
    let (first, second) = config.dns();
    let servers = [
        ("network.ipv4Gateway", settings.gateway),
        ("network.ipv4Dns", first),
        ("network.ipv4DnsAlt", second),
    ];
    for (field, address) in servers {
        if !address.is_unspecified() && is_unusable(address) {
            findings.push(NetworkFinding::ServerUnusable { field, address });
        }
    }
    if let Some(mac) = config.mac().filter(|mac| mac[0] & 1 == 1) {
        findings.push(NetworkFinding::MacIsGroup(mac));
    }
    findings
}

fn address(settings: Ipv4Settings, findings: &mut Vec<NetworkFinding>) {
    let Ipv4Settings {
        address,
        mask,
        gateway,
        ..
    } = settings;
    if is_unusable(address) {
        findings.push(NetworkFinding::AddressUnusable(address));
        return;
    }
    let Some(prefix) = prefix(mask).filter(|_| !mask.is_unspecified()) else {
        findings.push(if mask.is_unspecified() {
            NetworkFinding::MaskMissing
        } else {
            NetworkFinding::MaskNotContiguous(mask)
        });
        return;
    };
    if prefix > 30 {
        findings.push(NetworkFinding::MaskTooNarrow(mask));
        return;
    }
    let (first, last) = net(address, mask);
    if address == first {
        findings.push(NetworkFinding::AddressIsNet(address));
    } else if address == last {
        findings.push(NetworkFinding::AddressIsBroadcast(address));
    }
    if gateway.is_unspecified() || is_unusable(gateway) {
        return;
    }
    if gateway == address {
        findings.push(NetworkFinding::GatewayIsCamera(gateway));
    } else if net(gateway, mask).0 != first {
        findings.push(NetworkFinding::GatewayOutside {
            gateway,
            net: first,
            prefix,
        });
    }
}

/// Whether no single device of a network can have this address.
fn is_unusable(address: Ipv4Addr) -> bool {
    let [first, ..] = address.octets();
    first == 0 || first >= 224 || address.is_loopback()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(
        fixed: bool,
        address: [u8; 4],
        mask: [u8; 4],
        gateway: [u8; 4],
    ) -> Vec<NetworkFinding> {
        let mut config = Config::default();
        config.set_ipv4(Ipv4Settings {
            address: address.into(),
            mask: mask.into(),
            gateway: gateway.into(),
            fixed,
        });
        config.check_network()
    }

    #[test]
    fn a_real_camera_has_the_derived_address() {
        let expected = [0x44, 0xA9, 0x2C, 0x3F, 0x9C, 0x1E];
        assert_eq!(mac_of("194430105168741300"), expected);
        assert_eq!(mac_of("14442c10d13eab0400"), mac_of("14442C10D13EAB0400"));
    }

    #[test]
    fn masks_are_ones_in_front() {
        assert_eq!(prefix(Ipv4Addr::new(255, 255, 255, 0)), Some(24));
        assert_eq!(prefix(Ipv4Addr::new(255, 255, 252, 0)), Some(22));
        assert_eq!(prefix(Ipv4Addr::new(255, 255, 255, 255)), Some(32));
        assert_eq!(prefix(Ipv4Addr::UNSPECIFIED), Some(0));
        assert_eq!(prefix(Ipv4Addr::new(255, 0, 255, 0)), None);
        assert_eq!(prefix(Ipv4Addr::new(0, 255, 255, 0)), None);
    }

    #[test]
    fn what_works_has_no_findings() {
        assert_eq!(Config::default().check_network(), []);
        let mask = [255, 255, 255, 0];
        assert_eq!(findings(true, [10, 0, 0, 7], mask, [10, 0, 0, 1]), []);
        // A fallback beside DHCP, without a gateway.
        assert_eq!(
            findings(false, [169, 254, 1, 222], [255, 255, 0, 0], [0; 4]),
            []
        );
    }

    #[test]
    fn what_cannot_work_is_found() {
        use NetworkFinding as F;
        let ip = |last| Ipv4Addr::new(10, 0, 0, last);
        let mask = [255, 255, 255, 0];
        let cases = [
            (findings(true, [0; 4], [0; 4], [0; 4]), F::AddressMissing),
            (
                findings(true, [127, 0, 0, 1], mask, [0; 4]),
                F::AddressUnusable(Ipv4Addr::LOCALHOST),
            ),
            (
                findings(true, [10, 0, 0, 7], [0; 4], [0; 4]),
                F::MaskMissing,
            ),
            (
                findings(true, [10, 0, 0, 7], [255, 0, 255, 0], [0; 4]),
                F::MaskNotContiguous(Ipv4Addr::new(255, 0, 255, 0)),
            ),
            (
                findings(true, [10, 0, 0, 7], [255; 4], [0; 4]),
                F::MaskTooNarrow(Ipv4Addr::BROADCAST),
            ),
            (
                findings(true, [10, 0, 0, 0], mask, [0; 4]),
                F::AddressIsNet(ip(0)),
            ),
            (
                findings(true, [10, 0, 0, 255], mask, [0; 4]),
                F::AddressIsBroadcast(ip(255)),
            ),
            (
                findings(true, [10, 0, 0, 7], mask, [10, 0, 0, 7]),
                F::GatewayIsCamera(ip(7)),
            ),
            (
                findings(true, [10, 0, 0, 7], mask, [10, 0, 1, 1]),
                F::GatewayOutside {
                    gateway: Ipv4Addr::new(10, 0, 1, 1),
                    net: ip(0),
                    prefix: 24,
                },
            ),
            (
                findings(true, [10, 0, 0, 7], mask, [224, 0, 0, 1]),
                F::ServerUnusable {
                    field: "network.ipv4Gateway",
                    address: Ipv4Addr::new(224, 0, 0, 1),
                },
            ),
        ];
        for (found, expected) in cases {
            assert_eq!(found, [expected]);
        }
    }

    #[test]
    fn a_group_has_no_device() {
        let mut config = Config::default();
        config.set_mac([0x01, 0, 0x5E, 0, 0, 1]);
        let found = config.check_network();
        assert_eq!(
            found,
            [NetworkFinding::MacIsGroup([0x01, 0, 0x5E, 0, 0, 1])]
        );
        assert_eq!(found[0].field(), "network.mac");
    }
}
