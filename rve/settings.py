"""One settings file; everything that differs between installations comes from the environment."""

from __future__ import annotations

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from rve import env, issuers, login_provider, mail_server, message_service, schedule
from rve.env import BASE

# local: bin/demo and bin/test. production: everything secret must be given.
MODE = env.text("RVE_MODE", "local")
if MODE not in {"local", "production"}:
    raise ImproperlyConfigured(f"RVE_MODE is {MODE!r}: it must be local or production.")
PRODUCTION = MODE == "production"

DEBUG = env.boolean("RVE_DEBUG", False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("RVE_DEBUG must be off in production.")

SECRET_KEY = env.text(
    "RVE_SECRET_KEY", None if PRODUCTION else "local-only-not-a-secret-0123456789abcdefghijklmnop"
)
# The first key encrypts; all of them decrypt, so that keys can be rotated.
ENCRYPTION_KEYS = env.fernet_keys(
    "RVE_ENCRYPTION_KEYS", "" if PRODUCTION else "bG9jYWwtb25seS1rZXktMDEyMzQ1Njc4OWFiY2RlZmc="
)
LOOKUP_KEY = env.text("RVE_LOOKUP_KEY", None if PRODUCTION else "local-only-lookup-key")

ALLOWED_HOSTS = env.words("RVE_ALLOWED_HOSTS", "" if PRODUCTION else "127.0.0.1,localhost,[::1],testserver")
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("RVE_ALLOWED_HOSTS must name the hosts that this installation answers for.")
CSRF_TRUSTED_ORIGINS = env.words("RVE_TRUSTED_ORIGINS")

# People of the demo, one click per role; never in production.
DEMO_LOGIN = env.boolean("RVE_DEMO_LOGIN", False)
if PRODUCTION and DEMO_LOGIN:
    raise ImproperlyConfigured("RVE_DEMO_LOGIN must be off in production.")
# The clock that tests and the demo can move: a file with its offset; never in production.
CLOCK_FILE = env.text("RVE_CLOCK_FILE", "")
if PRODUCTION and CLOCK_FILE:
    raise ImproperlyConfigured("RVE_CLOCK_FILE must not be set in production: its clock is not moved.")
# A region of made-up cases that integrators empty and fill themselves; never in production.
SANDBOX = env.boolean("RVE_SANDBOX", not PRODUCTION)
if PRODUCTION and SANDBOX:
    raise ImproperlyConfigured("RVE_SANDBOX must be off in production.")
LOCAL_PASSWORDS = env.boolean("RVE_LOCAL_PASSWORDS", not PRODUCTION)
# Synthetic identity numbers (month + 80) are people made up; production refuses them.
SYNTHETIC_IDENTITY_NUMBERS = env.boolean("RVE_SYNTHETIC_IDENTITY_NUMBERS", not PRODUCTION)
if PRODUCTION and SYNTHETIC_IDENTITY_NUMBERS:
    raise ImproperlyConfigured("RVE_SYNTHETIC_IDENTITY_NUMBERS must be off in production.")

INSTALLED_APPS = [
    "rve.core",
    "deltytelser",
    "institutions",
    "referrals",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "pgtrigger",
]
if not PRODUCTION:
    INSTALLED_APPS.append("rve.local")

MIDDLEWARE = [
    "rve.core.api.trace.trace",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "rve.core.middleware.language",
    "rve.core.middleware.unreadable",
    "rve.core.middleware.policy",
    "rve.core.middleware.domain_errors",
]

ROOT_URLCONF = "rve.urls"
WSGI_APPLICATION = "rve.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "rve.core.context.page",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader"],
                )
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.redis("REDIS_URL", "redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600}
CELERY_TASK_TIME_LIMIT = 300
CELERY_TIMEZONE = "Europe/Oslo"
CELERY_BEAT_SCHEDULE = schedule.BEAT

AUTH_USER_MODEL = "core.User"
# Who logs people in: HelseID where it is configured; passwords of our own only where they are allowed.
OIDC = login_provider.from_environment(secure=PRODUCTION)
AUTHENTICATION_BACKENDS = [
    *(["django.contrib.auth.backends.ModelBackend"] if LOCAL_PASSWORDS else []),
    *(["rve.core.oidc.backend.Backend"] if OIDC else []),
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
CSRF_FAILURE_VIEW = "rve.core.pages.errors.csrf_failure"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_COOKIE_NAME = env.text("RVE_SESSION_COOKIE", "rve_session")
CSRF_COOKIE_NAME = f"{SESSION_COOKIE_NAME}_csrf"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and env.boolean("RVE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # Logging out is a form whose answer leads on to the provider.
        "form-action": [SELF, *([OIDC.origin] if OIDC else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/Oslo"
USE_TZ = True
FORMAT_MODULE_PATH = ["rve.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE / "static"]
STATIC_ROOT = BASE / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = not PRODUCTION

DATA_UPLOAD_MAX_MEMORY_SIZE = (
    2_500_000  # a referral's text is far below; a 60-page paste is told so at the field
)
FILE_UPLOAD_MAX_MEMORY_SIZE = 10_000_000
ATTACHMENT_MAX_BYTES = 10_000_000
LARGEST_REQUEST = 60_000_000  # several attachments in one form
ATTACHMENTS_MAX_COUNT = 20

EMAIL_BACKEND = env.text(
    "RVE_EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend"
    if PRODUCTION
    else "django.core.mail.backends.filebased.EmailBackend",
)
EMAIL_FILE_PATH = env.text("RVE_MAIL_FOLDER", str(BASE / ".local" / "mail"))
_MAIL = mail_server.from_environment()
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.starttls, _MAIL.ssl
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("RVE_MAIL_FROM", "rve@example.no")
# Where people open the application: links in e-mails begin with it.
PUBLIC_URL = env.text(
    "RVE_PUBLIC_URL", f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://127.0.0.1:8000"
)
MAIL_DOMAIN = env.text("RVE_MAIL_DOMAIN", "rve.example.no")
# Letters for patients are handed over as files to the print and digital post service.
LETTER_FOLDER = env.text("RVE_LETTER_FOLDER", None if PRODUCTION else str(BASE / ".local" / "letters"))

# The adapter of the digital post service; none: every letter to a patient goes on paper.
DIGITAL_POST_URL = env.web_address("RVE_DIGITAL_POST_URL", secure=PRODUCTION)
DIGITAL_POST_TOKEN = env.text("RVE_DIGITAL_POST_TOKEN", "")
if DIGITAL_POST_URL and not DIGITAL_POST_TOKEN:
    raise ImproperlyConfigured("RVE_DIGITAL_POST_TOKEN must be set when RVE_DIGITAL_POST_URL is.")

# Messages of the sector (docs/messages.md): a folder, Norsk helsenett's service, or none.
MESSAGE_FOLDER = env.text("RVE_MESSAGE_FOLDER", "" if PRODUCTION else str(BASE / ".local" / "messages"))
MESSAGE_TRANSPORT = message_service.transport(MESSAGE_FOLDER)
MESSAGE_KEEP_DAYS = env.number("RVE_MESSAGE_KEEP_DAYS", 7)
MESSAGE_MAX_BYTES = 20_000_000
# XSDs of Henvisning and dialogmelding that the installation has got itself; what they say is noted only.
HENVISNING_XSD_DIR = env.text("RVE_HENVISNING_XSD_DIR", "")
EDI_SERVICE = message_service.edi_service(MESSAGE_TRANSPORT, secure=PRODUCTION)

# Issuers of access tokens that the API trusts (HelseID, Maskinporten); the local issuer besides, outside of
# production. Both sides' clocks may differ by the leeway.
TOKEN_ISSUERS = issuers.from_text("RVE_TOKEN_ISSUERS", env.text("RVE_TOKEN_ISSUERS", ""), secure=PRODUCTION)
TOKEN_LEEWAY = env.number("RVE_TOKEN_LEEWAY", 10)
if TOKEN_LEEWAY > 60:
    raise ImproperlyConfigured("RVE_TOKEN_LEEWAY must be 60 seconds at most.")
# The addresses under which clients call the API: a proof of possession names the one it was made for.
API_URLS = [address.rstrip("/") for address in env.words("RVE_API_URLS", PUBLIC_URL)]

# A session never opens the API: tokens alone do.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rve.core.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rve.core.api.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "rve.core.api.schema.OperationSchema",
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "rve.core.api.problems.handle",
    "URL_FORMAT_OVERRIDE": None,
}
# What one client may ask within a minute; of open operations, one address.
API_PER_MINUTE = {
    "read": env.number("RVE_API_READS_PER_MINUTE", 600),
    "write": env.number("RVE_API_WRITES_PER_MINUTE", 120),
    "assess": env.number("RVE_API_ASSESSMENTS_PER_MINUTE", 20),
    "open": env.number("RVE_API_OPEN_PER_MINUTE", 120),
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.0.3",
    "TITLE": "RVE API",
    "VERSION": "1.0.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": True,
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_SPLIT_PATCH": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATIONS": True,
    "PREPROCESSING_HOOKS": ["rve.core.api.schema_hooks.ours_only"],
    "POSTPROCESSING_HOOKS": ["rve.core.api.schema_hooks.finish"],
    "DEFAULT_GENERATOR_CLASS": "drf_spectacular.generators.SchemaGenerator",
}

# Code systems and extensions of our own in FHIR resources begin with this address; it need not answer.
FHIR_SYSTEM_BASE = env.text("RVE_FHIR_SYSTEM_BASE", "https://rve.example.no/fhir").rstrip("/")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"no-numbers": {"()": "rve.core.log.WithoutIdentityNumbers"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no-numbers"]}
    },
    "root": {"handlers": ["stderr"], "level": env.text("RVE_LOG_LEVEL", "INFO")},
    "loggers": {"pikepdf": {"level": "WARNING"}},  # tells at each start that it is there
}

# Subdomains and browsers' preload lists are the domain owner's to decide; W008: RVE_SSL_REDIRECT is a choice.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
