"""Options that stand in the environment: ``MOCKBANA_PORT`` and its like."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import click
from click.core import ParameterSource

PREFIX: Final = "MOCKBANA_"
OTHERS: Final = ("MOCKBANA_URL", "MOCKBANA_DEPLOYMENT", "MOCKBANA_CHROMIUM", "MOCKBANA_PICTURE")
"""Variables that no option has: of the pytest plugin, and of this project's own tests."""
_SERVICE: Final = re.compile(
    r"MOCKBANA_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?|NAME|ENV_\w+)"
)
"""What Kubernetes and Docker's links set where a service is called mockbana, or mockbana-x."""
_LEAST: Final = 0.5
_SETTING: Final = re.compile(r"^(?:settings\.|cases\[0\]\.(?=locale))?([a-z_]+)(?=:| must )")


class Command(click.Command):
    """A command whose options are variables, too; what is wrong with a variable names it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options; warn of variables that none of them has."""
        for warning in warnings(os.environ, _variables(ctx)):
            click.echo(warning, err=True)
        try:
            return super().parse_args(ctx, args)
        except click.BadParameter as error:
            if error.param and not error.param_hint and _is_variable(ctx, error.param):
                error.param_hint = variable(error.param)
            raise


def variable(option: click.Parameter) -> str:
    """Return the variable of an option."""
    return f"{PREFIX}{str(option.name).upper()}"


def _variables(ctx: click.Context) -> list[str]:
    """Return the variables of all options of all commands."""
    group = ctx.parent.command if ctx.parent else None
    commands = group.commands.values() if isinstance(group, click.Group) else [ctx.command]
    options = [each for command in commands for each in command.params]
    return [variable(each) for each in options if isinstance(each, click.Option)]


def _is_variable(ctx: click.Context, option: click.Parameter) -> bool:
    """Whether the value of *option* comes from its variable."""
    return ctx.get_parameter_source(str(option.name)) is ParameterSource.ENVIRONMENT


def warnings(environment: Mapping[str, str], known: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each variable of ours in *environment* that means nothing."""
    options = [*known]
    for name, value in environment.items():
        is_ours = name.upper().startswith(PREFIX) and name not in (*options, *OTHERS)
        if is_ours and not _SERVICE.fullmatch(name) and not value.startswith("tcp://"):
            yield f"warning: the variable {name} means nothing{_hint(name.upper(), options)}"


def _hint(name: str, options: Iterable[str]) -> str:
    from mockbana.harness.nearest import nearest

    words = {each.removeprefix(PREFIX).lower(): each for each in (*options, *OTHERS[:2])}
    near = nearest(name.removeprefix(PREFIX), words, _LEAST)
    return f"; did you mean {words[near]}?" if near else ": no option of mockbana is called so"


def spelled(text: str) -> str:
    """Return *text* with variables in place of those options that stand in the environment."""
    ctx = click.get_current_context(silent=True)
    if ctx is None:
        return text
    given = [each for each in ctx.command.params if _is_variable(ctx, each)]
    names = {each.opts[-1]: variable(each) for each in given if isinstance(each, click.Option)}
    fixtures = ctx.params.get("fixtures") if "--fixtures" in names else None
    if fixtures and text.startswith(tuple(fixtures)):
        return f"{names['--fixtures']}: {text}"
    start = _SETTING.match(text)
    if start and (option := f"--{start[1].replace('_', '-')}") in names:
        text = option + text[start.end() :]
    return re.sub(r"--[a-z][a-z-]*", lambda word: names.get(word[0], word[0]), text)
