from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from rve.core.middleware import policy_of


def patterns(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, path)
        else:
            yield path, entry


def test_every_address_has_a_policy() -> None:
    without = [
        f"{path} ({pattern.lookup_str})" for path, pattern in patterns() if not policy_of(pattern.callback)
    ]
    assert without == []


def test_every_address_has_a_name() -> None:
    assert [path for path, pattern in patterns() if pattern.name is None] == []


def test_no_two_addresses_share_a_name() -> None:
    names = [
        f"{pattern.lookup_str.split('.')[0]}:{pattern.name}" for _, pattern in patterns() if pattern.name
    ]
    assert sorted(names) == sorted(set(names))
