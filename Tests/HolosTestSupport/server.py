"""An HTTPS server on 127.0.0.1 that serves a folder and misbehaves on demand.

usage: server.py FOLDER CERTIFICATE KEY|- PORT-FILE LOG   (without a key: plain http)

Writes its port to a file, and one line for each request to the log: status, path, Range, If-None-Match. How a file is served is said by `<file>.how`, read at each request:
a JSON object with any of

    cut: N         end the connection after N bytes of the body; for the first request, or `times` of them
    stall: N       say nothing more after N bytes, and keep the connection
    slow: S        wait S seconds before the body
    status: N      answer with this status and a short text
    redirect: URL  answer with 302
    type: TEXT     Content-Type
    ranges: false  ignore Range
    tag: TEXT      ETag instead of that of the content
    chunked: true  no Content-Length
    length: N      a wrong Content-Length
    login: TEXT    401 unless the Authorization is this
"""

import hashlib
import http.server
import json
import os
import ssl
import sys
import time

folder, certificate, key, port_file, log_file = sys.argv[1:6]
log = open(log_file, "a", buffering=1)
served = {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def note(self, status):
        wanted = self.headers.get("Range", "-")
        match = self.headers.get("If-None-Match", "-")
        log.write(f"{status} {self.path} {wanted} {match}\n")

    def short(self, status, text, **headers):
        self.note(status)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self):
        path = os.path.join(folder, self.path.split("?")[0].lstrip("/"))
        how = {}
        if os.path.exists(path + ".how"):
            with open(path + ".how") as file:
                how = json.load(file)
        served[path] = served.get(path, 0) + 1
        if served[path] > how.get("times", 1 << 30):
            how = {name: value for name, value in how.items() if name not in ("cut", "stall")}
        if how.get("login") not in (None, self.headers.get("Authorization")):
            return self.short(401, b"who are you")
        if "redirect" in how:
            return self.short(302, b"", Location=how["redirect"])
        if "status" in how:
            return self.short(how["status"], b"no")
        if not os.path.isfile(path):
            return self.short(404, b"not here")
        with open(path, "rb") as file:
            content = file.read()
        tag = how.get("tag", '"' + hashlib.md5(content).hexdigest() + '"')
        if self.headers.get("If-None-Match") == tag:
            return self.short(304, b"")
        start, status = 0, 200
        wanted = self.headers.get("Range")
        if wanted and how.get("ranges", True) and self.headers.get("If-Range", tag) == tag:
            start = int(wanted.split("=")[1].split("-")[0])
            if start >= len(content):
                return self.short(416, b"no more", **{"Content-Range": f"bytes */{len(content)}"})
            status = 206
        self.note(status)
        self.send_response(status)
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Type", how.get("type", "application/octet-stream"))
        self.send_header("ETag", tag)
        body = content[start:]
        if how.get("chunked"):
            self.send_header("Transfer-Encoding", "chunked")
            body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        else:
            self.send_header("Content-Length", str(how.get("length", len(body))))
        self.end_headers()
        self.wfile.flush()
        time.sleep(how.get("slow", 0))
        limit = how.get("cut", how.get("stall"))
        self.wfile.write(body[:limit])
        if limit is not None or "length" in how:
            self.wfile.flush()
            if "stall" in how:
                time.sleep(60)
            self.close_connection = True


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        pass


server = Server(("127.0.0.1", 0), Handler)
if key != "-":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
with open(port_file + ".new", "w") as file:
    file.write(str(server.server_address[1]))
os.rename(port_file + ".new", port_file)
server.serve_forever()
