"""The REST API on gunicorn, beside a bare Django view and a bare REST framework over the same rows."""
