//! Words of the band that tells of the virtual camera.

/// What the band says.
pub const TITLE: &str = "Virtual camera: nothing real is written";
/// What it says while a recording plays.
pub const RECORDING: &str = "A recording plays: nothing real is written";
/// Opens the menu of faults.
pub const FAULTS: &str = "Cause a fault";
/// What the menu is for.
pub const FAULTS_HINT: &str = "Practise what a real camera may do.";
/// Plugs it in again.
pub const REPLUG: &str = "Plug in again";
/// It is unplugged.
pub const UNPLUGGED: &str = "Unplugged";

/// Pull the cable now.
pub const UNPLUG_NOW: &str = "Pull the cable now";
/// Pull the cable during a transfer.
pub const UNPLUG_LATER: &str = "Pull the cable after 1 MiB more";
/// Cut the power during a write.
pub const POWER_CUT: &str = "Cut the power after 256 KiB more are written";
/// Fall silent.
pub const SILENCE: &str = "Stop answering";
/// Refuse.
pub const REFUSE: &str = "Refuse the next request";
/// Fail a write.
pub const WRITE_ERROR: &str = "Fail the next write after 64 KiB";
/// Store one bit wrongly.
pub const FLIPPED_BIT: &str = "Store one bit of the next write wrongly";
/// Cut an answer short.
pub const SHORT_REPLY: &str = "Cut the next answer short";

/// How often this program broke the protocol.
pub fn violations(number: usize) -> String {
    match number {
        1 => "1 breach of the protocol".to_owned(),
        number => format!("{number} breaches of the protocol"),
    }
}
