"""The report as one comment of a pull request on GitHub, updated in place by every run.

Three calls of GitHub's REST API are used (List, Update and Create an issue comment; version 2022-11-28), so the
standard library's client is enough.
"""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

MOST_CHARACTERS: Final = 65_536
"""Length of a comment that GitHub takes at most."""

_A_PAGE: Final = 100
_TRIES: Final = 3
_SECONDS_TO_WAIT: Final = 20.0
_WORTH_ANOTHER_TRY: Final = frozenset({429, 500, 502, 503, 504})


class CommentError(Exception):
    """GitHub did not take the comment; the text says what it answered and what to do."""


@dataclass(frozen=True)
class PullRequest:
    """Where a comment goes.

    Attributes:
        api: address of the API, such as GITHUB_API_URL has it.
        repository: owner and name, such as GITHUB_REPOSITORY has it.
        number: of the pull request.
        token: a token that may write comments on it (`pull-requests: write`). Never shown.
        pause_seconds: wait before another try, doubled each time.
    """

    api: str
    repository: str
    number: int
    token: str
    pause_seconds: float = 1.0

    def __repr__(self) -> str:
        return f"PullRequest({self.repository}#{self.number})"


def write_comment(pull_request: PullRequest, text: str) -> str:
    """Put a report on a pull request: in place of the one before it, or as a new comment.

    Args:
        pull_request: where.
        text: the report as Markdown. Its first line, an HTML comment, says which report it is.

    Returns:
        The address of the comment.

    Raises:
        CommentError: GitHub refuses it or cannot be reached.
    """
    if len(text) > MOST_CHARACTERS:
        raise CommentError(
            f"the report has {len(text):,} characters and GitHub takes {MOST_CHARACTERS:,}: make it with"
            " `lifeboat review --markdown`, which cuts it"
        )
    marker, _, _ = text.partition("\n")
    if not (marker.startswith("<!--") and marker.rstrip().endswith("-->")):
        raise CommentError("the report does not begin with the line by which it is found again: <!-- lifeboat review")
    for comment in _comments(pull_request):
        if str(comment.get("body", "")).partition("\n")[0].strip() == marker.strip():
            updated = _update(pull_request, int(comment["id"]), text)
            if updated:
                return updated
    created = _call(pull_request, "POST", _path(pull_request, f"issues/{pull_request.number}/comments"), text)
    return str(created.get("html_url", ""))


def _update(pull_request: PullRequest, number: int, text: str) -> str:
    """Return the address of the updated comment, or "" when it is somebody else's."""
    try:
        answer = _call(pull_request, "PATCH", _path(pull_request, f"issues/comments/{number}"), text)
    except _RefusedError as error:
        # Anybody can write a comment that begins like ours, and it can be deleted between two calls.
        if error.status in {403, 404}:
            return ""
        raise
    return str(answer.get("html_url", ""))


def _comments(pull_request: PullRequest) -> Iterator[Mapping[str, Any]]:
    page = 1
    while True:
        query = urllib.parse.urlencode({"per_page": _A_PAGE, "page": page})
        found = _call(
            pull_request, "GET", f"{_path(pull_request, f'issues/{pull_request.number}/comments')}?{query}", None
        )
        yield from found
        if len(found) < _A_PAGE:
            return
        page += 1


def _path(pull_request: PullRequest, rest: str) -> str:
    return f"{pull_request.api.rstrip('/')}/repos/{urllib.parse.quote(pull_request.repository)}/{rest}"


class _RefusedError(CommentError):
    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def _call(pull_request: PullRequest, method: str, address: str, body: str | None) -> Any:
    if not address.startswith(("https://", "http://")):
        raise CommentError(f"the address of GitHub's API must begin with https://; found {pull_request.api}")
    request = urllib.request.Request(  # noqa: S310 (the scheme is checked above)
        address,
        method=method,
        data=None if body is None else json.dumps({"body": body}).encode(),
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {pull_request.token}",
            "Content-Type": "application/json",
            "User-Agent": "lifeboat-review",
            "X-GitHub-Api-Version": "2022-11-28",
        },
    )
    for left in reversed(range(_TRIES)):
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS_TO_WAIT) as answer:  # noqa: S310 (same)
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            # A comment that was asked for may have been made in spite of the answer: only what can be repeated is.
            if error.code not in _WORTH_ANOTHER_TRY or not left or (method == "POST" and error.code != 429):
                raise _RefusedError(error.code, _refusal(pull_request, method, error)) from None
        except (urllib.error.URLError, TimeoutError, ValueError) as error:
            if not left or method == "POST":
                reason = getattr(error, "reason", error)
                raise CommentError(f"GitHub's API at {pull_request.api} did not answer: {reason}") from None
        time.sleep(pull_request.pause_seconds * 2 ** (_TRIES - left - 1))
    raise AssertionError("the last try returns or raises")


def _refusal(pull_request: PullRequest, method: str, error: urllib.error.HTTPError) -> str:
    try:
        said = str(json.loads(error.read())["message"])
    except (ValueError, KeyError, TypeError):
        said = str(error.reason)
    fix = {
        401: " The token is not valid: in a workflow it is `secrets.GITHUB_TOKEN`.",
        403: " The job needs `permissions: pull-requests: write`; a run for a fork's pull request never has it.",
        404: " Is the number that of a pull request in this repository, and may the token read it?",
    }.get(error.code, "")
    return f"GitHub refused to {_VERBS[method]} on {pull_request!r} with {error.code}: {said}.{fix}"


_VERBS: Final = {"GET": "list comments", "PATCH": "update a comment", "POST": "write a comment"}
