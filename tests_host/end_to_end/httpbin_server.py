"""A real web server (httpbin behind Werkzeug) that tells a client what it has sent, and answers in every way there is."""

import logging
import threading

from werkzeug.serving import make_server


class Httpbin:
    """The server; `port` is its real port. A connection serves one request; a body whose length is not known comes in chunks."""

    def __init__(self):
        for name in ("werkzeug", "httpbin"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        import httpbin  # takes half a second

        self.server = make_server("127.0.0.1", 0, httpbin.app, threaded=True)
        self.port = self.server.server_port

    def start(self):
        """Begin to serve."""
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        """Serve no more."""
        self.server.shutdown()
        self.server.server_close()
