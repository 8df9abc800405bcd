"""What is wrong with a package is said in full: JSON path, offending value, why, a line each."""

import json
from typing import Any

import pytest

from app.dossier.package import check_package
from tests.dossier.packages import Spoil, content, errors_of, real, small, spoiled


def ballot(given: dict[str, Any]) -> dict[str, Any]:
    return given["ballots"][0]  # type: ignore[no-any-return]


def position(given: dict[str, Any], n: int = 0) -> dict[str, Any]:
    return ballot(given)["positions"][n]  # type: ignore[no-any-return]


def test_the_real_package_has_nothing_wrong_with_it() -> None:
    assert len(real().content["ballots"][0]["positions"]) == 3043


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", "$: line 1, column 1: not JSON: Expecting value"),
        (b"{", "$: line 1, column 2: not JSON: Expecting property name enclosed in double quotes"),
        (b'{"a": 1} {"b": 2}', "$: line 1, column 10: not JSON: Extra data"),
        (b"\xff\xfe", "$: byte 1: the file is not UTF-8"),
        (
            b"\xef\xbb\xbf{}",
            "$: byte 1: the file begins with a byte order mark; save it as UTF-8 without one",
        ),
        (b"[" * 200_000, "$: the file: nested too deeply"),
        (b"[" * 60 + b"]" * 60, "$: the file: nested more than 40 levels deep"),
        (b"[1" + b"0" * 9000 + b"]", "$: the file: a number in it has too many digits"),
        (b"[]", "$: []: must be an object"),
        (b"null", "$: null: must be an object"),
    ],
)
def test_a_file_that_is_no_package_at_all_gets_one_sentence(data: bytes, line: str) -> None:
    assert errors_of(data) == [line]


# What is done to the real package, and the line that has to come of it.
SPOILED: list[tuple[str, Spoil, str]] = [
    (
        "a missing field",
        lambda p: p["comments"][3].pop("text"),
        "$.comments[3].text: nothing: this has to be given",
    ),
    (
        "an unknown field",
        lambda p: p["sources"][0].update(isbn="1"),
        '$.sources[0].isbn: "1": there is no field of this name here',
    ),
    (
        "a wrong type",
        lambda p: p["roundtables"][1].update(number="two"),
        '$.roundtables[1].number: "two": must be a whole number',
    ),
    (
        "a wrong choice",
        lambda p: position(p, 5).update(position="maybe"),
        '$.ballots[0].positions[5].position: "maybe": must be one of support, support_with_reservation, abstain, object',
    ),
    ("a wrong schema version", lambda p: p.update(schema_version="2.0"), '$.schema_version: "2.0": must be 1.0'),
    (
        "a day that does not exist",
        lambda p: p["contributions"][0].update(date="2013-02-30"),
        '$.contributions[0].date: "2013-02-30": not a date between 1900 and 2200, written YYYY-MM-DD',
    ),
    (
        "a time without its offset",
        lambda p: position(p).update(cast_at="2013-08-27 10:00:00"),
        '$.ballots[0].positions[0].cast_at: "2013-08-27 10:00:00": not a time between 1900 and 2200 with its offset,'
        " such as 2013-08-26T09:30:00Z",
    ),
    (
        "a link that would run a script",
        lambda p: p["sources"][9].update(url="javascript:alert(1)"),
        '$.sources[9].url: "javascript:alert(1)": not a web address (http or https)',
    ),
    (
        "an objection without its reason",
        lambda p: position(p).update(position="object", reason=None),
        "$.ballots[0].positions[0].reason: null: a reason is due with a reservation or an objection",
    ),
    (
        "an objection with a blank reason",
        lambda p: position(p).update(position="object", reason="  "),
        '$.ballots[0].positions[0].reason: "  ": must not be empty',
    ),
    (
        "a line feed after a code",
        lambda p: p["pilots"][0].update(id="PIL-1\n"),
        '$.pilots[0].id: "PIL-1\\n": does not have the form ^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
    ),
    (
        "not a number",
        lambda p: p["observations"][0].update(value=float("nan")),
        '$.observations[0].value: "nan": not a number that JSON knows',
    ),
    (
        "half a character",
        lambda p: p["comments"][0].update(text="a\ud800b"),
        '$.comments[0].text: "a\\ud800b": half of a character (a lone surrogate)',
    ),
    (
        "a dangling reference",
        lambda p: p["comments"][3].update(round="R9"),
        '$.comments[3].round: "R9": there is no round of this id',
    ),
    (
        "a dangling source",
        lambda p: p["mechanisms"][0]["evidence"][1].update(source="P-99"),
        '$.mechanisms[0].evidence[1].source: "P-99": there is no source of this id',
    ),
    (
        "a code twice",
        lambda p: p["pilots"][1].update(code="PIL-1"),
        '$.pilots[1].code: "PIL-1": stands more than once in this list',
    ),
    (
        "an organisation twice",
        lambda p: p["organisations"].append(p["organisations"][0]),
        '$.organisations[52].id: "org-swe": stands more than once in this list',
    ),
    (
        "a link without its mirror",
        lambda p: p["mechanisms"][0]["benchmarks"].remove("RT1-B7"),
        '$.benchmarks[6].mechanisms[0]: "RT1-M1": RT1-M1 does not name RT1-B7 among its benchmarks',
    ),
    (
        "a comment outside its round",
        lambda p: p["comments"][0].update(created="2013-05-01"),
        '$.comments[0].created: "2013-05-01": outside round R1, which runs from 2013-02-04 to 2013-04-12',
    ),
    (
        "a comment on a field that does not exist",
        lambda p: p["comments"][0].update(field="colour"),
        '$.comments[0].field: "colour": a mechanism has no field of this name',
    ),
    (
        "a comment on a benchmark's field of a mechanism",
        lambda p: p["comments"][0].update(field="baseline"),
        '$.comments[0].field: "baseline": a mechanism has no field of this name',
    ),
    (
        "a target of the other kind",
        lambda p: p["comments"][0]["target"].update(kind="benchmark"),
        '$.comments[0].target.code: "RT1-M1": there is no benchmark of this code',
    ),
    (
        "a position of somebody who is not eligible",
        lambda p: position(p).update(organisation="jmdi"),
        '$.ballots[0].positions[0].organisation: "jmdi": not eligible in BAL-1',
    ),
    (
        "a position on something else",
        lambda p: ballot(p)["proposals"].remove("RT1-M2"),
        '"RT1-M2": not on BAL-1',
    ),
    (
        "a second position",
        lambda p: ballot(p)["positions"].append({**position(p), "position": "abstain"}),
        '$.ballots[0].positions[100]: "org-swe on RT1-M1": a second position; the first is positions[0]',
    ),
    (
        "a position after the ballot",
        lambda p: position(p).update(cast_at="2013-09-14T00:00:00Z"),
        '$.ballots[0].positions[0].cast_at: "2013-09-14T00:00:00Z": outside BAL-1, which runs from 2013-08-26 to'
        " 2013-09-13",
    ),
    (
        "a ballot in a round for comments",
        lambda p: ballot(p).update(round="R2"),
        '$.ballots[0].round: "R2": not a decision round',
    ),
    (
        "a share of three numbers",
        lambda p: ballot(p)["rule"].update(adoption_support_fraction=[2, 3, 4]),
        "$.ballots[0].rule.adoption_support_fraction: [2, 3, 4]: a share is two whole numbers, the first not above"
        " the second",
    ),
    (
        "an observer in the electorate",
        lambda p: ballot(p)["eligible"].append("jmdi"),
        '$.ballots[0].eligible[50]: "jmdi": an observer (voting is false) has no position to give',
    ),
    (
        "a round that closes before it opens",
        lambda p: p["review_rounds"][2].update(closes="2013-08-01"),
        '$.review_rounds[2].closes: "2013-08-01": before opens, which is 2013-08-26',
    ),
    (
        "a pilot that nobody may lead",
        lambda p: p["pilots"][0].update(lead_states=["icmc"]),
        '$.pilots[0].lead_states[0]: "icmc": only a State leads a pilot, and this is none: it has no iso3',
    ),
    (
        "a gap between versions",
        lambda p: p["mechanisms"][0]["history"][1].update(version=3),
        '$.mechanisms[0].history[1].version: 3: does not follow version 1',
    ),
    (
        "a version that replaced nothing known",
        lambda p: p["mechanisms"][0]["history"][1]["replaced"].update(colour="red"),
        '$.mechanisms[0].history[1].replaced.colour: "colour": a mechanism has no field of this name',
    ),
    (
        "a slug of the site itself",
        lambda p: p["consultation"].update(id="api"),
        '$.consultation.id: "api": this word is reserved for an address of the site itself',
    ),
    (
        "an unknown time zone",
        lambda p: p["consultation"].update(timezone="Mars/Olympus"),
        '$.consultation.timezone: "Mars/Olympus": not a time zone',
    ),
    (
        "a code that cannot stand in an address",
        lambda p: p["pilots"][0].update(code="PIL/1"),
        '$.pilots[0].code: "PIL/1": may hold only letters, digits, points and hyphens',
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "line"), [(s, line) for _, s, line in SPOILED], ids=[n for n, _, _ in SPOILED]
)
def test_what_is_wrong_is_said_with_its_path_and_its_value(spoil: Spoil, line: str) -> None:
    errors = errors_of(spoiled(spoil))
    assert any(error.endswith(line) for error in errors), errors[:5]
    assert not any("\n" in error or "\r" in error for error in errors)


def test_a_reply_answers_a_comment_on_the_same_thing_that_stands_before_it() -> None:
    given = content()
    n, reply = [(n, c) for n, c in enumerate(given["comments"]) if c["parent"] is not None][-1]
    other = next(c for c in given["comments"][:n] if c["target"] != reply["target"])
    reply["parent"] = other["id"]
    expected = f'$.comments[{n}].parent: "{other["id"]}": is about {other["target"]["code"]}, not {reply["target"]["code"]}'
    assert errors_of(json.dumps(given).encode()) == [expected]
    reply["parent"] = reply["id"]
    assert errors_of(json.dumps(given).encode()) == [
        f'$.comments[{n}].parent: "{reply["parent"]}": not listed before its reply'
    ]


def test_a_name_that_stands_twice_is_found_with_its_path() -> None:
    data = json.dumps(content()).encode().replace(b'"id": "hld-2013"', b'"id": "other", "id": "hld-2013"', 1)
    assert errors_of(data) == ['$.consultation.id: "hld-2013": this name stands more than once in its object']


def test_every_error_is_said_at_once_those_of_the_schema_and_those_beyond_it() -> None:
    def spoil(given: dict[str, Any]) -> None:
        given["comments"][0].pop("text")
        given["comments"][1]["round"] = "R9"
        position(given, 4)["position"] = "maybe"
        position(given, 6)["organisation"] = "nobody"
        given["consultation"].update(start_date="soon", timezone="Mars/Olympus")

    wheres = [error.split(": ")[0] for error in errors_of(spoiled(spoil))]
    assert sorted(wheres) == [
        "$.ballots[0].positions[4].position",
        "$.ballots[0].positions[6].organisation",
        "$.comments[0].text",
        "$.comments[1].round",
        "$.consultation.start_date",
        "$.consultation.timezone",
    ]


def test_a_long_value_is_shortened_and_cannot_break_the_line() -> None:
    errors = errors_of(spoiled(lambda p: p["comments"][0].update(round="a\u2028b\n" * 5000)))
    assert len(errors) == 1
    assert len(errors[0]) < 250
    assert errors[0].splitlines() == errors


def test_the_hash_is_of_what_a_package_says_and_not_of_how_it_is_written() -> None:
    reordered = dict(reversed(content().items()))
    assert check_package(json.dumps(reordered, indent=3).encode()).sha256 == small().sha256
    changed = spoiled(lambda p: p["comments"][0].update(text="Something else."))
    assert check_package(changed).sha256 != small().sha256


def test_control_characters_are_taken_out_of_texts() -> None:
    package = check_package(spoiled(lambda p: p["comments"][0].update(text="one\x00two\r\nthree")))
    assert package.content["comments"][0]["text"] == "onetwo\nthree"
