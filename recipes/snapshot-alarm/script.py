# Posts a picture when the network sees what is looked for.
import http.client
import time

HOST = "192.168.1.10"
PORT = 8000
PATH = "/alarm"
PAUSE = 30
CLASS = 15
TIMEOUT_SECONDS = 10


def confidence(message):
    """How sure the network is to see it; 0 if it does not."""
    return max((found.confidence for found in message.detections if found.label == CLASS), default=0)


def post(picture, sure):
    link = http.client.HTTPConnection(HOST, PORT, timeout=TIMEOUT_SECONDS)
    try:
        headers = {"Content-Type": "image/jpeg", "X-Confidence": "%.2f" % sure}
        link.request("POST", PATH, picture, headers)
        answer = link.getresponse()
        answer.read()
        if answer.status >= 300:
            node.warn("The server answers %d %s" % (answer.status, answer.reason))
    finally:
        link.close()


quiet_until = 0
while True:
    sure = confidence(node.io["result"].get())
    if not sure or time.monotonic() < quiet_until:
        continue
    picture = bytes(node.io["frame"].get().getData())
    quiet_until = time.monotonic() + PAUSE
    try:
        post(picture, sure)
    except (OSError, http.client.HTTPException) as error:
        node.warn("Not sent to %s:%d: %s" % (HOST, PORT, error))
