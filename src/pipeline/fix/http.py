# Web server: / lists the streams, /NAME is the newest message, /NAME/stream all of them as one answer without end.
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import ThreadingMixIn
from urllib.parse import quote, unquote

PORT = 8080
WAIT_SECONDS = 5

changed = threading.Condition()
newest = {stream: (0, b"") for stream in STREAMS}


def content_type(data):
    if data[:2] == b"\xff\xd8":
        return "image/jpeg"
    return "application/json" if data[:1] == b"{" else "application/octet-stream"


def following(stream, seen):
    """Waits for a message after number `seen`."""
    with changed:
        changed.wait_for(lambda: newest[stream][0] > seen, timeout=WAIT_SECONDS)
        return newest[stream]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        stream, _, rest = unquote(self.path)[1:].partition("/")
        if not stream:
            links = ['<li><a href="/%s">%s</a>' % (quote(name, safe=""), name) for name in STREAMS]
            self.answer("text/html; charset=utf-8", "<ul>%s</ul>".encode() % "".join(links).encode())
        elif stream not in newest:
            self.send_error(404)
        elif rest == "stream":
            self.endless(stream)
        else:
            data = following(stream, 0)[1]
            self.answer(content_type(data), data)

    def answer(self, kind, data):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def endless(self, stream):
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=message")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        seen = 0
        try:
            while True:
                seen, data = following(stream, seen)
                head = "--message\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n" % (content_type(data), len(data))
                self.wfile.write(head.encode() + data + b"\r\n")
        except OSError:
            pass  # The browser left.

    def log_message(self, *args):
        pass  # Nobody reads a log on the camera.


class Server(ThreadingMixIn, HTTPServer):
    daemon_threads = True


server = Server(("", PORT), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
node.warn("Serving on port %d" % PORT)

for stream, data in messages():
    if stream is not None:
        with changed:
            newest[stream] = (newest[stream][0] + 1, data)
            changed.notify_all()
