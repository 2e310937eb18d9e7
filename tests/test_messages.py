"""What users read when they are wrong: sentences that name what was probably meant."""

import ssl
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from mockbana import FakeKibana, Fault, FaultError, Mockbana
from mockbana.address import address

SEED = {"spaces": [{"id": "soc", "name": "SOC"}], "cases": [{"id": "case-1"}, {"id": "other"}]}


@pytest.fixture(params=["here", "elsewhere"])
def kibana(request: pytest.FixtureRequest) -> Iterator[FakeKibana]:
    with Mockbana(SEED) as server:
        if request.param == "here":
            yield server
        else:
            with Mockbana.connect(server.url) as remote:
                yield remote


@pytest.mark.parametrize(
    "act",
    [
        lambda cases, case_id: cases[case_id],
        lambda cases, case_id: cases.edit(case_id, title="x"),
        lambda cases, case_id: cases.delete(case_id),
        lambda cases, case_id: cases.comment(case_id, "x"),
    ],
    ids=["get", "edit", "delete", "comment"],
)
@pytest.mark.parametrize(
    ("case_id", "sentence"),
    [
        ("case1", 'there is no case "case1"; did you mean "case-1"?'),
        ("zzz", 'there is no case "zzz"; there is case-1, other'),
    ],
)
def test_a_case_that_is_not_there_is_named_with_its_neighbour(
    kibana: FakeKibana, act: Callable[[Any, str], Any], case_id: str, sentence: str
) -> None:
    with pytest.raises(KeyError) as failure:
        act(kibana.cases, case_id)

    assert str(failure.value) == sentence


def test_a_space_that_is_not_there_is_named_with_its_neighbour(kibana: FakeKibana) -> None:
    for act in (lambda cases: cases["x"], len, lambda cases: cases.edit("x", title="y")):
        with pytest.raises(KeyError) as failure:
            act(kibana.space("sco").cases)
        assert str(failure.value) == 'there is no space "sco"; did you mean "soc"?'


def test_a_rule_that_is_not_there_is_named_with_those_that_are(kibana: FakeKibana) -> None:
    kibana.faults.hang(seconds=1)
    for act in (lambda: kibana.faults["g7"], lambda: kibana.faults.remove("g7")):
        with pytest.raises(KeyError) as failure:
            act()
        assert str(failure.value) == 'there is no rule "g7"; there is f1'


def test_the_neighbour_of_one_among_many_cases_is_found_quickly() -> None:
    with Mockbana({"cases": [{"id": f"case-{number}"} for number in range(20_000)]}) as kibana:
        began = time.monotonic()
        with pytest.raises(KeyError, match=r"did you mean"):
            kibana.cases["case_7"]
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("thing", "name", "meant"),
    [
        ("faults", "unauthorised", "unauthorized"),
        ("faults", "conection_reset", "connection_reset"),
        ("cases", "edits", "edit"),
        ("clock", "freez", "freeze"),
        ("requests", "assert_send", "assert_sent"),
    ],
)
def test_a_misspelt_name_has_the_nearest_in_its_error(
    kibana: FakeKibana, thing: str, name: str, meant: str
) -> None:
    with pytest.raises(AttributeError, match=f"has no '{name}'; did you mean \"{meant}\""):
        getattr(getattr(kibana, thing), name)


def test_a_name_that_is_like_no_other_is_an_error_too(kibana: FakeKibana) -> None:
    assert not hasattr(kibana.faults, "zebra")
    assert not hasattr(kibana, "_private")


@pytest.mark.parametrize(
    ("keyword", "meant"),
    [("licence", "license"), ("require_auht", "require_auth"), ("fixture", "fixtures")],
)
def test_a_misspelt_setting_has_the_nearest_in_its_error(keyword: str, meant: str) -> None:
    with pytest.raises(TypeError, match=f'Mockbana has no "{keyword}"; did you mean "{meant}"'):
        Mockbana(**{keyword: None})  # type: ignore[arg-type]


def test_a_misspelt_keyword_of_a_method_has_the_nearest_in_its_error(kibana: FakeKibana) -> None:
    reset: Any = kibana.reset
    with pytest.raises(TypeError, match='reset has no "fixture"; did you mean "fixtures"'):
        reset(fixture={})
    with pytest.raises(FaultError, match='did you mean "times"'):
        Fault("hang", tims=1)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("host", None),
        ("host", " "),
        ("port", "5601"),
        ("port", 70_000),
        ("port", -1),
        ("port", True),
        ("fake", -1),
        ("random_seed", "x"),
        ("base_path", None),
        ("base_path", "kb/"),
        ("journal_limit", 0),
        ("admin_token", 7),
        ("allowed_hosts", "kibana"),
        ("kibana_version", 9),
        ("license", "gold"),
        ("require_auth", "yes"),
    ],
)
def test_an_option_that_can_not_be_right_is_refused_at_once(option: str, value: Any) -> None:
    with pytest.raises(ValueError, match=rf"{option}:? must be"):
        Mockbana(**{option: value})


def test_the_address_is_not_known_before_a_port_is_taken() -> None:
    kibana = Mockbana()
    with pytest.raises(RuntimeError, match=r"start it first"):
        _ = kibana.url
    assert kibana.requests.filter("GET") == []
    assert Mockbana(port=5601).url == "http://127.0.0.1:5601"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://local host:5601", "blank"),
        ("http://localhost:56 01", "blank"),
        ("http://local\thost", "blank"),
        ("localhost:5601", "no http://"),
        ("", "no http://"),
        ("ftp://localhost", "neither http nor https"),
        ("http://", "no host"),
        ("http://:5601", "no host"),
        ("http://localhost:abc", "bad port"),
        ("http://localhost:70000", "bad port"),
        ("http://localhost:-1", "bad port"),
        ("http://localhost:0", "port 0"),
        ("http://[::1", "bad host"),
        ("http://localhost:5601?x=1", "query"),
    ],
)
def test_an_address_that_can_not_be_right_is_refused_in_a_sentence(url: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as failure:
        Mockbana.connect(url, timeout=1)
    assert repr(url) in str(failure.value)


def test_an_address_must_be_text() -> None:
    with pytest.raises(TypeError, match="the url must be text"):
        Mockbana.connect(None)  # type: ignore[arg-type]


@pytest.mark.parametrize("url", ["http://h:1 ", " http://h:1/", "http://h:1\n", "http://h:1//"])
def test_blanks_around_an_address_and_slashes_behind_it_are_left_out(url: str) -> None:
    assert address(url) == "http://h:1"


def test_a_server_is_reached_in_spite_of_a_blank(kibana: FakeKibana) -> None:
    with Mockbana.connect(f"{kibana.url} ", timeout=5) as remote:
        assert (len(remote.cases), remote.url) == (2, kibana.url)


def test_objects_show_what_they_are(kibana: FakeKibana) -> None:
    rule = kibana.faults.hang(seconds=1, match={"path": "/api/casez"})

    assert kibana.url in repr(kibana)
    assert '2 cases of the space "default"' in repr(kibana.cases)
    assert '0 cases of the space "soc"' in repr(kibana.space("soc"))
    assert "hang" in repr(kibana.faults)
    assert repr(rule).startswith("<Rule f1: Fault('hang'")
    assert "clock" in repr(kibana.clock)
    for thing in (kibana, kibana.cases, kibana.clock, kibana.faults, kibana.space("no")):
        assert " object at 0x" not in repr(thing)


def test_a_server_that_has_not_started_or_has_gone_shows_so() -> None:
    assert repr(Mockbana({"cases": [{}]})) == "<Mockbana not started: 1 case>"
    with Mockbana() as server:
        remote = Mockbana.connect(server.url)
    for thing in (remote, remote.cases, remote.faults, remote.clock):
        assert server.url in repr(thing)


def test_the_clock_says_what_is_wrong_in_the_same_words(kibana: FakeKibana) -> None:
    with pytest.raises(ValueError, match=r'freeze must be an ISO time .*, not "noon"'):
        kibana.clock.freeze("noon")
    with pytest.raises(ValueError, match=r'advance must be a number of seconds, not "x"'):
        kibana.clock.advance("x")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="years 1 to 9999"):
        kibana.clock.advance(1e12)
    assert not kibana.clock.frozen


def test_the_clock_takes_a_datetime(kibana: FakeKibana) -> None:
    kibana.clock.freeze(datetime(2026, 1, 1, tzinfo=UTC))

    assert kibana.clock.now() == 1_767_225_600_000


def test_a_rule_elsewhere_has_all_that_a_rule_is(kibana: FakeKibana) -> None:
    rule = kibana.faults.hang(seconds=1)

    assert (rule.kind, rule.parameters["seconds"]) == (rule.fault.behaviour, 1)
    assert rule.as_dict() == {"id": "f1", "kind": "hang", "seconds": 1, "matched": 0, "fired": 0}


def test_a_context_of_a_server_is_used_for_tls(tmp_path: Path) -> None:
    trustme = pytest.importorskip("trustme")
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    (tmp_path / "ca.pem").write_bytes(authority.cert_pem.bytes())

    with Mockbana(tls=context) as kibana:
        reply = requests.get(f"{kibana.url}/api/status", verify=str(tmp_path / "ca.pem"), timeout=5)

    assert reply.ok
    assert kibana.url.startswith("https://")


@pytest.mark.parametrize(
    "context",
    [ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)],
    ids=["no certificate", "of a client"],
)
def test_a_context_that_can_serve_nobody_is_refused_at_once(context: ssl.SSLContext) -> None:
    with pytest.raises(ValueError, match=r"tls= needs an ssl\.SSLContext of a server"):
        Mockbana(tls=context)


@pytest.mark.parametrize("tls", ["cert.pem", ("cert.pem", "key.pem"), 1, ""])
def test_what_tls_can_not_be_is_refused_at_once(tls: Any) -> None:
    with pytest.raises(TypeError, match=r"tls must be True, False or an ssl\.SSLContext"):
        Mockbana(tls=tls)
