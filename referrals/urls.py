from referrals.pages import assessor_urls, institution_urls, lead_urls, referrer_urls, signing_urls
from referrals.pages.backtest import urls as backtest_urls

urlpatterns = [
    *referrer_urls.urlpatterns,
    *assessor_urls.urlpatterns,
    *signing_urls.urlpatterns,
    *institution_urls.urlpatterns,
    *lead_urls.urlpatterns,
    *backtest_urls.urlpatterns,
]
