"""All settings of Answerable, read from the environment in this one file.

A variable `X` may also come from a file that `X_FILE` names (secrets of containers). A setting that has no safe
default stops the start with a sentence that says what to set.
"""

from pathlib import Path

import environ
import pghistory
from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

# --- Where and how it runs -------------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
# A plain http server on loopback, as `make run` starts it: no TLS.
LOCAL = env.bool("ANSWERABLE_LOCAL", default=False)
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
SITE_ADDRESS = env("SITE_ADDRESS", default="http://127.0.0.1:8000")
SITE_NAME = env("SITE_NAME", default="Answerable")
DATA_DIR = Path(env("ANSWERABLE_DATA", default=str(BASE_DIR / ".data")))

# Under which licence what we publish may be taken away; the words that we quote stay their authors'.
DATA_LICENCE = env("DATA_LICENCE", default="https://creativecommons.org/licenses/by/4.0/")
DATA_LICENCE_NAME = env("DATA_LICENCE_NAME", default="CC BY 4.0")
# Where everything public lies as files to take away. Web server and workers share it; what it holds can be made again.
DUMPS_DIR = Path(env("DUMPS_DIR", default=str(DATA_DIR / "dumps")))

# A newsroom of one may publish what nobody else has read; each such publication says so in public.
FOUR_EYES = env.bool("FOUR_EYES", default=True)

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",  # the pages of the sign-in library load its tags
    "pgtrigger",
    "pghistory",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "companies",
    "events",
    "events.record",
    "events.timeline",
    "events.site",
    "events.callers",
    "events.letterbox",
    "events.alerts",
    "events.capture",
    "events.desk",
    "events.desk.adding",
    "events.desk.workbench",
    "events.desk.imports",
    "api.public",
    "api.desk",
    "api.keys",
    "api.webhooks",
    "api.dumps",
    "api.reconcile",
    "api.mcp",
    "allauth",
    "tracker.accounts.apps.SignInConfig",
    "allauth.mfa",
    "tracker.accounts.apps.AccountsConfig",
    "tracker.demo",
]

# --- Two wings: the public side never meets a session ---------------------------------------------------------------

MIDDLEWARE = ["tracker.wings.TwoWingsMiddleware"]
PUBLIC_MIDDLEWARE = [
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tracker.wings.PublicHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "events.site.language.LanguageMiddleware",
]
DESK_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "tracker.wings.DeskHeadersMiddleware",
    "events.desk.readable.ReadableMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "events.desk.kept.KeepTypingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tracker.accounts.second_factor.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]
# Programs, and the page that tries them. The API checks the token against forgery itself: a key needs none.
DESK_API_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tracker.wings.DeskApiHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]
# An event that an import made may name some hundred companies, and its page sends eight fields for each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DESK_PATHS = ("/desk/", "/account/")
# The admin looks for its middleware in MIDDLEWARE alone; it is in DESK_MIDDLEWARE, and a test signs in through it.
SILENCED_SYSTEM_CHECKS = ["admin.E408", "admin.E409", "admin.E410"]

# --- The database: one server, two roles ----------------------------------------------------------------------------

PUBLIC_ROLE = "answerable_public"
DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {})

# The public wing may SELECT the record and the public tables and nothing else. Without a URL of its own it signs in as
# the desk does and steps down to that role before its first statement.
DATABASES["public"] = env.db("PUBLIC_DATABASE_URL", default=env.str("DATABASE_URL"))
DATABASES["public"]["ENGINE"] = "django.db.backends.postgresql"
DATABASES["public"]["CONN_MAX_AGE"] = 60
DATABASES["public"]["TEST"] = {"MIRROR": "default"}
# What is prepared there has one good way, whatever is asked for: planned anew each time, a page of a timeline costs
# PostgreSQL more than twice as much. Statements that need a plan of their own, as the search does, are never prepared.
READING = "-c default_transaction_read_only=on -c statement_timeout=5s -c plan_cache_mode=force_generic_plan"
DATABASES["public"]["OPTIONS"] = {
    "connect_timeout": 5,
    **DATABASES["public"].get("OPTIONS", {}),
    "options": f"-c role={PUBLIC_ROLE} {READING}",
    # Django switches prepared statements off; the read path halves the server's work with them (decision 0006).
    # Behind a pooler that hands out connections by transaction they must be off: set it to nothing.
    "prepare_threshold": int(threshold) if (threshold := env.str("PUBLIC_PREPARE_THRESHOLD", default="1")) else None,
}
if env.str("PUBLIC_DATABASE_URL", default=""):
    DATABASES["public"]["OPTIONS"]["options"] = READING
DATABASE_ROUTERS = ["tracker.wings.OneSchemaRouter"]

PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="history", related_query_name="history_row")

# --- Time and language ----------------------------------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "tracker" / "locale"]

# --- Pages ----------------------------------------------------------------------------------------------------------

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "tracker" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
STATIC_URL = "/static/"
# What `collectstatic` made has hashed names and is packed; without it, files come from where the packages keep them.
STATIC_COLLECTED = env.bool("STATIC_COLLECTED", default=not (LOCAL or DEBUG))
STATIC_ROOT = DATA_DIR / "static" if STATIC_COLLECTED else None
WHITENOISE_USE_FINDERS = not STATIC_COLLECTED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}

# --- The desk's own face ---------------------------------------------------------------------------------------------

UNFOLD = {
    "SITE_TITLE": SITE_NAME,
    "SITE_HEADER": SITE_NAME,
    "SITE_SYMBOL": "balance",
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": False,
    "ACCOUNT": {"navigation": [{"title": _("Your account"), "link": reverse_lazy("account")}]},
    "DASHBOARD_CALLBACK": "events.desk.queue.dashboard",
    "STYLES": [lambda request: static("desk/desk.css")],
    "COMMAND": {"search_models": False, "show_history": False},
    "COLORS": {
        "primary": {
            "50": "oklch(97% .015 190)",
            "100": "oklch(94% .03 190)",
            "200": "oklch(88% .05 190)",
            "300": "oklch(80% .07 190)",
            "400": "oklch(72% .085 190)",
            "500": "oklch(60% .085 190)",
            "600": "oklch(45% .075 190)",
            "700": "oklch(39% .065 190)",
            "800": "oklch(33% .055 190)",
            "900": "oklch(28% .045 190)",
            "950": "oklch(20% .035 190)",
        },
    },
    "SIDEBAR": {
        "show_search": True,
        "command_search": True,
        "navigation": [
            {
                "items": [
                    {"title": _("Your desk"), "icon": "inbox", "link": reverse_lazy("admin:index")},
                    {"title": _("Add an article"), "icon": "add_link", "link": reverse_lazy("admin:desk_add")},
                    {"title": _("Replies"), "icon": "schedule_send", "link": reverse_lazy("admin:desk_replies")},
                    {"title": _("Letters"), "icon": "mail", "link": reverse_lazy("admin:desk_letters")},
                ],
            },
            {
                "title": _("What happened"),
                "items": [
                    {
                        "title": _("Incidents"),
                        "icon": "folder_open",
                        "link": reverse_lazy("admin:events_incident_changelist"),
                    },
                    {"title": _("Events"), "icon": "event", "link": reverse_lazy("admin:events_event_changelist")},
                    {"title": _("Topics"), "icon": "label", "link": reverse_lazy("admin:events_topic_changelist")},
                    {"title": _("Import"), "icon": "upload_file", "link": reverse_lazy("admin:imports")},
                ],
            },
            {
                "title": _("Who, and on what evidence"),
                "items": [
                    {
                        "title": _("Companies"),
                        "icon": "apartment",
                        "link": reverse_lazy("admin:companies_company_changelist"),
                    },
                    {"title": _("Sources"), "icon": "article", "link": reverse_lazy("admin:events_source_changelist")},
                ],
            },
            {
                "title": _("The newsroom"),
                "items": [
                    {"title": _("Webhooks"), "icon": "webhook", "link": reverse_lazy("webhooks")},
                    {
                        "title": _("People"),
                        "icon": "group",
                        "link": reverse_lazy("admin:accounts_user_changelist"),
                        "permission": "tracker.accounts.admin.is_administrator",
                    },
                    {
                        "title": _("Dumps"),
                        "icon": "database",
                        "link": reverse_lazy("admin:dumps_dump_changelist"),
                        "permission": "tracker.accounts.admin.is_administrator",
                    },
                ],
            },
        ],
    },
}

# --- Security -------------------------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not LOCAL)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=0 if LOCAL else 60 * 60 * 24 * 365)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_ADDRESS])
CSRF_FAILURE_VIEW = "events.desk.kept.typing_refused"
X_FRAME_OPTIONS = "DENY"
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("admin:index")
AUTHENTICATION_BACKENDS = ["tracker.accounts.backends.RoleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- Signing in: by name or e-mail address, with a second factor, and locked after repeated failures ----------------

# Whether the desk opens only to those who have a second factor.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=not LOCAL)
ACCOUNT_ADAPTER = "tracker.accounts.adapters.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the link of the invitation is the proof
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{SITE_NAME}] "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if LOCAL else "https"
ACCOUNT_SESSION_REMEMBER = True  # as long as SESSION_COOKIE_AGE says, and no box to tick
ACCOUNT_LOGOUT_REDIRECT_URL = reverse_lazy("account_login")
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/15m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SECURE_PROXY_SSL_HEADER else 0
MFA_ADAPTER = "tracker.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_ALLOW_UNVERIFIED_EMAIL = True  # whoever set up the newsroom has no invitation that proved theirs
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
# Failed attempts are counted where all processes see them.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_attempts"},
}

# --- E-mail: printed on the console unless EMAIL_URL names a server (smtp+tls://user:password@host:587) ---------------

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
# Where the newsroom reads its mail: told when a letter came, and shown to readers where none can be taken in.
NEWSROOM_EMAIL = env("NEWSROOM_EMAIL", default="")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("EMAIL_FROM", default="answerable@localhost")

# Readers' pages load our own style sheet, pictures and scripts, and nothing else from anywhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    },
}
# The admin's widgets evaluate expressions and set styles inline; the loose policy holds below its path only.
DESK_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "style-src": [SELF, UNSAFE_INLINE],
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "img-src": [SELF, "data:"],
    "object-src": [NONE],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}

# --- Background work: the row is the job, Celery is the alarm clock -------------------------------------------------

LONGEST_TASK = 600
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = LONGEST_TASK
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": LONGEST_TASK,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "max_retries": 1,
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "render-again": {"task": "events.timeline.tasks.render_again", "schedule": 30.0},
    "draw-again": {"task": "events.site.tasks.draw_again", "schedule": 10.0},
    "forget-what-expired": {"task": "events.desk.tasks.forget_what_expired", "schedule": 600.0},
    "publish-due": {"task": "events.review.tasks.publish_due", "schedule": 20.0},
    "fetch-due": {"task": "events.capture.tasks.fetch_due", "schedule": 30.0},
    "look-again": {"task": "events.capture.tasks.look_again", "schedule": 60.0},
    "save-public-pages": {"task": "events.review.tasks.save_public_pages", "schedule": 60.0},
    "sweep-capture-files": {"task": "events.capture.tasks.sweep_files", "schedule": 600.0},
    "send-mail": {"task": "events.callers.tasks.send_mail", "schedule": 60.0},
    "write-digests": {"task": "events.alerts.tasks.write_digests", "schedule": 300.0},
    "forget-unconfirmed": {"task": "events.alerts.tasks.forget", "schedule": 3600.0},
    "forget-callers": {"task": "events.callers.tasks.forget", "schedule": 3600.0},
    "forget-letters": {"task": "events.letterbox.tasks.forget", "schedule": 3600.0},
    "deliver-webhooks": {"task": "api.webhooks.tasks.deliver", "schedule": 10.0},
    "forget-webhooks": {"task": "api.webhooks.tasks.forget", "schedule": 3600.0},
    "make-dumps": {"task": "api.dumps.tasks.make_dumps", "schedule": 60.0},
    "forget-reader-keys": {"task": "api.keys.tasks.forget", "schedule": 3600.0},
    "forget-answers": {"task": "api.desk.tasks.forget", "schedule": 3600.0},
    "work-on-imports": {"task": "events.desk.imports.tasks.work", "schedule": 30.0},
}

# --- Captures: what is fetched from strangers' servers, and how it looks to them --------------------------------------

# Servers inside our own network that may be fetched from, as `address:port`; everything that is not public is refused.
CAPTURE_ALLOWED_SERVERS = env.list("CAPTURE_ALLOWED_SERVERS", default=[])
# It names no newsroom: who reads their pages is nobody's business before it is published.
CAPTURE_USER_AGENT = env("CAPTURE_USER_AGENT", default="Mozilla/5.0 (compatible; Answerable)")

# Keys of the Wayback Machine. With them it is asked to save the pages that published events rest on; without, never.
WAYBACK_ACCESS_KEY = env("WAYBACK_ACCESS_KEY", default="")
WAYBACK_SECRET_KEY = env("WAYBACK_SECRET_KEY", default="")
WAYBACK_ADDRESS = "https://web.archive.org"

# --- API ------------------------------------------------------------------------------------------------------------

# So many requests to each web process may wait for a change; each is one of the server's threads, so it is fewer.
MOST_FOLLOWERS = env.int("MOST_FOLLOWERS", default=20)

# So many requests of the read API a minute are answered to one network address, and to the holder of a reader's key, by
# each web process. 0 is no limit.
RATE_LIMIT = env.int("RATE_LIMIT", default=600)
RATE_LIMIT_WITH_KEY = env.int("RATE_LIMIT_WITH_KEY", default=6000)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "api.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Answerable",
    "DESCRIPTION": "Dated timelines of what companies are said to have done, on what evidence, and what they answered."
    "\n\nBeside it: [everything as files](/data/), [which company a name means](/api/v1/reconcile/) for OpenRefine, "
    "[changes](/api/v1/changes/?after=0) to keep a copy in step, [a key](/data/key/) for more requests a minute, and "
    "[llms.txt](/llms.txt) for language models.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["api.public.schema.without_the_desk"],
}

# --- Logs -----------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
