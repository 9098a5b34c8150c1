"""The address to serve on: only this machine may reach it, and nothing else may listen there."""

from __future__ import annotations

import ipaddress
import socket

from warehouse.errors import AddressRefused, PortInUse


def check_address(host: str, port: int) -> None:
    """Raises AddressRefused for an address other machines could reach, PortInUse when something listens there."""
    if not is_loopback(host):
        raise AddressRefused(
            f"Serving on {host} would let other machines in, and there are no passwords yet.",
            "Use 127.0.0.1, and a tunnel or a proxy with credentials for other machines.",
        )
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortInUse(
                f"Cannot listen on {host}:{port}: {error.strerror or error}.",
                f"Stop the other program, or choose another port: --port {port + 1 if port < 65535 else 8051}",
            ) from error


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
