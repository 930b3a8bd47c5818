"""An HTTP proxy on 127.0.0.1 that knows CONNECT and nothing else.

usage: proxy.py PORT-FILE LOG   writes its port to a file, and the target and the credentials of each request to the log
"""

import os
import socket
import socketserver
import sys
import threading

port_file, log_file = sys.argv[1:3]
log = open(log_file, "a", buffering=1)


def pump(source, target):
    try:
        while part := source.recv(1 << 16):
            target.sendall(part)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        method, target, _ = self.rfile.readline().decode().split()
        login = "-"
        while (line := self.rfile.readline().decode().strip()) != "":
            name, _, value = line.partition(": ")
            if name.lower() == "proxy-authorization":
                login = value
        log.write(f"{method} {target} {login}\n")
        host, port = target.rsplit(":", 1)
        with socket.create_connection((host, int(port))) as server:
            self.wfile.write(b"HTTP/1.1 200 ok\r\n\r\n")
            self.wfile.flush()
            back = threading.Thread(target=pump, args=(server, self.connection))
            back.start()
            pump(self.connection, server)
            back.join()


class Proxy(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        pass


proxy = Proxy(("127.0.0.1", 0), Handler)
with open(port_file + ".new", "w") as file:
    file.write(str(proxy.server_address[1]))
os.rename(port_file + ".new", port_file)
proxy.serve_forever()
