"""What stands before every request: no page of another site may read or change anything here.

On a loopback address the application is open to whoever sits at this machine. A browser there also runs pages of strangers,
and these can send requests to a loopback address, or make a name of theirs lead to it; both are refused before anything is
read. Where people say who they are (dashboard/auth.py), a foreign name leads to the sign-in page, and its cookie is not ours.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Request, Response, request

from dashboard.address import is_loopback

READING = ("GET", "HEAD", "OPTIONS")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "frame-ancestors 'self'; base-uri 'self'; object-src 'none'; form-action 'self'",
}
"""Stand on every answer, errors too. Links lead out without our address, which holds what was filtered for."""


def register(server: Flask, named: bool = False) -> None:
    """Refuse strangers before each request, and put HEADERS on each answer. named: whether people say who they are."""

    @server.before_request
    def refuse() -> Response | None:
        reason = stranger(request, named)
        return Response(f"{reason}\n", status=403, mimetype="text/plain") if reason else None

    @server.after_request
    def protect(answer: Response) -> Response:
        answer.headers.update(HEADERS)
        return answer


def stranger(asked: Request, named: bool = False) -> str:
    """Why a request is refused, in words; empty when it is not.

    A change is refused when its sender says that it is another site. A browser always says so; what is no browser, and
    says nothing, could as well write to the folder itself.
    """
    if not named and not is_loopback(urlsplit(f"//{asked.host}").hostname or ""):
        return "This address is not one that Repertoire serves. Open it as http://127.0.0.1 with its port."
    if asked.method in READING:
        return ""
    site, origin = asked.headers.get("Sec-Fetch-Site"), asked.headers.get("Origin")
    if site not in (None, "same-origin") or (origin is not None and urlsplit(origin).netloc != asked.host):
        return "This request does not come from a page of Repertoire."
    return ""
