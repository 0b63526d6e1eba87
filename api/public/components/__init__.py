"""Every object that the API answers, as JSON Schema 2020-12.

No object may hold a member that is not described here: a test validates real answers, so an undocumented field fails.
"""

from api.public.components.basics import BASICS
from api.public.components.building import Schema, ref
from api.public.components.claims import CLAIMS
from api.public.components.examples import add_examples
from api.public.components.structure import STRUCTURE

__all__ = ["COMPONENTS", "ref"]

COMPONENTS: dict[str, Schema] = add_examples(dict(sorted({**BASICS, **CLAIMS, **STRUCTURE}.items())))
