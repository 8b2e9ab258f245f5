# make run    build and serve on http://127.0.0.1:5080   (ARGS="--urls http://127.0.0.1:8080" for another address)
# make test   everything: unit, property, component, server, browser and architecture tests
# make check  make test, and the code's format
# make bench  measured comparisons with PyTorch eager   (ARGS="--list" shows them)
# Each installs by itself what it needs (.ci/install says what and why).

CONFIGURATION ?= Release
ARGS ?=
export DOTNET_NOLOGO = 1
export DOTNET_CLI_TELEMETRY_OPTOUT = 1

.PHONY: run test check bench clean

run:
	@.ci/install run
	@dotnet build Server -c $(CONFIGURATION) -v quiet --nologo
	@exec dotnet run --no-build -c $(CONFIGURATION) --project Server -- serve $(ARGS)

test:
	@.ci/install test
	@.ci/test $(CONFIGURATION) $(ARGS)

check: test
	@dotnet format --verify-no-changes --no-restore
	@echo "Format: clean."

bench:
	@.ci/install bench
	@dotnet run -c $(CONFIGURATION) --project tests/Benchmarks -- $(ARGS)

clean:
	@dotnet clean -c $(CONFIGURATION) -v quiet --nologo
	@rm -rf Core/obj/torch wwwroot/lib
