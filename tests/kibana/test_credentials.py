import base64

import pytest

from mockbana.kibana.deployment import Account, Deployment
from mockbana.kibana.http.credentials import authenticate
from mockbana.kibana.http.errors import KibanaError


@pytest.fixture
def deployment() -> Deployment:
    made = Deployment()
    made.change_settings(require_auth=True)
    made.add_account(
        Account("zoë", "päss:word", api_keys={"k": "s"}, tokens=frozenset({"a-bearer-token"}))
    )
    return made


def encoded(text: str, encoding: str = "utf-8") -> str:
    return base64.b64encode(text.encode(encoding)).decode()


@pytest.mark.parametrize(
    "authorization",
    [
        f"Basic {encoded('zoë:päss:word')}",
        f"Basic {encoded('zoë:päss:word', 'latin-1')}",
        f"bAsIc   {encoded('zoë:päss:word')}",
        f"Basic\t{encoded('zoë:päss:word')}",
        f"Basic {encoded('zoë:päss:word').rstrip('=')}",
        f"ApiKey {encoded('k:s')}",
        f"ApiKey {encoded('k:s').rstrip('=')}",
        f"APIKEY {encoded('k:s')}",
        "Bearer a-bearer-token",
    ],
)
def test_good_credentials_are_taken(deployment: Deployment, authorization: str) -> None:
    assert authenticate(authorization, deployment).username == "zoë"


@pytest.mark.parametrize(
    ("authorization", "reason"),
    [
        (None, "Unauthorized"),
        ("Basic", "Unauthorized"),
        ("Token x", "Unauthorized"),
        ("Negotiate abc", "Unauthorized"),
        ("", "Unauthorized"),
        ("Basic !!!!", "invalid basic authentication header encoding"),
        (f"Basic {encoded('nocolon')}", "invalid basic authentication header value"),
        (f"Basic {encoded('zoë:wrong')}", "unable to authenticate user [zoë]"),
        (f"Basic {encoded('nobody:x')}", "unable to authenticate user [nobody]"),
        (f"ApiKey {encoded('k:wrong')}", "unable to authenticate with provided credentials"),
        (f"ApiKey {encoded('k')}", "unable to authenticate with provided credentials"),
        ("ApiKey ???", "unable to authenticate with provided credentials"),
        ("Bearer unknown", "unable to authenticate with provided credentials"),
    ],
)
def test_bad_credentials_are_refused_in_kibanas_words(
    deployment: Deployment, authorization: str | None, reason: str
) -> None:
    with pytest.raises(KibanaError) as refusal:
        authenticate(authorization, deployment)

    assert refusal.value.status == 401
    assert reason in refusal.value.message


def test_nobody_is_elastic_unless_credentials_are_required(deployment: Deployment) -> None:
    deployment.change_settings(require_auth=False)

    assert authenticate(None, deployment).username == "elastic"
