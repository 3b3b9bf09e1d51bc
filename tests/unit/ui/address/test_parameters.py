"""Parameters of addresses and requests: what each reads, refuses and writes; and that a page's table says what is known."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vizvae.paths import PACKAGE
from vizvae.ui.address.codec import parameter, read_address, write_address
from vizvae.ui.http.parameters import Choice, Mended, Number, Numbers, Several, Wholes, asked

# frontend/src/parts/address/parameters.test.ts reads the same texts: what one side says, the other understands.
TEXTS = json.loads((PACKAGE / "ui" / "frontend" / "src" / "parts" / "address" / "texts.json").read_text("utf-8"))


def read(one: Any, text: str) -> Any:
    """As the browser: without what is said of it."""
    try:
        return one.read(text)
    except Mended as mended:
        return mended.value
    except ValueError:
        return None


def test_texts_are_read_as_in_the_browser() -> None:
    for case in TEXTS["number"]:
        one = parameter(case["spec"])
        assert {text: read(one, text) for text in case["reads"]} == case["reads"]
        assert {read(one, text) for text in case["none"]} == {None}
    for case in TEXTS["choice"]:
        one = Choice(options=dict.fromkeys(case["known"]))
        assert {text: read(one, text) for text in case["reads"]} == case["reads"]
        assert {read(one, text) for text in case["none"]} == {None}
    for case in TEXTS["several"]:
        one = Several(options=dict.fromkeys(case["known"]), ordered=True)
        assert {text: list(read(one, text) or ()) for text in case["reads"]} == case["reads"]
    assert {text: Number().write(value) for text, value in TEXTS["written"].items()} == {text: text for text in TEXTS["written"]}


TABLE = {
    "count": Number(below="num_nodes", start=0),
    "at": Number(min=-3, max=3, step=0.01, start=0.5, clamp=True),
    "range": Choice(options={"near": "", "far": ""}, start="near"),
    "show": Several(options={"found": "", "missed": ""}, empty=True),
    "z": Numbers(count="num_latents", largest=1e6, decimals=3),
    "nodes": Wholes(joined_by="_", below="num_nodes", at_most=2, start=()),
    "cell": Wholes(joined_by="-", sizes="cell_sizes"),
}
LIMITS = {"num_nodes": 34, "num_latents": 2, "cell_sizes": {"factor": 5, "latent": 2}}
views = st.fixed_dictionaries(
    {
        "count": st.integers(0, 33),
        "at": st.integers(-300, 300).map(lambda number: number / 100),
        "range": st.sampled_from(["near", "far"]),
        "show": st.none() | st.lists(st.sampled_from(["found", "missed"]), unique=True).map(sorted).map(tuple),
        "z": st.none() | st.tuples(*[st.integers(-9000, 9000).map(lambda number: number / 1000)] * 2),
        "nodes": st.lists(st.integers(0, 33), max_size=2).map(tuple),
        "cell": st.none() | st.tuples(st.integers(0, 4), st.integers(0, 1)),
    }
)


@given(view=views)
def test_there_and_back(view: dict[str, Any]) -> None:
    assert read_address(TABLE, write_address(TABLE, view), LIMITS) == (view, [])


def test_what_is_as_it_starts_is_not_written() -> None:
    view, problems = read_address(TABLE, {}, LIMITS)
    assert not problems
    assert write_address(TABLE, view) == {}
    assert write_address(TABLE, view | {"show": ()}) == {"show": ""}


@pytest.mark.parametrize(
    ("query", "value", "says"),
    [
        ({"count": "34"}, 0, "The link's count was left out: expected a whole number from 0 to 33, got '34'."),
        ({"count": "1.5"}, 0, "The link's count was left out: expected a whole number from 0 to 33, got '1.5'."),
        ({"at": "9"}, 3, "The link's at was brought to 3: expected a number from -3 to 3, got '9'."),
        ({"at": "x" * 999}, 0.5, f"The link's at was left out: expected a number from -3 to 3, got '{'x' * 20}'."),
        ({"range": "no"}, "near", "The link's range was left out: expected one of near, far, got 'no'."),
        ({"show": "found_no"}, ("found",), "The link's show was kept in part: expected some of found, missed, got 'no'."),
        ({"show": "no"}, None, "The link's show was left out: expected some of found, missed, got 'no'."),
        ({"z": "1"}, None, "The link's z was left out: it has 1 numbers, but this model has 2 latents; "),
        ({"z": "1_inf"}, None, "The link's z was left out: it holds a value that is not a finite number up to ±1,000,000; "),
        ({"nodes": "3_x"}, (), "The link's nodes was left out: number 2: expected a whole number from 0 to 33, got 'x'."),
        (
            {"cell": "4"},
            None,
            "The link's cell was left out: expected 2 whole numbers joined by '-', for factor, latent, got '4'.",
        ),
        ({"cell": "4-2"}, None, "The link's cell was left out: latent: expected a whole number from 0 to 1, got '2'."),
    ],
)
def test_what_cannot_be_used_is_said_in_one_wording(query: dict[str, str], value: Any, says: str) -> None:
    view, (problem,) = read_address(TABLE, query, LIMITS)
    assert view[next(iter(query))] == value
    assert problem.startswith(says)


def test_a_request_is_read_by_the_same_parameters() -> None:
    assert asked({"seed": "7"}, "seed", Number(max=999)) == 7
    assert asked({}, "row", Number(), missing="0") == 0
    for query, came in (({}, "''"), ({"seed": "1000"}, "'1000'"), ({"seed": "-1"}, "'-1'")):
        with pytest.raises(ValueError, match=f"seed: expected a whole number from 0 to 999, got {came}"):
            asked(query, "seed", Number(max=999))


def test_a_table_of_what_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match=r"expected one of the kinds number, choice, .*, got 'numbr'"):
        parameter({"kind": "numbr"})
    with pytest.raises(ValueError, match="unknown keys \\['most'\\]; known are"):
        parameter({"kind": "number", "most": 3})
