"""The comment on a pull request, against a local server that speaks the three calls as GitHub documents them."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest

from lifeboat.review.github import CommentError, PullRequest, write_comment

TOKEN = "ghs_example"
REPORT = "<!-- lifeboat review of lifeboat/prod -->\n## Review\nfirst"


class GitHub(ThreadingHTTPServer):
    """Comments of pull request 7 in octo/harbor, and what shall go wrong."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Calls)
        self.comments: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.broken: list[int] = []
        self.foreign: set[int] = set()
        self.may_write = True

    @property
    def pull_request(self) -> PullRequest:
        address = f"http://127.0.0.1:{self.server_address[1]}"
        return PullRequest(address, "octo/harbor", 7, TOKEN, pause_seconds=0)

    def add(self, body: str) -> dict[str, Any]:
        number = len(self.comments) + 1
        self.comments.append({"id": number, "body": body, "html_url": f"https://github.example/octo/harbor/7#{number}"})
        return self.comments[-1]


class Calls(BaseHTTPRequestHandler):
    server: GitHub

    def log_message(self, *_: Any) -> None:
        pass

    def answer(self, status: int, content: Any) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handled(self) -> bool:
        self.server.calls.append(f"{self.command} {self.path}")
        if self.server.broken:
            self.answer(self.server.broken.pop(0), {"message": "We couldn't respond to your request in time"})
        elif self.headers["Authorization"] != f"Bearer {TOKEN}":
            self.answer(401, {"message": "Bad credentials"})
        elif not self.headers["X-GitHub-Api-Version"] or "github" not in self.headers["Accept"]:
            self.answer(400, {"message": "Unsupported API version"})
        elif self.command != "GET" and not self.server.may_write:
            self.answer(403, {"message": "Resource not accessible by integration"})
        else:
            return False
        return True

    def body(self) -> str:
        return str(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"])

    def do_GET(self) -> None:
        if self.handled():
            return
        parts = urlparse(self.path)
        if parts.path != "/repos/octo/harbor/issues/7/comments":
            self.answer(404, {"message": "Not Found"})
            return
        query = parse_qs(parts.query)
        size, page = int(query["per_page"][0]), int(query["page"][0])
        self.answer(200, self.server.comments[(page - 1) * size : page * size])

    def do_POST(self) -> None:
        text = self.body()
        if self.handled():
            return
        if self.path != "/repos/octo/harbor/issues/7/comments":
            self.answer(404, {"message": "Not Found"})
            return
        self.answer(201, self.server.add(text))

    def do_PATCH(self) -> None:
        text = self.body()
        if self.handled():
            return
        number = int(self.path.removeprefix("/repos/octo/harbor/issues/comments/"))
        if number in self.server.foreign:
            self.answer(403, {"message": "Resource not accessible by integration"})
            return
        comment = self.server.comments[number - 1]
        comment["body"] = text
        self.answer(200, comment)


@pytest.fixture
def github() -> Iterator[GitHub]:
    server = GitHub()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def bodies(github: GitHub) -> list[str]:
    return [comment["body"] for comment in github.comments]


def test_the_first_report_is_a_new_comment_and_the_second_takes_its_place(github: GitHub) -> None:
    """One comment however often the workflow runs, among comments of people."""
    github.add("Looks good to me.")
    first = write_comment(github.pull_request, REPORT)
    second = write_comment(github.pull_request, REPORT.replace("first", "second"))
    assert first == second
    assert bodies(github) == ["Looks good to me.", REPORT.replace("first", "second")]


def test_stacks_have_a_comment_each(github: GitHub) -> None:
    """A report of another stack is another comment."""
    write_comment(github.pull_request, REPORT)
    write_comment(github.pull_request, REPORT.replace("prod", "dev"))
    assert len(github.comments) == 2


def test_it_is_found_behind_many_others(github: GitHub) -> None:
    """Comments come in pages of a hundred."""
    for number in range(230):
        github.add(f"comment {number}")
    write_comment(github.pull_request, REPORT)
    for number in range(50):
        github.add(f"later {number}")
    write_comment(github.pull_request, REPORT.replace("first", "second"))
    assert [body for body in bodies(github) if body.startswith("<!--")] == [REPORT.replace("first", "second")]


def test_somebody_elses_comment_with_the_same_first_line_is_left_alone(github: GitHub) -> None:
    """It cannot be updated, so ours is written beside it, and found the next time."""
    theirs = github.add(REPORT.replace("first", "theirs"))
    github.foreign.add(theirs["id"])
    write_comment(github.pull_request, REPORT)
    write_comment(github.pull_request, REPORT.replace("first", "second"))
    assert bodies(github) == [REPORT.replace("first", "theirs"), REPORT.replace("first", "second")]


def test_a_passing_failure_is_tried_again_but_nothing_is_written_twice(github: GitHub) -> None:
    """Reading and updating are repeated; a new comment is not, since it may be there in spite of the answer."""
    github.broken = [502, 503]
    write_comment(github.pull_request, REPORT)
    assert len(github.comments) == 1
    github.comments.clear()
    github.calls.clear()

    class FailsToPost(list[int]):
        def __bool__(self) -> bool:
            return github.calls[-1].startswith("POST")

    github.broken = FailsToPost([502])
    with pytest.raises(CommentError, match="502"):
        write_comment(github.pull_request, REPORT)
    assert sum(call.startswith("POST") for call in github.calls) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"token": "wrong"}, "401: Bad credentials.*secrets.GITHUB_TOKEN"),
        ({"number": 8}, "404: Not Found.*pull request in this repository"),
        ({"repository": "octo/other"}, "404"),
        ({"api": "ftp://example.com"}, "must begin with https://"),
    ],
)
def test_a_refusal_says_what_to_do(github: GitHub, change: dict[str, Any], says: str) -> None:
    """And never shows the token."""
    place = PullRequest(**{**vars(github.pull_request), **change})
    with pytest.raises(CommentError, match=says) as raised:
        write_comment(place, REPORT)
    assert place.token not in str(raised.value)
    assert place.token not in repr(place)


def test_a_job_that_may_not_write_is_told_which_permission_it_needs(github: GitHub) -> None:
    github.may_write = False
    with pytest.raises(CommentError, match="pull-requests: write"):
        write_comment(github.pull_request, REPORT)


def test_nobody_there(github: GitHub) -> None:
    """A server that does not answer is a message as well."""
    place = PullRequest("http://127.0.0.1:9", "octo/harbor", 7, TOKEN, pause_seconds=0)
    with pytest.raises(CommentError, match="did not answer"):
        write_comment(place, REPORT)


@pytest.mark.parametrize("text", ["## Review", "", "x" * 65_537])
def test_what_is_no_report_of_ours_is_not_sent(github: GitHub, text: str) -> None:
    """Without its first line it would not be found again; longer ones GitHub refuses."""
    with pytest.raises(CommentError):
        write_comment(github.pull_request, text)
    assert github.calls == []
