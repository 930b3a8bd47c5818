# Few, honest targets. `make help` lists them.
SHELL := /bin/bash
PREFIX ?= /usr/local
SWIFT ?= swift
ROUNDS ?= 300
RELEASE = $(SWIFT) build -c release --static-swift-stdlib --product holos

.PHONY: help deps build image demo test check guest-test crash fuzz bench docs install clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 14

deps: ## install the Debian packages that building, testing and running need (root)
	scripts/install-deps

build: ## release binary: .build/release/holos
	$(RELEASE)

image: ## the guest image of tests and demo, built once into a cache outside the repository
	@scripts/build-guest-image

demo: ## from nothing: packages, holos, image, two VMs, a page through the forward, a command, all down
	scripts/demo

test: ## everything, guest tests included
	scripts/test all

check: ## format, lint, small and CLI tests: minutes
	scripts/test check

guest-test: ## real QEMU, real guests
	scripts/test guest

crash: ## commands killed at random, ROUNDS of them: minutes
	HOLOS_CRASH_ROUNDS=$(ROUNDS) $(SWIFT) test --filter '^CLITests\.CrashTests'

fuzz: ## a million mutations of compose files (HOLOS_FUZZ_CASES, HOLOS_FUZZ_SEED), with a build of its own
	scripts/fuzz

bench: ## ratios against what the same work costs by hand
	scripts/bench

docs: ## what is generated: docs/cli.md, docs/holos.schema.json
	scripts/generate-docs

install: build ## into $(PREFIX), with completions
	install -D -m 755 .build/release/holos $(DESTDIR)$(PREFIX)/bin/holos
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	.build/release/holos --generate-completion-script bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/holos
	.build/release/holos --generate-completion-script zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_holos
	.build/release/holos --generate-completion-script fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/holos.fish

clean: ## remove what was built here; the image cache stays
	rm -rf .build .build-*
