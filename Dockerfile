# The production image: dependencies as locked, the wheel, nothing that builds.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY app app
COPY templates templates
COPY static static
COPY migrations migrations
COPY data data
COPY locales locales
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 commonspace
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH COMMONSPACE_LOG_FORMAT=json
USER commonspace
WORKDIR /home/commonspace
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=60s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["sh", "-c", "commonspace migrate && exec commonspace serve --host 0.0.0.0 --port 8000"]
