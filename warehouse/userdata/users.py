"""Who may come in: names with hashed passwords and roles, the sessions they opened, and the tries that failed.

A password is kept as a scrypt hash of werkzeug.security, a session as the SHA-256 of its token: whoever reads the file
can neither sign in with it nor go on in somebody's name.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Engine,
    Integer,
    String,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)
from werkzeug.security import check_password_hash, generate_password_hash

from warehouse.errors import BadUser
from warehouse.userdata.actors import ROLES, Role, tell
from warehouse.userdata.engine import METADATA, UNTOLD, now

LEAST, MOST, LONGEST_NAME = 10, 200, 60
"""Characters of a password, and of a name."""
WINDOW = timedelta(minutes=15)
TRIES = {"pair": 5, "address": 20, "name": 50}
"""Failed tries in WINDOW after which no more are taken: of one name from one address, from an address, of a name."""

_USERS = Table(
    "users",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    # '' for people whom a proxy lets in: they have no password here.
    Column("hash", String, nullable=False),
    Column("created_at", DateTime, nullable=False),
)
_SESSIONS = Table(
    "sessions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("digest", String, nullable=False, unique=True),
    Column("user", Integer, nullable=False),
    Column("ends_at", DateTime, nullable=False),
    info=UNTOLD,
)
_TRIES = Table(
    "sign_in_tries",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False),
    Column("address", String, nullable=False),
    Column("at", DateTime, nullable=False, index=True),
    info=UNTOLD,
)


@dataclass(frozen=True)
class User:
    """Somebody who may come in. has_password : False for those whom only a proxy lets in."""

    name: str
    role: Role
    has_password: bool
    created_at: datetime


class Users:
    """The tables. Safe to use from several threads and processes. Raises BadUser for a name that is not there."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def everybody(self) -> list[User]:
        """Everybody, by name."""
        with self._engine.connect() as con:
            rows = con.execute(select(_USERS).order_by(_USERS.c.key)).mappings()
            return [User(row["name"], row["role"], bool(row["hash"]), row["created_at"]) for row in rows]

    def role(self, name: str) -> Role | None:
        """The role of a name, None when it is not there."""
        with self._engine.connect() as con:
            found = con.scalar(select(_USERS.c.role).where(_USERS.c.key == name.casefold()))
        return next((role for role in ROLES if role == found), None)

    def add(self, name: str, role: str, password: str = "") -> None:
        """Let somebody in; without a password only through a proxy. Raises BadUser for a name or password that is none."""
        plain, hashed = _plain(name), hash_of(password) if password else ""
        row = {"key": plain.casefold(), "name": plain, "role": _role(role), "hash": hashed, "created_at": now()}
        with self._engine.begin() as con:
            if con.scalar(select(func.count()).where(_USERS.c.key == plain.casefold())):
                raise BadUser(f"There is a user “{plain}” already.", "Another password: repertoire user password NAME")
            con.execute(insert(_USERS).values(**row))
            tell(con, "users", f"let in “{plain}” as {role}")

    def set_password(self, name: str, password: str) -> None:
        """Another password; every session under the old one ends. Raises BadUser."""
        with self._engine.begin() as con:
            number = _changed(con, name, hash=hash_of(password))
            con.execute(delete(_SESSIONS).where(_SESSIONS.c.user == number))
            tell(con, "users", f"gave “{name}” another password")

    def set_role(self, name: str, role: str) -> None:
        """Another role, at the next request. Raises BadUser."""
        with self._engine.begin() as con:
            _changed(con, name, role=_role(role))
            tell(con, "users", f"made “{name}” {role}")

    def remove(self, name: str) -> None:
        """Shut somebody out, at once. Raises BadUser."""
        with self._engine.begin() as con:
            number = _number(con, name)
            con.execute(delete(_SESSIONS).where(_SESSIONS.c.user == number))
            con.execute(delete(_USERS).where(_USERS.c.id == number))
            tell(con, "users", f"shut out “{name}”")

    def sign_in(self, name: str, password: str, address: str, hours: int) -> str | None:
        """The token of a new session, None when name and password do not fit. Raises BadUser after too many tries.

        The try is written down before the password is looked at, so that tries side by side count each other; a name that
        is not there costs the same time as a wrong password.
        """
        key = name.strip().casefold()[:LONGEST_NAME]
        self._try(key, address)
        with self._engine.connect() as con:
            row = con.execute(select(_USERS.c.id, _USERS.c.hash).where(_USERS.c.key == key)).one_or_none()
        fits = check_password_hash(row.hash if row and row.hash else _nobody(), password[:MOST])
        if not (fits and row and row.hash):
            return None
        token = secrets.token_urlsafe(32)
        with self._engine.begin() as con:
            con.execute(delete(_TRIES).where(_TRIES.c.key == key, _TRIES.c.address == address))
            con.execute(delete(_SESSIONS).where(_SESSIONS.c.ends_at < now()))
            session = {"digest": _digest(token), "user": row.id, "ends_at": now() + timedelta(hours=hours)}
            con.execute(insert(_SESSIONS).values(**session))
        return token

    def session(self, token: str) -> User | None:
        """Who opened the session, None when it has ended."""
        query = select(_USERS).join(_SESSIONS, _SESSIONS.c.user == _USERS.c.id)
        open_still = (_SESSIONS.c.digest == _digest(token), _SESSIONS.c.ends_at > now())
        with self._engine.connect() as con:
            row = con.execute(query.where(*open_still)).mappings().one_or_none()
        return User(row["name"], row["role"], True, row["created_at"]) if row else None

    def sign_out(self, token: str) -> None:
        """End a session: its cookie, and any copy of it, leads nowhere."""
        with self._engine.begin() as con:
            con.execute(delete(_SESSIONS).where(_SESSIONS.c.digest == _digest(token)))

    def _try(self, key: str, address: str) -> None:
        since = now() - WINDOW
        mine, here = _TRIES.c.key == key, _TRIES.c.address == address
        kinds = {"pair": mine & here, "address": here, "name": mine}
        with self._engine.begin() as con:
            con.execute(delete(_TRIES).where(_TRIES.c.at < since))
            con.execute(insert(_TRIES).values(key=key, address=address, at=now()))
            counts = {kind: con.scalar(select(func.count()).where(which)) or 0 for kind, which in kinds.items()}
            if any(counts[kind] > most for kind, most in TRIES.items()):
                # Raised in here, so that a refused try is not counted: waiting helps, and nobody is kept out by trying.
                raise BadUser("Too many tries to sign in.", f"Wait {WINDOW.seconds // 60} minutes, then try again.")


def hash_of(password: str) -> str:
    """The scrypt hash that is kept. Raises BadUser for a password that is too short or too long."""
    if not LEAST <= len(password) <= MOST:
        raise BadUser(
            f"A password has {LEAST} to {MOST} characters, this one {len(password)}.", "Several words do well."
        )
    return generate_password_hash(password, "scrypt")


@cache
def _nobody() -> str:
    """A hash that no password fits, as dear to look at as a real one."""
    return generate_password_hash(secrets.token_hex(), "scrypt")


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _plain(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise BadUser(f"{name[:LONGEST_NAME]!r} cannot be the name of a user.", f"1 to {LONGEST_NAME} characters.")
    return plain


def _role(role: str) -> str:
    if role not in ROLES:
        raise BadUser(f"There is no role {role!r}.", f"Roles: {', '.join(ROLES)}.")
    return role


def _number(con: Connection, name: str) -> int:
    number = con.scalar(select(_USERS.c.id).where(_USERS.c.key == _plain(name).casefold()))
    if number is None:
        raise BadUser(f"There is no user “{_plain(name)}”.", "List them: repertoire user list")
    return int(number)


def _changed(con: Connection, name: str, **values: str) -> int:
    number = _number(con, name)
    con.execute(update(_USERS).where(_USERS.c.id == number).values(**values))
    return number
