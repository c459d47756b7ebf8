"""Settings, read from the environment with django-environ; README lists every name.

Empty DATABASE_URL and CELERY_BROKER_URL mean a bare machine: an embedded PostgreSQL and a broker in a
folder, both under DEALERCRM_VAR. Nothing else differs between the two.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

from dealercrm.local import words
from dealercrm.local.environment import database, unreachable
from dealercrm.local.secret import secret_key
from dealercrm.timetable import QUEUES

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")

VAR = Path(env.str("DEALERCRM_VAR", default="") or BASE_DIR / "var").resolve()
try:
    VAR.mkdir(parents=True, exist_ok=True)
except OSError as problem:
    sentence = words._("DEALERCRM_VAR: the folder %(folder)s cannot be made: %(reason)s")
    raise ImproperlyConfigured(sentence % {"folder": VAR, "reason": problem.strerror}) from None

DEBUG = env.bool("DEBUG", default=False)
DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASES = {"default": database(DATABASE_URL) | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
SECRET_KEY = env.str("SECRET_KEY", default="") or secret_key(
    VAR, allowed=DEBUG or not DATABASE_URL, also=lambda: unreachable(DATABASES["default"])
)
# The machine itself may always ask: the health check of a container does.
ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", default=[]), "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "dealercrm.local",
    "dealercrm.demo",
    "dealercrm.outage",
    "stores",
    "customers",
    "messaging",
    "rewards",
    "campaigns",
    "referrals",
    "insights",
    "workbooks",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "dealercrm.middleware.pages_are_not_kept",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dealercrm.middleware.ChosenLocaleMiddleware",
    "dealercrm.middleware.requests_are_heard_out",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "stores.access.AccessMiddleware",
    "dealercrm.middleware.changes_are_signed",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dealercrm.middleware.words_can_be_kept",
    "dealercrm.middleware.messages_for_fragments",
    "dealercrm.middleware.refusals_as_sentences",
]

ROOT_URLCONF = "dealercrm.urls"
WSGI_APPLICATION = "dealercrm.wsgi.application"
REACTIONS = "dealercrm.reactions.REACTIONS"
NIGHTLY = "dealercrm.timetable.NIGHTLY"
AFTER_RESTORE = "messaging.restored.hold_messages"
PARTS = "dealercrm.parts.PARTS"
# (customer, what the message was written for) -> why it should not be sent to them, if anything is in the way.
MESSAGE_OBJECTIONS = "dealercrm.reactions.MESSAGE_OBJECTIONS"
FILTERING = "dealercrm.filtering.CONDITIONS"
SCORING = "dealercrm.scoring.SIGNALS"
RISKS = "dealercrm.scoring.RISKS"
LIST_COLUMNS = "dealercrm.filtering.COLUMNS"
LIST_SORTS = "dealercrm.filtering.SORTS"
# (staff, today) -> ids of the customers customer care has to contact.
CUSTOMERS_ON_TASK = "campaigns.on_task.customers_on_task"

TEMPLATES = [
    {
        "BACKEND": "customers.rendering.ReaderTemplates",
        "NAME": "django",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dealercrm.navigation.navigation",
            ],
            "builtins": ["dealercrm.lib.addresses"],
            "libraries": {
                "lucide": "dealercrm.lib.icons",
                "punctuation": "dealercrm.lib.punctuation",
                "static_files": "dealercrm.lib.static_files",
            },
        },
    }
]
# Nothing from elsewhere: also enforces in the browser that no page needs a CDN.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "stores.Staff"
AUTHENTICATION_BACKENDS = ["stores.signing.SigningBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "stores.passwords.MinimumLength"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "stores:login"
LOGIN_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
# Stores run on plain http in a shop's own network until a certificate is set up; then HTTPS=true.
HTTPS = env.bool("HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Addresses or networks of our own proxies: of nobody else is it believed for whom they ask.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=["127.0.0.1", "::1"])
if HTTPS:
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LANGUAGE_CODE, LANGUAGES = words.language(), words.LANGUAGES
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["dealercrm.formats"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
ASSETS_DIR = VAR / "assets"
STATICFILES_DIRS = [BASE_DIR / "static", ("lib", ASSETS_DIR)]
SILENCED_SYSTEM_CHECKS = ["staticfiles.W004"]  # `assets` fills the folder; a shell command does not need it
MEDIA_ROOT = VAR / "media"
# Customers' papers and the dealer's workbooks are for this program's user only.
FILE_UPLOAD_PERMISSIONS = 0o600
BACKUP_DIR = Path(env.str("BACKUP_DIR", default="") or VAR / "backups").resolve()
BACKUPS_KEPT = env.int("BACKUPS_KEPT", default=14)
STORAGES = {
    "default": {"BACKEND": "dealercrm.lib.whole_files.WholeFiles"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if env.bool("PLAIN_STATIC", default=DEBUG)
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}
# Compressing is most of a first start: only what browsers ask for, so neither plain names nor source maps.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "png", "jpg", "jpeg", "webp", "woff2", "ico", "gz", "br", "zip")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 500  # a form says its own, smaller limit in a sentence

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="dealercrm@localhost")
# Text messages: the dealer's own accounts at the gateways; an endpoint is only named to try things out.
SMS_GATEWAYS = {
    "aliyun_sms": {
        "key": env.str("ALIYUN_SMS_KEY", default=""),
        "secret": env.str("ALIYUN_SMS_SECRET", default=""),
        "endpoint": env.str("ALIYUN_SMS_ENDPOINT", default="dysmsapi.aliyuncs.com"),
    },
    "tencent_sms": {
        "key": env.str("TENCENT_SMS_KEY", default=""),
        "secret": env.str("TENCENT_SMS_SECRET", default=""),
        "app": env.str("TENCENT_SMS_APP", default=""),
        "endpoint": env.str("TENCENT_SMS_ENDPOINT", default="sms.tencentcloudapi.com"),
    },
}
# Gateways may be programs on this machine, by plain http: for trying things out, never for a shop.
LOCAL_GATEWAYS = env.bool("LOCAL_GATEWAYS", default=False)
# Where links in e-mails lead; a digest without an address to open is of no use on a phone.
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="") or "filesystem://localhost//"
if CELERY_BROKER_URL.startswith("filesystem:"):
    BROKER_DIR = VAR / "broker"
    for folder in ("queue", "processed"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT = "dealercrm.local.broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "processed_folder": str(BROKER_DIR / "processed"),
        "control_folder": str(BROKER_DIR / "control"),
    }
    CELERY_WORKER_POOL = "threads"
    CELERY_WORKER_CONCURRENCY = 2
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "clock"
CELERY_TASK_QUEUES = [Queue("clock"), *map(Queue, QUEUES)]  # a worker without -Q takes from all of them
CELERY_TASK_ROUTES = {task: {"queue": queue} for queue, tasks in QUEUES.items() for task in tasks}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
