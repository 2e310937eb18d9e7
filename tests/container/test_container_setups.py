"""The set-ups in ``docs/ci``: valid for their engines, and run as far as that works here."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mockbana._version import __version__
from tests.container.setups import (
    DATA,
    DOCS,
    documents,
    image_environment,
    mockbana,
    project,
    published,
    run_script,
    service,
)

MISSING = [program for program in ("curl", "node") if shutil.which(program) is None]
needs_curl_and_node = pytest.mark.skipif(bool(MISSING), reason=f"there is no {MISSING} here")
URL = re.compile(r"^http://(localhost|mockbana):5601$")


def check(schema: Any, document: Any) -> None:
    jsonschema.validators.validator_for(schema)(schema).validate(document)


@pytest.mark.parametrize(
    ("file", "schema"),
    [
        ("github-actions.yml", "github-workflows"),
        ("gitlab-ci.yml", "gitlab-ci"),
        ("compose.yaml", "compose-spec"),
    ],
)
def test_a_file_is_valid_by_its_published_schema(file: str, schema: str) -> None:
    (document,) = documents(file)

    check(published(schema), document)


KINDS = {
    "ConfigMap": "io.k8s.api.core.v1.ConfigMap",
    "Job": "io.k8s.api.batch.v1.Job",
}


def kubernetes() -> dict[str, Any]:
    return {each["kind"]: each for each in documents("kubernetes.yaml")}


@pytest.mark.parametrize("kind", KINDS)
def test_a_manifest_is_valid_by_the_published_schema(kind: str) -> None:
    schema = json.loads((DATA / "kubernetes-1.34.json").read_text("utf-8"))

    check({**schema, "$ref": f"#/$defs/{KINDS[kind]}"}, kubernetes()[kind])


def test_the_schemas_do_find_mistakes() -> None:
    (workflow,) = documents("github-actions.yml")
    workflow["jobs"]["tests"]["servces"] = {}
    job = kubernetes()["Job"]
    job["spec"]["template"]["spec"]["initContainers"][0]["securityContext"]["runAsNonroot"] = True
    schema = json.loads((DATA / "kubernetes-1.34.json").read_text("utf-8"))

    with pytest.raises(jsonschema.ValidationError):
        check(published("github-workflows"), workflow)
    with pytest.raises(jsonschema.ValidationError):
        check({**schema, "$ref": f"#/$defs/{KINDS['Job']}"}, job)


def test_all_of_them_use_the_image_of_this_version() -> None:
    images = [
        image
        for file in DOCS.iterdir()
        for image in re.findall(r"registry\.example\.com/mockbana:[\w.]+", file.read_text("utf-8"))
    ]

    assert len(images) >= 5
    assert set(images) == {f"registry.example.com/mockbana:{__version__}"}


def test_the_workflow_for_github_runs(tmp_path: Path) -> None:
    (workflow,) = documents("github-actions.yml")
    job = workflow["jobs"]["tests"]
    folder, empty = project(tmp_path), tmp_path / "empty"
    empty.mkdir()

    assert job["services"]["mockbana"]["ports"] == ["5601:5601"]
    assert URL.match(job["env"]["MOCKBANA_URL"])
    with service(job["services"]["mockbana"]["env"], empty) as environment:
        run_script([step["run"] for step in job["steps"] if "run" in step], folder, environment)


@needs_curl_and_node
def test_the_pipeline_for_gitlab_runs(tmp_path: Path) -> None:
    (pipeline,) = documents("gitlab-ci.yml")
    job = pipeline["tests"]
    folder, empty = project(tmp_path), tmp_path / "empty"
    empty.mkdir()

    assert URL.match(job["variables"]["MOCKBANA_URL"])
    with service(job["services"][0]["variables"], empty) as environment:
        run_script(job["script"] + job["after_script"], folder, environment)

    assert len(json.loads((folder / "requests.har").read_text())["log"]["entries"]) == 1


def test_the_services_of_compose_run(tmp_path: Path) -> None:
    (compose,) = documents("compose.yaml")
    kibana, tests = compose["services"]["mockbana"], compose["services"]["tests"]
    folder = project(tmp_path)
    here, there, mode = kibana["volumes"][0].split(":")
    kind, *probe = kibana["healthcheck"]["test"]

    assert (there, mode, kind) == ("/fixtures", "ro", "CMD")
    assert URL.match(tests["environment"]["MOCKBANA_URL"])
    assert tests["depends_on"]["mockbana"]["condition"] == "service_healthy"
    with service(kibana["environment"], folder / here) as environment:
        with mockbana(probe, environment) as healthy:
            assert healthy.wait(30) == 0
        run_script([" ".join(tests["command"])], folder, environment)


def test_the_sidecar_for_kubernetes_runs(tmp_path: Path) -> None:
    manifests = kubernetes()
    pod = manifests["Job"]["spec"]["template"]["spec"]
    (sidecar,), (tests,) = pod["initContainers"], pod["containers"]
    folder, mounted = project(tmp_path), tmp_path / "mounted"
    data = mounted / "..2026_01_01"  # as the kubelet does it: links to a folder that it swaps
    data.mkdir(parents=True)
    for name, text in manifests["ConfigMap"]["data"].items():
        (data / name).write_text(text)
        (mounted / name).symlink_to(data / name)

    assert sidecar["restartPolicy"] == "Always"
    assert sidecar["volumeMounts"][0]["mountPath"] == "/fixtures"
    assert URL.match(tests["env"][0]["value"])
    given = {each["name"]: each["value"] for each in sidecar["env"]}
    with service(given, mounted) as environment:
        with mockbana(sidecar["startupProbe"]["exec"]["command"], environment) as healthy:
            assert healthy.wait(30) == 0
        run_script([" ".join(tests["command"])], folder, environment)


def test_a_probe_fails_before_the_server_is_there() -> None:
    environment = {**image_environment(), "MOCKBANA_PORT": "1"}

    with mockbana(["mockbana", "healthcheck"], environment) as probe:
        assert probe.wait(30) == 1
