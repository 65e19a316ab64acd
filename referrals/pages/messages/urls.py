from django.urls import path, register_converter

from referrals.pages.messages import acts, listing, one


class Way:
    """In or out."""

    regex = "in|out"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Way, "way")

urlpatterns = [
    path("messages", listing.messages, name="messages"),
    path("messages/<way:way>/<uuid:public_id>", one.message, name="message"),
    path("messages/<way:way>/<uuid:public_id>/original", one.original, name="message-original"),
    path("messages/<way:way>/<uuid:public_id>/handled", acts.handled, name="message-handled"),
    path("messages/<way:way>/<uuid:public_id>/again", acts.again, name="message-again"),
]
