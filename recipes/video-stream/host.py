"""Receives the camera's video: python host.py CAMERA_ADDRESS [FILE, or - for standard output] [SECONDS]

Look at it: python host.py CAMERA_ADDRESS - | ffplay -fflags nobuffer -
"""
import socket
import sys
import time

PORT = 5000
CODEC = "h264"

camera = sys.argv[1]
name = sys.argv[2] if len(sys.argv) > 2 else "video." + CODEC
end = time.monotonic() + float(sys.argv[3]) if len(sys.argv) > 3 else None
received = 0
with socket.create_connection((camera, PORT), timeout=10) as link:
    with sys.stdout.buffer if name == "-" else open(name, "wb") as file:
        while end is None or time.monotonic() < end:
            data = link.recv(65536)
            if not data:
                break
            file.write(data)
            file.flush()
            received += len(data)
print("%s: %d bytes" % (name, received), file=sys.stderr, flush=True)
