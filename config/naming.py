"""What the templates of every face call this site; settings.TEMPLATES puts it into all of them."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def site_name() -> str:
    """What the operator calls the site."""
    return settings.SITE_NAME
