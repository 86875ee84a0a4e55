"""Rebuilds pipelines from their JSON with the official library: pipeline_fixtures.py FOLDER_OF_JSON OUTPUT_FOLDER

Writes the library's JSON and sections of each, and `unreachable.json`: what Python could not set, by file.
"""

import json
import sys
from pathlib import Path

import depthai as dai

from leave import leave
from pipeline_official import class_of, dump, port_of
from pipeline_setters import set_properties


def rebuild(form):
    """The pipeline of a whole JSON form, and what could not be set."""
    pipeline = dai.Pipeline()
    schema = form["pipeline"]
    wanted = {node_id: node for node_id, node in schema["nodes"]}
    built, classes, missed = {}, {}, []
    for node_id in range(max(wanted, default=-1) + 1):
        if node_id not in wanted:
            pipeline.remove(pipeline.create(dai.node.Script))
            continue
        classes[node_id] = class_of(wanted[node_id])
        node = pipeline.create(getattr(dai.node, classes[node_id]))
        assert node.id == node_id
        built[node_id] = node
        names = set_properties(pipeline, node, classes[node_id], wanted[node_id]["properties"])
        missed += [f"node {node_id} ({classes[node_id]}) {name}" for name in names]
        for (group, name), io in wanted[node_id]["ioInfo"]:
            if io["type"] != 3:
                if group:
                    port_of(node, classes[node_id], "out", group, name)
                continue
            port = port_of(node, classes[node_id], "in", group, name)
            port.setBlocking(io["blocking"])
            port.setQueueSize(io["queueSize"])
            port.setWaitForMessage(io["waitForMessage"])
    for link in schema["connections"]:
        one, two = link["node1Id"], link["node2Id"]
        output = port_of(built[one], classes[one], "out", link["node1OutputGroup"], link["node1Output"])
        target = port_of(built[two], classes[two], "in", link["node2InputGroup"], link["node2Input"])
        output.link(target)
    for key, place in form["assets"]["map"].items():
        _, owner, node_id, name = key.split("/", 3)
        assert owner == "node", key
        data = form["assetStorage"][place["offset"] : place["offset"] + place["size"]]
        built[int(node_id)].getAssetManager().set(name, data, place["alignment"])
    missed += set_globals(pipeline, schema["globalProperties"])
    return pipeline, missed


def set_globals(pipeline, wanted):
    pipeline.setXLinkChunkSize(wanted["xlinkChunkSize"])
    pipeline.setSippBufferSize(wanted["sippBufferSize"])
    pipeline.setSippDmaBufferSize(wanted["sippDmaBufferSize"])
    now = pipeline.serializeToJson()["pipeline"]["globalProperties"]
    return [f"global {name}" for name in now if now[name] != wanted[name]]


def main():
    source, output = map(Path, sys.argv[1:])
    unreachable = {}
    for path in sorted(source.glob("*.json")):
        pipeline, missed = rebuild(json.loads(path.read_text()))
        if missed:
            unreachable[path.stem] = missed
        dump(pipeline, output, path.stem)
    (output / "unreachable.txt").write_text(json.dumps(unreachable, indent=1))


if __name__ == "__main__":
    main()
    leave()
