"""Compares the shipped catalog with the official library: pipeline_catalog.py OUTPUT_FOLDER

Prints every difference, one per line, and ends with status 1 if there is one. Writes a pipeline of each node type with
its defaults, and `links.json`: which output of the library may be linked to which input.
"""

import json
import sys
from pathlib import Path

import depthai as dai

from leave import leave
from pipeline_official import CATALOG, dump, enum_class, port_of

# Values that the library writes and Python does not name.
HIDDEN = {"CAM_I", "CAM_J"}
HIDDEN_AUTO = {"CameraSensorType", "Interpolation"}
# Message types that have a number in Python and no name.
UNNAMED = {18: "ImageAlignConfig", 19: "ToFConfig", 23: "MessageGroup", 24: "ObjectTrackerConfig"}


def tree(members):
    """Default properties by the catalog, nested as the library's JSON."""
    return {
        member["name"]: tree(member["members"]) if "members" in member else member["default"]
        for member in members
    }


def classes():
    """All node classes of Python that can be created."""
    for name in dir(dai.node):
        candidate = getattr(dai.node, name)
        if isinstance(candidate, type) and issubclass(candidate, dai.Node):
            try:
                dai.Pipeline().create(candidate)
            except Exception:  # noqa: BLE001 abstract classes raise different errors
                continue
            yield name


def messages(port):
    def name(kind):
        return UNNAMED.get(int(kind.datatype), kind.datatype.name) + ("+" if kind.descendants else "")

    return sorted(map(name, port.possibleDatatypes))


def compare_ports(name, entry, node, ports):
    listed = {port["name"]: port for port in entry["ports"] if port.get("listed", True)}
    if set(listed) != {io["name"] for io in ports}:
        yield f"{name}: ports {sorted(listed)}, official {sorted(io['name'] for io in ports)}"
        return
    for io in ports:
        port = listed[io["name"]]
        ours = (port["direction"] == "in", port.get("blocking", False), port.get("queueSize", 8))
        ours += (port.get("waitForMessage", False),)
        theirs = (io["type"] == 3, io["blocking"], io["queueSize"], io["waitForMessage"])
        if ours != theirs:
            yield f"{name}.{io['name']}: {ours}, official {theirs}"
    for port in entry["ports"]:
        if not port.get("python", True):
            continue
        official = port_of(node, name, port["direction"], "", port["name"])
        if sorted(port["messages"]) != messages(official):
            yield f"{name}.{port['name']}: {port['messages']}, official {messages(official)}"


def compare_groups(name, entry):
    for group in entry.get("groups", []):
        pipeline = dai.Pipeline()
        node = pipeline.create(getattr(dai.node, name))
        port = port_of(node, name, group["direction"], group["name"], "x")
        (info,) = [io for (owner, _), io in dict_of(pipeline)[node.id]["ioInfo"] if owner == group["name"]]
        ours = (group["direction"] == "in", group.get("blocking", False), group.get("queueSize", 8))
        ours += (group.get("waitForMessage", False), sorted(group["messages"]))
        theirs = (info["type"] == 3, info["blocking"], info["queueSize"], info["waitForMessage"], messages(port))
        if ours != theirs:
            yield f"{name}.{group['name']}[]: {ours}, official {theirs}"


def dict_of(pipeline):
    return dict(pipeline.serializeToJson()["pipeline"]["nodes"])


def compare_nodes(output):
    official = set(classes())
    for name in sorted(official ^ set(CATALOG["nodes"])):
        yield f"{name}: only in {'the library' if name in official else 'the catalog'}"
    for name in sorted(official & set(CATALOG["nodes"])):
        entry = CATALOG["nodes"][name]
        pipeline = dai.Pipeline()
        node = pipeline.create(getattr(dai.node, name))
        form = dict_of(pipeline)[node.id]
        properties = tree(entry["properties"])
        if form["name"] != entry["schema"]:
            yield f"{name}: called {entry['schema']}, official {form['name']}"
        if form["properties"] != properties:
            yield f"{name}: properties {properties}, official {form['properties']}"
        yield from compare_ports(name, entry, node, [io for _, io in form["ioInfo"]])
        yield from compare_groups(name, entry)
        dump(pipeline, output, name)


def compare_enums():
    for name, entry in CATALOG["enums"].items():
        # The Python side of port types has its own two classes.
        if name == "NodeIoInfo::Type":
            continue
        official = {key: int(value) for key, value in enum_class(name).__members__.items()}
        hidden = HIDDEN | ({"AUTO"} if name in HIDDEN_AUTO else set())
        ours = {key: value for key, value in entry["values"].items() if key in official or key not in hidden}
        if ours != {key: official.get(key) for key in ours}:
            yield f"enum {name}: {ours}, official {official}"
        # Names that the official library has besides must be names of known values.
        if not set(official.values()) <= set(entry["values"].values()):
            yield f"enum {name}: official values {official} go beyond {entry['values']}"


def compare_globals():
    ours = {member["name"]: member["default"] for member in CATALOG["globals"]}
    theirs = dai.Pipeline().serializeToJson()["pipeline"]["globalProperties"]
    if ours != theirs:
        yield f"global properties: {ours}, official {theirs}"


def links():
    """Every pair of fixed ports and whether the library links them."""
    pipeline = dai.Pipeline()
    ends = {"in": [], "out": []}
    for name, entry in CATALOG["nodes"].items():
        node = pipeline.create(getattr(dai.node, name))
        for port in entry["ports"]:
            if port.get("python", True):
                official = port_of(node, name, port["direction"], "", port["name"])
                ends[port["direction"]].append((name, port["name"], official))
    return [
        [one, out_name, two, in_name, output.canConnect(target)]
        for one, out_name, output in ends["out"]
        for two, in_name, target in ends["in"]
    ]


def main():
    output = Path(sys.argv[1])
    problems = [*compare_nodes(output), *compare_enums(), *compare_globals()]
    (output / "links.json").write_text(json.dumps(links()))
    print(*problems, sep="\n", end="")
    leave(int(bool(problems)))


if __name__ == "__main__":
    main()
