"""Every setting; what varies comes from the environment (docs/configuration.md)."""

from pathlib import Path
from urllib.parse import urlsplit

from celery.schedules import crontab
from whitenoise.compress import Compressor

from config import env
from storage import blobs

BASE_DIR = Path(__file__).resolve().parent.parent

DOCFLOW_DATA = Path(env.text("DOCFLOW_DATA", str(BASE_DIR / "var"))).resolve()
env.folder("DOCFLOW_DATA", DOCFLOW_DATA)
DOCFLOW_TRUST = env.text("DOCFLOW_TRUST", "sandbox")
DOCFLOW_SANDBOX = DOCFLOW_TRUST == "sandbox"
DOCFLOW_BASE_URL = env.site("DOCFLOW_BASE_URL", "http://127.0.0.1:8000")
DOCFLOW_PROXIES = env.several("DOCFLOW_PROXIES", "127.0.0.1")
DOCFLOW_TSA_URL = env.sites("DOCFLOW_TSA_URL", "" if DOCFLOW_SANDBOX else None)
DOCFLOW_STAMP_GRACE = env.hours("DOCFLOW_STAMP_GRACE", 24)
DOCFLOW_FETCH_HOSTS = env.hosts("DOCFLOW_FETCH_HOSTS")
DOCFLOW_LEVEL = env.one_of(
    "DOCFLOW_LEVEL",
    "B-LT" if DOCFLOW_SANDBOX or DOCFLOW_FETCH_HOSTS else "B-T",
    ["B-B", "B-T", "B-LT", "B-LTA"],
)
DOCFLOW_TOKEN_MODULE = env.file("DOCFLOW_TOKEN_MODULE")
DOCFLOW_SIGNING_SERVICE = env.text("DOCFLOW_SIGNING_SERVICE", "")
DOCFLOW_DESK_PORT = env.port("DOCFLOW_DESK_PORT", 18765)
DOCFLOW_PLUGIN = env.loopback_socket("DOCFLOW_PLUGIN")
DOCFLOW_SIGNING_SERVICE_TOKEN = env.text("DOCFLOW_SIGNING_SERVICE_TOKEN", "")
DOCFLOW_SIGNING_SERVICE_LOGIN = env.text("DOCFLOW_SIGNING_SERVICE_LOGIN", "")
DOCFLOW_LEASE = env.seconds("DOCFLOW_LEASE", 60)
MAIL = env.mail_server("MAIL_URL", DOCFLOW_BASE_URL)
DOCFLOW_WEBHOOK_NETWORKS = env.networks("DOCFLOW_WEBHOOK_NETWORKS")

SECRET_KEY = env.secret_key(DOCFLOW_DATA, DOCFLOW_SANDBOX)
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", urlsplit(DOCFLOW_BASE_URL).hostname or "localhost"]
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 30

DATABASES = {
    "default": env.database(
        env.text("DATABASE_URL", f"sqlite:///{DOCFLOW_DATA / 'docflow.sqlite3'}")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STORAGE_URL = env.text("STORAGE_URL", f"file://{DOCFLOW_DATA / 'blobs'}")
env.named("STORAGE_URL", blobs.configure, STORAGE_URL)

CELERY_BROKER_URL = env.address("CELERY_BROKER_URL", "memory://", ("memory", "amqp", "amqps"))
DOCFLOW_EMBEDDED = CELERY_BROKER_URL == "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.02} if DOCFLOW_EMBEDDED else {}
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_DEFAULT_QUEUE = env.text("DOCFLOW_QUEUE", "docflow")
CELERY_WORKER_PREFETCH_MULTIPLIER = 4
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
if not DOCFLOW_EMBEDDED:
    CELERY_TASK_DEFAULT_QUEUE_TYPE = "quorum"
    CELERY_TASK_DEFAULT_EXCHANGE_TYPE = "topic"
    CELERY_WORKER_DETECT_QUORUM_QUEUES = True
CELERY_BEAT_SCHEDULE = {
    "remind of deadlines": {"task": "docflow.notices.tasks.remind", "schedule": 10.0},
    "forget old notices, follow the calendar": {
        "task": "docflow.notices.tasks.keep_house",
        "schedule": crontab(hour="18", minute="30"),  # 1:30 in Vietnam
    },
    "sign the heads of the log": {"task": "docflow.audit.tasks.sign_heads", "schedule": 10.0},
    "forget what asked long ago": {
        "task": "docflow.requests.tasks.forget_old",
        "schedule": crontab(hour="20", minute="30"),  # 3:30 in Vietnam
    },
    "open the books of a new year": {
        "task": "docflow.documents.tasks.open_new_year",
        "schedule": crontab(hour="17", minute="0"),  # midnight in Vietnam
    },
    "renew what proves old signatures": {
        "task": "docflow.signatures.tasks.renew_proofs",
        "schedule": crontab(hour="18", minute="0"),  # 1:00 in Vietnam
    },
    "sweep what no document refers to": {
        "task": "docflow.documents.tasks.sweep_orphans",
        "schedule": crontab(hour="19", minute="30"),  # 2:30 in Vietnam
    },
}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "docflow.requests",
    "docflow.audit",
    "docflow.units",
    "docflow.people",
    "docflow.documents",
    "docflow.signatures",
    "docflow.outgoing",
    "docflow.incoming",
    "docflow.exchange",
    "docflow.dossiers",
    "docflow.copies",
    "docflow.recalls",
    "docflow.batches",
    "docflow.circulation",
    "docflow.reporting",
    "docflow.reports",
    "docflow.search",
    "docflow.notices",
    "docflow.web",
    "docflow.api",
    "ninja",
    "docflow.demo",
]
AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "docflow.web.middleware.headers",
    "docflow.web.middleware.few_at_once",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "docflow.web.sessions.Rules",
    "docflow.web.middleware.language",
    "config.bodies.before_reading",
    "django.middleware.csrf.CsrfViewMiddleware",
    "docflow.web.middleware.each_once",
    "docflow.web.middleware.refusals",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "docflow.web.frame.frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
LOGIN_URL = "sign-in"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds; the rules are in docflow/web/sessions.py
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # a link in a letter finds one signed in
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
DOCFLOW_HTTPS = DOCFLOW_BASE_URL.startswith("https://")
SESSION_COOKIE_NAME = "__Host-docflow" if DOCFLOW_HTTPS else "docflow"
CSRF_COOKIE_NAME = "__Host-docflow-csrf" if DOCFLOW_HTTPS else "docflow-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = DOCFLOW_HTTPS
if DOCFLOW_HTTPS:
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = ["https://" + urlsplit(DOCFLOW_BASE_URL).netloc]
CSRF_FAILURE_VIEW = "docflow.web.views.errors.csrf_failed"
STATIC_URL = "/static/"
STATIC_ROOT = DOCFLOW_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
WHITENOISE_MAX_AGE = 365 * 24 * 60 * 60

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_CODE = env.one_of("DOCFLOW_LANGUAGE", "vi", [code for code, _ in LANGUAGES])
LOCALE_PATHS = [BASE_DIR / "docflow" / "locale"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
