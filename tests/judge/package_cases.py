"""Application packages by the official library, for tests/package_official.rs.

    python package_cases.py FOLDER

Writes for every case NAME.dap (the official package) and NAME.pipeline.json (the pipeline as the library serialises
it), and last cases.json: for every case its board configuration in the flasher's JSON form, its options, and which
firmware it is made of: a small stand-in (stand-in.cmd) or the real one.
"""

import json
import pathlib
import random
import struct
import sys

import depthai as dai

from leave import leave

STAND_IN = b"MA2x" + bytes(range(256)) * 37

GPIO = dai.BoardConfig.GPIO
ENUMS = {
    "maxSpeed": dai.UsbSpeed,
    "logVerbosity": dai.LogLevel,
    "mode": GPIO.Mode,
    "direction": GPIO.Direction,
    "level": GPIO.Level,
    "pull": GPIO.Pull,
    "drive": GPIO.Drive,
    "frameType": dai.ImgFrame.Type,
}


def fill(target, members):
    for name, value in members.items():
        setattr(target, name, ENUMS[name](value) if name in ENUMS else value)
    return target


def board_config(members):
    board = dai.BoardConfig()
    for name, value in members.items():
        if name in ("usb", "network"):
            fill(getattr(board, name), value)
        elif name == "gpio":
            for number, gpio in value.items():
                board.gpio[int(number)] = fill(GPIO(), gpio)
        elif name == "uart":
            for number, uart in value.items():
                board.uart[int(number)] = fill(dai.BoardConfig.UART(), uart)
        elif name == "uvc":
            board.uvc = fill(dai.BoardConfig.UVC(), value)
        else:
            fill(board, {name: value})
    return board


def blob(major, minor):
    """The smallest neural network file that the library accepts: a header without inputs and outputs."""
    head = struct.pack("<6I", 9709, 132, major, minor, 0, 0)
    return bytes(52) + head + bytes(132 - 52 - len(head))


def pipeline_with_blob(folder, major, minor):
    path = folder / f"{major}.{minor}.blob"
    path.write_bytes(blob(major, minor))
    pipeline = dai.Pipeline()
    pipeline.create(dai.node.NeuralNetwork).setBlobPath(path)
    return pipeline


def script_pipeline():
    pipeline = dai.Pipeline()
    camera = pipeline.create(dai.node.ColorCamera)
    encoder = pipeline.create(dai.node.VideoEncoder)
    script = pipeline.create(dai.node.Script)
    encoder.setDefaultProfilePreset(30, dai.VideoEncoderProperties.Profile.MJPEG)
    script.setProcessor(dai.ProcessorType.LEON_CSS)
    script.setScript("while True:\n    node.io['frame'].get()\n")
    camera.video.link(encoder.input)
    encoder.bitstream.link(script.inputs["frame"])
    return pipeline


MEMBERS = {
    "usb-ids": {"usb": {"vid": 0x1234, "pid": 7, "flashBootedVid": 0xFFFF, "flashBootedPid": 128}},
    "usb-2": {"usb": {"maxSpeed": 3}},
    "usb-texts": {"usb": {"productName": "Kamera mit Umlaut äöü", "manufacturer": "m" * 300}},
    "mtu": {"network": {"mtu": 1500}},
    "no-delay-off": {"network": {"mtu": 255, "xlinkTcpNoDelay": False}},
    "sysctl": {"sysctl": ["net.inet.tcp.delayed_ack=0", ""]},
    "sysctl-many": {"sysctl": [f"kern.value{n}={n}" for n in range(200)]},
    "watchdog": {"watchdogTimeoutMs": 4500},
    "watchdog-delay": {"watchdogTimeoutMs": 0, "watchdogInitialDelayMs": 70000},
    "gpio-default": {"gpio": {"58": {}}},
    "gpio-full": {
        "gpio": {"-5": {"mode": 3, "direction": 1, "level": 1, "pull": 2, "drive": 12, "schmitt": True, "slewFast": True}}
    },
    "uart": {"uart": {"-128": {"tmp": -100}}},
    "clocks": {"pcieInternalClock": True, "usb3PhyInternalClock": False},
    "emmc-on": {"emmc": True},
    "emmc-off": {"emmc": False},
    "log-path": {"logPath": "/media/mmcsd-0-0/log", "logSizeMax": 1 << 33},
    "log-level": {"logVerbosity": 0, "logDevicePrints": True},
    "log-off": {"logVerbosity": 6, "logDevicePrints": False, "logSizeMax": 0},
    "uvc-default": {"uvc": {}},
    "uvc": {"uvc": {"cameraName": "OAK", "width": 640, "height": 480, "frameType": 24, "enable": False}},
    "several-blocks": {"logPath": "p" * 70000, "sysctl": ["s" * 66000, "t" * 65535]},
    "largest": {"logPath": "x" * (262128 - 50)},
    "many-keys": {
        "gpio": {str(n): {"drive": 4} for n in range(-40, 40, 3)},
        "uart": {str(n): {"tmp": n} for n in (5, 0, -1, 100)},
    },
}


def some(source, value):
    """The value, in half of all cases."""
    return value() if source.random() < 0.5 else None


def random_members(source):
    number = lambda bits: source.randrange(1 << source.randint(1, bits))
    text = lambda: "".join(source.choice("aZ09._/ äß") for _ in range(source.choice([0, 1, 40, 130, 300])))
    flag = lambda: source.random() < 0.5
    gpio = lambda: {
        "mode": source.randrange(8),
        "direction": source.randrange(2),
        "level": source.randrange(2),
        "pull": source.randrange(4),
        "drive": source.choice([2, 4, 8, 12]),
        "schmitt": flag(),
        "slewFast": flag(),
    }
    members = {
        "usb": some(source, lambda: {"vid": number(16), "pid": number(16), "flashBootedVid": number(16),
                                     "flashBootedPid": number(16), "maxSpeed": source.randrange(6),
                                     "productName": text(), "manufacturer": text()}),
        "network": some(source, lambda: {"mtu": number(16), "xlinkTcpNoDelay": flag()}),
        "sysctl": some(source, lambda: [text() for _ in range(source.randrange(5))]),
        "watchdogTimeoutMs": some(source, lambda: number(32)),
        "watchdogInitialDelayMs": some(source, lambda: number(32)),
        "gpio": some(source, lambda: {str(source.randrange(-128, 128)): gpio() for _ in range(source.randrange(6))}),
        "uart": some(source, lambda: {str(source.randrange(-128, 128)): {"tmp": source.randrange(-128, 128)}}),
        "pcieInternalClock": some(source, flag),
        "usb3PhyInternalClock": some(source, flag),
        "emmc": some(source, flag),
        "logPath": some(source, text),
        "logSizeMax": some(source, lambda: number(64)),
        "logVerbosity": some(source, lambda: source.randrange(7)),
        "logDevicePrints": some(source, flag),
        "uvc": some(source, lambda: {"cameraName": text(), "width": number(16), "height": number(16),
                                     "frameType": source.randrange(33), "enable": flag()}),
    }
    return {name: value for name, value in members.items() if value is not None}


class Writer:
    def __init__(self, folder):
        self.folder = folder
        self.cases = []
        (folder / "stand-in.cmd").write_bytes(STAND_IN)

    def case(self, name, pipeline=None, board=None, app_name="", compressed=False, check_checksum=False, firmware=None):
        """One package; `firmware` is the version of the real one, None the stand-in."""
        pipeline = pipeline or dai.Pipeline()
        if board is not None:
            pipeline.setBoardConfig(board_config(board))
        path_to_cmd = "" if firmware else self.folder / "stand-in.cmd"
        dai.DeviceBootloader.saveDepthaiApplicationPackage(
            self.folder / f"{name}.dap", pipeline, path_to_cmd, compressed, app_name, check_checksum
        )
        (self.folder / f"{name}.pipeline.json").write_text(json.dumps(pipeline.serializeToJson()))
        self.cases.append(
            {
                "name": name,
                "board": board or {},
                "app_name": app_name,
                "compressed": compressed,
                "check_checksum": check_checksum,
                "firmware": firmware,
            }
        )


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    writer = Writer(folder)
    for name, board in MEMBERS.items():
        writer.case(name, board=board, compressed=name == "several-blocks")
    source = random.Random(2330)
    for n in range(40):
        writer.case(f"random-{n}", board=random_members(source), compressed=n % 2 == 0)
    for n, app_name in enumerate(["", "a", "sixteen bytes 16", "n" * 70000, "Näme"]):
        writer.case(f"name-{n}", app_name=app_name)
    for compressed in (False, True):
        for check in (False, True):
            writer.case(f"flags-{compressed}-{check}", compressed=compressed, check_checksum=check, app_name="flags")
    writer.case("script", script_pipeline(), app_name="script")
    writer.case("blob", pipeline_with_blob(folder, 2022, 1))

    writer.case("real-default", compressed=True, firmware="universal")
    writer.case("real-raw", board=MEMBERS["usb-2"], app_name="raw", firmware="universal")
    writer.case("real-script", script_pipeline(), MEMBERS["several-blocks"], "script", True, True, "universal")
    for major, minor, firmware in [
        (2020, 4, "2020.4"),
        (2021, 1, "2021.1"),
        (2021, 2, "2021.2"),
        (2021, 3, "2021.3"),
        (2021, 4, "universal"),
        (6, 0, "universal"),
    ]:
        writer.case(f"real-blob-{major}.{minor}", pipeline_with_blob(folder, major, minor), firmware=firmware)
    forced = dai.Pipeline()
    forced.setOpenVINOVersion(dai.OpenVINO.VERSION_2021_3)
    writer.case("real-forced-2021.3", forced, compressed=True, firmware="2021.3")
    (folder / "cases.json").write_text(json.dumps(writer.cases))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
    leave()
