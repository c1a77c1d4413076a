"""A child for the supervisor's tests: `dummy.py PORT [grandchild]` serves until it is ended."""

import http.server
import subprocess
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers every GET with 200."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        print("asked by 13805910001", flush=True)

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    if "grandchild" in sys.argv:
        sleeper = [sys.executable, "-c", "import time; time.sleep(600)"]
        print("grandchild", subprocess.Popen(sleeper).pid, flush=True)
    http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
