"""The words of a spreadsheet of people, in the six languages of the site: its headings, roles, yes and no, languages."""

from collections.abc import Iterable
from functools import cache

from app.consultations.models import Role
from app.consultations.seating import role_word
from app.kernel.i18n import LANGUAGES, in_locale
from app.kernel.i18n import gettext as _
from app.kernel.text.fold import fold

EMAIL, NAME, ORGANISATION, CONSTITUENCY, ROLE, GROUP = (
    "email", "name", "organisation", "constituency", "role", "group",
)  # fmt: skip
TITLE, SINCE, UNTIL, LANGUAGE, PERSONAL = "title", "since", "until", "language", "personal"
FIELDS = (
    EMAIL, NAME, ORGANISATION, CONSTITUENCY, ROLE, GROUP, TITLE, SINCE, UNTIL, LANGUAGE, PERSONAL,
)  # fmt: skip
NEEDED = (EMAIL, ROLE)

# What people write above a column; the words of the form and what lists of other houses use.
_HEADINGS = {
    EMAIL: "email, e-mail, mail, e-mail address, email address, address; courriel, adresse électronique, adresse e-mail;"
    " correo, correo electrónico; البريد الإلكتروني, البريد الالكتروني, بريد إلكتروني; 电子邮件, 电子邮箱, 邮箱;"
    " электронная почта, эл. почта, адрес электронной почты",
    NAME: "name, full name; nom, nom complet, nom et prénom; nombre, nombre completo, nombre y apellidos;"
    " الاسم, الاسم الكامل; 姓名, 名字; имя, фио, имя и фамилия, полное имя",
    ORGANISATION: "organisation, organization, delegation, body, institution; organisme, délégation; organización,"
    " delegación, institución; المنظمة, الوفد, المؤسسة; 组织, 机构, 代表团; организация, делегация, учреждение",
    CONSTITUENCY: "constituency, stakeholder group; collège, catégorie, groupe d’intérêt; sector, grupo de interés,"
    " circunscripción; الفئة, الدائرة; 界别, 利益攸关方, 类别; группа участников, категория, сектор",
    ROLE: "role, seat, function; rôle, fonction, siège; función, papel, rol; الدور, الوظيفة, الصفة; 角色, 职能;"
    " роль, функция",
    GROUP: "group, working group; groupe, groupe de travail; grupo, grupo de trabajo; الفريق, الفريق العامل,"
    " فريق العمل; 工作组, 小组; группа, рабочая группа",
    TITLE: "title, capacity, position; titre, qualité, intitulé; título, cargo, calidad; اللقب, المنصب, المسمى;"
    " 头衔, 职务, 职位; должность, звание, в качестве",
    SINCE: "from, since, begins, start; du, depuis, début, à partir du; desde, inicio; من, منذ, بداية; 开始, 自, 起始日期;"
    " с, начало, дата начала",
    UNTIL: "until, to, ends, end; au, jusqu’au, fin; hasta, fin, final; إلى, حتى, نهاية; 结束, 至, 截止日期;"
    " до, по, конец, дата окончания",
    LANGUAGE: "language; langue; idioma, lengua; اللغة; 语言, 语种; язык",
    PERSONAL: "personal capacity, in personal capacity, personal; à titre personnel; a título personal; بصفة شخصية,"
    " بصفته الشخصية; 个人身份, 以个人身份; в личном качестве, личное качество",
}
_ROLES = {
    Role.OBSERVER: "observer; observateur, observatrice; observador, observadora; مراقب; 观察员; наблюдатель",
    Role.MEMBER: "member; membre; miembro; عضو; 成员; член, участник",
    Role.RAPPORTEUR: "rapporteur; rapporteuse; relator, relatora; مقرر; 报告员; докладчик",
    Role.MODERATOR: "convenor, convener, moderator, chair; président, présidente, animateur, modérateur;"
    " convocante, moderador, moderadora; ميسر, منسق; 召集人; организатор, модератор, председатель",
    Role.SECRETARIAT: "secretariat; secrétariat; secretaría; الأمانة; 秘书处; секретариат",
    Role.HEAD: "head, head of delegation; chef, chef de délégation, cheffe de délégation; jefe, jefa, jefe de"
    " delegación, jefa de delegación; رئيس الوفد, رئيسة الوفد; 团长, 代表团团长; глава делегации, глава",
    Role.ALTERNATE: "alternate, deputy; suppléant, suppléante; suplente; مناوب; 候补, 副代表; заместитель",
    Role.REPORTER: "reporter, reporter of a pilot; reportera, reportero; مبلغ; 试点报告人; ответственный за отчётность",
}
_YES = "yes, y, true, x, 1; oui; sí, si; نعم; 是; да"
_NO = "no, n, false, 0; non; لا; 否; нет"


def plain_word(text: str) -> str:
    """A word as it is compared: no case, no accents, no signs at its ends."""
    return fold(text).strip(" *:.()[]?").replace("’", "'")


def _read(words: str) -> Iterable[str]:
    return (plain_word(word) for part in words.split(";") for word in part.split(","))


@cache
def headings() -> dict[str, str]:
    """What may stand above a column, and which it is."""
    known = {word: field for field, words in _HEADINGS.items() for word in (field, *_read(words))}
    for language in LANGUAGES:
        with in_locale(language):
            # The words of the template come last: they are the ones it must be read by.
            known |= {plain_word(field_word(field)): field for field in FIELDS}
    return known


@cache
def roles() -> dict[str, str]:
    """What may stand for a role, and which it is: its name for programs, and its words in every language."""
    known = {word: role.value for role, words in _ROLES.items() for word in (role.value, *_read(words))}
    for language in LANGUAGES:
        with in_locale(language):
            known |= {plain_word(role_word(role)): role.value for role in _ROLES}
    return known


@cache
def yes_and_no() -> dict[str, bool]:
    """What may stand for yes and no; an empty cell says no."""
    return {**dict.fromkeys(_read(_YES), True), **dict.fromkeys(_read(_NO), False), "": False}


@cache
def languages() -> dict[str, str]:
    """What may stand for a language: its code, its own name, its English name."""
    english = {
        "english": "en",
        "french": "fr",
        "spanish": "es",
        "arabic": "ar",
        "chinese": "zh",
        "russian": "ru",
    }
    return (
        english
        | {plain_word(name): code for code, name in LANGUAGES.items()}
        | {code: code for code in LANGUAGES}
    )


def field_word(field: str) -> str:
    """A column in words, as the template sheet calls it."""
    return {
        EMAIL: _("E-mail address"),
        NAME: _("Name"),
        ORGANISATION: _("Organisation"),
        CONSTITUENCY: _("Constituency"),
        ROLE: _("Role"),
        GROUP: _("Working group"),
        TITLE: _("Capacity"),
        SINCE: _("From"),
        UNTIL: _("Until"),
        LANGUAGE: _("Language"),
        PERSONAL: _("In personal capacity"),
    }[field]
