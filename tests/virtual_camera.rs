//! `oak virtual-camera`: ports, discovery, memory image, signals.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may fail it")]

use std::{
    fs,
    io::{BufRead, BufReader},
    net::UdpSocket,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

const DISCOVERY_PORT: u16 = 11491;

struct Served(Child);

impl Served {
    fn start(args: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_oak"))
            .arg("virtual-camera")
            .args(args)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert!(line.contains("ready"), "the camera said {line:?}");
        Self(process)
    }

    fn stop(mut self, signal: &str) {
        let pid = self.0.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &pid])
                .status()
                .unwrap()
                .success()
        );
        assert!(self.0.wait().unwrap().success(), "a signal is a good end");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Already gone unless a test failed.
        let _gone = self.0.kill();
        let _status = self.0.wait();
    }
}

/// The announced identity and state, or nothing within a second.
fn discover(address: &str) -> Option<(String, u8)> {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket
        .set_read_timeout(Some(Duration::from_secs(1)))
        .unwrap();
    socket
        .send_to(&[1, 0, 0, 0], (address, DISCOVERY_PORT))
        .unwrap();
    let mut answer = [0; 64];
    let len = socket.recv(&mut answer).ok()?;
    assert_eq!(len, 40);
    let id = answer[4..36].split(|byte| *byte == 0).next().unwrap();
    Some((String::from_utf8(id.to_vec()).unwrap(), answer[36]))
}

/// What `oak camera info` tells.
fn info(address: &str) -> serde_json::Value {
    let output = Command::new(env!("CARGO_BIN_EXE_oak"))
        .args(["camera", "info", "--json", "--address", address])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn several_cameras_run_side_by_side_in_their_states() {
    let (one, two, three) = ("127.77.2.1", "127.77.2.2", "127.77.2.3");
    let bootloader = Served::start(&[
        "--address",
        one,
        "--type",
        "usb",
        "--nor-mib",
        "16",
        "--mxid",
        "14442c1011043ed700",
    ]);
    let application = Served::start(&[
        "--address",
        two,
        "--type",
        "network",
        "--nor-mib",
        "32",
        "--state",
        "application",
    ]);
    let unbooted = Served::start(&[
        "--address",
        three,
        "--type",
        "network",
        "--nor-mib",
        "32",
        "--state",
        "unbooted",
    ]);
    assert_eq!(discover(one), Some(("14442C1011043ED700".to_owned(), 3)));
    assert_eq!(discover(two), Some(("14442C10D13EABCE00".to_owned(), 4)));
    assert_eq!(discover(three), None, "a ROM is not on the network");
    bootloader.stop("-TERM");
    application.stop("-INT");
    unbooted.stop("-TERM");
}

#[test]
fn a_memory_image_is_written_and_wins_when_it_is_there() {
    let address = "127.77.2.4";
    let folder = tempfile::tempdir().unwrap();
    let image = folder.path().join("nor.bin");
    let args = |version| {
        vec![
            "--address",
            address,
            "--type",
            "network",
            "--nor-mib",
            "16",
            "--emmc-mib",
            "8",
            "--bootloader",
            version,
            "--memory-image",
            image.to_str().unwrap(),
        ]
    };
    Served::start(&args("0.0.24")).stop("-TERM");
    assert_eq!(fs::metadata(&image).unwrap().len(), 16 << 20);
    assert_eq!(
        fs::metadata(folder.path().join("nor.bin.emmc"))
            .unwrap()
            .len(),
        8 << 20
    );
    let first = fs::read(&image).unwrap();

    let camera = Served::start(&args("0.0.27"));
    assert_eq!(info(address)["running"]["patch"], 24, "the image wins");
    camera.stop("-TERM");
    assert!(fs::read(&image).unwrap() == first, "asking changes nothing");
    assert_eq!(
        left(folder.path()),
        ["nor.bin", "nor.bin.emmc"],
        "no temporary files"
    );
}

fn left(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn an_address_in_use_and_bad_arguments_are_told() {
    let address = "127.77.2.5";
    let camera = Served::start(&["--address", address, "--type", "usb", "--nor-mib", "16"]);
    let second = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_oak"))
            .arg("virtual-camera")
            .args(args)
            .output()
            .unwrap()
    };
    let taken = second(&["--address", address, "--type", "usb", "--nor-mib", "16"]);
    assert_eq!(taken.status.code(), Some(1));
    let text = String::from_utf8_lossy(&taken.stderr);
    assert!(text.contains("cannot listen on 127.77.2.5:11491"), "{text}");
    for bad in [
        &["--address", address, "--type", "usb", "--nor-mib", "0"][..],
        &[
            "--address",
            address,
            "--type",
            "usb",
            "--nor-mib",
            "16",
            "--speed",
            "0",
        ],
        &[
            "--address",
            address,
            "--type",
            "usb",
            "--nor-mib",
            "16",
            "--mxid",
            "12",
        ],
        &[
            "--address",
            address,
            "--type",
            "usb",
            "--nor-mib",
            "16",
            "--fault",
            "{}",
        ],
    ] {
        assert_eq!(second(bad).status.code(), Some(2), "{bad:?}");
    }
    camera.stop("-TERM");
}
