# Sends what arrives at this Script's inputs. One input for each name in STREAMS.
import json
import time

RESULTS = ("detections", "tracklets", "trackedFeatures", "aprilTags", "packets")
IDLE_SECONDS = 0.005


def plain(value):
    """A result as numbers, texts, lists and dictionaries."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "total_seconds"):
        return value.total_seconds()
    if hasattr(value, "name") and hasattr(value, "value"):
        return value.name
    fields = {name: getattr(value, name) for name in dir(value) if not name.startswith("_")}
    return {name: plain(field) for name, field in fields.items() if not callable(field)}


def payload(message):
    """Bytes of a message: results as JSON, pictures and everything else as they are."""
    for name in RESULTS:
        if hasattr(message, name):
            return json.dumps({name: plain(getattr(message, name))}).encode()
    if hasattr(message, "getSpatialLocations"):
        return json.dumps({"locations": plain(message.getSpatialLocations())}).encode()
    if hasattr(message, "getAllLayerNames"):
        layers = {name: list(message.getLayerFp16(name)) for name in message.getAllLayerNames()}
        return json.dumps({"layers": layers}).encode()
    return bytes(message.getData())


def messages():
    """Pairs of stream and bytes as they come, and (None, b"") now and then while nothing comes."""
    while True:
        idle = True
        for stream in STREAMS:
            message = node.io[stream].tryGet()
            if message is not None:
                idle = False
                yield stream, payload(message)
        if idle:
            time.sleep(IDLE_SECONDS)
            yield None, b""
