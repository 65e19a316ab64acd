from django.urls import path

from institutions.api.finder import Finder
from institutions.api.institutions import InstitutionList
from institutions.api.pools import PoolDetail, PoolList
from institutions.pages import own_pools, places, totals

urlpatterns = [
    path("api/v1/finder", Finder.as_view(), name="finder"),
    path("api/v1/institutions", InstitutionList.as_view(), name="api-institutions"),
    path("api/v1/pools", PoolList.as_view(), name="api-pools"),
    path("api/v1/pools/<uuid:public_id>", PoolDetail.as_view(), name="api-pool"),
    path("places", places.places, name="places"),
    path("places/reference", totals.totals, name="reference-totals"),
    path("our-places", own_pools.own_pools, name="own-pools"),
    path("our-places/confirm", own_pools.confirm, name="own-pools-confirm"),
    path("our-places/<uuid:public_id>", own_pools.pool_edit, name="pool-edit"),
]
