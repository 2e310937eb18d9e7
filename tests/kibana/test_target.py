import socket

import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from mockbana import Mockbana
from mockbana.kibana.deployment import Deployment
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.http.request import read_query, read_target
from mockbana.kibana.http.routing import Answer, Call, Route, Router
from tests.golden.wire import Server


def read(target: str, base_path: str = "") -> Call:
    call = Call(Deployment(), "GET", target, CIMultiDictProxy(CIMultiDict()))
    read_target(call, base_path)
    return call


@pytest.mark.parametrize(
    ("target", "space", "segments"),
    [
        ("/api/cases", "default", ("api", "cases")),
        ("/s/soc/api/cases", "soc", ("api", "cases")),
        ("/s/soc", "soc", ("",)),
        ("/s/FOO/api/cases", "default", ("s", "FOO", "api", "cases")),
        ("/s/a/s/b/api", "a", ("s", "b", "api")),
        ("/api/cases/a%2Fb", "default", ("api", "cases", "a/b")),
        ("/%61pi/c%C3%A9", "default", ("api", "cé")),
        ("/api/x/../cases/./y", "default", ("api", "cases", "y")),
        ("/api/x/%2e%2E/cases", "default", ("api", "cases")),
        ("/api/..%2fcases", "default", ("api", "../cases")),
        ("/../../api", "default", ("api",)),
        ("/api/cases/", "default", ("api", "cases", "")),
        ("/api//cases", "default", ("api", "", "cases")),
        ("http://host/api/cases?x=1", "default", ("api", "cases")),
        ("/", "default", ("",)),
        ("/%73/so%63/api", "soc", ("api",)),
        ("/api/cases/a%2541", "default", ("api", "cases", "a%41")),
        ("/api/cases/x%0a", "default", ("api", "cases", "x\n")),
    ],
)
def test_a_target_names_a_space_and_a_path(
    target: str, space: str, segments: tuple[str, ...]
) -> None:
    call = read(target)

    assert (call.space, call.segments) == (space, segments)


@pytest.mark.parametrize("segment", ["%zz", "%", "%ff", "%c3%28"])
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/{}", 400),
        ("HEAD", "/api/cases/{}", 400),
        ("POST", "/api/cases/{}/comments", 400),
        ("POST", "/api/cases/{}", 404),
        ("OPTIONS", "/api/cases/{}", 404),
    ],
)
@pytest.mark.mockbana(allow_unexpected=True)
def test_a_path_that_cannot_be_decoded_is_a_400_where_a_route_takes_it(
    mockbana: Mockbana, method: str, path: str, status: int, segment: str
) -> None:
    reply = Server(mockbana.url).once({"method": method, "path": path.format(segment)})

    assert reply.status == status


@pytest.mark.parametrize(
    ("line", "status", "message"),
    [
        ("OPTIONS *", 400, "Invalid URL"),
        ("GET /api/cases/x%0A", 404, "Saved object [cases/x\n] not found"),
        (
            "GET /s/soc.x/api/cases",
            500,
            "An internal server error occurred. Check Kibana server logs for details.",
        ),
    ],
)
@pytest.mark.mockbana(allow_unexpected=True)
def test_an_odd_target_is_answered_in_kibanas_form(
    mockbana: Mockbana, line: str, status: int, message: str
) -> None:
    connection = Server(mockbana.url).connect()

    reply = connection.exchange("GET", f"{line} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    connection.close()

    assert (reply.status, reply.json["message"]) == (status, message)
    assert reply.headers["kbn-name"] == "kibana"
    assert mockbana.requests[0].status == status


@pytest.mark.mockbana(allow_unexpected=True)
def test_a_tunnel_is_not_opened(mockbana: Mockbana) -> None:
    with socket.create_connection((mockbana.host, mockbana.port), timeout=5) as connection:
        connection.sendall(b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n")

        assert connection.recv(100) == b""


def test_a_target_that_is_read_twice_has_its_prefix_once() -> None:
    call = read("/s/soc/api")

    read_target(call, "")

    assert call.prefix == "/s/soc"


def test_below_a_base_path_everything_else_is_unknown() -> None:
    assert read("/kb/s/soc/api/cases", "/kb").segments == ("api", "cases")
    for outside in ("/api/cases", "/kbx/api", "/"):
        with pytest.raises(KibanaError, match="Not Found"):
            read(outside, "/kb")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("a=1&b=&c", {"a": "1", "b": "", "c": ""}),
        ("a=1&a=2&a=3", {"a": ["1", "2", "3"]}),
        ("a=x+y%20z", {"a": "x y z"}),
        ("a=%zz&b=%ff", {"a": "%zz", "b": "\ufffd"}),
        ("a[]=1", {"a[]": "1"}),
        ("a=1;b=2", {"a": "1;b=2"}),
        ("__proto__=1", {"__proto__": "1"}),
    ],
)
def test_a_query_is_read_leniently(query: str, found: dict[str, object]) -> None:
    assert read_query(query) == found


def test_fixed_segments_win_over_parameters() -> None:
    def handler(_: Call) -> Answer:
        return Answer()

    parameter = Route("GET", "/api/cases/{id}", handler)
    fixed = Route("GET", "/api/cases/_find", handler)
    router = Router([parameter, fixed, Route("POST", "/api/cases", handler)])

    assert router.find("GET", ("api", "cases", "_find")) == (fixed, {})
    assert router.find("HEAD", ("api", "cases", "x")) == (parameter, {"id": "x"})
    assert router.find("GET", ("api", "cases", "")) is None
    assert router.find("POST", ("api", "cases", "x")) is None
