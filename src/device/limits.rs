//! Every deadline of this layer, in one place. The official client has none of its own for answers (protocol 3.7); these
//! are generous for a camera on a cable and finite for one that hangs.

use std::time::Duration;

/// For the streams to be open after the transport is.
pub(super) const OPEN_STREAMS: Duration = Duration::from_secs(10);
/// For an answer that needs no work in the camera's memory.
pub(super) const ANSWER: Duration = Duration::from_secs(5);
/// For an answer about memory contents: the camera may have to read and sum megabytes.
pub(super) const MEMORY_ANSWER: Duration = Duration::from_secs(20);
/// For a configuration to be written or cleared: one section is erased and written.
pub(super) const CONFIG_WRITE: Duration = Duration::from_secs(30);
/// For the next packet of memory that is read back.
pub(super) const READ_PACKET: Duration = Duration::from_secs(30);
/// For any piece of data to leave while sending: one transfer is at most 1 MiB.
pub(super) const SEND_STALL: Duration = Duration::from_secs(30);
/// For the first sign of life while the camera writes, and between two.
pub(super) const WRITE_SILENCE: Duration = Duration::from_secs(60);
/// Added to [`WRITE_SILENCE`] per MiB, for bootloaders that tell no progress: a fifth of a NOR's usual speed.
pub(super) const WRITE_SILENCE_PER_MIB: Duration = Duration::from_secs(50);
/// For the link to fall after a request that ends it (protocol 5.4).
pub(super) const LINK_FALL: Duration = Duration::from_secs(10);
/// For one ROM transfer that carries a program or an identity. The reference allows 100 ms and retries.
pub(super) const ROM_TRANSFER: Duration = Duration::from_secs(2);
/// For one MiB of an uploaded image. The reference allows 2 s per transfer and 10 s in all.
pub(super) const ROM_UPLOAD_TRANSFER: Duration = Duration::from_secs(10);
/// For the control request that ends an application (protocol 10: 1 s).
pub(super) const CONTROL: Duration = Duration::from_secs(2);
/// For opening a transport.
pub(super) const OPEN: Duration = Duration::from_secs(10);
/// For closing a transport.
pub(super) const CLOSE: Duration = Duration::from_secs(3);
/// For the tasks of a session that ended to take in what was completed before.
pub(super) const SETTLE: Duration = Duration::from_millis(20);
/// For a bootloader that was left behind to be restarted by its watchdog: 1.5 s without a ping (protocol 4.2), and some
/// time to get off the bus.
pub(super) const WATCHDOG_RESTART: Duration = Duration::from_secs(3);
/// For a camera to come back after a restart or a jump (protocol 10).
pub(super) const RETURN: Duration = Duration::from_secs(15);
/// After this long a camera that a browser may not show us is asked for (WebUSB permission is per product id).
pub(super) const ASK_PERMISSION: Duration = Duration::from_secs(10);
/// For a person who is asked to answer.
pub(super) const PERMISSION: Duration = Duration::from_secs(600);
/// For a chip's ROM to be listed before that counts as the camera's return: longer than a camera may show its ROM on
/// its way to a bootloader.
pub(super) const BACK_IN_ROM: Duration = Duration::from_secs(5);
/// For a camera to notice that nobody pings it and to leave (protocol 4.2).
pub(super) const WATCHDOG: Duration = Duration::from_secs(6);
/// Between two looks at the list of cameras.
pub(super) const POLL: Duration = Duration::from_millis(250);

/// The silence allowed while `bytes` are written.
pub(super) fn write_silence(bytes: u64) -> Duration {
    let mib = u32::try_from(bytes.div_ceil(1 << 20)).unwrap_or(u32::MAX);
    WRITE_SILENCE.saturating_add(WRITE_SILENCE_PER_MIB.saturating_mul(mib))
}
