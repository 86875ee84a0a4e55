//! What the official library says for each operation, and that our flasher says the same.
//!
//! `tests/fixtures/traffic/KIND/OPERATION.txt` holds what the library said to a virtual camera, one packet a line; large ones
//! by size and hash. Our flasher does the same operation on a camera of the same make, and what it says is
//! compared: everything that changes a camera must be the same, byte for byte and in the same order, and what the
//! library asks is asked, too. What differs on purpose is listed here, with the reason.
//!
//! `OAK_RECORD=1 cargo test --test official_traffic` makes the fixtures anew with the official library.

#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "the helpers of a test may panic and print, too"
)]

#[path = "support/mod.rs"]
mod support;

use std::{fs, path::PathBuf};

use oak_flasher::{
    bootloader::{Request, Response},
    recording::{Direction, Happening, Recording, from_hex, to_hex},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use support::{
    library::script,
    root, run,
    served::{Served, oak},
};

/// One operation: what the official library is told, and what ours is.
struct Case {
    name: &'static str,
    /// Further options of the virtual camera.
    camera: &'static [&'static str],
    /// What `tests/judge/flash_scenario.py` does; `PACKAGE` and `KIND` are filled in.
    official: Value,
    /// Arguments of `oak camera`.
    ours: &'static [&'static str],
}

/// Where ours differs, and why.
struct Difference {
    /// Kind and operation, or the beginning of both.
    case: &'static str,
    /// What the library says: the beginning of a line that ours does not say, or a part that ours says otherwise.
    theirs: &'static str,
    /// The other words; empty for what ours does not say.
    ours: &'static str,
    why: &'static str,
}

const APPLICATION: &[&str] = &["--state", "application"];
const PLAIN: &[&str] = &[];

fn cases(kind: &str) -> Vec<Case> {
    let case = |name, camera, official, ours| Case {
        name,
        camera,
        official: json!([official]),
        ours,
    };
    let mut cases = vec![
        case("look", APPLICATION, json!({"do": "look"}), &["info"]),
        case(
            "flash-bootloader",
            PLAIN,
            json!({"do": "flash_bootloader"}),
            &["flash-bootloader"],
        ),
        case(
            "factory-reset",
            APPLICATION,
            json!({"do": "factory_reset", "type": kind}),
            &["factory-reset", "--type", "KIND"],
        ),
        case(
            "flash-application",
            PLAIN,
            json!({"do": "flash_package", "path": "PACKAGE"}),
            &["flash", "PACKAGE"],
        ),
        case(
            "remove-application",
            APPLICATION,
            json!({"do": "remove_application"}),
            &["remove-application"],
        ),
        case(
            "write-configuration",
            PLAIN,
            json!({"do": "write_config", "config": {"usb": {"timeoutMs": 7}, "mine": [1, "x"]}}),
            &["config", "write", "CONFIG"],
        ),
        case(
            "clear-configuration",
            PLAIN,
            json!({"do": "clear_config"}),
            &["config", "clear"],
        ),
        case(
            "header-normal",
            PLAIN,
            json!({"do": "boot_header", "header": "normal"}),
            &["boot-header", "normal"],
        ),
        case(
            "header-gpio",
            PLAIN,
            json!({"do": "boot_header", "header": "gpio", "gpio_mode": 3}),
            &["boot-header", "gpio", "--gpio-mode", "3"],
        ),
        case(
            "header-recovery",
            PLAIN,
            json!({"do": "boot_header", "header": "recovery"}),
            &["boot-header", "recovery"],
        ),
        case(
            "header-fast",
            APPLICATION,
            json!({"do": "boot_header", "header": "fast"}),
            &["boot-header", "fast"],
        ),
        case(
            "write-memory",
            PLAIN,
            json!({"do": "write_raw", "offset": 12_582_915, "hex": "00112233445566778899"}),
            &[
                "memory", "write", "--memory", "flash", "--offset", "12582915", "RAW",
            ],
        ),
        case(
            "read-memory",
            PLAIN,
            json!({"do": "read_raw", "offset": 512, "size": 100_000}),
            &[
                "memory", "read", "--memory", "flash", "--offset", "512", "--size", "100000",
                "--out", "READ",
            ],
        ),
        case("usb-rom", PLAIN, json!({"do": "usb_rom"}), &["usb-rom"]),
    ];
    if kind == "network" {
        cases.push(case(
            "flash-user-bootloader",
            PLAIN,
            json!({"do": "flash_user_bootloader"}),
            &["flash-bootloader", "--user"],
        ));
    }
    cases
}

/// Everything in which the two differ. A line that is not named here must be the same.
const DIFFERENCES: &[Difference] = &[
    Difference {
        case: "",
        theirs: "> BootMemory",
        ours: "",
        why: "the library puts its own bootloader into memory before it flashes one; ours flashes with the one that runs, \
              so that a camera is not restarted without need",
    },
    Difference {
        case: "usb/remove-application",
        theirs: "memory: -1",
        ours: "memory: 0",
        why: "ours names the memory in which it found the application, the library leaves the choice to the camera",
    },
    Difference {
        case: "network/remove-application",
        theirs: "memory: -1",
        ours: "memory: 0",
        why: "ours names the memory in which it found the application, the library leaves the choice to the camera",
    },
    Difference {
        case: "usb/look",
        theirs: "> GetMemoryDetails { memory: 1 }",
        ours: "",
        why: "cameras with a USB bootloader have no eMMC",
    },
    Difference {
        case: "usb/look",
        theirs: "> GetApplicationDetails { memory: 1 }",
        ours: "",
        why: "cameras with a USB bootloader have no eMMC",
    },
];

/// What was said, a packet a line. Reports of progress come as they like and are left out.
fn lines(recording: &Recording) -> Vec<String> {
    let mut lines = Vec::new();
    let mut data_due = 0;
    for entry in &recording.entries {
        let (direction, bytes, sha256, content) = match &entry.happening {
            Happening::Opened { .. } => {
                lines.push("connect".to_owned());
                data_due = 0;
                continue;
            }
            Happening::Packet {
                direction,
                bytes,
                sha256,
                content,
            } => (
                *direction,
                *bytes,
                sha256,
                content.as_deref().and_then(from_hex),
            ),
            _ => continue,
        };
        let data = |arrow: &str| {
            let hash = content
                .as_ref()
                .map_or_else(|| sha256.clone(), |it| to_hex(&Sha256::digest(it)));
            format!("{arrow} {bytes} bytes {hash}")
        };
        match direction {
            Direction::Out if data_due > 0 => {
                data_due -= 1;
                lines.push(data(">"));
            }
            Direction::Out => {
                let request = content.as_ref().and_then(|it| Request::decode(it).ok());
                data_due = request.as_ref().map_or(0, announced);
                lines.push(request.map_or_else(|| data(">"), |it| format!("> {it:?}")));
            }
            Direction::In => {
                let response = content.as_ref().and_then(|it| Response::decode(it).ok());
                match response {
                    Some(Response::FlashStatusUpdate { .. }) => {}
                    Some(response) => lines.push(format!("< {response:?}")),
                    None => lines.push(data("<")),
                }
            }
        }
    }
    lines
}

/// Data packets that follow a request.
const fn announced(request: &Request) -> u32 {
    match request {
        Request::UpdateFlash { packets, .. }
        | Request::UpdateFlashEx { packets, .. }
        | Request::UpdateFlashEx2 { packets, .. }
        | Request::BootMemory { packets, .. }
        | Request::SetBootloaderConfig {
            packets,
            clear: false,
            ..
        } => *packets,
        _ => 0,
    }
}

/// Whether a line is data behind a request.
fn is_data(line: &str) -> bool {
    line.get(2..)
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// What changes a camera: requests and the data behind them.
fn changes(lines: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let mut data = false;
    for line in lines.iter().filter(|line| line.starts_with('>')) {
        let is_data = is_data(line);
        if !is_data {
            data = [
                "Update",
                "Set",
                "BootMemory",
                "UsbRomBoot",
                "BootApplication",
            ]
            .iter()
            .any(|name| line[2..].starts_with(name));
        }
        if data {
            found.push(line.clone());
        }
    }
    found
}

/// What a camera is asked without being changed, each question once.
fn questions(lines: &[String]) -> Vec<String> {
    let mut asked: Vec<String> = lines
        .iter()
        .filter(|line| {
            line.starts_with("> Get")
                || line.starts_with("> Is")
                || line.starts_with("> BootloaderMemory")
        })
        .cloned()
        .collect();
    asked.sort();
    asked.dedup();
    asked
}

/// What ours is expected to say: what the library says, but for the listed differences.
fn expected(case: &str, lines: Vec<String>) -> Vec<String> {
    let listed = DIFFERENCES.iter().filter(|it| case.starts_with(it.case));
    let (left_out, otherwise): (Vec<_>, Vec<_>) = listed.partition(|it| it.ours.is_empty());
    let mut out = Vec::new();
    let mut leaving_out = false;
    for mut line in lines {
        if !is_data(&line) {
            leaving_out = left_out.iter().any(|it| line.starts_with(it.theirs));
            for difference in &otherwise {
                line = line.replace(difference.theirs, difference.ours);
            }
        }
        if !leaving_out {
            out.push(line);
        }
    }
    out
}

struct Bench {
    folder: tempfile::TempDir,
    kind: &'static str,
}

impl Bench {
    fn new(kind: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
        file(
            "config.json",
            br#"{"usb": {"timeoutMs": 7}, "mine": [1, "x"]}"#,
        );
        file("raw.bin", &from_hex("00112233445566778899").unwrap());
        let pipeline = root().join("tests/fixtures/pipelines/exp__gen2-rtsp-streaming__main.json");
        run(oak()
            .args([
                "package",
                "build",
                "--uncompressed",
                "--name",
                "traffic",
                "--pipeline",
            ])
            .arg(pipeline)
            .arg("--out")
            .arg(folder.path().join("package.dap")));
        Self { folder, kind }
    }

    fn filled(&self, text: &str) -> String {
        let path = |name: &str| self.folder.path().join(name).display().to_string();
        match text {
            "PACKAGE" => path("package.dap"),
            "CONFIG" => path("config.json"),
            "RAW" => path("raw.bin"),
            "READ" => path("read.bin"),
            "KIND" => self.kind.to_owned(),
            other => other.to_owned(),
        }
    }

    /// Serves a camera, has it worked with, and gives what was said.
    fn listen(&self, address: &str, case: &Case, work: impl FnOnce(&str)) -> Vec<String> {
        let said = self.folder.path().join("said.json");
        let memory = self.folder.path().join("memory");
        let _before = fs::remove_file(&memory);
        let mut options = vec!["--type", self.kind, "--nor-mib", "64", "--record"];
        let path = said.display().to_string();
        options.push(&path);
        options.extend(case.camera);
        let camera = Served::start(address, &options, &memory);
        work(address);
        camera.stop();
        lines(&Recording::read(&fs::read(&said).unwrap()).unwrap())
    }

    fn ours(&self, address: &str, case: &Case) -> Vec<String> {
        self.listen(address, case, |address| {
            let arguments = case.ours.iter().map(|it| self.filled(it));
            let mut command = oak();
            command
                .arg("camera")
                .args(arguments)
                .args(["--address", address]);
            let asks = !matches!(case.name, "look" | "read-memory");
            if asks {
                command.arg("--yes");
            }
            run(&mut command);
        })
    }

    fn official(&self, address: &str, case: &Case) -> Vec<String> {
        self.listen(address, case, |address| {
            let operations = case
                .official
                .to_string()
                .replace("PACKAGE", &self.filled("PACKAGE"));
            let operations: Value = serde_json::from_str(&operations).unwrap();
            let file = self.folder.path().join("scenario.json");
            let scenario = json!({"address": address, "operations": operations});
            fs::write(&file, scenario.to_string()).unwrap();
            run(script("flash_scenario.py").arg(&file));
        })
    }
}

fn fixture(kind: &str, case: &Case) -> PathBuf {
    root().join(format!("tests/fixtures/traffic/{kind}/{}.txt", case.name))
}

fn check(kind: &'static str, net: u8) {
    let bench = Bench::new(kind);
    let mut problems = Vec::new();
    for (index, case) in cases(kind).iter().enumerate() {
        let address = format!("127.81.{net}.{}", index + 1);
        let path = fixture(kind, case);
        if std::env::var_os("OAK_RECORD").is_some() {
            let said = bench.official(&address, case);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, said.join("\n") + "\n").unwrap();
        }
        let theirs = fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}; `OAK_RECORD=1` makes it", path.display()));
        let theirs: Vec<String> = theirs.lines().map(str::to_owned).collect();
        let ours = bench.ours(&address, case);
        let name = format!("{kind}/{}", case.name);
        let wanted = expected(&name, changes(&theirs));
        let said = changes(&ours);
        if said != wanted {
            problems.push(format!(
                "{name}: ours changes the camera by {said:#?}, the library by {wanted:#?}"
            ));
        }
        let asked = questions(&ours);
        for question in expected(&name, questions(&theirs)) {
            if !asked.contains(&question) {
                problems.push(format!("{name}: {question} is not asked"));
            }
        }
        println!(
            "{name}: {} lines of theirs, {} of ours",
            theirs.len(),
            ours.len()
        );
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(
        DIFFERENCES.iter().all(|it| it.why.len() > 20),
        "every difference has a reason"
    );
}

#[test]
fn a_usb_camera_hears_what_the_official_library_says() {
    check("usb", 1);
}

#[test]
fn a_network_camera_hears_what_the_official_library_says() {
    check("network", 2);
}
