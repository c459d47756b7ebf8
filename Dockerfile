# One image for web, worker and clock; docker-compose.yml says which command each runs.
FROM python:3.11-slim-bookworm AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never \
    UV_PROJECT_ENVIRONMENT=/opt/venv PATH=/opt/venv/bin:$PATH DEALERCRM_VAR=/data
RUN pip install --no-cache-dir uv
WORKDIR /app
COPY pyproject.toml .
RUN uv sync --no-default-groups --no-cache

# Node and npm are needed once, to fetch the front-end libraries; they do not travel with the product.
FROM base AS static
RUN uv sync --no-default-groups --group assets --no-cache
COPY . .
RUN python manage.py assets && python manage.py collectstatic --no-input --verbosity 0

FROM base
COPY . .
COPY --from=static /data/static /data/static
RUN python -m compileall -q /app /opt/venv && useradd --system --home /data dealercrm \
    && mkdir -p /data/media /data/backups && chown -R dealercrm: /data
USER dealercrm
EXPOSE 8000
CMD ["gunicorn", "-c", "python:dealercrm.local.web", "--bind", "0.0.0.0:8000"]
