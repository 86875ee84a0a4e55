"""Prints the tags that the camera sees: python host.py"""
import json
import socket

PORT = 5000

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
    listener.bind(("", PORT))
    while True:
        report = json.loads(listener.recv(65536))
        for tag in report["tags"]:
            print("picture %d: tag %d at %s" % (report["sequence"], tag["id"], tag["corners"]), flush=True)
