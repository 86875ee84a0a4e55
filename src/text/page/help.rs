//! Words of the help view and of the list of keys.

/// Title.
pub const TITLE: &str = "Help";

/// Question and answer.
#[derive(Debug)]
pub struct Topic {
    /// Place in the address.
    pub id: &'static str,
    /// Question.
    pub title: &'static str,
    /// Answer, paragraph by paragraph.
    pub text: &'static [&'static str],
    /// A text to copy, if the answer needs one.
    pub code: Option<&'static str>,
}

/// The topics in order.
pub const TOPICS: [Topic; 8] = [
    Topic {
        id: "need",
        title: "What do I need?",
        text: &[
            "Chrome, Edge or another Chromium browser on a computer, a USB cable that carries data, and an OAK camera of the RVC2 family with flash memory. PoE models need their power supply too.",
            "Most plain USB cameras have no flash memory and cannot run alone. The page tells as soon as one is connected.",
        ],
        code: None,
    },
    Topic {
        id: "not-listed",
        title: "The camera is not in the browser's list",
        text: &[
            "Try another cable, straight to the computer. Many cables only charge.",
            "A PoE camera runs its application or waits for a network after power-up. Set it to USB recovery: boot switches 2, 4 and 5 on where it has switches, the recovery button held at power-up where it has a button.",
            "On Linux the system must allow it. Put this line into a file in /etc/udev/rules.d, then plug the camera in again.",
        ],
        code: Some(r#"SUBSYSTEM=="usb", ATTRS{idVendor}=="03e7", MODE="0666""#),
    },
    Topic {
        id: "again",
        title: "Why must I choose the camera twice?",
        text: &[
            "A camera that restarts shows itself as another USB device, and the browser asks once for each. It remembers the choice for the next time.",
        ],
        code: None,
    },
    Topic {
        id: "unplug",
        title: "May I unplug the camera?",
        text: &[
            "While something is written, a line under the progress bar tells what would be lost at that moment. At any other time: yes.",
        ],
        code: None,
    },
    Topic {
        id: "bootloader",
        title: "What is the bootloader, and which kind do I need?",
        text: &[
            "A small program in the camera's flash that starts the application and talks to this page. USB cameras and PoE cameras need different ones. The page takes the kind from the camera; a camera with an empty flash cannot tell, then you have to say it.",
            "Bootloaders before 0.0.28 sometimes fail to start. Update them first.",
        ],
        code: None,
    },
    Topic {
        id: "application",
        title: "What can a camera run alone?",
        text: &[
            "A pipeline that sends its results by itself: over the network from a script, or over SPI on IoT models. It has no connection to a computer, so XLinkIn and XLinkOut do nothing, and it has no name resolver, so scripts must use IP addresses.",
            "Pipelines come from a recipe of this page, from the JSON that the Python library 2.x writes, or from a finished .dap package.",
        ],
        code: None,
    },
    Topic {
        id: "failed",
        title: "It did not work. Is the camera dead?",
        text: &[
            "No. Every failure ends with one of four verdicts: nothing was written; the camera is safe; it needs recovery; do not unplug it yet. The chip's own start program cannot be overwritten, so a camera can always be repaired over USB.",
            "Copy the report from the details and send it along when you ask for help.",
        ],
        code: None,
    },
    Topic {
        id: "privacy",
        title: "What leaves my computer?",
        text: &[
            "Nothing. Files, networks and scripts are read in the browser and written to the camera. After the first visit the page works without a network.",
        ],
        code: None,
    },
];

/// Title of the list of keys.
pub const KEYS_TITLE: &str = "Keyboard shortcuts";

/// Keys and what they do.
pub const KEYS: [(&str, &str); 5] = [
    ("1  2  3", "Open a step"),
    ("C", "Connect a camera"),
    ("T", "Change the theme"),
    ("?", "Show this list"),
    ("Esc", "Close a menu or a dialog"),
];
