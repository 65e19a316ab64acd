from django.urls import path

from institutions.api.finder import Finder
from institutions.pages import own_pools, places, totals

urlpatterns = [
    path("api/v1/finder", Finder.as_view(), name="finder"),
    path("places", places.places, name="places"),
    path("places/reference", totals.totals, name="reference-totals"),
    path("our-places", own_pools.own_pools, name="own-pools"),
    path("our-places/confirm", own_pools.confirm, name="own-pools-confirm"),
    path("our-places/<uuid:public_id>", own_pools.pool_edit, name="pool-edit"),
]
