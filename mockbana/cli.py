"""The command line: serve, fake, check, healthcheck."""

import os
import re
import signal
import sys
from pathlib import Path
from typing import Any, Final

import click

from mockbana._version import __version__
from mockbana.serve.variables import Command, spelled

HELP: Final = {"help_option_names": ["-h", "--help"]}
CONTEXT: Final = {
    **HELP,
    "auto_envvar_prefix": "MOCKBANA",
    "show_default": True,
    "max_content_width": 100,
}
"""Given to each command: click would put the name of the command into variables of the group."""


def _pair(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, str]]:
    """Split each NAME:SECRET; what is no pair may still be a secret, so that it isn't repeated."""
    pairs = [value.partition(":") for value in values]
    for number, (name, _colon, secret) in enumerate(pairs, 1):
        if not (name and secret):
            raise click.BadParameter(f"number {number} must have a colon with text on both sides")
    return [(name, secret) for name, _colon, secret in pairs]


def _token(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Refuse a token that no header can carry, above all an empty one, which would open all."""
    given = os.environ.get("MOCKBANA_ADMIN_TOKEN") if value is None else value
    if given is not None and not re.fullmatch("[!-~]+", given):
        hint = "MOCKBANA_ADMIN_TOKEN" if value is None else None
        words = "it must be printable ASCII without blanks, and not empty"
        raise click.BadParameter(words, param_hint=hint)
    return value


def _address(_: click.Context, __: click.Parameter, value: str) -> str:
    """Refuse no address at all, which would mean all of them."""
    if not value.strip():
        raise click.BadParameter("it must be an address or a name, such as 127.0.0.1")
    return value


class Port(click.IntRange):
    """A port; ``tcp://10.0.0.7:5601`` is none of ours.

    Kubernetes and Docker's links put that into ``MOCKBANA_PORT`` when a service is called mockbana.
    """

    name = "port"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the port; the default in place of an address."""
        is_address = isinstance(value, str) and value.startswith("tcp://")
        return super().convert(5601 if is_address else value, param, ctx)


def end_on_sigterm() -> None:
    """End at once when told to while still starting: as process 1 we would not end by default."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


@click.group(context_settings=HELP)
@click.version_option(__version__, prog_name="mockbana")
def main() -> None:
    """Run a fake Kibana that people can trust: the Cases API for tests, in Kibana's own words."""


@main.command(context_settings=CONTEXT, cls=Command)
@click.option("--host", default="127.0.0.1", callback=_address, help="Address to listen on.")
@click.option("--port", default=5601, type=Port(0, 65535), help="0 takes a free one.")
@click.option("--port-file", type=click.Path(path_type=Path), help="Write the port to this file.")
@click.option("--fixtures", multiple=True, help="Fixture file or glob, YAML or JSON; repeatable.")
@click.option("--fake", default=0, type=click.IntRange(0), help="Add as many cases from Faker.")
@click.option("--random-seed", default=0, help="Decides ids and fake data.")
@click.option("--locale", default="en_US", help="Whose names fake cases have, e.g. de_DE.")
@click.option("--user", multiple=True, callback=_pair, help="NAME:PASSWORD of a superuser.")
@click.option("--api-key", multiple=True, callback=_pair, help="ID:KEY of an API key of elastic.")
@click.option("--require-auth", is_flag=True, default=None, help="401 without credentials.")
@click.option("--license", type=click.Choice(["trial", "platinum", "basic"]), help="[trial]")
@click.option("--kibana-version", help="The Kibana to pretend to be.  [9.1.0]")
@click.option("--base-path", default="", help="Serve Kibana below this path, e.g. /kb.")
@click.option("--tls", is_flag=True, help="Serve https with a certificate made up for the run.")
@click.option("--tls-ca", type=click.Path(path_type=Path), help="Write its CA to this file (PEM).")
@click.option("--tls-cert", type=click.Path(exists=True), help="Serve https with this one (PEM).")
@click.option("--tls-key", type=click.Path(exists=True), help="The key to --tls-cert (PEM).")
@click.option("--journal-limit", default=10_000, type=click.IntRange(1), help="Requests to keep.")
@click.option("--state", type=click.Path(path_type=Path), help="Keep the state in this file.")
@click.option("--watch", is_flag=True, help="Load fixtures again when they change.")
@click.option("--admin-token", callback=_token, help="The control API wants this bearer token.")
@click.option("--allowed-host", multiple=True, help="A further name to call the control API by.")
@click.option("--log-format", default="text", type=click.Choice(["text", "json"]))
@click.option("--quiet", is_flag=True, help="Print the address and nothing else.")
def serve(**options: Any) -> None:
    """Run a fake Kibana until it is interrupted (Ctrl-C or SIGTERM).

    Every option is also a variable: MOCKBANA_PORT=0, MOCKBANA_REQUIRE_AUTH=1, and several values
    with blanks between them. Options beat variables.
    """
    end_on_sigterm()
    if (options["tls_cert"] is None) != (options["tls_key"] is None):
        raise click.UsageError(spelled("--tls-cert and --tls-key go together"))
    if options["tls_ca"] and (options["tls_cert"] or not options["tls"]):
        alone = "--tls-ca needs --tls, without --tls-cert: only then is there a CA"
        raise click.UsageError(spelled(alone))
    from mockbana.serve.process import import_server

    import_server()
    from mockbana.serve.run import run

    sys.exit(run(**options))


@main.command(context_settings=CONTEXT, cls=Command)
@click.option("--cases", required=True, type=click.IntRange(1), help="How many.")
@click.option("--random-seed", default=0, help="The same seed gives the same bytes.")
@click.option(
    "--owner",
    type=click.Choice(["cases", "observability", "securitySolution"]),
    help="Of this owner only.",
)
@click.option("--locale", default="en_US", help="Whose names the cases have, e.g. de_DE.")
@click.option(
    "-o",
    "--output",
    type=click.File("w", encoding="utf-8"),
    default="-",
    help="Write to this file; JSON where it is called FILE.json.",
)
def fake(**options: Any) -> None:
    """Write a fixture document with fake cases and their people, fit for review in git."""
    from mockbana.serve.files import write_fakes

    try:
        write_fakes(**options)
    except ValueError as error:
        click.echo(spelled(str(error)), err=True)
        sys.exit(2)


@main.command(context_settings=CONTEXT)
@click.argument("paths", nargs=-1, required=True)
def check(paths: tuple[str, ...]) -> None:
    """Check fixture files and print a line per problem."""
    from mockbana.serve.files import check_files

    problems = check_files(paths)
    for problem in problems:
        click.echo(problem)
    sys.exit(1 if problems else 0)


@main.command(context_settings=CONTEXT)
@click.argument("url", required=False)
def healthcheck(url: str | None) -> None:
    """Ask a server whether it answers; exit status 0 when it does."""
    from mockbana.serve.health import ask

    answer, healthy = ask(url)
    click.echo(answer, err=not healthy)
    sys.exit(0 if healthy else 1)
