"""The regions of countries, as the United Nations count them.

Source: United Nations Statistics Division, Standard country or area codes for statistical use (M49): the five regions, the
Americas in their two parts. Antarctica is in none. The codes are those of ISO 3166-1 with three letters.
"""

from app.kernel.i18n import gettext as _

_COUNTRIES = {
    "AFRICA": """
        AGO ATF BDI BEN BFA BWA CAF CIV CMR COD COG COM CPV DJI DZA EGY ERI ESH ETH GAB GHA GIN GMB GNB GNQ
        IOT KEN LBR LBY LSO MAR MDG MLI MOZ MRT MUS MWI MYT NAM NER NGA REU RWA SDN SEN SHN SLE SOM SSD STP
        SWZ SYC TCD TGO TUN TZA UGA ZAF ZMB ZWE
    """,
    "LATIN_AMERICA": """
        ABW AIA ARG ATG BES BHS BLM BLZ BOL BRA BRB BVT CHL COL CRI CUB CUW CYM DMA DOM ECU FLK GLP GRD GTM
        GUF GUY HND HTI JAM KNA LCA MAF MEX MSR MTQ NIC PAN PER PRI PRY SGS SLV SUR SXM TCA TTO URY VCT VEN
        VGB VIR
    """,
    "NORTHERN_AMERICA": """
        BMU CAN GRL SPM USA
    """,
    "ASIA": """
        AFG ARE ARM AZE BGD BHR BRN BTN CHN CYP GEO HKG IDN IND IRN IRQ ISR JOR JPN KAZ KGZ KHM KOR KWT LAO
        LBN LKA MAC MDV MMR MNG MYS NPL OMN PAK PHL PRK PSE QAT SAU SGP SYR THA TJK TKM TLS TUR TWN UZB VNM
        YEM
    """,
    "EUROPE": """
        ALA ALB AND AUT BEL BGR BIH BLR CHE CZE DEU DNK ESP EST FIN FRA FRO GBR GGY GIB GRC HRV HUN IMN IRL
        ISL ITA JEY LIE LTU LUX LVA MCO MDA MKD MLT MNE NLD NOR POL PRT ROU RUS SJM SMR SRB SVK SVN SWE UKR
        VAT
    """,
    "OCEANIA": """
        ASM AUS CCK COK CXR FJI FSM GUM HMD KIR MHL MNP NCL NFK NIU NRU NZL PCN PLW PNG PYF SLB TKL TON TUV
        UMI VUT WLF WSM
    """,
}
REGION_OF = {country: region for region, countries in _COUNTRIES.items() for country in countries.split()}
REGIONS = tuple(_COUNTRIES)


def region_name(region: str) -> str:
    """What a region is called in the reader's language; empty is a body that is no country's."""
    return {
        "AFRICA": _("Africa"),
        "LATIN_AMERICA": _("Latin America and the Caribbean"),
        "NORTHERN_AMERICA": _("Northern America"),
        "ASIA": _("Asia"),
        "EUROPE": _("Europe"),
        "OCEANIA": _("Oceania"),
    }.get(region, _("Of no country"))
