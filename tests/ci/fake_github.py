"""A server that answers as GitHub's API does for the comments of pull requests; no more than is used."""
import http.server
import json
import re
import threading

ME = "github-actions"


class FakeGithub:
    """`comments` are (author, body) by id. `status` other than 0 is the answer to what writes."""

    def __init__(self):
        self.comments, self.calls, self.status, self.page = {}, [], 0, 2
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                owner.answer(self)

            do_PATCH = do_POST

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{self._server.server_port}"
        self.environment = {"GITHUB_API_URL": url, "GITHUB_GRAPHQL_URL": url + "/graphql"}

    def answer(self, handler):
        sent = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        status, body = self._answer(handler.command, handler.path, sent,
                                    handler.headers["Authorization"])
        data = json.dumps(body).encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    def _answer(self, method, path, sent, authorization):
        if authorization != "Bearer the-token":
            return 401, {"message": "Bad credentials"}
        if path == "/graphql":
            return 200, {"data": {"repository": {"pullRequest": {"comments": self._list(sent)}}}}
        self.calls.append((method, path))
        if self.status:
            return self.status, {"message": "Resource not accessible by integration"}
        if len(sent["body"]) > 65536:
            return 422, {"message": "body is too long"}
        if (method, path) == ("POST", "/repos/o/r/issues/7/comments"):
            number = 100 + len(self.comments)
            self.comments[number] = (ME, sent["body"])
            return 201, {"id": number}
        match = re.fullmatch(r"/repos/o/r/issues/comments/(\d+)", path)
        if method == "PATCH" and match and int(match.group(1)) in self.comments:
            self.comments[int(match.group(1))] = (ME, sent["body"])
            return 200, {"id": int(match.group(1))}
        return 404, {"message": "Not Found"}

    def _list(self, sent):
        """A page of the comments, few a page so that there are several."""
        asked = sent["variables"]
        if (asked["owner"], asked["name"], asked["number"]) != ("o", "r", 7):
            raise ValueError(asked)
        begin = int(asked["after"] or 0)
        rows = list(self.comments.items())
        return {"nodes": [{"databaseId": number, "viewerDidAuthor": author == ME, "body": body}
                          for number, (author, body) in rows[begin:begin + self.page]],
                "pageInfo": {"hasNextPage": begin + self.page < len(rows),
                             "endCursor": str(begin + self.page)}}
