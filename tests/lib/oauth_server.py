#!/usr/bin/env python3
"""oauth_server.py PORT: a provider of OAuth2 tokens for tests, by plain HTTP on 127.0.0.1.

    POST /token      a refresh token "refresh-N" gives "access-N"; form fields are written to standard output
    POST /rotating   the same, with a new refresh token refresh-(N+1); the old one is refused from then on
    POST /denied     invalid_grant      POST /busy      503         POST /echo    repeats the refresh token
    POST /garbage    no JSON            POST /huge      10 MB       POST /silent  never answers
    POST /breaking   an access token with a line end in it
    GET  /introspect?token=access-N     what Dovecot asks: active, and whose
"""
import http.server
import json
import sys
import time
import urllib.parse

VALID = {"refresh-1"}
USER = "gw@school.test"


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, body):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        token = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query).get("token", [""])[0]
        print("INTROSPECT", token, flush=True)
        self.answer(200, {"active": token.startswith("access-"), "username": USER})

    def do_POST(self):
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(urllib.parse.parse_qsl(text))
        print("POST", self.path, json.dumps(form, sort_keys=True), flush=True)
        getattr(self, "post_" + self.path.strip("/"))(form.get("refresh_token", ""))

    def post_token(self, refresh):
        if refresh not in VALID:
            return self.answer(400, {"error": "invalid_grant"})
        return self.answer(200, {"access_token": refresh.replace("refresh", "access"), "expires_in": 3600})

    def post_rotating(self, refresh):
        if refresh not in VALID:
            return self.answer(400, {"error": "invalid_grant"})
        VALID.remove(refresh)
        new = f"refresh-{int(refresh.split('-')[1]) + 1}"
        VALID.add(new)
        return self.answer(200, {"access_token": refresh.replace("refresh", "access"), "expires_in": "3600",
                                 "refresh_token": new})

    def post_denied(self, _):
        self.answer(400, {"error": "invalid_grant", "error_description": "Token has been\r\nrevoked."})

    def post_echo(self, refresh):
        self.answer(401, {"error": "invalid_client", "error_description": f"who is {refresh}"})

    def post_busy(self, _):
        self.answer(503, b"busy")

    def post_garbage(self, _):
        self.answer(200, b"<html>")

    def post_huge(self, _):
        self.answer(200, b"{" + b" " * 10_000_000 + b"}")

    def post_breaking(self, _):
        self.answer(200, {"access_token": "access-1\r\nX DELETE INBOX"})

    def post_silent(self, _):
        time.sleep(600)


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
server.daemon_threads = True
print("READY", flush=True)
server.serve_forever()
