from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory

from rve.core.templatetags import addresses


def test_a_new_filter_begins_on_the_first_page() -> None:
    assert addresses.rewritten(QueryDict("page=3&sort=due"), {"kind": "rett"}) == "?sort=due&kind=rett"


def test_a_page_keeps_the_filters() -> None:
    assert addresses.rewritten(QueryDict("kind=a&kind=b&page=1"), {"page": 2}) == "?kind=a&kind=b&page=2"


def test_none_and_empty_take_a_name_away() -> None:
    assert addresses.rewritten(QueryDict("q=x&sort=due"), {"q": None, "sort": ""}) == "?"


def test_a_value_of_a_filter_is_turned_on_and_off() -> None:
    assert addresses.toggled(QueryDict("kind=a"), "kind", "b") == "?kind=a&kind=b"
    assert addresses.toggled(QueryDict("kind=a&kind=b"), "kind", "a") == "?kind=b"
    assert addresses.toggled(QueryDict("kind=a"), "kind", "a") == "?"


def test_sorting_twice_by_a_column_turns_the_order() -> None:
    assert addresses.sorted_by(QueryDict(""), "due") == "?sort=due"
    assert addresses.sorted_by(QueryDict("sort=due"), "due") == "?sort=-due"
    assert addresses.sorted_by(QueryDict("sort=-due"), "due") == "?sort=due"


def test_the_head_says_how_it_is_sorted() -> None:
    assert addresses.sort_state("due", "due") == "ascending"
    assert addresses.sort_state("-due", "due") == "descending"
    assert addresses.sort_state("name", "due") == ""


def test_the_tags_escape_what_comes_from_the_address() -> None:
    request = RequestFactory().get("/", {"q": '"><script>'})
    page = Template('{% load rve_ui %}<a href="{% query sort="due" %}"{% sort_state "due" default="due" %}>')
    shown = page.render(Context({"request": request}))
    assert shown == '<a href="?q=%22%3E%3Cscript%3E&amp;sort=due"aria-sort="ascending">'
