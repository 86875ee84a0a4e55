"""Receives the camera's alarms and saves their pictures: python host.py"""
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

PORT = 8000
LARGEST = 20_000_000


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        if not 0 < length <= LARGEST:
            self.send_error(413)
            return
        picture = self.rfile.read(length)
        name = datetime.now().strftime("alarm-%Y%m%d-%H%M%S-%f.jpg")
        with open(name, "wb") as file:
            file.write(picture)
        sure = self.headers.get("X-Confidence", "?")
        print("%s: %d bytes, confidence %s" % (name, length, sure), flush=True)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


HTTPServer(("", PORT), Handler).serve_forever()
