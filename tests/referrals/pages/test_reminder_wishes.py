from __future__ import annotations

from django.test import Client
from django.urls import reverse

from rve.core.models import User
from tests.people import World


def test_what_is_not_ticked_is_muted_and_the_page_shows_it(client: Client, world: World) -> None:
    client.force_login(world.gro.user)
    page = reverse("reminder-wishes")
    assert b'value="institution_answer" checked' in client.get(page).content
    client.post(page, {"reminders": "digest", "wanted": ["start", "time_sent"]})
    gro = User.objects.get(pk=world.gro.user.pk)
    assert gro.reminders == "digest"
    assert gro.muted_clocks == ["follow_up_gp", "follow_up_visit", "institution_answer"]
    shown = client.get(page).content
    assert b'value="institution_answer">' in shown
    assert b'value="digest" checked' in shown


def test_a_wish_that_is_not_offered_is_refused(client: Client, world: World) -> None:
    client.force_login(world.kari.user)
    assert client.post(reverse("reminder-wishes"), {"reminders": "never"}).status_code == 400
    assert User.objects.get(pk=world.kari.user.pk).reminders == "at_once"
