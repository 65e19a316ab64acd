import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation


@pytest.mark.parametrize("name", ["400", "403", "404", "409", "413", "csrf"])
def test_an_error_page_says_what_happened_and_where_to_go(name: str) -> None:
    values = {"request": RequestFactory().get("/")}
    html = render_to_string(f"errors/{name}.html", values)
    assert "<h1>" in html
    assert 'href="/"' in html


def test_a_message_of_the_domain_takes_the_place_of_the_general_one() -> None:
    values = {"request": RequestFactory().get("/"), "message": "Plassen ble tatt i mellomtiden."}
    assert "Plassen ble tatt i mellomtiden." in render_to_string("errors/409.html", values)


def test_the_page_for_our_own_failure_needs_nothing_from_the_request() -> None:
    with translation.override("nb"):
        html = render_to_string("errors/500.html")
    assert '<html lang="nb"' in html
