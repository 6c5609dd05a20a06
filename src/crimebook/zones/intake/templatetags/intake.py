"""Filters that say values in the reader's language."""

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from crimebook.terms.reasons import Reason

register = template.Library()

MAX_KEPT = 400
"""Some 2 MB. A way has about thirty pages in a language."""

_kept: dict[tuple[object, ...], SafeString] = {}


class Kept(template.Node):
    """What stands between ``kept`` and ``endkept``."""

    def __init__(self, name: FilterExpression, nodelist: NodeList) -> None:
        self._name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """Return what was drawn when the name was first asked for; without a name it is drawn anew."""
        name = self._name.resolve(context)
        key = (name, context["language"], context["house"])
        drawn = _kept.get(key) or self.nodelist.render(context)
        if name:
            if len(_kept) >= MAX_KEPT:
                _kept.clear()
            _kept[key] = drawn
        return drawn


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """Draw what all pages of a language have alike once, under a name: ``{% kept "head" %}…{% endkept %}``.

    Nothing of a person's may stand inside, and nothing that differs between two pages of that name.
    """
    _, name = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(parser.compile_filter(name), nodelist)


@register.filter
def say(reason: Reason) -> str:
    """Return a reason in the reader's language."""
    return reason.say(gettext(reason.message))


@register.filter
def fingerprint(digest: str) -> list[str]:
    """Return a digest in groups of eight digits, as people compare them aloud."""
    return [digest[at : at + 8] for at in range(0, len(digest), 8)]
