"""The figures as text: a table for the terminal, and one for the documentation."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

from tests.bench.figures import Figure

Row: TypeAlias = tuple[str, Figure]

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- figures: made by make bench ARGS=--docs -->", "<!-- end of figures -->"


def title(machine: dict[str, Any]) -> str:
    """Return the head of the table in the terminal."""
    return (
        f"Python {machine['python']}, {machine['cores']} cores of {machine['processor']}, "
        f"load {machine['load_before']}\n\n"
        f"{'':44} {'median':>9} {'(19 of 20 times within)':<35} {'goal':<16} verdict"
    )


def line(figure: Figure) -> str:
    """Return *figure* as a line of the table in the terminal."""
    verdict = figure.verdict if figure.verdict == "met" else figure.verdict.upper()
    value = f"{short(figure.found.median):>9} {figure.unit}"
    judged = f"{figure.wanted:16} {verdict:7} {figure.note}"
    return f"  {figure.name:42} {value:24} {within(figure):20} {judged}".rstrip()


def within(figure: Figure) -> str:
    """Return the interval of the median, nothing when there is but one sample."""
    low, high = short(figure.found.low), short(figure.found.high)
    return "" if low == high else f"({low} .. {high})"


def short(value: float) -> str:
    """Return a number with three digits that matter."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def closing(rows: Sequence[Row]) -> str:
    """Return what was missed, what nobody can tell, and how many goals were met."""
    judged = [(f"  {part}: {figure.name}", figure.verdict) for part, figure in rows if figure.goal]
    lines = []
    for verdict, meaning in (("missed", "missed:"), ("noisy", "too noisy to tell:")):
        names = [name for name, each in judged if each == verdict]
        lines += [meaning, *names] if names else []
    met = sum(verdict == "met" for _, verdict in judged)
    return "\n".join([*lines, f"{met} of {len(judged)} goals met"])


def write_document(machine: dict[str, Any], rows: Sequence[Row]) -> None:
    """Put the figures into docs/performance.md."""
    before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    text = f"{before}{BEGIN}\n\n{markdown(machine, rows)}\n\n{END}{after}"
    DOCUMENT.write_text(text, "utf-8")


def markdown(machine: dict[str, Any], rows: Sequence[Row]) -> str:
    """Return the figures as a table in Markdown."""
    packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
    head = (
        f"{machine['date']}, Python {machine['python']}, {machine['cores']} cores of "
        f"{machine['processor']}, {machine['system']}; {packages}. "
        f"Others had {machine['busy']:.0%} of the machine meanwhile."
    )
    cells = [("what", "median", "19 of 20 times within", "goal", "verdict"), ("---",) * 5]
    for part, figure in rows:
        note = f" ({figure.note})" if figure.note else ""
        value = f"{short(figure.found.median)} {figure.unit}"
        span = within(figure).strip("()")
        cells.append((f"{part}: {figure.name}{note}", value, span, figure.wanted, figure.verdict))
    return "\n".join([head, "", *(f"| {' | '.join(row)} |" for row in cells)])
