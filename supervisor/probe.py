"""Ask a service over HTTP whether it is well. Never goes through a proxy."""

import asyncio
import urllib.error
import urllib.request

_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _status(url: str, timeout: float) -> int | None:
    try:
        with _opener.open(url, timeout=timeout) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return int(error.code)
    except (OSError, ValueError):
        return None


async def status(url: str, timeout: float = 3.0) -> int | None:
    """HTTP status of GET `url`; None when nothing answered within `timeout` seconds."""
    return await asyncio.to_thread(_status, url, timeout)
