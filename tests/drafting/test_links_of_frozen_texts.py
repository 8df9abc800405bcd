"""What is under decision keeps its links, whichever text is edited (invariants 1 and 2)."""

from tests.review.making import AT, at, begin, do, make, plan
from tests.support import Site


def test_a_text_under_decision_keeps_its_benchmark_when_the_benchmark_is_edited(site: Site) -> None:
    moderator, member = make(site), site.api("member")
    mechanism, other = begin(site, "A register"), begin(site, "Another register", submit=False)
    body = {
        "kind": "benchmark",
        "roundtable": "RT1",
        "group": "WG-1",
        "title": "Fees",
        "mechanisms": [mechanism],
    }
    benchmark = member.post(f"{AT}/proposals", json=body).json()["code"]
    plan(moderator, first=1, last=5)
    site.now = at(1.5)
    assert do(moderator, "R1", "opening").status_code == 200
    site.now = at(9)
    assert do(moderator, "R1", "completion").status_code == 200
    assert moderator.post(f"{AT}/proposals/{mechanism}/readiness").status_code == 200
    plan(moderator, "ballot", first=12, last=15)
    assert do(moderator, "R2", "opening").status_code == 200

    def relink(code: str, **fields: list[str]) -> int:
        address = f"{AT}/proposals/{code}"
        mark = member.get(address).headers["ETag"]
        answer = member.patch(address, json=fields, headers={"If-Match": mark})
        if answer.status_code == 422:
            assert "under decision" in answer.json()["detail"]
        return answer.status_code

    assert relink(benchmark, mechanisms=[]) == 422
    assert relink(benchmark, mechanisms=[other]) == 422
    assert relink(benchmark, mechanisms=[mechanism, other]) == 200
    new = {**body, "title": "Another measure"}
    assert member.post(f"{AT}/proposals", json=new).status_code == 422
    assert member.get(f"{AT}/proposals/{mechanism}").json()["benchmarks"] == [benchmark]
