"""Pages from templates: everything is escaped where it is shown, and what does not print is made visible."""

import jinja2

from watchhouse.model.harmless import harmless

_LIMIT = 200
"""Characters of one hostile text that a page shows at most, unless the template says otherwise."""


class Pages:
    """Renders the templates of this package."""

    def __init__(self) -> None:
        self._templates = jinja2.Environment(
            loader=jinja2.PackageLoader("watchhouse.web.status"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["harmless"] = _shown

    def render(self, template: str, **values: object) -> str:
        """Return the page that `template` makes of `values`."""
        # What a browser could not be sent in UTF-8 is shown by its escape; harmless leaves nothing of it.
        return self._templates.get_template(template).render(**values)


def _shown(text: str, limit: int = _LIMIT) -> str:
    return harmless(text, limit)
