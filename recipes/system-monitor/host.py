"""Prints the camera's state: python host.py"""
import json
import socket

PORT = 5000

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
    listener.bind(("", PORT))
    while True:
        data, (camera, _) = listener.recvfrom(65536)
        report = json.loads(data)
        memory, load = report["memory"], report["load"]
        print(
            "%s: %.1f degrees, %.0f of %.0f MiB, load %.0f %% and %.0f %%"
            % (camera, report["celsius"], memory["used"], memory["total"], 100 * load["css"], 100 * load["mss"]),
            flush=True,
        )
