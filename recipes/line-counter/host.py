"""Prints each crossing and the counts so far: python host.py"""
import json
import socket

PORT = 5000

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
    listener.bind(("", PORT))
    while True:
        event = json.loads(listener.recv(65536))
        counts = ", ".join("%s %d" % item for item in sorted(event["counts"].items()))
        print("object %d went %s; %s" % (event["object"], event["direction"], counts), flush=True)
