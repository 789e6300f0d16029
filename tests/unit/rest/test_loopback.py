"""The redirect that ends a consent."""

from __future__ import annotations

import socket

import pytest
import requests
from ledger_sync.errors import AuthenticationFailed, BadSetting
from ledger_sync.rest.loopback import listening


def visit(uri: str) -> requests.Response:
    # The address says localhost, as it is registered; the listener is on 127.0.0.1.
    return requests.get(uri.replace("localhost", "127.0.0.1"), timeout=30)


def test_the_code_arrives() -> None:
    with listening(0) as redirect:
        answer = visit(f"{redirect.uri}?code=abc&state=s-1")

        assert redirect.answer("s-1", 1)["code"] == "abc"
    assert answer.status_code == 200
    assert "You can close this window" in answer.text


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        pytest.param("?code=abc&state=other", "a state that is not ours", id="somebody else's"),
        pytest.param("?code=abc", "a state that is not ours", id="no state"),
        pytest.param("?error=access_denied&state=s-1", "access_denied", id="declined"),
        pytest.param(
            "?error=x&error_description=Not+today&state=s-1", "Not today", id="declined with words"
        ),
        pytest.param("?state=s-1", "no code", id="nothing"),
    ],
)
def test_a_redirect_without_our_code_is_refused(query: str, reason: str) -> None:
    with listening(0) as redirect:
        visit(f"{redirect.uri}{query}")

        with pytest.raises(AuthenticationFailed, match=reason):
            redirect.answer("s-1", 1)


def test_only_the_first_redirect_counts() -> None:
    with listening(0) as redirect:
        visit(f"{redirect.uri}?code=abc&state=s-1")
        second = visit(f"{redirect.uri}?code=evil&state=s-1")

        assert (second.status_code, redirect.answer("s-1", 1)["code"]) == (404, "abc")


def test_other_addresses_of_the_listener_are_nothing() -> None:
    with listening(0) as redirect:
        assert visit(redirect.uri.replace("/callback", "/favicon.ico")).status_code == 404
        assert not redirect.arrived.is_set()


def test_nobody_came_back() -> None:
    with listening(0) as redirect, pytest.raises(AuthenticationFailed, match="nobody came back"):
        redirect.answer("s-1", 0.01)


def test_a_port_in_use_is_named_with_its_variable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        message = f"LEDGER_SYNC_REDIRECT_PORT={port} is in use"
        with pytest.raises(BadSetting, match=message), listening(port):
            pass
