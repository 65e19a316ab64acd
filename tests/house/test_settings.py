from __future__ import annotations

import pytest

from tests.house.settings_run import PRODUCTION, python, settings


@pytest.mark.parametrize(
    ("name", "nonsense"),
    [
        ("RVE_MODE", "staging"),
        ("RVE_DEBUG", "perhaps"),
        ("RVE_DEMO_LOGIN", "2"),
        ("RVE_SYNTHETIC_IDENTITY_NUMBERS", "maybe"),
        ("DATABASE_URL", "mysql://somewhere/rve"),
        ("RVE_SMTP_PORT", "smtp"),
        ("RVE_SMTP_TLS", "tls"),
        ("RVE_SMTP_USER", "rve"),
        ("RVE_SMTP_PASSWORD", "secret"),
        ("RVE_ENCRYPTION_KEYS", "not-a-key"),
        ("REDIS_URL", "http://somewhere"),
        ("RVE_DIGITAL_POST_URL", "ftp://somewhere"),
        ("RVE_DIGITAL_POST_URL", "http://name:secret@somewhere"),
        ("RVE_MESSAGE_TRANSPORT", "smtp"),
        ("RVE_MESSAGE_KEEP_DAYS", "a week"),
        ("RVE_TOKEN_ISSUERS", "https://sts.example.no"),
        ("RVE_TOKEN_ISSUERS", '[{"issuer": "https://sts.example.no", "kind": "helseid"}]'),
        ("RVE_TOKEN_ISSUERS", '[{"issuer": "sts", "kind": "helseid", "audience": "rve:api"}]'),
        ("RVE_TOKEN_ISSUERS", '[{"issuer": "https://a.no", "kind": "google", "audience": "rve:api"}]'),
        ("RVE_TOKEN_LEEWAY", "3600"),
        ("RVE_OIDC_ISSUER", "helseid"),
    ],
)
def test_nonsense_stops_the_start_and_is_called_by_its_name(name: str, nonsense: str) -> None:
    answer = settings("MODE", {name: nonsense})
    assert "ImproperlyConfigured" in answer
    assert name in answer


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"RVE_MODE", "DATABASE_URL", "REDIS_URL"}))
def test_production_does_not_start_without(name: str) -> None:
    answer = settings("MODE", {**PRODUCTION, name: ""})
    assert "ImproperlyConfigured" in answer
    assert name in answer


@pytest.mark.parametrize("name", ["RVE_DEBUG", "RVE_DEMO_LOGIN", "RVE_SYNTHETIC_IDENTITY_NUMBERS"])
def test_production_refuses(name: str) -> None:
    answer = settings("MODE", {**PRODUCTION, name: "1"})
    assert "ImproperlyConfigured" in answer
    assert name in answer


def test_production_does_not_let_its_clock_be_moved() -> None:
    answer = settings("MODE", {**PRODUCTION, "RVE_CLOCK_FILE": "/tmp/clock.json"})
    assert "ImproperlyConfigured" in answer
    assert "RVE_CLOCK_FILE" in answer


def test_identity_numbers_travel_encrypted_and_with_a_key_in_production() -> None:
    address = {"RVE_DIGITAL_POST_URL": "http://adapter.example.no", "RVE_DIGITAL_POST_TOKEN": "key"}
    assert "must begin with https" in settings("MODE", PRODUCTION | address)
    assert "RVE_DIGITAL_POST_TOKEN" in settings(
        "MODE", {"RVE_DIGITAL_POST_URL": "https://adapter.example.no"}
    )


def test_a_password_goes_to_the_mail_server_encrypted_or_not_at_all() -> None:
    log_in = {"RVE_SMTP_USER": "rve", "RVE_SMTP_PASSWORD": "secret"}
    assert "RVE_SMTP_TLS" in settings("MODE", log_in)
    assert settings("EMAIL_PORT", log_in | {"RVE_SMTP_TLS": "starttls"}).strip() == "587"
    assert settings("EMAIL_USE_SSL", log_in | {"RVE_SMTP_TLS": "ssl"}).strip() == "True"


TRUSTED = '{"issuer": "https://sts.example.no", "kind": "helseid", "audience": "rve:api"%s}'


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_no_issuer_may_sign_without_a_key_of_its_own(algorithm: str) -> None:
    issuer = TRUSTED % f', "algorithms": ["{algorithm}"]'
    assert "algorithms out of ES256" in settings("MODE", {"RVE_TOKEN_ISSUERS": f"[{issuer}]"})


def test_two_descriptions_of_one_issuer_stop_the_start() -> None:
    twice = f"[{TRUSTED % ''}, {TRUSTED % ''}]"
    assert "names an issuer twice" in settings("MODE", {"RVE_TOKEN_ISSUERS": twice})


def test_production_trusts_issuers_over_https_alone() -> None:
    issuer = (TRUSTED % "").replace("https", "http")
    assert "https://" in settings("MODE", {**PRODUCTION, "RVE_TOKEN_ISSUERS": f"[{issuer}]"})


def test_half_a_log_in_provider_stops_the_start() -> None:
    given = {"RVE_OIDC_ISSUER": "https://sts.example.no"}
    assert "RVE_OIDC_CLIENT_ID" in settings("MODE", given)
    given["RVE_OIDC_CLIENT_ID"] = "rve-web"
    assert "RVE_OIDC_CLIENT_KEY" in settings("MODE", given)


def test_a_public_key_is_no_key_to_log_in_with_and_is_not_repeated() -> None:
    given = {"RVE_OIDC_ISSUER": "https://sts.example.no", "RVE_OIDC_CLIENT_ID": "rve-web"}
    answer = settings("MODE", {**given, "RVE_OIDC_CLIENT_KEY": '{"kty": "RSA", "n": "secret-part"}'})
    assert "RVE_OIDC_CLIENT_KEY must be a private key" in answer
    assert "secret-part" not in answer


def test_forms_may_lead_to_the_log_in_provider_and_nowhere_else() -> None:
    key = '{"kty": "EC", "crv": "P-256", "x": "x", "y": "y", "d": "d"}'
    given = {"RVE_OIDC_ISSUER": "https://sts.example.no/a", "RVE_OIDC_CLIENT_ID": "rve-web"}
    policy = settings("CONTENT_SECURITY_POLICY", {**given, "RVE_OIDC_CLIENT_KEY": key})
    assert "'form-action': [\"'self'\", 'https://sts.example.no']" in policy
    assert "sts.example.no" not in settings("CONTENT_SECURITY_POLICY", {})


def test_production_starts_with_what_it_demands_and_leaves_the_demo_at_home() -> None:
    names = ("MODE", "DEBUG", "DEMO_LOGIN", "SYNTHETIC_IDENTITY_NUMBERS")
    code = (
        f"from django.conf import settings as s\nprint(*[getattr(s, n) for n in {names}], *s.INSTALLED_APPS)"
    )
    done = python(code, PRODUCTION)
    assert done.stdout.startswith("production False False False ")
    assert "rve.local" not in done.stdout


def test_production_passes_djangos_own_deployment_checks() -> None:
    code = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('check', deploy=True, fail_level='WARNING')"
    )
    done = python(code, PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_the_local_installation_starts_with_nothing_set() -> None:
    assert settings("MODE", {}) == "'local'"


EDI = {
    "RVE_MESSAGE_TRANSPORT": "edi",
    "RVE_EDI_URL": "https://edi.example.no",
    "RVE_EDI_TOKEN_URL": "https://sts.example.no/connect/token",
    "RVE_EDI_CLIENT_ID": "rve",
    "RVE_EDI_KEY": '{"kty": "EC", "crv": "P-256", "d": "geheim"}',
}


@pytest.mark.parametrize("name", sorted(set(EDI) - {"RVE_MESSAGE_TRANSPORT"}))
def test_the_message_service_is_named_whole_or_not_at_all(name: str) -> None:
    answer = settings("MODE", {**EDI, name: ""})
    assert "ImproperlyConfigured" in answer
    assert name in answer


def test_a_key_of_the_message_service_that_is_none_is_refused_without_telling_it() -> None:
    answer = settings("MODE", EDI)
    assert "RVE_EDI_KEY must be a private JWK" in answer
    assert "geheim" not in answer


def test_messages_travel_encrypted_in_production() -> None:
    plain = EDI | {"RVE_EDI_URL": "http://edi.example.no"}
    assert "must begin with https" in settings("MODE", PRODUCTION | plain)


def test_production_has_no_folder_of_messages_unless_it_names_one() -> None:
    assert settings("MESSAGE_TRANSPORT", PRODUCTION) == "'none'"
    assert "RVE_MESSAGE_FOLDER" in settings("MODE", PRODUCTION | {"RVE_MESSAGE_TRANSPORT": "folder"})
