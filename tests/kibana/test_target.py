import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from mockbana.kibana.deployment import Deployment
from mockbana.kibana.http.call import Answer, Call, Route
from mockbana.kibana.http.errors import KibanaError
from mockbana.kibana.http.routing import Router
from mockbana.kibana.http.target import read_query, read_target


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
    ],
)
def test_a_target_names_a_space_and_a_path(
    target: str, space: str, segments: tuple[str, ...]
) -> None:
    call = read(target)

    assert (call.space, call.segments) == (space, segments)


@pytest.mark.parametrize("target", ["/api/%zz", "/api/%", "/api/%ff", "/api/%c3%28"])
def test_a_path_that_cannot_be_decoded_is_a_400(target: str) -> None:
    with pytest.raises(KibanaError, match="Bad Request") as refusal:
        read(target)

    assert refusal.value.status == 400


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
