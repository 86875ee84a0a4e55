"""Random pipelines over the whole catalog: pipeline_random.py COUNT SEED OUTPUT_FOLDER

Writes the library's JSON and sections of each, and `untouched.txt`: properties that have a setter in the catalog and
kept their default in every pipeline.
"""

import copy
import json
import random
import sys
from pathlib import Path

import depthai as dai

from leave import leave
from pipeline_blob import VERSIONS, blob, tensors
from pipeline_official import CATALOG, dump, enum_class, leaves, lookup
from pipeline_setters import set_properties

TEXTS = ["", "a", "some text", "grüße", "日本語", "x" * 130, 'quote " and \\', "side26"]
NETWORKS = ("NeuralNetwork", "MobileNet", "Yolo")


class Random(random.Random):
    """Values of the catalog's types."""

    def value(self, type_name):
        if type_name.startswith("opt<"):
            return self.value(type_name[4:-1]) if self.random() < 0.8 else None
        if type_name.startswith("enum "):
            return int(self.choice(list(enum_class(type_name[5:]).__members__.values())))
        if type_name.startswith("vec<"):
            return [self.value(type_name[4:-1]) for _ in range(self.choice([0, 1, 2, 3, 40]))]
        if type_name.startswith("array<"):
            inner, count = type_name[6:-1].rsplit(",", 1)
            return [self.value(inner) for _ in range(int(count))]
        if type_name.startswith("tuple<"):
            return [self.value(part) for part in type_name[6:-1].split(",")]
        if type_name == "map<string,vec<i32>>":
            return {text: self.value("vec<i32>") for text in self.sample(TEXTS, self.randint(0, 4))}
        if type_name == "umap<i32,i32>":
            return [[key, self.value("i32")] for key in self.sample(range(-300, 300), self.randint(0, 4))]
        if type_name in CATALOG["structures"]:
            return {member["name"]: self.value(member["type"]) for member in CATALOG["structures"][type_name]}
        return self.plain(type_name)

    def plain(self, type_name):
        if type_name == "bool":
            return self.random() < 0.5
        if type_name == "string":
            return self.choice(TEXTS)
        if type_name in ("f32", "f64"):
            return self.choice([0.0, -1.5, 0.1, 3e38, 1e-30, self.uniform(-1000, 1000)])
        if type_name == "char":
            return self.randint(0, 127)
        bits = int(type_name[1:])
        low, high = (0, 2**bits - 1) if type_name[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        edges = [low, high, 0, 1, 63, 64, 127, 128, 255, 256, 65535, 65536, -1, -64, -65, -128, -129]
        value = self.choice(edges + [self.randint(low, high)] * 4)
        return min(max(value, low), high)


def random_properties(rng, class_name, now):
    """The node's properties with most replaced, within what its setters can do."""
    wanted = copy.deepcopy(now)
    for name, type_name, _, setter in leaves(CATALOG["nodes"][class_name]["properties"]):
        if setter and type_name != "umap<string,TensorInfo>" and rng.random() < 0.7:
            *path, last = name.split(".")
            inner = lookup(wanted, path)
            inner[last] = rng.value(type_name)
    if "meshUri" in wanted:
        wanted["meshWidth"], wanted["meshHeight"] = rng.randint(1, 5), rng.randint(1, 5)
        wanted["meshUri"] = rng.choice(["", "asset:mesh"])
    if class_name == "ImageManip":
        form = wanted["initialConfig"]["formatConfig"]
        form["colormapMin"], form["colormapMax"] = rng.randint(0, 255), rng.randint(0, 255)
    if class_name == "ColorCamera":
        for name in wanted["ispScale"]:
            wanted["ispScale"][name] = rng.randint(1, 16)
    if class_name == "DetectionParser":
        wanted["blob"] = dai.OpenVINO.Blob(list(blob((2022, 1), outputs=tensors(rng))))
    return wanted


def calibration(rng):
    """A calibration in which every field is random."""

    def fill(structure):
        return {member["name"]: value(member["type"]) for member in CATALOG["structures"][structure]}

    def value(type_name):
        if type_name == "vec<vec<f32>>":
            return [[rng.value("f32") for _ in range(3)] for _ in range(rng.randint(0, 3))]
        if type_name.startswith("umap<"):
            return [[key, fill("CameraInfo")] for key in rng.sample(range(8), rng.randint(0, 3))]
        return fill(type_name) if type_name in CATALOG["structures"] else rng.value(type_name)

    return dai.CalibrationHandler.fromJson(fill("EepromData"))


def all_ports(rng, node, class_name, direction):
    entry = CATALOG["nodes"][class_name]
    for port in entry["ports"]:
        if port["direction"] == direction and port.get("python", True):
            yield getattr(node, port.get("attribute", port["name"]))
    for group in entry.get("groups", []):
        if group["direction"] == direction and rng.random() < 0.7:
            ports = getattr(node, group.get("attribute", group["name"]))
            yield ports[rng.choice(TEXTS[1:]) + direction]


def add_assets(rng, node, class_name):
    if class_name == "Script":
        node.setScript(rng.choice(TEXTS) * rng.randint(0, 50), rng.choice(TEXTS))
    elif class_name.startswith(NETWORKS):
        node.setBlob(dai.OpenVINO.Blob(list(blob(rng.choice(VERSIONS[3:]), tensors(rng), tensors(rng)))))
    elif rng.random() < 0.2:
        data = [rng.randint(0, 255) for _ in range(rng.randint(0, 300))]
        node.getAssetManager().set(rng.choice(TEXTS[1:]), data, rng.choice([1, 8, 64, 4096]))


def random_pipeline(rng, changed):
    pipeline = dai.Pipeline()
    nodes = []
    for class_name in rng.choices(sorted(CATALOG["nodes"]), k=rng.randint(1, 9)):
        if rng.random() < 0.1:
            pipeline.remove(pipeline.create(dai.node.Script))
        node = pipeline.create(getattr(dai.node, class_name))
        before = dict(pipeline.serializeToJson()["pipeline"]["nodes"])[node.id]["properties"]
        set_properties(pipeline, node, class_name, random_properties(rng, class_name, before))
        if rng.random() < 0.8:
            add_assets(rng, node, class_name)
        after = dict(pipeline.serializeToJson()["pipeline"]["nodes"])[node.id]["properties"]
        for name, *_ in leaves(CATALOG["nodes"][class_name]["properties"]):
            if lookup(before, name.split(".")) != lookup(after, name.split(".")):
                changed.add(f"{class_name} {name}")
        nodes.append((node, class_name))
    outputs = [port for node, name in nodes for port in all_ports(rng, node, name, "out")]
    inputs = [port for node, name in nodes for port in all_ports(rng, node, name, "in")]
    for port in rng.sample(inputs, len(inputs) // 2):
        port.setBlocking(rng.random() < 0.5)
        port.setQueueSize(rng.choice([0, 1, 63, 64, 200, 70000]))
        port.setWaitForMessage(rng.random() < 0.5)
    pairs = [(output, target) for output in outputs for target in inputs if output.canConnect(target)]
    for output, target in rng.sample(pairs, min(len(pairs), 20)):
        output.link(target)
    if rng.random() < 0.5:
        pipeline.setXLinkChunkSize(rng.value("i32"))
        pipeline.setSippBufferSize(rng.randint(0, 2**31 - 1))
        pipeline.setSippDmaBufferSize(rng.randint(0, 2**31 - 1))
    if rng.random() < 0.3:
        pipeline.setCalibrationData(calibration(rng))
    if rng.random() < 0.2:
        pipeline.setCameraTuningBlobPath(Path(__file__))
    return pipeline


def main():
    count, seed, output = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    rng, changed = Random(seed), set()
    for number in range(count):
        dump(random_pipeline(rng, changed), output, f"{number:03}")
    settable = {
        f"{class_name} {name}"
        for class_name, entry in CATALOG["nodes"].items()
        for name, _, _, setter in leaves(entry["properties"])
        if setter
    }
    (output / "untouched.txt").write_text("".join(f"{name}\n" for name in sorted(settable - changed)))


if __name__ == "__main__":
    main()
    leave()
