"""What a WSGI server loads."""

from crimebook.zones.witness.service import service_of_environment

application = service_of_environment()
