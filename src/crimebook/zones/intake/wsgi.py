"""The intake as a WSGI application."""

import os

from django.core.cache import close_caches
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, reset_queries

# Never another zone's, whatever the surroundings say.
os.environ["DJANGO_SETTINGS_MODULE"] = "crimebook.settings.intake"
application = get_wsgi_application()

# What Django does at every request for databases and caches: this zone has none of them.
request_started.disconnect(reset_queries)
request_started.disconnect(close_old_connections)
request_finished.disconnect(close_old_connections)
request_finished.disconnect(close_caches)
