"""What stands before every request: no page of another site may read or change anything here.

On a loopback address the application is open to whoever sits at this machine. A browser there also runs pages of strangers,
and these can send requests to a loopback address, or make a name of theirs lead to it; both are refused before anything is
read. Where people say who they are (dashboard/auth.py), a foreign name leads to the sign-in page, and its cookie is not ours.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import urlsplit

from dash import Dash
from flask import Flask, Request, Response, request

from dashboard.address import is_loopback

READING = ("GET", "HEAD", "OPTIONS")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Stand on every answer, errors too. Links lead out without our address, which holds what was filtered for."""
POLICY = {
    "default-src": "'self'",
    # Components write their sizes, and charts everything, as styles of elements.
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' blob:",
    "frame-ancestors": "'self'",
    "base-uri": "'self'",
    "object-src": "'none'",
    "form-action": "'self'",
}
"""What a page may load and run, beside its scripts: nothing of another host."""
SCRIPTS = "SCRIPT_HASHES"


def register(server: Flask, named: bool = False) -> None:
    """Refuse strangers before each request, and put HEADERS on each answer. named: whether people say who they are."""

    @server.before_request
    def refuse() -> Response | None:
        reason = stranger(request, named)
        return Response(f"{reason}\n", status=403, mimetype="text/plain") if reason else None

    @server.after_request
    def protect(answer: Response) -> Response:
        answer.headers.update(HEADERS)
        answer.headers["Content-Security-Policy"] = policy(server.config.get(SCRIPTS, ()))
        return answer


def policy(hashes: Sequence[str]) -> str:
    """The policy as a header: our files, and of what stands in the page itself only scripts with these hashes.

    Plotly writes the code that draws points by WebGL while it runs: without unsafe-eval the map is empty.
    """
    scripts = " ".join(["'self'", "'unsafe-eval'", *(f"'{one.strip(chr(39))}'" for one in hashes)])
    return "; ".join(f"{name} {value}" for name, value in {**POLICY, "script-src": scripts}.items())


def allow_scripts(app: Dash, index: str) -> None:
    """Let the scripts run that stand in the page itself: those of `index`, and what Dash writes into it."""
    own = re.findall(r"<script>(.*?)</script>", index, re.DOTALL)
    hashes = [f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}" for text in own]
    app.server.config[SCRIPTS] = [*hashes, *app.csp_hashes()]


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
