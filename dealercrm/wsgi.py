import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dealercrm.settings")
# What a page asks of the database waits no longer for a colleague or an import: dealercrm.middleware says so in words.
os.environ["PGOPTIONS"] = f"{os.environ.get('PGOPTIONS', '')} -c lock_timeout=2s".strip()
application = get_wsgi_application()
