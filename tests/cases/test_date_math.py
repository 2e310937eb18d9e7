"""Dates as Elasticsearch reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockbana.kibana.cases.find.date_math import parse
from mockbana.kibana.clock import iso, milliseconds
from mockbana.kibana.http.errors import KibanaError

NOW = milliseconds("2024-03-31T10:20:30.456Z")
MOMENTS = st.integers(milliseconds("1000-01-01"), milliseconds("9998-12-01"))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022", "2022-01-01T00:00:00.000Z", "2022-12-31T23:59:59.999Z"),
        ("2024-02", "2024-02-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z"),
        ("2022-03-16", "2022-03-16T00:00:00.000Z", "2022-03-16T23:59:59.999Z"),
        ("2022-03-16T", "2022-03-16T00:00:00.000Z", "2022-03-16T23:59:59.999Z"),
        ("2022-03-16T10", "2022-03-16T10:00:00.000Z", "2022-03-16T10:59:59.999Z"),
        ("2022-03-16T10:20Z", "2022-03-16T10:20:00.000Z", "2022-03-16T10:20:59.999Z"),
        ("2022-03-16T10:20:30", "2022-03-16T10:20:30.000Z", "2022-03-16T10:20:30.999Z"),
        ("2022-03-16T10:20:30.5+02:00", "2022-03-16T08:20:30.500Z", "2022-03-16T08:20:30.500Z"),
        ("2022-03-16T10:20:30,5-0130", "2022-03-16T11:50:30.500Z", "2022-03-16T11:50:30.500Z"),
        ("1646092800000", "2022-03-01T00:00:00.000Z", "2022-03-01T00:00:00.000Z"),
        ("20220316", "1970-01-01T05:37:00.316Z", "1970-01-01T05:37:00.316Z"),
        ("now", "2024-03-31T10:20:30.456Z", "2024-03-31T10:20:30.456Z"),
        ("now-1M", "2024-02-29T10:20:30.456Z", "2024-02-29T10:20:30.456Z"),
        ("now-1y+2d", "2023-04-02T10:20:30.456Z", "2023-04-02T10:20:30.456Z"),
        ("now-90m", "2024-03-31T08:50:30.456Z", "2024-03-31T08:50:30.456Z"),
        ("now/s", "2024-03-31T10:20:30.000Z", "2024-03-31T10:20:30.999Z"),
        ("now/h", "2024-03-31T10:00:00.000Z", "2024-03-31T10:59:59.999Z"),
        ("now/d", "2024-03-31T00:00:00.000Z", "2024-03-31T23:59:59.999Z"),
        ("now/w", "2024-03-25T00:00:00.000Z", "2024-03-31T23:59:59.999Z"),
        ("now-1M/M", "2024-02-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z"),
        ("now+1d/y", "2024-01-01T00:00:00.000Z", "2024-12-31T23:59:59.999Z"),
        ("2022-01-31||+1M/d", "2022-02-28T00:00:00.000Z", "2022-02-28T23:59:59.999Z"),
    ],
)
def test_what_a_date_leaves_out_is_filled_from_below_or_from_above(
    text: str, first: str, last: str
) -> None:
    assert (iso(parse(text, NOW)), iso(parse(text, NOW, up=True))) == (first, last)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("yesterday", "failed to parse date field [yesterday] with format"),
        ("2022-13", "failed to parse date field [2022-13] with format"),
        ("2022-02-30", "failed to parse date field [2022-02-30] with format"),
        ("2022-3-1", "failed to parse date field [2022-3-1] with format"),
        ("x||+1d", "failed to parse date field [x] with format"),
        ("now-", "truncated date math [-]"),
        ("now+12", "truncated date math [+12]"),
        ("now1d", "operator not supported for date math [1d]"),
        ("now+1q", "unit [q] not supported for date math [+1q]"),
        ("now/2d", "rounding `/` can only be used on single unit types [/2d]"),
    ],
)
def test_what_is_no_date_is_refused_in_elasticsearchs_words(text: str, complaint: str) -> None:
    with pytest.raises(KibanaError) as refusal:
        parse(text, NOW)

    assert refusal.value.status == 400
    assert f"parse_exception: {complaint}" in refusal.value.message


@pytest.mark.parametrize(
    "step", ["-9999y", "+9999y", "-99999999999d", "+99999999999h", "-5000000M"]
)
def test_steps_out_of_the_calendar_end_at_its_limits(step: str) -> None:
    far = parse(f"now{step}", NOW)

    assert far < milliseconds("0002-01-01") or far > milliseconds("9999-01-01")


@given(MOMENTS)
def test_a_timestamp_is_itself(moment: int) -> None:
    assert parse(iso(moment), NOW) == parse(iso(moment), NOW, up=True) == moment


@given(MOMENTS, st.sampled_from("yMwdhms"))
def test_rounding_finds_the_unit_that_the_moment_is_in(moment: int, unit: str) -> None:
    first, last = (parse(f"now/{unit}", moment, up=up) for up in (False, True))

    assert first <= moment <= last
    assert parse(f"now/{unit}", last + 1) == last + 1
    assert parse(f"now/{unit}", first) == first


@given(MOMENTS, st.text("now0123456789|+-/yMwdhmsTZ:. ", max_size=15))
def test_any_other_text_is_a_date_or_a_refusal(moment: int, text: str) -> None:
    try:
        first, last = parse(text, moment), parse(text, moment, up=True)
    except KibanaError:
        return

    assert first <= last


def test_a_step_of_thousands_of_digits_ends_at_the_limits() -> None:
    assert iso(parse(f"now+{'9' * 5000}d", NOW)) == "9999-12-31T23:59:59.999Z"
    assert iso(parse(f"now-{'9' * 5000}M", NOW)) == "0001-01-01T00:00:00.000Z"
