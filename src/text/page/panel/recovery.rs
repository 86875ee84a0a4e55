//! Words of the recovery guide.

use crate::bootloader::Version;

/// Title.
pub const TITLE: &str = "Recovery";
/// What it is for.
pub const LEAD: &str = "The start program in the chip cannot be overwritten. A camera that reaches it over USB can always be repaired, and this page does the repair.";
/// Title of what was found.
pub const FOUND: &str = "What this camera needs";
/// Title of the guide.
pub const GUIDE: &str = "Get a camera into USB recovery";
/// What the guide is for.
pub const GUIDE_LEAD: &str =
    "For a camera that does not show up, or that starts an application you cannot interrupt.";
/// Chooses the family.
pub const MODEL: &str = "Which camera is it?";
/// Title of what follows.
pub const THEN: &str = "Then this page does the rest";
/// What the page does by itself.
pub const THEN_STEPS: [&str; 4] = [
    "Connect the camera; in the browser's list it is called Movidius MyriadX.",
    "The page starts a bootloader in the camera's memory. Nothing is written by that.",
    "It looks at the flash and says here what is missing or wrong.",
    "You see the plan of the repair, and it is written, read back and started.",
];

/// While the flash is read.
pub const LOOKING: &str = "Looking through the flash";
/// Has it read.
pub const LOOK: &str = "Look through the flash";
/// Nothing was found.
pub const ALL_WELL: &str = "Nothing is wrong in this camera's flash";
/// What was looked at.
pub const ALL_WELL_MEANS: &str =
    "Boot header, bootloaders, configuration and application were read and fit together.";
/// Title of the steps.
pub const REPAIR: &str = "The repair, step by step";
/// Leads to a plan.
pub const SHOW_PLAN: &str = "Show the plan";
/// A person must say the kind.
pub const CHOOSE_KIND: &str = "Choose the kind of camera";
/// Leads to the steps.
pub const FLASH_APPLICATION: &str = "Flash an application";
/// Removes the damaged one.
pub const REMOVE_APPLICATION: &str = "Remove it";
/// Points to the guide.
pub const SWITCHES_BELOW: &str = "The guide below shows how, model by model.";

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is the matter, without a final period.
    pub title: String,
    /// What it means.
    pub meaning: &'static str,
    /// The button of the repair.
    pub repair: &'static str,
}

fn finding(title: impl Into<String>, meaning: &'static str, repair: &'static str) -> Finding {
    Finding {
        title: title.into(),
        meaning,
        repair,
    }
}

/// No camera is connected.
pub fn no_camera() -> Finding {
    finding(
        "No camera is connected",
        "If it shows up in the browser's list, connect it: the page looks at it and says what it needs. If it does not, follow the guide below.",
        "Connect camera",
    )
}

/// Nothing is wrong.
pub fn healthy() -> Finding {
    finding(
        "Nothing is wrong with this camera",
        "Its bootloader starts from flash and answers.",
        "",
    )
}

/// The flash has no bootloader.
pub fn no_bootloader() -> Finding {
    finding(
        "There is no bootloader in its flash",
        "The chip waits for a program at every start, and the camera cannot run alone. Flashing a bootloader repairs that.",
        "Flash bootloader",
    )
}

/// A bootloader is there, and was not started.
pub fn not_started(version: Option<Version>) -> Finding {
    let version = version.map_or_else(String::new, |version| format!(" {version}"));
    finding(
        format!("Bootloader{version} is in its flash, but the chip did not start it"),
        "Either its boot switches are still set to USB recovery (set 5 and 6 on, all others off, and power it up again), or the bootloader or its boot header is damaged. Flashing the bootloader again repairs the latter.",
        "Flash bootloader again",
    )
}

/// A camera without memory.
pub fn no_flash() -> Finding {
    finding(
        "This camera has no flash memory",
        "Most plain USB cameras have none. They work with a computer only; there is nothing to repair.",
        "",
    )
}

/// The start-up fault.
pub fn startup_fault(version: Version) -> Finding {
    finding(
        format!("Bootloader {version} may fail to start up"),
        "Bootloaders before 0.0.28 are known to fail at start-up or restart now and then. Only a newer factory bootloader ends that.",
        "Update bootloader",
    )
}

/// The configuration makes no sense.
pub fn bad_config() -> Finding {
    finding(
        "Its configuration cannot be read",
        "The bootloader uses its defaults or may be unreachable over the network. Clearing the configuration brings the defaults back.",
        "Clear configuration",
    )
}

/// Several places for one finding.
pub fn lost_on_network() -> Finding {
    finding(
        "It has a fixed network address",
        "If it cannot be found on the network, compare its address with yours in the configuration, or clear the configuration to have it ask the network again.",
        "Show configuration",
    )
}

/// It runs its application.
pub fn application_runs() -> Finding {
    finding(
        "It runs its application",
        "Connect it again: the page asks the application to give way to the bootloader. If the application does not, use USB recovery.",
        "Connect camera",
    )
}

/// A host program has it.
pub fn in_use() -> Finding {
    finding(
        "Another program uses a camera",
        "Close programs that use it, or unplug it and plug it in again.",
        "",
    )
}

/// A family of models and the way into its USB recovery.
#[derive(Debug, Clone, Copy)]
pub struct Family {
    /// Its name.
    pub name: &'static str,
    /// How to recognise it.
    pub hint: &'static str,
    /// The way in, step by step.
    pub steps: &'static [&'static str],
    /// The way back to normal, step by step.
    pub back: &'static [&'static str],
    /// What the drawing shows, for those who do not see it.
    pub drawing: &'static str,
}

/// The families, in the order of [`crate::text`]'s readers: PoE with switches, with a button, sealed; USB.
pub const FAMILIES: [Family; 4] = [
    Family {
        name: "PoE with boot switches",
        hint: "Older models: six small switches on the board, below the cover",
        steps: &[
            "Disconnect Ethernet and USB: the switches are read when the power comes.",
            "Open the cover and find the block of six small switches.",
            "Set 2, 4 and 5 on, and 1, 3 and 6 off. Push them gently: they wear out.",
            "Connect USB to the computer. If nothing appears, connect Ethernet for power as well.",
        ],
        back: &[
            "Disconnect everything.",
            "Set 5 and 6 on, and 1 to 4 off: start from flash.",
            "Connect again.",
        ],
        drawing: "Six switches: 2, 4 and 5 are on, 1, 3 and 6 are off",
    },
    Family {
        name: "PoE with a recovery button",
        hint: "Newer models: a recovery button in place of the switches",
        steps: &[
            "Disconnect Ethernet and USB.",
            "Hold the button down and connect USB to the computer.",
            "Let go once it appears. If nothing appears, repeat with Ethernet connected for power.",
        ],
        back: &["Disconnect the camera, and connect it without the button."],
        drawing: "A finger holds a button while the USB cable is plugged in",
    },
    Family {
        name: "Sealed, with an M8 socket",
        hint: "Waterproof models: an M12 socket for Ethernet, an M8 socket beside it",
        steps: &[
            "You need the maker's USB recovery board or an M8 to USB cable; there is no USB socket outside.",
            "Disconnect Ethernet, and connect the M8 socket to the computer.",
            "Connect Ethernet for power, if it does not start from USB alone.",
        ],
        back: &["Disconnect the M8 cable and Ethernet, and connect Ethernet again."],
        drawing: "A camera with two round sockets; the smaller one goes to a USB plug",
    },
    Family {
        name: "USB camera",
        hint: "Its only socket is USB-C",
        steps: &[
            "Unplug the camera and plug it straight into the computer with a cable that carries data.",
            "Without a bootloader it waits in USB recovery by itself.",
            "With one, connect it while the bootloader waits: the first seconds after plugging in.",
        ],
        back: &["Unplug it and plug it in again."],
        drawing: "A camera with a USB cable",
    },
];
/// Title of the way back.
pub const BACK: &str = "Afterwards, back to normal";
