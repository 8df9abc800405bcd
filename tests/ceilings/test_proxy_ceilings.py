"""How many queries proxies may ask, with many of them in a ballot."""

from tests.ceilings.counting import counted
from tests.ceilings.test_query_ceilings import LIST, POST
from tests.support import Site
from tests.voting.assembly import BALLOT, HERE, assembly
from tests.voting.test_proxy import PAGE, PROXY, code_of, name

SHEET = f"{HERE}/sheet?delegation=org-bel"


def test_proxies_ask_no_more_than_their_ceilings_where_there_are_many(site: Site) -> None:
    heads, (code,) = assembly(site, {"CS": 12}, proxies=2)
    speaks, names = heads["CS"][:6], heads["CS"][6:]
    for holder, head in zip(speaks, names, strict=True):
        assert name(site, head, code_of(site, holder)).status_code == 200
    programs = {who: site.api(who) for who in ("state", "ngo")}
    browsers = {who: site.client(who) for who in ("state", "ngo")}
    position = {"position": "support", "delegation": "org-bel"}
    asked = {
        "name": lambda: programs["state"].put(PROXY, json={"proxy": "picum"}),
        "cast": lambda: programs["ngo"].put(f"{BALLOT}/positions/{code}", json=position),
        "read": lambda: programs["state"].get(PROXY),
        "page": lambda: browsers["state"].get(PAGE),
        "held": lambda: browsers["ngo"].get(PAGE),
        "sheet": lambda: browsers["ngo"].get(SHEET),
        "ballot": lambda: browsers["ngo"].get(HERE),
        "end": lambda: programs["state"].delete(PROXY),
    }
    for what, ask in asked.items():
        with counted(site.database) as statements:
            assert ask().status_code == 200
        ceiling = LIST if what in ("read", "page", "held", "sheet", "ballot") else POST
        assert len(statements) <= ceiling, f"{what}\n" + "\n".join(statements)
