# The wheel and all it needs go into an environment of their own, which is all that the image gets.
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY mockbana mockbana
RUN python -m pip wheel --no-cache-dir --no-deps --wheel-dir /wheels . \
    && python -m venv --without-pip /opt/mockbana \
    && python -m pip --python /opt/mockbana/bin/python install --no-cache-dir \
        "$(echo /wheels/mockbana-*.whl)[fake,speed,tls]"

FROM python:3.13-slim
LABEL org.opencontainers.image.title="Mockbana" \
      org.opencontainers.image.description="A fake Kibana for tests: the Cases API, faults on demand" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /opt/mockbana /opt/mockbana
RUN mkdir /fixtures
# Options are variables: CI services can often set nothing else. All cases that lie in /fixtures,
# perhaps none, are loaded. Nothing is written, so a read-only root is fine.
ENV PATH=/opt/mockbana/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MOCKBANA_HOST=0.0.0.0 \
    MOCKBANA_FIXTURES=/fixtures
USER 10001:10001
EXPOSE 5601
HEALTHCHECK --interval=2s --timeout=3s --start-period=10s --retries=5 \
    CMD ["mockbana", "healthcheck"]
ENTRYPOINT ["mockbana"]
CMD ["serve"]
