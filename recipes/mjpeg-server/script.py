# Serves the camera's picture to web browsers: a page, a stream and single pictures.
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import ThreadingMixIn

PORT = 8080

PAGE = b"""<!doctype html>
<html lang="en">
<meta name="viewport" content="width=device-width">
<title>Camera</title>
<style>body{margin:0;background:#111}img{display:block;width:100vw;height:100vh;object-fit:contain}</style>
<img src="/stream" alt="Live picture">
</html>
"""

changed = threading.Condition()
picture = b""
number = 0


def next_picture(seen):
    """Waits for a picture that is newer than number `seen`."""
    with changed:
        changed.wait_for(lambda: number != seen, timeout=5)
        return number, picture


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/":
            self.send_whole("text/html", PAGE)
        elif self.path == "/picture.jpg":
            self.send_whole("image/jpeg", next_picture(number)[1])
        elif self.path == "/stream":
            self.send_stream()
        else:
            self.send_error(404)

    def send_whole(self, content_type, body):
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def send_stream(self):
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=picture")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        seen = 0
        try:
            while True:
                seen, body = next_picture(seen)
                head = "--picture\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
                self.wfile.write((head % len(body)).encode() + body + b"\r\n")
        except OSError:
            pass  # The browser left.

    def log_message(self, *args):
        pass  # Nobody reads a log on the camera.


class Server(ThreadingMixIn, HTTPServer):
    daemon_threads = True


server = Server(("", PORT), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
node.warn("Serving on port %d" % PORT)

while True:
    data = bytes(node.io["frame"].get().getData())
    with changed:
        picture = data
        number += 1
        changed.notify_all()
