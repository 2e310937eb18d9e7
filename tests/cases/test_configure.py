"""The configuration of an owner's cases."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockbana import Mockbana
from mockbana.kibana.cases.configure.configure import (
    OBSERVABLE_TYPES,
    check_observable_types,
    mappings,
)
from mockbana.kibana.cases.configure.templates import aligned
from mockbana.kibana.http.errors import KibanaError
from tests.cases.api import (
    ELASTIC,
    NO_CONNECTOR,
    READER,
    WITH_READER,
    get,
    good,
    patch,
    post,
    refusal,
)

PATH = "/api/cases/configure"
KEYS = st.sampled_from(["a", "b", "c", "d"])
TEXT_FIELDS = st.lists(KEYS, unique=True).map(
    lambda keys: [{"key": key, "type": "text", "label": key, "required": False} for key in keys]
)


def request(**more: Any) -> dict[str, Any]:
    return {
        "connector": NO_CONNECTOR,
        "closure_type": "close-by-user",
        "owner": "cases",
        **more,
    }


def field(key: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"key": key, "type": kind, "label": f"L-{key}", "required": False, **more}


def value(key: str, kind: str = "text", value: Any = None) -> dict[str, Any]:
    return {"key": key, "type": kind, "value": value}


def template(**case_fields: Any) -> dict[str, Any]:
    return {"key": "t1", "name": "First", "caseFields": case_fields or None}


def configured(kibana: Mockbana, **more: Any) -> dict[str, Any]:
    configuration: dict[str, Any] = good(post(kibana, PATH, request(**more)))
    return configuration


def changed(kibana: Mockbana, configuration: dict[str, Any], **changes: Any) -> dict[str, Any]:
    body = {"version": configuration["version"], **changes}
    after: dict[str, Any] = good(patch(kibana, f"{PATH}/{configuration['id']}", body))
    return after


def test_a_new_configuration_is_listed_as_it_was_answered(mockbana: Mockbana) -> None:
    mockbana.clock.freeze("2025-05-05T10:00:00.000Z")

    made = configured(mockbana)

    assert made == {
        **request(),
        "id": made["id"],
        "version": made["version"],
        **{key: [] for key in ("customFields", "templates", "observableTypes", "mappings")},
        "error": None,
        "created_at": "2025-05-05T10:00:00.000Z",
        "created_by": ELASTIC,
        "updated_at": None,
        "updated_by": None,
    }
    assert get(mockbana, PATH) == [made]


def test_an_owner_has_one_configuration_and_the_newest_comes_first(mockbana: Mockbana) -> None:
    mockbana.clock.freeze()
    first = configured(mockbana)
    second = configured(mockbana, owner="observability")

    third = configured(mockbana)

    assert [each["id"] for each in get(mockbana, PATH)] == [third["id"], second["id"]]
    assert [each["id"] for each in get(mockbana, f"{PATH}?owner=observability&owner=x")] == [
        second["id"]
    ]
    stale = patch(mockbana, f"{PATH}/{first['id']}", {"version": first["version"]})
    assert refusal(stale) == (404, f"Saved object [cases-configure/{first['id']}] not found")


@pytest.mark.parametrize(
    ("kind", "targets"),
    [
        (".none", {}),
        (".cases-webhook", {}),
        (
            ".jira",
            {
                "title": "summary",
                "description": "description",
                "tags": "labels",
                "comments": "comments",
            },
        ),
        (
            ".servicenow-sir",
            {
                "title": "short_description",
                "description": "description",
                "comments": "work_notes",
            },
        ),
    ],
)
def test_mappings_follow_the_type_of_the_connector(kind: str, targets: dict[str, str]) -> None:
    found = mappings(kind)

    assert {each["source"]: each["target"] for each in found} == targets
    appended = [each["source"] for each in found if each["action_type"] == "append"]
    assert appended == (["comments"] if targets else [])


def test_a_change_touches_only_what_is_sent_except_templates(mockbana: Mockbana) -> None:
    before = configured(
        mockbana,
        customFields=[field("a")],
        templates=[template(customFields=[value("a")])],
        observableTypes=[{"key": "ticket", "label": "Ticket"}],
    )

    after = changed(mockbana, before, closure_type="close-by-pushing")

    assert after["version"] != before["version"]
    assert after["updated_by"] == ELASTIC
    kept = ("customFields", "observableTypes", "connector", "created_at", "owner")
    assert {key: after[key] for key in kept} == {key: before[key] for key in kept}
    assert (after["closure_type"], after["templates"]) == ("close-by-pushing", [])


def test_templates_are_aligned_with_the_custom_fields_of_the_same_change(
    mockbana: Mockbana,
) -> None:
    before = configured(mockbana, customFields=[field("a"), field("b")])
    fields = [field("a"), field("c", "toggle"), field("d", "number", defaultValue=3)]
    old = template(title="T", customFields=[value("b", value="2"), value("a", value="1")])

    after = changed(mockbana, before, customFields=fields, templates=[old])

    assert after["templates"][0]["caseFields"] == {
        "title": "T",
        "customFields": [
            value("a", value="1"),
            value("c", "toggle", value=False),
            value("d", "number", value=3),
        ],
    }


@given(TEXT_FIELDS, TEXT_FIELDS)
def test_an_aligned_template_has_the_configured_fields_and_no_others(
    sent: list[dict[str, Any]], fields: list[dict[str, Any]]
) -> None:
    values = [value(each["key"], value="x") for each in sent]

    (after,) = aligned([template(customFields=values)], fields)

    keys = [each["key"] for each in after["caseFields"]["customFields"]]
    assert sorted(keys) == sorted(each["key"] for each in fields)
    kept = [each for each in after["caseFields"]["customFields"] if each["value"] == "x"]
    assert kept == [each for each in values if each["key"] in keys]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"closure_type": "nope"}, 'Invalid value "nope" supplied to "closure_type"'),
        (
            {"connector": {"id": "n", "name": "n", "type": ".unsupported", "fields": None}},
            (
                'Invalid value "{"id":"n","name":"n","type":".unsupported","fields":null}" '
                'supplied to "connector"'
            ),
        ),
        (
            {"customFields": [field("Bad Key")]},
            "Key must be lower case, a-z, 0-9, '_', and '-' are allowed",
        ),
        ({"customFields": [field("")]}, "The key field cannot be an empty string."),
        (
            {"customFields": [field("k", "number", defaultValue=1.5)]},
            (
                "The defaultValue field should be an integer between -(2^53 - 1) and 2^53 - 1, "
                'inclusive.,Invalid value "1.5" supplied to "customFields,defaultValue"'
            ),
        ),
        ({"customFields": [{**field("k"), "foo": 1}]}, 'invalid keys "foo"'),
        (
            {"templates": [{"key": "t1", "name": "N"}]},
            'Invalid value "undefined" supplied to "templates,caseFields"',
        ),
        (
            {"templates": [template(title="")]},
            (
                'Invalid value "{"title":""}" supplied to "templates,caseFields",'
                "The title field cannot be an empty string."
            ),
        ),
        (
            {"templates": [{**template(), "tags": [" "]}]},
            "The template's tag field cannot be an empty string.",
        ),
        (
            {"templates": [{**template(), "tags": ["x"] * 11}]},
            "The length of the field template's tags is too long. Array must be of length <= 10.",
        ),
        (
            {"templates": [{**template(), "description": "x" * 1001}]},
            "The length of the description is too long. The maximum length is 1000.",
        ),
        (
            {"observableTypes": [{"key": "k", "label": ""}]},
            "The label field cannot be an empty string.",
        ),
        (
            {"customFields": [field("k"), field("k"), field("l"), field("l")]},
            "Invalid duplicated customFields keys in request: k,l",
        ),
        (
            {"templates": [template(), template()]},
            "Invalid duplicated templates keys in request: t1",
        ),
        ({"templates": [template(customFields=[value("k")])]}, "No custom fields configured."),
        (
            {"customFields": [field("k")], "templates": [template()]},
            "No custom fields added to template.",
        ),
        (
            {"customFields": [field("k")], "templates": [template(customFields=[value("k")] * 2)]},
            "Invalid duplicated templates[0]'s customFields keys in request: k",
        ),
        (
            {"customFields": [], "templates": [template(customFields=[value("k")])]},
            "Invalid custom field keys: k",
        ),
        (
            {
                "customFields": [field("k", "toggle", required=True)],
                "templates": [template(customFields=[value("k")])],
            },
            'The following custom fields have the wrong type in the request: "L-k"',
        ),
        (
            {"observableTypes": [{"key": "a", "label": "URL"}, {"key": "a", "label": "Ticket"}]},
            "Invalid duplicated observable types in request: url,ticket",
        ),
        ({"id": "x"}, 'invalid keys "id"'),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_a_bad_configuration_is_refused_in_kibanas_words(
    mockbana: Mockbana, changes: dict[str, Any], message: str
) -> None:
    assert refusal(post(mockbana, PATH, request(**changes))) == (400, message)
    assert get(mockbana, PATH) == []


def test_a_template_may_leave_its_description_blank(mockbana: Mockbana) -> None:
    made = configured(mockbana, templates=[{**template(), "description": ""}])

    assert made["templates"] == [{**template(), "description": ""}]


@pytest.mark.mockbana(license="basic")
def test_templates_with_assignees_need_a_licence(mockbana: Mockbana) -> None:
    body = request(templates=[template(assignees=[{"uid": "u"}])])

    assert refusal(post(mockbana, PATH, body)) == (
        403,
        "In order to assign users to cases, you must be subscribed to an Elastic Platinum license",
    )


def test_a_change_is_refused_in_kibanas_order(mockbana: Mockbana) -> None:
    before = configured(mockbana, customFields=[field("a")])
    path = f"{PATH}/{before['id']}"
    stale = {"version": "WzAsMF0="}

    def refused(where: str = path, **body: Any) -> tuple[int, str]:
        return refusal(patch(mockbana, where, {**stale, **body}))

    assert refused(f"{PATH}/x", owner="cases") == (400, 'invalid keys "owner"')
    assert refused(f"{PATH}/x", customFields=[field("k")] * 2)[0] == 400
    assert refused(f"{PATH}/x")[0] == 404
    assert refused(customFields=[field("a", "toggle")]) == (
        400,
        'Invalid custom field types in request for the following labels: "L-a"',
    )
    assert refused(templates=[template(), template()])[0] == 400
    assert refused() == (
        409,
        "This configuration has been updated. Please refresh before saving additional updates.",
    )
    assert get(mockbana, PATH) == [before]


@pytest.mark.mockbana(fixtures=WITH_READER)
def test_a_reader_sees_and_does_not_change(mockbana: Mockbana) -> None:
    made = configured(mockbana)
    hidden = configured(mockbana, owner="observability")
    body = {"version": made["version"]}

    assert get(mockbana, PATH, auth=READER) == [made]
    assert refusal(patch(mockbana, f"{PATH}/{hidden['id']}", body, auth=READER)) == (
        403,
        'Unauthorized to update case configuration with owners: "observability"',
    )
    assert refusal(post(mockbana, PATH, request(), auth=READER)) == (
        403,
        "Unauthorized to create case configuration of any owner",
    )


def test_an_owner_that_no_feature_declares_is_refused(mockbana: Mockbana) -> None:
    assert refusal(post(mockbana, PATH, request(owner="x"))) == (
        403,
        'Unauthorized to create case configuration with owners: "x"',
    )


def test_configurations_keep_to_their_space(make_mockbana: Any) -> None:
    kibana = make_mockbana({"spaces": [{"id": "soc", "name": "SOC"}]})
    made = configured(kibana)

    assert get(kibana, f"/s/soc{PATH}") == []
    reply = patch(kibana, f"/s/soc{PATH}/{made['id']}", {"version": made["version"]})
    assert reply.status_code == 404


def test_a_configuration_of_a_fixture_gets_its_mappings(make_mockbana: Any) -> None:
    connector = {"id": "j1", "name": "Jira", "type": ".jira", "fields": None}
    kibana = make_mockbana({"configurations": [{"owner": "cases", "connector": connector}]})

    (found,) = get(kibana, PATH)

    assert found["mappings"] == mappings(".jira")


@given(st.sampled_from(list(OBSERVABLE_TYPES.values())))
def test_an_observable_type_can_not_be_called_like_a_built_in_one(label: str) -> None:
    with pytest.raises(KibanaError) as refused:
        check_observable_types([{"key": "k", "label": label.upper()}])

    text = "Invalid duplicated observable types in request"
    assert refused.value.message == f"{text}: {label.lower()}"


def test_another_connector_brings_its_mappings(mockbana: Mockbana) -> None:
    before = configured(mockbana)
    connector = {"id": "j1", "name": "Jira", "type": ".jira", "fields": None}

    after = changed(mockbana, before, connector=connector)
    renamed = changed(mockbana, after, connector={**connector, "id": "", "name": "New"})

    assert (after["connector"], after["mappings"]) == (connector, mappings(".jira"))
    assert renamed["connector"] == {**connector, "name": "New"}
    gone = changed(mockbana, renamed, connector={**connector, "id": "none"})
    assert (gone["connector"], gone["mappings"]) == (NO_CONNECTOR, [])
