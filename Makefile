# make demo       the whole way: 33 fictional boroughs to a London view. ONCE=1 ends after the summary, YEARS=2 goes on to
#                 the next January
# make test       the tests
# make check-long slower checks: calibration over many releases, fuzzing, the demo of two years over several fictional Londons
# make packages   Debian packages for boroughs and the hub, in .packages/
# make bench      figures as ratios against a named peer or limit, in .bench/results.json

# A dependency that the manifest does not list can't be imported.
BUILD = --explicit-target-dependency-import-check error

.PHONY: demo test check-long packages bench clean

demo:
	@scripts/need
	@scripts/demo

test:
	@scripts/need
	swift build --build-tests $(BUILD)
	@# Tests that wait for whole programs hold their threads; those of the link keep real time limits. Apart, neither
	@# starves the other on two cores.
	swift test --skip-build --skip '^(OutsideTests|JourneyTests|EstateTests)\.'
	swift test --skip-build --filter '^OutsideTests\.'
	swift test --skip-build --filter '^JourneyTests\.'
	@# Keeps both cores busy for two minutes.
	swift test --skip-build --filter '^EstateTests\.'

check-long:
	@scripts/need
	@scripts/check-long

packages:
	@scripts/need
	@scripts/packages

bench:
	@scripts/need
	@scripts/bench

clean:
	rm -rf .build .build-packages .build-skew .packages .demo .bench .load .tls
