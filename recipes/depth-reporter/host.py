"""Prints the distances in three rows of three: python host.py CAMERA_ADDRESS"""
import json
import socket
import sys

PORT = 5000

camera = sys.argv[1]
with socket.create_connection((camera, PORT), timeout=10) as link, link.makefile() as lines:
    for line in lines:
        report = json.loads(line)
        shown = ["%6s mm" % ("-" if distance is None else distance) for distance in report["millimetres"]]
        print("measurement %d" % report["sequence"])
        for row in range(0, len(shown), 3):
            print(" ".join(shown[row : row + 3]), flush=True)
