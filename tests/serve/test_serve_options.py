"""Options of the command line hold on through a reset with a document."""

import requests

from tests.serve.api import serving


def test_users_keys_and_settings_of_the_command_line_outlive_a_reset() -> None:
    options = ("--require-auth", "--user", "ann:pass", "--api-key", "k:s", "--quiet")
    with serving(*options) as served:
        url = f"{served.url}/api/cases/_find"
        for document in ({}, {"cases": [{"id": "c1"}]}, {"users": [{"username": "bob"}]}):
            served.control("POST", "reset", json=document)

            key = {"Authorization": "ApiKey azpz"}
            answers = [
                requests.get(url, timeout=5),
                requests.get(url, auth=("ann", "pass"), timeout=5),
                requests.get(url, auth=("ann", "wrong"), timeout=5),
                requests.get(url, headers=key, timeout=5),
            ]
            assert [answer.status_code for answer in answers] == [401, 200, 401, 200]

        served.control("POST", "reset", json={"users": [{"username": "ann", "password": "new"}]})
        assert requests.get(url, auth=("ann", "new"), timeout=5).status_code == 200
        assert requests.get(url, auth=("ann", "pass"), timeout=5).status_code == 401
