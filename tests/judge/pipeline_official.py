"""Pipelines in the official library: built from JSON, their package sections taken out of a real package.

Run by tests/pipeline_judge.rs with the judge's Python; every other pipeline_*.py here imports it.
"""

import json
import os
import struct
import tempfile
from pathlib import Path

import depthai as dai

ROOT = Path(__file__).resolve().parents[2]
CATALOG = json.loads((ROOT / "src/pipeline/catalog.json").read_text())
SECTIONS = ("pipeline", "assets", "asset_storage")

_folder = tempfile.TemporaryDirectory()
_firmware = Path(_folder.name) / "firmware.cmd"
_firmware.write_bytes(b"stand-in, the sections of a pipeline do not depend on it")


def sections(pipeline):
    """The three pipeline sections of the package that the library makes."""
    path = Path(_folder.name) / "application.dap"
    dai.DeviceBootloader.saveDepthaiApplicationPackage(path, pipeline, _firmware)
    package = path.read_bytes()
    found = {}
    for record in range(17):
        name, size, offset = struct.unpack_from("<16sII", package, 2 + 30 * record)
        name = name.rstrip(b"\0").decode()
        if name in SECTIONS:
            found[name] = package[offset : offset + size]
    return found


def dump(pipeline, folder, stem):
    """Writes the library's JSON and its sections as files `stem`.*"""
    path = Path(folder) / stem
    text = json.dumps(pipeline.serializeToJson())
    path.with_name(stem + ".json").write_text(text)
    for name, data in sections(pipeline).items():
        path.with_name(f"{stem}.{name}").write_bytes(data)


def enum_class(cpp_name):
    """The Python class of an enumeration of the catalog."""
    value = dai
    for part in CATALOG["enums"][cpp_name]["python"].split("."):
        value = getattr(value, part)
    return value


def leaves(members, prefix=""):
    """Dotted name, type, default and setter of every property of a list of members."""
    for member in members:
        if "members" in member:
            yield from leaves(member["members"], f"{prefix}{member['name']}.")
        else:
            yield prefix + member["name"], member["type"], member["default"], member.get("setter")


def lookup(tree, path):
    for part in path:
        tree = tree[part]
    return tree


def class_of(node):
    """The Python class behind a node of the JSON."""
    classes = [name for name, entry in CATALOG["nodes"].items() if entry["schema"] == node["name"]]
    if len(classes) > 1:
        family = "Yolo" if node["properties"]["parser"]["nnFamily"] == 0 else "MobileNet"
        classes = [name for name in classes if name.startswith(family)]
    (name,) = classes
    return name


def port_of(node, class_name, direction, group, name):
    """The port object; ports of a group come into being here."""
    entry = CATALOG["nodes"][class_name]
    kind = entry.get("groups", []) if group else entry["ports"]
    wanted = group or name
    for port in kind:
        if port["name"] == wanted and port["direction"] == direction:
            value = getattr(node, port.get("attribute", port["name"]))
            return value[name] if group else value
    raise KeyError(f"{class_name} has no {direction} port {group}/{name}")


def current(pipeline, node_id):
    """Properties of a node as the library would write them now."""
    nodes = dict(pipeline.serializeToJson()["pipeline"]["nodes"])
    return nodes[node_id]["properties"]


def convert(value, type_name):
    """A JSON value as the Python interface wants it."""
    if value is None:
        return None
    if type_name.startswith("opt<"):
        return convert(value, type_name[4:-1])
    if type_name.startswith("enum "):
        return enum_class(type_name[5:])(value)
    if type_name.startswith("array<enum "):
        inner = enum_class(type_name[len("array<enum ") :].rsplit(",", 1)[0])
        return [inner(item) for item in value]
    if type_name.startswith("umap<i32"):
        return dict(map(tuple, value))
    return value


def assign(target, dotted, value):
    *path, last = dotted.split(".")
    for part in path:
        target = getattr(target, part)
    if not hasattr(target, last):
        raise AttributeError(last)
    setattr(target, last, value)


def assign_config(node, root, dotted, value):
    config = getattr(node, root)
    raw = config.get()
    assign(raw, dotted, value)
    config.set(raw)
