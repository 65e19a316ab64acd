"""The language of a page is chosen by the person, not by the browser."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse


def test_an_english_browser_meets_bokmal(client: Client, db: None) -> None:
    page = client.get(reverse("login"), HTTP_ACCEPT_LANGUAGE="en-GB").content.decode()
    assert '<html lang="nb"' in page
    assert "Logg inn" in page


def test_the_reference_of_the_api_is_a_page_like_others(client: Client, db: None) -> None:
    page = client.get(reverse("api-docs"), HTTP_ACCEPT_LANGUAGE="en-GB").content.decode()
    assert '<html lang="nb"' in page


def test_a_language_once_chosen_stays(client: Client, db: None) -> None:
    client.post(reverse("language"), {"language": "nn"})
    assert '<html lang="nn"' in client.get(reverse("login")).content.decode()


def test_a_language_that_is_not_ours_is_not_kept(client: Client, db: None) -> None:
    client.post(reverse("language"), {"language": "xx"})
    assert '<html lang="nb"' in client.get(reverse("login")).content.decode()


def test_the_way_back_leads_nowhere_else(client: Client, db: None) -> None:
    answer = client.post(reverse("language"), {"language": "nn", "next": "https://example.org/"})
    assert answer["Location"] == reverse("home")
