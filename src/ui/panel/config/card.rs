//! What a person needs to find a camera again after its address was fixed: a card to print.

use core::net::Ipv4Addr;

use crate::{
    bootloader::{Config, mac_of, net, prefix},
    transport::MxId,
};

/// The facts of a network card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkCard {
    /// The camera.
    pub mx_id: MxId,
    /// Its MAC address, configured or its own.
    pub mac: [u8; 6],
    /// Its address.
    pub address: Ipv4Addr,
    /// Bits of its net.
    pub prefix: u32,
    /// Mask of its net.
    pub mask: Ipv4Addr,
    /// First and last address a computer may take to reach it.
    pub reach: (Ipv4Addr, Ipv4Addr),
    /// Gateway, if there is one.
    pub gateway: Option<Ipv4Addr>,
}

impl NetworkCard {
    /// The card of a camera that will have this configuration; none while its address comes from the network.
    pub fn of(mx_id: &MxId, config: &Config) -> Option<Self> {
        let settings = config.ipv4();
        if !settings.fixed || settings.address.is_unspecified() {
            return None;
        }
        let prefix = prefix(settings.mask)?;
        let (first, last) = net(settings.address, settings.mask);
        Some(Self {
            mx_id: mx_id.clone(),
            mac: config.mac().unwrap_or_else(|| mac_of(&mx_id.0)),
            address: settings.address,
            prefix,
            mask: settings.mask,
            reach: (
                Ipv4Addr::from_bits(first.to_bits().saturating_add(1)),
                Ipv4Addr::from_bits(last.to_bits().saturating_sub(1)),
            ),
            gateway: Some(settings.gateway).filter(|gateway| !gateway.is_unspecified()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bootloader::Ipv4Settings;

    #[test]
    fn a_fixed_address_has_a_card() {
        let mx_id = MxId("194430105168741300".to_owned());
        let mut config = Config::default();
        assert_eq!(NetworkCard::of(&mx_id, &config), None);
        config.set_ipv4(Ipv4Settings {
            address: Ipv4Addr::new(192, 168, 7, 10),
            mask: Ipv4Addr::new(255, 255, 255, 0),
            gateway: Ipv4Addr::UNSPECIFIED,
            fixed: true,
        });
        let card = NetworkCard::of(&mx_id, &config).unwrap();
        assert_eq!(card.mac, [0x44, 0xA9, 0x2C, 0x3F, 0x9C, 0x1E]);
        assert_eq!(card.prefix, 24);
        let reach = (
            Ipv4Addr::new(192, 168, 7, 1),
            Ipv4Addr::new(192, 168, 7, 254),
        );
        assert_eq!((card.reach, card.gateway), (reach, None));
        config.set_mac([2, 0, 0, 0, 0, 1]);
        assert_eq!(
            NetworkCard::of(&mx_id, &config).unwrap().mac,
            [2, 0, 0, 0, 0, 1]
        );
    }
}
