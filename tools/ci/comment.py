#!/usr/bin/env python3
"""Puts a report on a pull request, for action.yml: one comment, which later runs rewrite.

    comment.py REPORT

REPORT     what `tidemark check --format markdown` wrote
COMMENT    failures: a comment is begun by a failure only, and rewritten by every run; always
KEY        which comment it is: checks of different keys have one each
EXIT_CODE  of the check
The rest is what a runner sets: GITHUB_TOKEN, GITHUB_EVENT_PATH, GITHUB_REPOSITORY, GITHUB_RUN_ID,
GITHUB_API_URL, GITHUB_GRAPHQL_URL, GITHUB_SERVER_URL.

A comment is found again by a marker at its beginning, among those that this token has written: anyone
could write the marker. That it cannot be written, as from a fork, whose token may only read, is a
warning: the check has its verdict without it.
"""
import json
import os
import re
import sys
import urllib.error
import urllib.request

COMMENTS = """
query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      comments(first: 100, after: $after) {
        nodes { databaseId viewerDidAuthor body }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}"""


def request(method, url, body):
    """The answer to a request, from JSON to JSON."""
    call = urllib.request.Request(
        url, method=method, data=json.dumps(body).encode(),
        headers={"Authorization": "Bearer " + os.environ["GITHUB_TOKEN"],
                 "Accept": "application/vnd.github+json", "Content-Type": "application/json",
                 "User-Agent": "tidemark"})
    with urllib.request.urlopen(call, timeout=60) as answer:
        return json.load(answer)


def own_comment(repository, number, marker):
    """The id of the comment that an earlier run wrote, or None."""
    owner, _, name = repository.partition("/")
    after = None
    while True:
        answer = request("POST", os.environ["GITHUB_GRAPHQL_URL"],
                         {"query": COMMENTS, "variables": {"owner": owner, "name": name,
                                                           "number": number, "after": after}})
        if answer.get("errors"):
            raise ValueError(answer["errors"][0].get("message", "GraphQL failed"))
        page = answer["data"]["repository"]["pullRequest"]["comments"]
        for comment in page["nodes"]:
            if comment["viewerDidAuthor"] and comment["body"].startswith(marker):
                return comment["databaseId"]
        if not page["pageInfo"]["hasNextPage"]:
            return None
        after = page["pageInfo"]["endCursor"]


def put_comment(number, report):
    """Writes or rewrites the comment; what was done, in words."""
    repository = os.environ["GITHUB_REPOSITORY"]
    key = re.sub(r"[^A-Za-z0-9._]", "_", os.environ.get("KEY", ""))  # "--" would end the marker
    marker = f"<!-- tidemark:{key} -->"
    run = (f"{os.environ['GITHUB_SERVER_URL']}/{repository}/actions/runs/"
           f"{os.environ['GITHUB_RUN_ID']}")
    body = {"body": f"{marker}\n{report}\n\n[This run]({run})\n"}
    comments = f"{os.environ['GITHUB_API_URL']}/repos/{repository}/issues"
    known = own_comment(repository, number, marker)
    if known is not None:
        request("PATCH", f"{comments}/comments/{known}", body)
        return "the comment was rewritten"
    if os.environ["COMMENT"] == "failures" and os.environ["EXIT_CODE"] == "0":
        return "nothing failed, and there is no comment yet: none is written"
    request("POST", f"{comments}/{number}/comments", body)
    return "a comment was written"


def main():
    if len(sys.argv) != 2 or os.environ.get("COMMENT") not in ("failures", "always"):
        print("comment.py: give a report, and COMMENT as failures or always", file=sys.stderr)
        return 2
    with open(os.environ["GITHUB_EVENT_PATH"], encoding="utf-8") as file:
        number = json.load(file).get("pull_request", {}).get("number")
    if number is None:
        print("comment: this run is not of a pull request")
        return 0
    with open(sys.argv[1], encoding="utf-8") as file:
        report = file.read()
    try:
        print("comment: " + put_comment(number, report))
    except (OSError, ValueError, KeyError, TypeError) as error:
        why = str(error).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        if isinstance(error, urllib.error.HTTPError) and error.code == 403:
            why += ": the job needs 'permissions: pull-requests: write', which forks do not get"
        print(f"::warning title=tidemark::no comment on the pull request: {why}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
