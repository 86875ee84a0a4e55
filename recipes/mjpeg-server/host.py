"""Saves pictures of the camera: python host.py CAMERA_ADDRESS [NUMBER]"""
import sys
import urllib.request

PORT = 8080

camera = sys.argv[1]
pictures = int(sys.argv[2]) if len(sys.argv) > 2 else 1
for number in range(1, pictures + 1):
    with urllib.request.urlopen("http://%s:%d/picture.jpg" % (camera, PORT), timeout=10) as answer:
        picture = answer.read()
    name = "picture-%03d.jpg" % number
    with open(name, "wb") as file:
        file.write(picture)
    print("%s: %d bytes" % (name, len(picture)), flush=True)
