"""What the process that servers are forked from has made once for all of them. Nothing else imports this.

A server that begins by itself hangs six hundred doors and reads templates and catalogues as they are asked for: as much
work as most tests then give it.
"""

import gc

from fastapi.routing import iter_route_contexts

from app import demo as demo
from app import main
from app.kernel.i18n import LANGUAGES, catalogue
from app.kernel.shipped import shipped
from app.web.render import build_templates

HOUSE = main.build_house()
# The doors are finished as the first request looks for its own.
list(iter_route_contexts(HOUSE.routes))
main.build_house = lambda: HOUSE  # type: ignore[attr-defined]

templates = build_templates(shipped("templates"), shipped("static"))
for name in templates.list_templates():
    templates.get_template(name)
for language in LANGUAGES:
    catalogue(language)

# Each server would look through all of this before it answers.
gc.collect()
gc.freeze()
