# Serves the newest picture, and sets the camera as the address says: /set?focus=120
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import ThreadingMixIn
from urllib.parse import parse_qs, urlsplit

PORT = 8080
LARGEST_EXPOSURE = 33000

changed = threading.Condition()
picture = b""
number = 0


def limited(text, low, high):
    return min(max(int(text), low), high)


def control(wishes):
    """The message that sets what is wished for; raises ValueError for what cannot be set."""
    message = CameraControl()
    if "focus" in wishes:
        if wishes["focus"] == "auto":
            message.setAutoFocusMode(CameraControl.AutoFocusMode.CONTINUOUS_VIDEO)
        else:
            message.setManualFocus(limited(wishes["focus"], 0, 255))
    if "exposure" in wishes:
        if wishes["exposure"] == "auto":
            message.setAutoExposureEnable()
        else:
            iso = limited(wishes.get("iso", "400"), 100, 1600)
            message.setManualExposure(limited(wishes["exposure"], 1, LARGEST_EXPOSURE), iso)
    if "white" in wishes:
        if wishes["white"] == "auto":
            message.setAutoWhiteBalanceMode(CameraControl.AutoWhiteBalanceMode.AUTO)
        else:
            message.setManualWhiteBalance(limited(wishes["white"], 1000, 12000))
    unknown = set(wishes) - {"focus", "exposure", "iso", "white"}
    if unknown or not wishes:
        raise ValueError("known are focus, exposure with iso, white")
    return message


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        address = urlsplit(self.path)
        if address.path == "/picture.jpg":
            with changed:
                seen = number
                changed.wait_for(lambda: number != seen, timeout=5)
                body = picture
            self.answer(200, "image/jpeg", body)
        elif address.path == "/set":
            wishes = {name: values[-1] for name, values in parse_qs(address.query).items()}
            try:
                node.io["control"].send(control(wishes))
            except ValueError as error:
                self.answer(400, "application/json", json.dumps({"error": str(error)}).encode())
            else:
                self.answer(200, "application/json", json.dumps({"set": wishes}).encode())
        else:
            self.send_error(404)

    def answer(self, status, content_type, body):
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass  # Nobody reads a log on the camera.


class Server(ThreadingMixIn, HTTPServer):
    daemon_threads = True


server = Server(("", PORT), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
node.warn("Waiting on port %d" % PORT)

while True:
    data = bytes(node.io["frame"].get().getData())
    with changed:
        picture = data
        number += 1
        changed.notify_all()
