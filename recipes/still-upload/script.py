# Takes a picture every few seconds and posts it to a web server.
import http.client
import time

HOST = "192.168.1.10"
PORT = 8000
PATH = "/pictures"
SECONDS = 10
TIMEOUT_SECONDS = 10


def take():
    """A fresh still picture as JPEG."""
    control = CameraControl()
    control.setCaptureStill(True)
    node.io["control"].send(control)
    return bytes(node.io["still"].get().getData())


def post(picture):
    link = http.client.HTTPConnection(HOST, PORT, timeout=TIMEOUT_SECONDS)
    try:
        link.request("POST", PATH, picture, {"Content-Type": "image/jpeg"})
        answer = link.getresponse()
        answer.read()
        if answer.status >= 300:
            node.warn("The server answers %d %s" % (answer.status, answer.reason))
    finally:
        link.close()


while True:
    started = time.monotonic()
    try:
        post(take())
    except (OSError, http.client.HTTPException) as error:
        node.warn("Not sent to %s:%d: %s" % (HOST, PORT, error))
    time.sleep(max(0.1, SECONDS - (time.monotonic() - started)))
