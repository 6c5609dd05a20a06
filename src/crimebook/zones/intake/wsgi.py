"""The intake as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

# Never another zone's, whatever the surroundings say.
os.environ["DJANGO_SETTINGS_MODULE"] = "crimebook.settings.intake"
application = get_wsgi_application()
