//! Hearing searches that are broadcast, beside those sent to a camera's own address (protocol 2.2). Native only.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use socket2::{Domain, Socket, Type};
use tokio::net::UdpSocket;

use crate::xlink::DISCOVERY_PORT;

/// Sockets that hear what is broadcast on the networks of `address`, shared with other cameras on this machine. Only as
/// many as the system gives: not every system lets a program listen on a broadcast address.
pub(super) fn listeners(address: IpAddr) -> Vec<UdpSocket> {
    let IpAddr::V4(address) = address else {
        return Vec::new();
    };
    let networks = if_addrs::get_if_addrs().unwrap_or_default();
    let mut heard: Vec<Ipv4Addr> = networks
        .into_iter()
        .filter_map(|interface| match interface.addr {
            if_addrs::IfAddr::V4(own) => broadcast_of(address, own.ip, own.netmask),
            if_addrs::IfAddr::V6(_) => None,
        })
        .collect();
    if !address.is_loopback() {
        heard.push(Ipv4Addr::BROADCAST);
    }
    heard.sort();
    heard.dedup();
    heard.into_iter().filter_map(listener).collect()
}

/// The broadcast address of a network, if `address` belongs to it.
fn broadcast_of(address: Ipv4Addr, network: Ipv4Addr, mask: Ipv4Addr) -> Option<Ipv4Addr> {
    let mask = u32::from(mask);
    let same = u32::from(address) & mask == u32::from(network) & mask;
    same.then(|| Ipv4Addr::from(u32::from(network) | !mask))
        .filter(|broadcast| *broadcast != address)
}

fn listener(address: Ipv4Addr) -> Option<UdpSocket> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, None).ok()?;
    socket.set_reuse_address(true).ok()?;
    socket.set_nonblocking(true).ok()?;
    let address = SocketAddr::from((address, DISCOVERY_PORT));
    socket.bind(&address.into()).ok()?;
    UdpSocket::from_std(socket.into()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_hears_only_its_own_network() {
        let v4 = Ipv4Addr::new;
        let loopback = (v4(127, 0, 0, 1), v4(255, 0, 0, 0));
        let of = |address, (network, mask)| broadcast_of(address, network, mask);
        assert_eq!(
            of(v4(127, 79, 1, 1), loopback),
            Some(v4(127, 255, 255, 255))
        );
        assert_eq!(of(v4(192, 168, 1, 5), loopback), None);
        let lan = (v4(192, 168, 1, 2), v4(255, 255, 255, 0));
        assert_eq!(of(v4(192, 168, 1, 5), lan), Some(v4(192, 168, 1, 255)));
        let alone = (v4(10, 0, 0, 1), v4(255, 255, 255, 255));
        assert_eq!(of(v4(10, 0, 0, 1), alone), None);
    }
}
