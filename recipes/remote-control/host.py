"""Sets the camera and saves the picture that results:

python host.py CAMERA_ADDRESS focus=120 exposure=8000 iso=400 white=5000
"""
import json
import sys
import urllib.request

PORT = 8080

camera, wishes = sys.argv[1], sys.argv[2:]
base = "http://%s:%d" % (camera, PORT)
if wishes:
    with urllib.request.urlopen("%s/set?%s" % (base, "&".join(wishes)), timeout=10) as answer:
        print("set: %s" % json.load(answer)["set"], flush=True)
with urllib.request.urlopen(base + "/picture.jpg", timeout=10) as answer:
    picture = answer.read()
with open("picture.jpg", "wb") as file:
    file.write(picture)
print("picture.jpg: %d bytes" % len(picture), flush=True)
