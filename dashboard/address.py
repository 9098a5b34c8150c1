"""The address to serve on: who may reach it, which proxies are believed, and that nothing else listens there."""

from __future__ import annotations

import ipaddress
import socket

from warehouse.errors import AddressRefused, PortInUse, SettingError
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import UserData, is_kept

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
SIGN_IN = ("network", "always")


def check_address(host: str, port: int) -> None:
    """Raises PortInUse when something listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortInUse(
                f"Cannot listen on {host}:{port}: {error.strerror or error}.",
                f"Stop the other program, or choose another port: --port {port + 1 if port < 65535 else 8051}",
            ) from error


def check_access(settings: Settings) -> None:
    """Raises AddressRefused when people would have to say who they are, and nobody could; SettingError for a setting that
    means nothing.
    """
    if settings.sign_in not in SIGN_IN:
        raise SettingError(f"The setting sign_in is {settings.sign_in!r}.", f"It must be {' or '.join(SIGN_IN)}.")
    if settings.proxy_header and not proxies(settings):
        raise AddressRefused(
            f"Anybody could write the header {settings.proxy_header}: no proxy is said to be trusted.",
            "Set REPERTOIRE_TRUSTED_PROXIES to the address of the proxy.",
        )
    if needs_name(settings) and not settings.proxy_header and not _somebody(settings):
        raise AddressRefused(
            f"Serving on {settings.host} needs somebody who can sign in, and nobody has a password.",
            "repertoire user add NAME --role editor, or name a proxy's header in REPERTOIRE_PROXY_HEADER.",
        )


def needs_name(settings: Settings) -> bool:
    """Whether who asks has to be known: other machines can reach the address, a proxy says it, or it is wanted."""
    return settings.sign_in == "always" or bool(settings.proxy_header) or not is_loopback(settings.host)


def proxies(settings: Settings) -> tuple[Network, ...]:
    """The networks of the proxies that are believed. Raises SettingError for what is no address."""
    try:
        parts = [part.strip() for part in settings.trusted_proxies.split(",")]
        return tuple(ipaddress.ip_network(part) for part in parts if part)
    except ValueError as error:
        raise SettingError(f"REPERTOIRE_TRUSTED_PROXIES: {error}.", "Write it as 10.0.0.5, 192.168.1.0/24.") from error


def is_within(address: str, networks: tuple[Network, ...]) -> bool:
    """Whether an address lies in one of the networks; what is no address lies in none."""
    try:
        plain = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(plain in network for network in networks)


def _somebody(settings: Settings) -> bool:
    home = Home(settings.home)
    return is_kept(home, settings) and any(u.has_password for u in UserData(home, settings).users.everybody())


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
