"""Which certificates the service's HTTP clients trust."""

import ssl
from functools import cache

import httpx


@cache
def trusted(environment: bool) -> ssl.SSLContext:
    """Read once in a process: that takes 25 ms, and clients may share it.

    `environment`: whether SSL_CERT_FILE and SSL_CERT_DIR of the environment count.
    """
    return httpx.create_ssl_context(trust_env=environment)
