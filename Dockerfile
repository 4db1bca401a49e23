# Builds with any builder, from any Debian-like base that has Python 3.11+ with venv:
#   docker build -t gouji .          podman build --format docker -t gouji .
# Runs without a network and with a read-only root:
#   docker run --rm --read-only --tmpfs /tmp -p 127.0.0.1:8000:8000 gouji
ARG BASE_IMAGE=python:3.11-slim-bookworm

FROM ${BASE_IMAGE} AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY models models
COPY service service
COPY training training
RUN python3 -m venv /opt/gouji \
    && /opt/gouji/bin/pip wheel --no-deps --wheel-dir /wheels . \
    && /opt/gouji/bin/pip install --no-cache-dir /wheels/*.whl \
    # Three distributions fill the one folder cv2; the last one wins, and only this one needs no window system.
    && /opt/gouji/bin/pip install --no-cache-dir --no-deps --force-reinstall \
        "$(/opt/gouji/bin/pip freeze | grep '^opencv-python-headless==')" \
    && /opt/gouji/bin/python -c "import cv2, sys; sys.exit(cv2.getBuildInformation().count('QT:'))" \
    && /opt/gouji/bin/pip uninstall --yes pip

FROM ${BASE_IMAGE}
RUN groupadd --gid 10001 gouji \
    && useradd --uid 10001 --gid gouji --no-create-home --home-dir /tmp --shell /usr/sbin/nologin gouji
COPY --from=build /opt/gouji /opt/gouji
ENV PATH=/opt/gouji/bin:$PATH \
    HOME=/tmp \
    LANG=C.UTF-8 \
    ORT_DISABLE_TELEMETRY=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /tmp
EXPOSE 8000
# http.client, because it takes no notice of proxies.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["python3", "-c", \
    "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ.get('GOUJI_PORT', '8000')), timeout=4); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
CMD ["gouji", "serve", "--host", "0.0.0.0"]
