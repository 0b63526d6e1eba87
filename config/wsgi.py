"""The web server's way in. It refuses to start on an environment that the checks refuse."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings

if settings.ENV_PROBLEMS:
    sys.exit("\n".join(f"{problem.message} {problem.hint}" for problem in settings.ENV_PROBLEMS))

application = get_wsgi_application()
