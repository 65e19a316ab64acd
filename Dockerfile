FROM python:3.11.14-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock
COPY . .
# Without RVE_MODE the settings are those of a local installation: no secret is needed to collect files.
RUN python manage.py collectstatic --no-input \
 && useradd --create-home --uid 10001 rve \
 && mkdir -p /var/lib/rve/letters /var/lib/rve/messages \
 && chown -R rve /var/lib/rve
USER rve
EXPOSE 8000
CMD ["gunicorn", "rve.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--no-control-socket"]
