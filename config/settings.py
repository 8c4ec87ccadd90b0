"""All settings, from the environment; `docs/deploying.md` lists the variables."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from citations.styles import STYLES
from config import embedded
from config.environment import Environment, use_demo_keys

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = embedded.var_directory()
RELEASE = "0.1.0"

environment = Environment()
DEMO = environment.flag("DEMO", default=False)
if DEMO:
    use_demo_keys(VAR_DIR)

DEBUG = False
SECRET_KEY = environment.key(
    "SECRET_KEY", "It signs sessions and forms: a long random text, kept secret."
)
SIGNING_KEY = environment.key(
    "SIGNING_KEY", "It seals signatures and the record: a long random text that never changes."
).encode()
ALLOWED_HOSTS = environment.names(
    "ALLOWED_HOSTS",
    "127.0.0.1,localhost,[::1]" if DEMO else None,
    form=r"\*|\.?[\w.-]+|\[[\da-fA-F:.]+\]",
    why="Name the hosts that the site answers to, without https:// or port, separated by commas.",
)
CSRF_TRUSTED_ORIGINS = environment.names(
    "CSRF_TRUSTED_ORIGINS",
    "",
    form=r"https?://[\w.*-]+(:\d+)?",
    why="Give addresses like https://www.example.org, separated by commas.",
)
SITE_NAME = environment.text("SITE_NAME", "Imprimatur")
CITATION_STYLE = environment.choice("CITATION_STYLE", "ama", STYLES)
BEHIND_TLS = environment.flag("BEHIND_TLS", default=not DEMO)
_host = next((host for host in ALLOWED_HOSTS if not set(host) & set("*[")), "localhost")
SITE_URL = environment.service(
    "SITE_URL", "http://127.0.0.1:8000" if DEMO else f"https://{_host.lstrip('.')}"
)

# How long caches may keep a public page, and how much longer while the site is down (promise 7).
CACHE_SECONDS = environment.number("CACHE_SECONDS", 60, least=1, most=60)
STALE_SECONDS = environment.number("STALE_SECONDS", 540, least=0, most=540)
# Where the site's own cache fetches a page anew after a withdrawal; "" where there is none.
CACHE_REFRESH_URL = environment.service_or_none("CACHE_REFRESH_URL")

# Look-ups of cited works
CROSSREF_URL = environment.service("CROSSREF_URL", "https://api.crossref.org")
NCBI_URL = environment.service("NCBI_URL", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils")
LOOKUP_CONTACT = environment.contact("LOOKUP_CONTACT")
LOOKUP_TIMEOUT = environment.number("LOOKUP_TIMEOUT", 8, least=1, most=30)  # seconds

# Databases: "default" is the site, as the role that owns nothing; "owner" migrates.
SITE_ROLE = "imprimatur_site"
site_url = os.environ.get("DATABASE_URL", "")
owner_url = os.environ.get("DATABASE_OWNER_URL", "")
if embedded.is_wanted():
    site_url, owner_url = embedded.urls()
ONE_ACCOUNT = not owner_url
_pool = {
    "min_size": 1,
    "max_size": environment.number("DATABASE_POOL", 4, least=1, most=100),
    "timeout": 3,  # seconds that a request waits for a connection
    "reconnect_timeout": 2,  # after which the next request tries anew, however long the outage
}
_site = environment.database("DATABASE_URL", site_url)
_owner = _site if ONE_ACCOUNT else environment.database("DATABASE_OWNER_URL", owner_url)
_role = {"options": f"-c role={SITE_ROLE}"} if ONE_ACCOUNT else {}
DATABASES = {
    "default": _site
    | {
        "OPTIONS": _site.get("OPTIONS", {}) | _role | {"pool": _pool, "prepare_threshold": 1},
    },
    "owner": _owner | {"OPTIONS": dict(_owner.get("OPTIONS", {}))},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "reviews.admin.apps.EditorialAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django_fsm",
    "simple_history",
    "pgtrigger",
    "axes",
    "csp",
    "django_tasks",
    "integrity",
    "citations",
    "articles",
    "reviews.apps.ReviewsConfig",
    "django_tasks_db",  # after reviews, whose db_worker also takes up what a killed one left
]
DESK = "/admin/"
API = "/api/"
MIDDLEWARE = [
    "config.middleware.RequestIdMiddleware",
    "config.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.ContentSecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.ApiMiddleware",
    # A reader's request goes no further than this one.
    "config.middleware.ReadersMiddleware",
    "config.middleware.RestOfBodyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context_processors.site",
            ],
        },
    }
]

# Accounts. Axes throttles signing in and signing alike: both go through authenticate().
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "reviews.signing.answer_locked"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "password", "code", "unsent", "reason"]
AXES_VERBOSE = False

# Mail
EMAIL = environment.mail(
    "EMAIL_URL", f"filemail:///{VAR_DIR / 'mail'}" if DEMO else "consolemail://"
)
EMAIL_BACKEND = EMAIL.get("EMAIL_BACKEND", "")
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = EMAIL.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = EMAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = EMAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(EMAIL.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(EMAIL.get("EMAIL_USE_SSL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "imprimatur@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Mails are queued in the transaction that leads to them; manage.py db_worker sends them after it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Static files: hashed names, compressed once by collectstatic.
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_HSTS_PRELOAD = BEHIND_TLS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
if environment.flag("TRUST_FORWARDED_PROTO", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Where the proxy sets X-Forwarded-For and removes what visitors send.
TRUST_FORWARDED_FOR = environment.flag("TRUST_FORWARDED_FOR", default=False)
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

# One language for all of a site's pages, because its answers are signed in one (decision 13).
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LANGUAGE_CODE = environment.choice("SITE_LANGUAGE", "en", {code: code for code, _ in LANGUAGES})
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = True
PGTRIGGER_INSTALL_ON_MIGRATE = False
PGTRIGGER_SCHEMA_EDITOR = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "config.middleware.RequestIdFilter"}},
    "formatters": {
        "plain": {"format": "{asctime} {levelname} [{request_id}] {name}: {message}", "style": "{"}
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}

environment.refuse_problems()
