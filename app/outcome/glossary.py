"""The field's terms and acronyms with what they mean, for readers of a document outside the process."""

from app.kernel.i18n import gettext as _


def terms() -> list[tuple[str, str]]:
    """Words that the documents use in a narrower sense than everyday language, each with that sense."""
    return [
        (_("Baseline"), _("The value of a benchmark before anything is tried, with its year and source.")),
        (_("Benchmark"), _("An indicator of success: from which baseline to which target, by when, and how it is verified.")),
        (_("Consensus"), _("A decision on which no delegation objects; delegations may state reservations.")),
        (_("Constituency"), _("A class of participants, such as States or civil society, whose positions are also counted apart.")),
        (_("Declaration"), _("What a delegation says of the outcome in its own words; nobody else can change or drop it.")),
        (_("Delegation"), _("An organisation or State accredited to the consultation. Each has one position.")),
        (_("Disposition"), _("What became of a comment, with the reason.")),
        (_("Mechanism"), _("A tool or good practice that States and others can try.")),
        (_("Objection"), _("A position against a proposal, given with its reason.")),
        (_("Pilot"), _("A voluntary trial of a recommended mechanism by one or more States and their partners. It binds nobody.")),
        (_("Quorum"), _("The least share of the delegations that must take a position for a decision to count.")),
        (_("Reservation"), _("Support under a condition or with a doubt, given with its reason.")),
        (_("Target"), _("The value that a benchmark aims at, and by when.")),
    ]  # fmt: skip


def acronyms() -> list[tuple[str, str]]:
    """Acronyms of the field, each written out."""
    return [
        ("ADPC", _("African Diaspora Policy Centre")),
        ("GFMD", _("Global Forum on Migration and Development")),
        ("GMG", _("Global Migration Group")),
        ("HLD", _("High-level Dialogue on International Migration and Development")),
        ("ICMC", _("International Catholic Migration Commission")),
        ("ICPD", _("International Conference on Population and Development")),
        ("ICRMW", _("International Convention on the Protection of the Rights of All Migrant Workers and Members of Their Families")),
        ("IDC", _("International Detention Coalition")),
        ("IDP", _("Internally displaced person")),
        ("IDWF", _("International Domestic Workers Federation")),
        ("ILO", _("International Labour Organization")),
        ("IOE", _("International Organisation of Employers")),
        ("IOM", _("International Organization for Migration")),
        ("IRIS", _("International Recruitment Integrity System")),
        ("ITUC", _("International Trade Union Confederation")),
        ("JMDI", _("Joint Migration and Development Initiative")),
        ("KNOMAD", _("Global Knowledge Partnership on Migration and Development")),
        ("MDG", _("Millennium Development Goal")),
        ("MFA", _("Migrant Forum in Asia")),
        ("MICIC", _("Migrants in Countries in Crisis Initiative")),
        ("NGO", _("Non-governmental organization")),
        ("OHCHR", _("Office of the United Nations High Commissioner for Human Rights")),
        ("PICUM", _("Platform for International Cooperation on Undocumented Migrants")),
        ("PSI", _("Public Services International")),
        ("SDG", _("Sustainable Development Goal")),
        ("UCLG", _("United Cities and Local Governments")),
        ("UN DESA", _("Department of Economic and Social Affairs of the United Nations Secretariat")),
        ("UNCTAD", _("United Nations Conference on Trade and Development")),
        ("UNDP", _("United Nations Development Programme")),
        ("UNHCR", _("Office of the United Nations High Commissioner for Refugees")),
        ("UNICEF", _("United Nations Children’s Fund")),
        ("UNITAR", _("United Nations Institute for Training and Research")),
        ("UNODC", _("United Nations Office on Drugs and Crime")),
        ("WHO", _("World Health Organization")),
    ]  # fmt: skip
