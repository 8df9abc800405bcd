"""The codes of countries (ISO 3166-1, three letters), and what countries are called in the languages of the site."""

from functools import cache

from babel import Locale
from babel.core import get_global

from app.kernel.i18n import LANGUAGES
from app.kernel.text.fold import fold

_CODES = """
    ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR
    BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL
    COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK
    FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV
    HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO
    LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG
    MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN
    PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE
    SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO
    TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE
"""
ISO3 = frozenset(_CODES.split())

# Not among the States: territories, and codes for parts of States. A code of theirs is taken where somebody types it.
_OTHER_CODES = """
    ABW AIA ALA ASM ATA ATF BES BLM BMU BVT CCK CUW CXR CYM ESH FLK FRO GGY GIB GLP GRL GUF GUM HKG HMD IMN
    IOT JEY MAC MAF MNP MSR MTQ MYT NCL NFK PCN PRI PYF REU SGS SHN SJM SPM SXM TCA TKL TWN UMI VGB VIR WLF
"""
_OTHERS = frozenset(_OTHER_CODES.split())
# States that the United Nations call otherwise than the Unicode CLDR does.
_CALLED = {
    "PSE": {
        "en": "State of Palestine",
        "fr": "État de Palestine",
        "es": "Estado de Palestina",
        "ar": "دولة فلسطين",
        "zh": "巴勒斯坦国",
        "ru": "Государство Палестина",
    },
}


@cache
def country_names(language: str) -> dict[str, str]:
    """What each country is called in a language, by its code (Unicode CLDR). It helps to find a code; what a delegation
    is called is the secretariat's to say."""
    territories, two_letters = Locale.parse(language).territories, get_global("territory_aliases")
    found = {code: territories[two_letters[code][0]] for code in ISO3}
    return found | {code: names[language] for code, names in _CALLED.items() if language in names}


@cache
def states(language: str) -> tuple[tuple[str, str], ...]:
    """The States as code and name, by name in this language: those that take part in the United Nations system, as
    members, observer States or members of its agencies."""
    named = ((code, name) for code, name in country_names(language).items() if code not in _OTHERS)
    return tuple(sorted(named, key=lambda pair: (fold(pair[1]), pair[0])))


@cache
def _codes() -> dict[str, str]:
    named = {fold(name): code for language in LANGUAGES for code, name in country_names(language).items()}
    return named | {code.lower(): code for code in ISO3}


def country_code(typed: str) -> str | None:
    """The code of the country that is typed as a code, or by its name in any language of the site; None where it is
    neither."""
    return _codes().get(fold(typed).strip())
