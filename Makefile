PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
SOURCES = models service training tests
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Three distributions fill the one folder cv2; the last one wins, and only this one needs no window system.
HEADLESS = $(PIP) --no-deps --force-reinstall \
	"$$($(BIN)/python -m pip freeze --disable-pip-version-check | grep '^opencv-python-headless==')"

.PHONY: run test lint types check bench clean

run: $(VENV)/serving.stamp  ## Set up what serving needs, and serve.
	$(BIN)/gouji serve --host $(HOST) --port $(PORT)

test: lint types check  ## Set up what tests need; lint, types, tests.

lint: $(VENV)/testing.stamp
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)

# Static checkers do not follow the import hook of an editable install: they read this tree of links.
types: $(VENV)/testing.stamp build/types
	$(BIN)/mypy -p gouji.models -p gouji.service -p gouji.training

# Two at a time, a file's tests in one process, since they share what is dear to make.
check: $(VENV)/testing.stamp
	$(BIN)/pytest --numprocesses 2 --dist loadfile

bench: $(VENV)/testing.stamp  ## Seconds and memory per report, beside stock PaddleOCR and pdfplumber.
	$(BIN)/python -m gouji.training.bench

build/types:
	mkdir -p build/types/gouji
	ln -sfn ../../../models build/types/gouji/models
	ln -sfn ../../../service build/types/gouji/service
	ln -sfn ../../../training build/types/gouji/training

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/serving.stamp: pyproject.toml | $(VENV)/bin/python
	$(PIP) --editable .
	$(HEADLESS)
	touch $@

$(VENV)/testing.stamp: pyproject.toml | $(VENV)/bin/python
	$(PIP) --editable '.[test]'
	$(HEADLESS)
	touch $@ $(VENV)/serving.stamp

clean:
	rm -rf build $(VENV) *.egg-info
