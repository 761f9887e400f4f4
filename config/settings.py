"""Every setting; what varies comes from the environment (docs/configuration.md)."""

from pathlib import Path

from celery.schedules import crontab

from config import env
from storage import blobs

BASE_DIR = Path(__file__).resolve().parent.parent

DOCFLOW_DATA = Path(env.text("DOCFLOW_DATA", str(BASE_DIR / "var"))).resolve()
env.folder("DOCFLOW_DATA", DOCFLOW_DATA)
DOCFLOW_TRUST = env.text("DOCFLOW_TRUST", "sandbox")
DOCFLOW_SANDBOX = DOCFLOW_TRUST == "sandbox"
DOCFLOW_BASE_URL = env.text("DOCFLOW_BASE_URL", "http://127.0.0.1:8000")
DOCFLOW_TSA_URL = env.text("DOCFLOW_TSA_URL", "" if DOCFLOW_SANDBOX else None)
DOCFLOW_LEASE = env.seconds("DOCFLOW_LEASE", 60)

SECRET_KEY = env.secret_key(DOCFLOW_DATA, DOCFLOW_SANDBOX)
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

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
    "follow the log for statuses": {
        "task": "docflow.exchange.tasks.follow_log",
        "schedule": 0.25,
    },
    "follow the log for rates": {"task": "docflow.reports.tasks.follow_log", "schedule": 1.0},
    "sign the heads of the log": {"task": "docflow.audit.tasks.sign_heads", "schedule": 10.0},
    "sweep what no document refers to": {
        "task": "docflow.documents.tasks.sweep_orphans",
        "schedule": crontab(hour="19", minute="30"),  # 2:30 in Vietnam
    },
}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "docflow.requests",
    "docflow.audit",
    "docflow.units",
    "docflow.people",
    "docflow.documents",
    "docflow.signatures",
    "docflow.outgoing",
    "docflow.incoming",
    "docflow.exchange",
    "docflow.reports",
    "docflow.demo",
]
AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "config.urls"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = env.text("DOCFLOW_LANGUAGE", "vi")
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "docflow" / "locale"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
