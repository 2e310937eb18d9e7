"""By which names a server may be called: nobody's domain, or one that was allowed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockbana.harness.control.guard import NOT_PUBLIC, host_of, is_local_name, names_in_cluster

OURS = [
    "localhost",
    "app.localhost",
    "127.0.0.1",
    "10.0.0.7",
    "::1",
    "fe80::1%eth0",
    "mockbana",
    "my-service_1",
    "kibana-1",
    "project_mockbana_1",
    "mockbana.project_default",
    "mockbana.my-namespace",
    "mockbana.ns.svc",
    "mockbana.ns.svc.cluster.local",
    "host.docker.internal",
    "host.testcontainers.internal",
    "registry.gitlab.com__group__mockbana",
    "registry.gitlab.com-group-mockbana",
    "kibana.test",
    "mockbana.service.consul",
]
STRANGE = [
    "evil.com",
    "evil.example",
    "rebind.network",
    "7f000001.c0a80001.rbndr.us",
    "127.0.0.1.nip.io",
    "localhost.evil.com",
    "evil.xn--p1ai",
    "mockbana.evil.com",
    "",
]


@pytest.mark.parametrize("host", OURS)
def test_names_that_nobody_can_own_are_ours(host: str) -> None:
    assert is_local_name(host)


@pytest.mark.parametrize("host", STRANGE)
def test_names_that_a_stranger_can_own_are_not_ours(host: str) -> None:
    assert not is_local_name(host)


@pytest.mark.parametrize(
    ("allowed", "host", "ours"),
    [
        ("kibana.acme.com", "kibana.acme.com", True),
        ("Kibana.Acme.com", "kibana.acme.com", True),
        ("kibana.acme.com", "evil.com", False),
        ("kibana.acme.com", "x.kibana.acme.com", False),
        (".acme.com", "kibana.acme.com", True),
        (".acme.com", "evil-acme.com", False),
        ("*", "evil.com", True),
        ("", "evil.com", False),
    ],
)
def test_further_names_can_be_allowed(allowed: str, host: str, ours: bool) -> None:
    assert is_local_name(host, [allowed]) is ours


@pytest.mark.parametrize(
    ("authority", "host"),
    [
        ("localhost:5601", "localhost"),
        ("MOCKBANA:5601", "mockbana"),
        ("[::1]:5601", "::1"),
        ("evil.com.", "evil.com"),
        ("", ""),
        ("[", ""),
        ("user@evil.com:1", "evil.com"),
    ],
)
def test_the_host_is_read_out_of_the_header(authority: str, host: str) -> None:
    assert host_of(authority) == host


@given(st.text())
def test_any_header_has_a_host_or_none(authority: str) -> None:
    is_local_name(host_of(authority))


def test_in_a_kubernetes_pod_short_names_of_its_namespace_are_ours() -> None:
    resolv_conf = (
        "nameserver 10.43.0.10\nsearch ci.svc.cluster.local svc.cluster.local cluster.local\n"
    )

    allowed = names_in_cluster(resolv_conf)

    assert allowed == [".ci"]
    assert is_local_name("mockbana.ci", allowed)
    assert not is_local_name("mockbana.ci")


@pytest.mark.parametrize("text", ["", "search acme.com\n", "nameserver 127.0.0.1\n"])
def test_elsewhere_there_are_no_such_names(text: str) -> None:
    assert names_in_cluster(text) == []


LABEL = st.from_regex("[a-z0-9]{1,10}", fullmatch=True)


@given(
    LABEL, st.from_regex("[a-z]{2,10}", fullmatch=True).filter(lambda top: top not in NOT_PUBLIC)
)
def test_a_name_below_a_public_top_level_is_a_strangers(label: str, top: str) -> None:
    assert not is_local_name(f"{label}.{top}")
