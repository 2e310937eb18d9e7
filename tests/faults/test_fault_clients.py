"""What common clients make of broken transport."""

import asyncio
import subprocess
from typing import Any

import aiohttp
import httpx
import pytest
import requests

from mockbana import Fault, Mockbana
from tests.faults.clients import TIMEOUT, get

HANG = Fault("hang")
RESET = Fault("connection_reset")
EMPTY = Fault("empty_response")
CHUNK = Fault("malformed_response_chunk")
GARBAGE = Fault("random_data_then_close")
TRUNCATED = Fault("truncated_body")
SLOW = Fault("slow_body", bytes_per_second=20)


def patience(fault: Fault) -> float:
    """Return the seconds that a client waits: not for long where there is nothing to come."""
    return 0.3 if fault in (HANG, SLOW) else TIMEOUT


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (RESET, aiohttp.ClientOSError),
        (EMPTY, aiohttp.ServerDisconnectedError),
        (CHUNK, (aiohttp.ClientPayloadError, aiohttp.ClientResponseError)),
        (GARBAGE, aiohttp.ClientResponseError),
        (TRUNCATED, aiohttp.ClientPayloadError),
        (HANG, asyncio.TimeoutError),
        (SLOW, asyncio.TimeoutError),
    ],
    ids=str,
)
async def test_aiohttp(fault: Fault, error: Any) -> None:
    async with Mockbana() as kibana:
        kibana.faults.add(fault)
        timeout = aiohttp.ClientTimeout(total=patience(fault))
        async with aiohttp.ClientSession(kibana.url, timeout=timeout) as session:
            with pytest.raises(error):
                async with session.get("/api/cases/_find") as reply:
                    await reply.read()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (RESET, httpx.ReadError),
        (EMPTY, httpx.RemoteProtocolError),
        (CHUNK, httpx.RemoteProtocolError),
        (GARBAGE, httpx.RemoteProtocolError),
        (TRUNCATED, httpx.RemoteProtocolError),
        (HANG, httpx.ReadTimeout),
    ],
    ids=str,
)
def test_httpx(kibana: Mockbana, fault: Fault, error: type[Exception]) -> None:
    kibana.faults.add(fault)
    patient = httpx.Timeout(TIMEOUT, read=patience(fault))

    with pytest.raises(error):
        httpx.get(f"{kibana.url}/api/cases/_find", timeout=patient)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (RESET, requests.ConnectionError),
        (EMPTY, requests.ConnectionError),
        (CHUNK, requests.exceptions.ChunkedEncodingError),
        (GARBAGE, requests.ConnectionError),
        (TRUNCATED, requests.exceptions.ChunkedEncodingError),
        (HANG, requests.ReadTimeout),
    ],
    ids=str,
)
def test_requests(kibana: Mockbana, fault: Fault, error: type[Exception]) -> None:
    kibana.faults.add(fault)

    with pytest.raises(error):
        requests.get(f"{kibana.url}/api/cases/_find", timeout=(TIMEOUT, patience(fault)))


@pytest.mark.parametrize(
    ("fault", "status"),
    [(RESET, {56}), (EMPTY, {52}), (CHUNK, {56}), (GARBAGE, {1}), (TRUNCATED, {18}), (HANG, {28})],
    ids=str,
)
def test_curl(kibana: Mockbana, fault: Fault, status: set[int]) -> None:
    kibana.faults.add(fault)

    try:
        run = subprocess.run(
            ["curl", "-sS", "--max-time", str(patience(fault)), f"{kibana.url}/api/cases/_find"],
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("curl isn't installed")

    assert run.returncode in status, run.stderr


def test_half_json_is_no_error_of_the_transport(kibana: Mockbana, case: dict[str, Any]) -> None:
    kibana.faults.malformed_json()

    reply = get(kibana, f"/api/cases/{case['id']}")

    assert reply.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        reply.json()
