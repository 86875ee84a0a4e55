//! Virtual cameras served by USB/IP, without a kernel: a client of our own speaks the protocol over a socket.

#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "the helpers of a test may panic, too"
)]

mod attach;
mod bus;
mod client;
mod flights;
mod rig;
mod transfers;

use oak_flasher::bootloader::Version;

/// Version of the images that are "shipped" with these tests.
pub(crate) const SHIPPED: Version = Version::new(0, 0, 29);
